import json
import os
import stat
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.render import json as report_json
from core.snapshot import Snapshot, dump_snapshot
from tests.apps import APP, FORBIDDEN, HEALTHY
from tests.cli.conftest import Cli, Program


def snapshot(tmp_path: Path, **facts: Any) -> str:  # noqa: ANN401
    changed: Snapshot = msgspec.structs.replace(HEALTHY, **facts)
    path = tmp_path / "app.json"
    path.write_bytes(dump_snapshot(changed))
    return str(path)


def on_stack(tmp_path: Path, name: str) -> str:
    app = msgspec.structs.replace(APP, stack=name, build_stack=name)
    return snapshot(tmp_path, app=app)


def test_a_healthy_app_is_ready(cli: Cli, healthy: str) -> None:
    status, out, err = cli("--from", healthy)
    assert (status, err) == (0, "")
    assert out.splitlines()[-1].startswith("ha-app is ready for production")


def test_the_word_check_may_be_left_out(cli: Cli, healthy: str) -> None:
    assert cli("check", "--from", healthy) == cli("--from", healthy)


def test_what_failed_makes_the_exit_status_1(cli: Cli, tmp_path: Path) -> None:
    status, out, err = cli("--from", on_stack(tmp_path, "heroku-18"), "--only", "stack")
    assert (status, err) == (1, "")
    assert out.startswith("ha-app, as of 2026-11-22 19:00 UTC\n\n✗ failed: ")
    assert "      heroku stack:set heroku-24 -a ha-app\n" in out


@pytest.mark.parametrize(
    ("stack", "level", "status"),
    [
        ("heroku-18", "failed", 1),
        ("heroku-18", "unknown", 1),
        ("heroku-18", "warning", 1),
        ("heroku-18", "never", 0),
        ("heroku-99", "failed", 0),
        ("heroku-99", "unknown", 1),
        ("heroku-99", "warning", 1),
        ("heroku-22", "failed", 0),
        ("heroku-22", "unknown", 0),
        ("heroku-22", "warning", 1),
        ("heroku-24", "warning", 0),
        ("container", "warning", 0),
    ],
)
def test_the_exit_status_follows_fail_on(
    cli: Cli, tmp_path: Path, stack: str, level: str, status: int
) -> None:
    source = on_stack(tmp_path, stack)
    assert cli("--from", source, "--only", "stack", "--fail-on", level).status == status


def test_json_is_the_report_and_nothing_else(cli: Cli, healthy: str) -> None:
    status, out, err = cli("--from", healthy, "--json")
    assert (status, err) == (0, "")
    assert report_json.parse(out.encode()).app == "ha-app"


def test_only_and_skip_take_ids_apart_and_together(cli: Cli, healthy: str) -> None:
    def ids(*arguments: str) -> list[str]:
        out = cli("--from", healthy, "--json", *arguments).out
        return sorted(check["id"] for check in json.loads(out)["checks"])

    assert ids("--only", "stack", "--only", "dns") == ["dns", "stack"]
    assert ids("--only", "stack,dns") == ["dns", "stack"]
    assert ids("--only", "stack,dns", "--skip", "dns") == ["stack"]
    assert "dns" not in ids("--skip", "dns, ssl")


def test_an_id_may_be_written_in_other_ways(cli: Cli, healthy: str) -> None:
    assert "passed 2: dyno-tier, dns" in cli("--from", healthy, "--only", "DNS,dyno_tier").out


@pytest.mark.parametrize("names", ["", ",", " "])
def test_only_without_an_id_is_not_taken_for_all(cli: Cli, healthy: str, names: str) -> None:
    status, out, err = cli("--from", healthy, "--only", names)
    assert (status, out) == (2, "")
    assert "--only names no check." in err
    assert cli("--from", healthy, "--skip", names).status == 0


@pytest.mark.parametrize("option", ["--only", "--skip"])
def test_a_wrong_id_is_told_with_the_right_one(cli: Cli, healthy: str, option: str) -> None:
    status, out, err = cli("--from", healthy, option, "stak")
    assert (status, out) == (2, "")
    assert "'stak'" in err
    assert "Did you mean stack?" in err


