"""Checks are kept, and compared with the next one."""

import gzip
import json
import resource
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from cli import history
from cli.session import Session
from core.collect import http
from core.evaluate import evaluate
from core.render import json as report_json
from core.report import Report
from core.snapshot import Snapshot, load_snapshot
from tests.apps import HEALTHY
from tests.cli.conftest import Cli, Program


@pytest.fixture(autouse=True)
def _heroku(cli: Cli, heroku: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    cli.environ |= heroku
    monkeypatch.setattr(http, "_PAUSES", (0.0, 0.0))


def kept(cli: Cli) -> list[Path]:
    return sorted(Path(cli.environ["HOME"]).glob(".local/state/prodcheck/history/*/*"))


def named(app: str, days: float = 0.0) -> tuple[Report, Snapshot]:
    """A check of an app of that name, some days after the usual one."""
    snapshot = msgspec.structs.replace(
        HEALTHY,
        app=msgspec.structs.replace(HEALTHY.app, name=app),
        taken_at=HEALTHY.taken_at + timedelta(days=days),
    )
    return evaluate(snapshot), snapshot


def keep(cli: Cli, app: str, days: float = 0.0, **environ: str) -> None:
    history.keep(Session({**cli.environ, **environ}), *named(app, days))


def test_a_check_is_kept_with_the_facts_it_was_made_of(cli: Cli) -> None:
    shown = json.loads(cli("-a", "ha-app", "--json").out)
    report, snapshot = kept(cli)
    assert json.loads(report.read_bytes()) == shown
    facts = load_snapshot(gzip.decompress(snapshot.read_bytes()))
    assert facts.app.name == "ha-app"
    assert report.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_is_kept_of_a_file_of_the_demo_or_where_it_is_switched_off(
    cli: Cli, healthy: str
) -> None:
    assert cli("--from", healthy).status == 0
    assert cli("demo", "--app", "ha-app").status == 0
    assert cli("-a", "ha-app", "--only", "stack", PRODCHECK_HISTORY="0").status == 0
    assert kept(cli) == []


def test_an_app_is_compared_with_its_last_check(cli: Cli) -> None:
    status, out, err = cli("diff", "-a", "troubled-app")
    assert status == 0
    assert "No earlier check of troubled-app with all of these checks" in " ".join(err.split())
    assert "troubled-app: 0 new, 0 fixed, " in out.splitlines()[-1]
    (path, _) = kept(cli)
    older = report_json.parse(path.read_bytes())
    results = tuple(each for each in older.results if each.id != "stack")
    stack = next(each for each in older.results if each.id == "stack")
    path.write_text(
        report_json.render(
            msgspec.structs.replace(
                older, results=(*results, msgspec.structs.replace(stack, findings=()))
            )
        )
    )
    status, out, err = cli("diff", "-a", "troubled-app", "--json")
    assert (status, err) == (1, "")
    assert {change["check"] for change in json.loads(out)["new"]} == {"stack"}
    status, out, _ = cli("diff", "-a", "troubled-app")
    assert status == 0
    assert "0 new" in out.splitlines()[-1]


def test_a_check_of_a_few_is_no_measure_for_all(cli: Cli) -> None:
    cli("-a", "ha-app", "--only", "stack")
    assert "No earlier check" in cli("diff", "-a", "ha-app").err
    assert cli("diff", "-a", "ha-app", "--only", "stack").err == ""


def test_the_app_may_come_from_the_environment(cli: Cli) -> None:
    cli("-a", "ha-app")
    status, out, err = cli("diff", HEROKU_APP="ha-app")
    assert (status, err) == (0, "")
    assert "ha-app: 0 new, 0 fixed, 0 still there" in out


def test_files_and_an_app_exclude_each_other(cli: Cli, healthy: str) -> None:
    assert cli("diff", healthy).status == 2
    status, _, err = cli("diff", healthy, healthy, "-a", "ha-app")
    assert status == 2
    assert "without asking Heroku" in " ".join(err.split())
    assert cli("diff", healthy, healthy).status == 0


@pytest.mark.parametrize(
    "app", ["..", "../../evil", "/etc/passwd", "a" * 5000, "\x00", "\x1b[31m", "é", "A@b", "="]
)
def test_no_name_leads_out_of_the_folder(cli: Cli, app: str) -> None:
    keep(cli, app)
    state = Path(cli.environ["HOME"]) / ".local/state/prodcheck"
    made = [path for path in Path(cli.environ["HOME"]).rglob("*") if path.is_file()]
    assert len(made) == 2
    for path in made:
        assert path.parent.parent == state / "history"
    found = history.last(Session(cli.environ), named(app)[0])
    assert found is not None
    assert found.app == app


def test_apps_of_another_heroku_are_others(cli: Cli) -> None:
    keep(cli, "ha-app")
    other = Session({**cli.environ, "HEROKU_HOST": "heroku.com"})
    assert history.last(other, named("ha-app")[0]) is None


def test_snapshots_are_dropped_after_a_month_and_reports_stay(cli: Cli) -> None:
    for days in (0, 10, 31):
        keep(cli, "ha-app", days)
    names = [path.name for path in kept(cli)]
    assert len([name for name in names if name.endswith("Z.json")]) == 3
    assert len([name for name in names if name.endswith(".gz")]) == 2


def test_the_number_of_reports_has_a_bound(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_REPORTS", 3)
    for day in range(6):
        keep(cli, "ha-app", day)
    assert len(kept(cli)) == 6
    last = history.last(Session(cli.environ), named("ha-app")[0])
    assert last is not None
    assert last.taken_at == HEALTHY.taken_at + timedelta(days=5)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"\xff\x00", b'{"schema_version": 99}', b'{"a":' * 9999]
)
def test_a_file_that_is_damaged_is_passed_over(cli: Cli, data: bytes) -> None:
    keep(cli, "ha-app")
    (report, _) = kept(cli)
    report.with_name("20991231T000000Z.json").write_bytes(data)
    found = history.last(Session(cli.environ), named("ha-app")[0])
    assert found == named("ha-app")[0]


