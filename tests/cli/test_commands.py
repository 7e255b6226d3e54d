import json
import subprocess
from pathlib import Path

import msgspec
import pytest

from core.check import all_checks
from core.snapshot import dump_snapshot
from tests.apps import APP, HEALTHY
from tests.cli.conftest import ROOT, Cli, Program


@pytest.fixture
def old_stack(tmp_path: Path) -> str:
    """A file with the snapshot of the healthy app on a stack past its end."""
    app = msgspec.structs.replace(APP, stack="heroku-18", build_stack="heroku-18")
    path = tmp_path / "old.json"
    path.write_bytes(dump_snapshot(msgspec.structs.replace(HEALTHY, app=app)))
    return str(path)


def test_checks_lists_them_all(cli: Cli) -> None:
    status, out, _ = cli("checks", COLUMNS="120")
    assert status == 0
    for check in all_checks():
        assert f"  {check.id}: {check.title}" in out


def test_checks_as_json(cli: Cli) -> None:
    rows = json.loads(cli("checks", "--json").out)
    assert [row["id"] for row in rows] == [check.id for check in all_checks()]
    stack = next(row for row in rows if row["id"] == "stack")
    assert stack["thresholds"] == {"warn_days": 180}
    assert stack["facts"] == ["app", "stacks", "taken_at"]


@pytest.mark.parametrize("check", [check.id for check in all_checks()])
def test_each_check_is_explained(cli: Cli, check: str) -> None:
    status, out, err = cli("checks:info", check)
    assert (status, err) == (0, "")
    assert out.startswith(f"{check}: ")
    for heading in ("Why", "Fails when", "Fix", "Facts it needs", "Read"):
        assert f"\n{heading}\n" in out
    assert "\\n" not in out
    assert all(len(line) <= 80 for line in out.splitlines() if "https://" not in line)


def test_diff_of_two_snapshots(cli: Cli, healthy: str, old_stack: str) -> None:
    status, out, err = cli("diff", healthy, old_stack)
    assert (status, err) == (1, "")
    assert "\nnew: 1\n  ✗ failed: heroku-18 reached its end" in out
    assert out.endswith("ha-app: 1 new, 0 fixed, 0 still there.\n")
    status, out, _ = cli("diff", old_stack, healthy)
    assert status == 0
    assert "\nfixed: 1\n  ✓ was failed: heroku-18" in out


def test_diff_of_reports_and_snapshots(cli: Cli, healthy: str, old_stack: str) -> None:
    cli("--from", healthy, "-o", "report.json")
    assert cli("diff", "report.json", old_stack).status == 1
    assert cli("diff", old_stack, "report.json").status == 0
    assert cli("diff", "report.json", "report.json").out.endswith(
        "0 new, 0 fixed, 0 still there.\n"
    )


def test_diff_counts_what_it_is_told_to(cli: Cli, healthy: str, old_stack: str) -> None:
    assert cli("diff", healthy, old_stack, "--fail-on", "never").status == 0
    assert cli("diff", healthy, old_stack, "--skip", "stack").status == 0
    assert cli("diff", healthy, old_stack, "--only", "stack").status == 1
    cli("--from", old_stack, "-o", "report.json")
    assert cli("diff", healthy, "report.json", "--skip", "stack").status == 0


def test_diff_as_json(cli: Cli, healthy: str, old_stack: str) -> None:
    changes = json.loads(cli("diff", healthy, old_stack, "--json").out)
    assert [(each["check"], each["was"], each["now"]) for each in changes["new"]] == [
        ("stack", None, "failed")
    ]
    assert changes["fixed"] == changes["still"] == changes["not_compared"] == []


def test_diff_reads_stdin(program: Program, healthy: str) -> None:
    assert program("diff", healthy, "-", stdin=dump_snapshot(HEALTHY)).status == 0


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"checks": []}', b"\xff", b'{"checks":'])
def test_diff_names_the_file_that_is_neither(
    cli: Cli, healthy: str, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    status, out, err = cli("diff", healthy, "bad.json")
    assert (status, out) == (2, "")
    assert err.startswith(" ›   Error: bad.json: ")  # noqa: RUF001


def test_diff_refuses_a_newer_report(cli: Cli, healthy: str, tmp_path: Path) -> None:
    document = cli("--from", healthy, "--json").out
    newer = document.replace('"schema_version": 1', '"schema_version": 99', 1)
    (tmp_path / "newer.json").write_text(newer)
    assert "schema version 99" in cli("diff", "newer.json", healthy).err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_completion_script(cli: Cli, shell: str) -> None:
    status, out, err = cli("completion", shell)
    assert (status, err) == (0, "")
    assert f"_PRODCHECK_COMPLETE={shell}_complete" in out


COMPLETED = {
    "prodcheck checks": "checks checks:info",
    "prodcheck checks:in": "info",
    "prodcheck checks:info sta": "stack",
    "prodcheck -a x --only sta": "stack",
    "prodcheck --only dns,s": "dns,ssl dns,stack",
    "prodcheck --only preboot,pre": "",
    "prodcheck --only=sta": "stack",
    "prodcheck --fail-on=w": "warning",
    "prodcheck --fail-on ": "failed unknown warning never",
    "prodcheck completion ": "bash zsh fish",
    "prodcheck help sn": "snapshot",
    "prodcheck --fr": "--from",
    "prodcheck diff --fail": "--fail-on",
}
"""Line, and what bash is to put in the place of its last word."""


def test_completion_works_in_bash(program: Program, tmp_path: Path) -> None:
    script = tmp_path / "prodcheck"
    script.write_text(f'#!/bin/sh\nexec {program.argv()[0]} -m cli "$@"\n')
    script.chmod(0o755)
    session = """
        eval "$(prodcheck completion bash)"
        COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
        for line; do
            COMP_LINE="$line" COMP_POINT=${#line}
            _prodcheck_completion prodcheck
            echo "${COMPREPLY[*]}"
        done
    """
    done = subprocess.run(
        ["bash", "--norc", "-c", session, "bash", *COMPLETED],
        env={**program.environ, "PATH": f"{tmp_path}:/usr/bin:/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert dict(zip(COMPLETED, done.stdout.splitlines(), strict=True)) == COMPLETED


@pytest.mark.parametrize(
    ("shell", "word", "answered"),
    [
        ("zsh", "--only=sta", "plain\n--only=stack\n_\n"),
        ("zsh", "--fr", "plain\n--from\nJudge a snapshot instead of asking Heroku; - is stdin.\n"),
        ("fish", "--only=dns,sta", "plain,--only=dns,stack\n"),
        ("fish", "dif", "plain,diff\tCompare an app with its last check, or two files.\n"),
    ],
)
def test_completion_answers_other_shells(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, shell: str, word: str, answered: str
) -> None:
    monkeypatch.setenv("COMP_WORDS", f"prodcheck {word}")
    monkeypatch.setenv("COMP_CWORD", word if shell == "fish" else "1")
    assert cli(_PRODCHECK_COMPLETE=f"{shell}_complete") == (0, answered, "")


@pytest.mark.parametrize("instruction", ["bash_source", "tcsh_complete", "x"])
def test_nothing_else_is_answered(cli: Cli, instruction: str) -> None:
    assert cli(_PRODCHECK_COMPLETE=instruction) == (1, "", "")