def test_reports_are_written_and_text_still_goes_to_stdout(
    cli: Cli, healthy: str, tmp_path: Path
) -> None:
    outcome = cli("--from", healthy, "-o", "a.json", "--output", "B.TXT")
    assert outcome.status == 0
    assert (tmp_path / "B.TXT").read_text() == outcome.out
    assert report_json.parse((tmp_path / "a.json").read_bytes()).app == "ha-app"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_with_json_a_file_leaves_json_on_stdout(cli: Cli, healthy: str, tmp_path: Path) -> None:
    out = cli("--from", healthy, "--json", "-o", "a.json").out
    assert (tmp_path / "a.json").read_text() == out


def test_a_file_has_no_colour(cli: Cli, healthy: str, tmp_path: Path) -> None:
    out = cli("--from", healthy, "-o", "a.txt", FORCE_COLOR="1").out
    assert "\x1b[" in out
    assert "\x1b[" not in (tmp_path / "a.txt").read_text()


def test_a_file_that_is_there_is_replaced_and_keeps_its_mode(
    cli: Cli, healthy: str, tmp_path: Path
) -> None:
    target, link = tmp_path / "a.json", tmp_path / "link.json"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    assert cli("--from", healthy, "-o", "link.json").status == 0
    assert link.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert json.loads(target.read_bytes())["app"] == "ha-app"


@pytest.mark.parametrize("name", ["report.pdf", "report", "-", ".json", "/dev/stdout"])
def test_a_format_nobody_knows_is_told_with_the_known_ones(
    cli: Cli, healthy: str, name: str
) -> None:
    status, out, err = cli("--from", healthy, "-o", name)
    assert (status, out) == (2, "")
    assert ".json, .txt" in err