def _unreadable(home: Path) -> None:
    folder = home / ".local" / "state"
    folder.mkdir(parents=True)
    (folder / "prodcheck").write_text("a file")


def _linked_to_nowhere(home: Path) -> None:
    folder = home / ".local"
    folder.mkdir()
    (folder / "state").symlink_to("/dev/full")


@pytest.mark.parametrize("spoil", [_unreadable, _linked_to_nowhere])
def test_a_home_that_cannot_be_written_is_a_warning(
    cli: Cli, spoil: Callable[[Path], None]
) -> None:
    spoil(Path(cli.environ["HOME"]))
    status, out, err = cli("-a", "ha-app")
    assert status == 0
    assert out.endswith("checks passed.\n")
    assert err.count("Warning: This check is not kept") == 1
    assert cli("diff", "-a", "ha-app").status == 0


def test_a_full_disk_is_a_warning(program: Program, heroku: dict[str, str]) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    done = subprocess.run(
        program.argv("-a", "ha-app"),
        env={**program.environ, **heroku, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        preexec_fn=small_files,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert b"This check is not kept for prodcheck diff." in done.stderr
    assert done.stdout.endswith(b"checks passed.\n")
    assert not list(Path(program.environ["HOME"]).rglob(".2*"))


def test_without_a_home_nothing_is_kept_and_nothing_said(cli: Cli) -> None:
    del cli.environ["HOME"]
    assert cli("-a", "ha-app").err == ""


def test_the_token_is_in_none_of_it(cli: Cli) -> None:
    cli("-a", "ha-app")
    token = cli.environ["HEROKU_API_KEY"].encode()
    for path in kept(cli):
        data = path.read_bytes()
        assert token not in (gzip.decompress(data) if path.suffix == ".gz" else data)