@pytest.mark.parametrize("name", ["missing/a.json", "folder.json"])
def test_a_file_that_cannot_be_written_is_told_before_anything_is_done(
    cli: Cli, tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder.json").mkdir()
    status, out, err = cli("-a", "myapp", "-o", name)
    assert (status, out) == (2, "")
    assert f"{name} cannot be written" in err


def test_a_folder_that_was_removed_meanwhile_is_told(
    cli: Cli, healthy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    status, _, err = cli("--from", healthy, "-o", "a.json")
    assert status == 2
    assert "a.json cannot be written: No such file or directory." in err
    monkeypatch.chdir(tmp_path)


def test_a_full_disk_is_told_and_the_report_is_still_shown(
    cli: Cli, healthy: str, tmp_path: Path
) -> None:
    (tmp_path / "full.json").symlink_to("/dev/full")
    status, out, err = cli("--from", healthy, "-o", "full.json")
    assert status == 2
    assert "ha-app is ready" in out
    assert "full.json cannot be written: No space left on device." in err


def test_a_folder_without_permission_is_told(cli: Cli, healthy: str, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    target = closed / "a.json"
    if os.geteuid() == 0:  # root may write anywhere but into /proc
        target = Path("/proc/a.json")
    closed.chmod(0o500)
    status, _, err = cli("--from", healthy, "-o", str(target))
    assert status == 2
    assert f"{target} cannot be written" in err


def test_a_snapshot_comes_from_stdin(program: Program) -> None:
    status, out, err = program("--from", "-", "--only", "stack", stdin=dump_snapshot(HEALTHY))
    assert (status, err) == (0, "")
    assert "✓ passed 1: stack" in out


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"not json",
        b"\xff\xfe",
        dump_snapshot(HEALTHY)[:1000],
        dump_snapshot(HEALTHY).replace(b'"schema_version": 1', b'"schema_version": 99'),
        dump_snapshot(HEALTHY).replace(b'"taken_at": "2026', b'"taken_at": "soon'),
    ],
)
def test_what_is_no_snapshot_is_told_with_its_name(
    cli: Cli, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    status, out, err = cli("--from", str(path))
    assert (status, out) == (2, "")
    assert err.startswith(f" ›   Error: {path}: ")  # noqa: RUF001
    assert "Traceback" not in err


def test_a_report_is_not_judged_again(cli: Cli, healthy: str) -> None:
    cli("--from", healthy, "-o", "report.json")
    status, out, err = cli("--from", "report.json")
    assert (status, out) == (2, "")
    assert "report.json: This is a report, which was judged already." in err


def test_an_output_without_a_name_is_told(cli: Cli, healthy: str) -> None:
    assert "'': there is no format" in cli("--from", healthy, "-o", "").err
    assert "'' cannot be written" in cli("snapshot", "-a", "myapp", "-o", "").err


def test_what_is_no_snapshot_on_stdin_is_told_as_such(program: Program) -> None:
    assert program("--from", "-").err.startswith(" ›   Error: stdin: ")  # noqa: RUF001
    assert program("diff", "-", "-").err.startswith(" ›   Error: stdin: ")  # noqa: RUF001


def test_a_file_that_is_not_there_is_told(cli: Cli, tmp_path: Path) -> None:
    assert "No such file" in cli("--from", "missing.json").err
    assert "Is a directory" in cli("--from", str(tmp_path)).err


def test_a_snapshot_of_another_app_is_not_taken_for_it(cli: Cli, healthy: str) -> None:
    status, _, err = cli("--from", healthy, "-a", "other")
    assert status == 2
    assert "is of ha-app, not of other" in err
    assert cli("--from", healthy, "-a", "ha-app").status == 0
    assert cli("--from", healthy, HEROKU_APP="other").status == 0


@pytest.mark.parametrize("extra", [("--remote", "x"), ("--nameserver", "192.0.2.1")])
def test_from_has_no_use_for_who_to_ask(cli: Cli, healthy: str, extra: tuple[str, str]) -> None:
    assert cli("--from", healthy, *extra).status == 2


def test_what_could_not_be_read_is_unknown_and_says_so(cli: Cli, tmp_path: Path) -> None:
    source = snapshot(tmp_path, formation=FORBIDDEN)
    status, out, _ = cli("--from", source, "--only", "dyno-redundancy")
    assert status == 0
    assert "? unknown: " in out
    assert "It is not known whether ha-app is ready" in out


def test_hostile_text_in_a_snapshot_stays_text(cli: Cli, tmp_path: Path) -> None:
    hostile = "\x1b]0;owned\x07\u202e\r\n<!channel>"
    app = msgspec.structs.replace(APP, name=hostile, stack=hostile, build_stack=hostile)
    source = snapshot(tmp_path, app=app)
    for arguments in (["--from", source], ["--from", source, "--json"]):
        out = cli(*arguments).out
        assert all(c.isprintable() or c == "\n" for c in out)


@pytest.mark.parametrize(("columns", "widest"), [("40", 40), ("80", 80), ("120", 120), ("9", 40)])
def test_the_width_is_that_of_the_terminal(
    cli: Cli, tmp_path: Path, columns: str, widest: int
) -> None:
    out = cli("--from", on_stack(tmp_path, "heroku-18"), COLUMNS=columns).out
    copied = ("heroku ", "prodcheck ", "read ")
    lines = [line for line in out.splitlines() if not line.lstrip().startswith(copied)]
    assert widest - 25 < max(map(len, lines)) <= widest


def test_colour_is_forced_and_declined(cli: Cli, healthy: str) -> None:
    assert "\x1b[" not in cli("--from", healthy).out
    assert "\x1b[" in cli("--from", healthy, FORCE_COLOR="1").out
    assert "\x1b[" not in cli("--from", healthy, FORCE_COLOR="1", NO_COLOR="1").out
    assert "\x1b[" not in cli("--from", healthy, "--no-color", FORCE_COLOR="1").out


def test_an_encoding_without_our_symbols_gets_others(program: Program, tmp_path: Path) -> None:
    source = on_stack(tmp_path, "heroku-18")
    status, out, err = program(
        "--from", source, "--only", "stack", PYTHONIOENCODING="ascii", PYTHONUTF8="0"
    )
    assert (status, err) == (1, "")
    assert "x failed: " in out
    assert out.isascii()


def test_json_is_utf_8_in_any_encoding(program: Program, tmp_path: Path) -> None:
    source = on_stack(tmp_path, "naïve")
    out = program("--from", source, "--json", PYTHONIOENCODING="ascii", PYTHONUTF8="0").out
    assert "naïve" in out
