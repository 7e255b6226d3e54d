"""`prodcheck fleet`: what it prints and writes, and that nothing done is lost."""

import asyncio
import csv
import io
import json
import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from cli import terminal
from cli.commands import fleet as command
from cli.fleet_progress import FleetProgress, duration
from cli.journal import Journal
from core.collect import budget, http
from core.collect import fleet as scanning
from core.fleet import FleetRow, FleetScope
from sandbox import Sandbox
from sandbox.faults import FORBIDDEN, NOT_FOUND, Body, HttpError
from tests.cli.conftest import Cli, Program
from tests.fleet.fleets import EVIL, NOW, failing, ready

ACME = 15
"""Apps of the team `acme`."""


class Served:
    """A sandbox in a thread, told what to do from this one."""

    def __init__(self, sandbox: Sandbox, loop: asyncio.AbstractEventLoop) -> None:
        self.sandbox = sandbox
        self._loop = loop

    def do(self, action: Callable[[Sandbox], object]) -> None:
        done: Future[None] = Future()

        def run() -> None:
            action(self.sandbox)
            done.set_result(None)

        self._loop.call_soon_threadsafe(run)
        done.result(10)

    def asked(self, ending: str) -> int:
        return sum(each.path.endswith(ending) for each in list(self.sandbox.requests))


@contextmanager
def served(**options: object) -> Iterator[Served]:
    ready_: Future[tuple[Served, asyncio.Event]] = Future()

    async def serve() -> None:
        stop = asyncio.Event()
        async with Sandbox(fleet=36, **options) as sandbox:  # type: ignore[arg-type]
            ready_.set_result((Served(sandbox, asyncio.get_running_loop()), stop))
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    found, stop = ready_.result(30)
    try:
        yield found
    finally:
        found.do(lambda _: stop.set())
        thread.join(30)


@pytest.fixture
def heroku_fleet(cli: Cli, program: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(http, "_PAUSES", (0.0, 0.0))
    with served() as found:
        cli.environ |= found.sandbox.environ
        program.environ |= found.sandbox.environ
        yield found


def journals(cli: Cli) -> list[Path]:
    return sorted(Path(cli.environ["HOME"]).glob(".local/state/prodcheck/fleet/*.jsonl"))


def test_a_team_is_checked_and_sorted_worst_first(cli: Cli, heroku_fleet: Served) -> None:
    status, out, err = cli("fleet", "-t", "acme")
    assert (status, err) == (1, "")
    lines = out.splitlines()
    assert lines[0].startswith(f"The team acme: {ACME} apps, as of ")
    assert lines[-1] == "4 of 15 apps are ready for production, 11 are not."
    assert "database-redundancy" in out
    assert journals(cli) == []
    assert heroku_fleet.asked("/teams/acme/apps") == 1


def test_a_pipeline_is_found_by_name_or_by_id(cli: Cli, heroku_fleet: Served) -> None:
    by_name = json.loads(cli("fleet", "-p", "atlas-0", "--json", "--only", "stack").out)
    assert [app["app"] for app in by_name["apps"]] == sorted(
        ["atlas-0", "atlas-0-staging", "atlas-0-pr-41", "atlas-0-pr-42"]
    )
    (coupling,) = {
        each.path.split("/")[2]
        for each in heroku_fleet.sandbox.requests
        if each.path.startswith("/pipelines/") and "pipeline-couplings" in each.path
    }
    by_id = json.loads(cli("fleet", "-p", coupling, "--json", "--only", "stack").out)
    assert len(by_id["apps"]) == 4


def test_all_formats_come_of_one_run(cli: Cli, heroku_fleet: Served, tmp_path: Path) -> None:
    files = [f"fleet{suffix}" for suffix in (".json", ".csv", ".html", ".txt")]
    options = [word for file in files for word in ("-o", file)]
    status, out, _ = cli("fleet", "-t", "acme", "--format", "csv", *options)
    assert status == 1
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == ACME
    assert (tmp_path / "fleet.csv").read_text() == out
    assert len(json.loads((tmp_path / "fleet.json").read_text())["apps"]) == ACME
    assert (tmp_path / "fleet.html").read_text().startswith("<!doctype html>")
    assert heroku_fleet.asked("/teams/acme/apps") == 1


def test_only_what_is_not_ready_is_shown_on_request(cli: Cli, heroku_fleet: Served) -> None:
    document = json.loads(cli("fleet", "-t", "acme", "--failing", "--json").out)
    assert {app["verdict"] for app in document["apps"]} == {"not_ready"}
    assert sum(document["totals"].values()) == ACME
    assert heroku_fleet.asked("/teams/acme/apps") == 1


def test_checks_are_chosen_as_for_one_app(cli: Cli, heroku_fleet: Served) -> None:
    status, out, _ = cli("fleet", "-t", "acme", "--only", "maintenance-mode", "--json")
    document = json.loads(out)
    assert {tuple(app["checks"]) for app in document["apps"]} == {("maintenance-mode",)}
    assert status == 0
    assert heroku_fleet.asked("/formation") == 0
    assert cli("fleet", "-t", "acme", "--only", "dyno-tier", "--fail-on", "warning").status == 1
    assert cli("fleet", "-t", "acme", "--only", "dyno-tier").status == 0
    assert cli("fleet", "-t", "acme", "--only", "no-such").status == 2


def test_which_apps_must_be_said(cli: Cli, heroku_fleet: Served) -> None:
    status, out, err = cli("fleet")
    assert (status, out) == (2, "")
    assert "prodcheck fleet -t TEAM" in err
    assert cli("fleet", "-t", "acme", "--all").status == 2
    assert cli("fleet", "-p", " ").status == 2
    assert cli("fleet", "--only", "stack", HEROKU_TEAM="acme").out.startswith("The team acme")
    assert heroku_fleet.asked("/teams/acme/apps") == 1


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("-t", "nobody"), 3, "Heroku shows no team called nobody"),
        (("-p", "nothing"), 2, "Heroku knows no pipeline called nothing"),
        (("-p", "5a9db0c5-0000-4000-8000-70726f646368"), 3, "Heroku shows no pipeline called"),
        (("-t", "../../account"), 3, "Heroku shows no team called ../../account"),
    ],
)
def test_what_is_not_there_is_said(
    cli: Cli, heroku_fleet: Served, arguments: tuple[str, str], status: int, words: str
) -> None:
    found, out, err = cli("fleet", *arguments)
    assert (found, out) == (status, "")
    assert words in " ".join(err.split())
    assert "heroku " in err
    assert heroku_fleet.asked("/account") == 0


def test_an_account_without_apps_is_no_error(cli: Cli, heroku_fleet: Served) -> None:
    status, out, err = cli("fleet", "--all", HEROKU_API_KEY=heroku_fleet.sandbox.tokens.nothing)
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == "There is no app to check in all apps."


def test_a_list_that_is_forbidden_says_what_to_type_next(cli: Cli, heroku_fleet: Served) -> None:
    heroku_fleet.do(lambda sandbox: sandbox.fail("/teams/acme/apps", FORBIDDEN))
    status, _, err = cli("fleet", "-t", "acme")
    assert status == 3
    assert 'HEROKU_API_KEY="$(heroku auth:token)" prodcheck fleet -t acme' in err
    heroku_fleet.do(Sandbox.heal)
    heroku_fleet.do(lambda sandbox: sandbox.fail("/teams/acme/addons", FORBIDDEN))
    status, out, err = cli("fleet", "-t", "acme")
    assert status == 1
    assert "could not be listed at once" in " ".join(err.split())
    assert 'HEROKU_API_KEY="$(heroku auth:token)" prodcheck fleet -t acme' in err
    assert "of 15 apps are ready" in out


def test_lists_with_gaps_are_not_believed(cli: Cli, heroku_fleet: Served) -> None:
    whole = json.loads(cli("fleet", "-t", "acme", "--json").out)
    heroku_fleet.do(lambda sandbox: sandbox.fail("/teams/acme/addons", _nothing()))
    heroku_fleet.do(lambda sandbox: sandbox.fail("/addon-attachments", _nothing()))
    status, out, err = cli("fleet", "-t", "acme", "--json")
    assert status == 1
    assert "are not whole" in " ".join(err.split())
    assert json.loads(out)["checks"] == whole["checks"]


def _nothing() -> Body:
    return Body(b"[]", content_type="application/json")


def test_a_refused_token_is_named_by_its_origin(cli: Cli, heroku_fleet: Served) -> None:
    status, _, err = cli("fleet", "--all", HEROKU_API_KEY="HRKU-very-secret")
    assert status == 3
    assert "The token came from HEROKU_API_KEY." in err
    assert "HRKU-very-secret" not in err
    assert heroku_fleet.asked("/formation") == 0


def test_apps_that_cannot_be_read_are_told_and_stop_nothing(cli: Cli, heroku_fleet: Served) -> None:
    heroku_fleet.do(lambda sandbox: sandbox.fail("/apps/atlas-0", NOT_FOUND))
    heroku_fleet.do(lambda sandbox: sandbox.fail("/apps/atlas-0/*", NOT_FOUND))
    status, out, _ = cli("fleet", "-t", "acme", "--json")
    document = json.loads(out)
    (gone,) = [app for app in document["apps"] if app["verdict"] is None]
    assert (status, gone["app"], document["totals"]["unread"]) == (1, "atlas-0", 1)
    heroku_fleet.do(lambda sandbox: sandbox.fail("/apps/*", NOT_FOUND))
    assert cli("fleet", "-t", "acme", "--fail-on", "never").status == 3


def test_a_check_that_crashes_is_unknown_and_a_bug_in_one_app_stops_nothing(
    cli: Cli, heroku_fleet: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_app = scanning.scan_app

    async def poisonous(*arguments: object, **named: object) -> object:
        if "atlas-0" in arguments:
            raise KeyError("poison")
        return await scan_app(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(scanning, "scan_app", poisonous)
    document = json.loads(cli("fleet", "-t", "acme", "--json").out)
    (bad,) = [app for app in document["apps"] if app["error"]]
    assert bad["error"] == "prodcheck itself failed on atlas-0 with KeyError: this is a bug."
    assert len(document["apps"]) == ACME
    assert heroku_fleet.asked("/formation") == ACME - 1


def test_the_rate_limit_is_waited_for_and_said(
    cli: Cli, heroku_fleet: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "_REFUSED_PAUSE", 0.05)
    refusal = HttpError(429, "rate_limit", "Your account reached the API rate limit.")
    heroku_fleet.do(lambda sandbox: sandbox.fail("/apps/*/formation", refusal, times=5))
    document = json.loads(cli("fleet", "-t", "acme", "--json", "--keep", "0").out)
    assert document["totals"]["unread"] == 0
    assert not [app for app in document["apps"] if app["counts"]["unknown"]]
    assert heroku_fleet.asked("/formation") == ACME + 5


def killed_half_way(program: Program, home: Path, number: int) -> None:
    """Start a run, and kill it by a signal once some apps are done."""
    process = subprocess.Popen(
        program.argv("fleet", "-t", "acme"), env=program.environ, stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not any(
        path.read_bytes().count(b"\n") >= 2
        for path in home.glob(".local/state/prodcheck/fleet/*.jsonl")
    ):
        assert process.poll() is None, "it was done before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(number)
    process.wait(30)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_goes_on_where_it_stopped(
    cli: Cli, program: Program, number: signal.Signals
) -> None:
    with served(api_latency=0.05) as heroku:
        cli.environ |= heroku.sandbox.environ
        program.environ |= heroku.sandbox.environ
        killed_half_way(program, Path(cli.environ["HOME"]), number)
        (journal,) = journals(cli)
        with journal.open("ab") as file:
            file.write(b'{"app":"atlas-0","taken_at":"20')
        before = journal.read_bytes().count(b"\n")
        asked = heroku.asked("/formation")
        status, out, err = cli("fleet", "-t", "acme", "--json")
        assert status == 1
        assert f"Resuming: {before} of {ACME} apps were done" in err
        assert "--no-resume starts anew" in err
        assert heroku.asked("/formation") - asked == ACME - before
        document = json.loads(out)
        assert len({app["app"] for app in document["apps"]}) == ACME
        assert journals(cli) == []


def test_it_can_start_anew(cli: Cli, program: Program) -> None:
    with served(api_latency=0.05) as heroku:
        cli.environ |= heroku.sandbox.environ
        program.environ |= heroku.sandbox.environ
        killed_half_way(program, Path(cli.environ["HOME"]), signal.SIGKILL)
        asked = heroku.asked("/formation")
        _, _, err = cli("fleet", "-t", "acme", "--no-resume")
        assert err == ""
        assert heroku.asked("/formation") - asked == ACME


def test_what_was_seen_from_elsewhere_is_not_gone_on_from(cli: Cli, program: Program) -> None:
    with served(api_latency=0.05) as heroku:
        cli.environ |= heroku.sandbox.environ
        program.environ |= heroku.sandbox.environ
        killed_half_way(program, Path(cli.environ["HOME"]), signal.SIGKILL)
        asked = heroku.asked("/formation")
        _, _, err = cli("fleet", "-t", "acme", PRODCHECK_ALLOW_PRIVATE_ADDRESSES="1")
        assert "Resuming" not in err
        assert heroku.asked("/formation") - asked == ACME


def test_a_home_that_cannot_be_written_costs_the_journal_alone(
    cli: Cli, heroku_fleet: Served, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    state.write_text("a file")
    status, out, err = cli("fleet", "-t", "acme", XDG_STATE_HOME=str(state))
    assert status == 1
    assert "cannot be resumed should it stop half-way" in " ".join(err.split())
    assert f"{ACME} apps" in out
    bare = {name: value for name, value in cli.environ.items() if name != "HOME"}
    cli.environ = bare
    assert cli("fleet", "-t", "acme").err == ""
    assert heroku_fleet.asked("/teams/acme/apps") == 2


def test_a_full_disk_costs_the_journal_alone(program: Program, heroku_fleet: Served) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    done = subprocess.run(
        program.argv("fleet", "-t", "acme"),
        env={**program.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        preexec_fn=small_files,
        timeout=60,
        check=False,
    )
    err = " ".join(done.stderr.decode().split())
    assert done.returncode == 1, err
    assert err.count("cannot be resumed") == 1
    assert "File too large" in err or "the disk is full" in err
    assert f"{ACME} apps".encode() in done.stdout
    assert heroku_fleet.asked("/teams/acme/apps") == 1


def test_a_file_that_cannot_be_written_is_said_and_the_work_is_kept(
    cli: Cli, heroku_fleet: Served, tmp_path: Path
) -> None:
    status, out, err = cli("fleet", "-t", "acme", "-o", "/dev/full/x.csv")
    assert (status, out) == (2, "")
    link = tmp_path / "full.csv"
    link.symlink_to("/dev/full")
    status, out, err = cli("fleet", "-t", "acme", "-o", str(link), "-o", "good.json")
    assert status == 2
    assert "full.csv cannot be written: No space left on device" in " ".join(err.split())
    assert "of 15 apps" in out
    assert len(json.loads((tmp_path / "good.json").read_text())["apps"]) == ACME
    asked = heroku_fleet.asked("/formation")
    assert cli("fleet", "-t", "acme").status == 1
    assert heroku_fleet.asked("/formation") == asked


def test_a_closed_pipe_is_no_traceback(program: Program, heroku_fleet: Served) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        program.argv("fleet", "-t", "acme", "--json"),
        env=program.environ,
        stdout=write,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")
    assert heroku_fleet.asked("/teams/acme/apps") == 1


def test_a_format_that_is_not_there_is_said_before_anything_slow(
    cli: Cli, heroku_fleet: Served
) -> None:
    for name in ("fleet.pdf", "fleet.sarif", ".csv", "missing/fleet.csv"):
        assert cli("fleet", "-t", "acme", "-o", name).status == 2
    assert cli("fleet", "-t", "acme", "--json", "--format", "csv").status == 2
    assert heroku_fleet.sandbox.requests == []


def test_the_calls_kept_for_people_are_those_of_the_core() -> None:
    assert command.KEPT_FOR_PEOPLE == budget.KEPT_FOR_PEOPLE


class TestJournal:
    """What is kept on disk, whatever is found there."""

    def journal(self, path: Path, **options: object) -> tuple[Journal, list[str]]:
        said: list[str] = []
        return Journal(path, now=NOW, warn=said.append, **options), said  # type: ignore[arg-type]

    def test_rows_come_back(self, tmp_path: Path) -> None:
        path = tmp_path / "deep" / "x.jsonl"
        first, _ = self.journal(path)
        for row in (ready("a"), failing("b"), failing(EVIL)):
            first.add(row)
        first.close()
        again, said = self.journal(path)
        assert again.rows == {"a": ready("a"), "b": failing("b"), EVIL: failing(EVIL)}
        assert said == []
        assert path.stat().st_mode & 0o777 == 0o600

    @pytest.mark.parametrize(
        "data", [b"\x00\xff\n", b"[]\n{}\n", b'{"app":1}\n', b"not json", b"\n\n", b'{"a":' * 9999]
    )
    def test_garbage_is_passed_over(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "x.jsonl"
        path.write_bytes(data)
        journal, said = self.journal(path)
        assert (journal.rows, said) == ({}, [])
        journal.add(ready("a"))
        journal.close()
        assert list(self.journal(path)[0].rows) == ["a"]

    def test_what_is_old_from_the_future_or_was_not_read_is_done_again(
        self, tmp_path: Path
    ) -> None:
        old = NOW.replace(hour=10)
        rows = [
            msgspec.structs.replace(ready("old"), taken_at=old),
            msgspec.structs.replace(ready("future"), taken_at=NOW.replace(hour=13)),
            FleetRow(app="unread", taken_at=NOW, error="no"),
            ready("good"),
        ]
        path = tmp_path / "x.jsonl"
        path.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
        assert list(self.journal(path)[0].rows) == ["good"]

    def test_one_run_at_a_time_has_it(self, tmp_path: Path) -> None:
        path = tmp_path / "x.jsonl"
        first, _ = self.journal(path)
        first.add(ready("a"))
        second, said = self.journal(path)
        assert not second.works
        assert "another prodcheck is checking the same apps" in said[0]
        second.add(ready("b"))
        second.remove()
        assert path.read_bytes().count(b"\n") == 1

    def test_a_link_is_not_followed(self, tmp_path: Path) -> None:
        target = tmp_path / "precious"
        target.write_text("precious")
        path = tmp_path / "x.jsonl"
        path.symlink_to(target)
        journal, said = self.journal(path)
        journal.add(ready("a"))
        assert len(said) == 1
        assert target.read_text() == "precious"

    def test_what_nobody_went_on_from_is_dropped(self, tmp_path: Path) -> None:
        left = tmp_path / "left.jsonl"
        left.write_bytes(b"")
        day = NOW.timestamp() - 90_000
        os.utime(left, (day, day))
        self.journal(tmp_path / "x.jsonl")
        assert not left.exists()


def test_an_account_at_its_limit_is_read_to_the_end(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "_REFUSED_PAUSE", 0.05)
    with served(calls=60, refill=6000.0) as heroku:
        cli.environ |= heroku.sandbox.environ
        document = json.loads(cli("fleet", "-t", "acme", "--json", "--keep", "0").out)
        left = [each.status for each in heroku.sandbox.requests]
    assert len(left) > 60
    assert document["totals"]["unread"] == 0
    assert not [app for app in document["apps"] if app["counts"]["unknown"]]


def test_names_control_nothing(cli: Cli, heroku_fleet: Served) -> None:
    status, out, err = cli("fleet", "--all", "--only", "addon-health")
    assert (status, err) == (1, "")
    assert "hostile-app" in out
    assert all(line.isprintable() for line in out.splitlines())
    assert heroku_fleet.asked("/apps") == 1


class TestProgress:
    """A line that says how far it is, where a terminal shows it."""

    @pytest.fixture
    def lines(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        said: list[str] = []
        monkeypatch.setattr(terminal, "_is_terminal", lambda _: True)
        monkeypatch.setattr(
            terminal, "say", lambda text: said.append(text.removeprefix("\r\x1b[K"))
        )
        return said

    def test_it_counts_and_estimates(self, lines: list[str]) -> None:
        scope = FleetScope(kind="team", name="ac\x1bme")
        with FleetProgress(scope, 1000, {"COLUMNS": "80"}) as progress:
            progress.start(40, 10)
            for _ in range(10):
                progress.advance()
        assert lines[0] == "Listing the team ac\\x1bme …"
        assert lines[1] == "[######------------------] 10 of 40 apps"
        assert lines[-2].startswith("[############------------] 20 of 40 apps, about ")
        assert lines[-1] == ""

    def test_where_there_is_no_room_the_bar_goes_first(self, lines: list[str]) -> None:
        with FleetProgress(FleetScope(kind="all"), 1000, {"COLUMNS": "40"}) as progress:
            progress.start(40, 0)
            progress.advance()
        assert lines[-3] == "[------------------------] 0 of 40 apps"
        assert lines[-2].startswith("1 of 40 apps, about ")

    def test_it_says_why_it_waits(self, lines: list[str]) -> None:
        with FleetProgress(FleetScope(kind="all"), 1000, {"COLUMNS": "100"}) as progress:
            progress.start(40, 0)
            progress.wait(800.0)
            progress.wait(0.8)
        assert lines[-3] == (
            "0 of 40 apps, waiting 13 min: the last 1,000 calls an hour are left to people (--keep)"
        )
        assert lines[-2] == "0 of 40 apps, at the pace of Heroku's rate limit"

    def test_a_log_is_told_once_of_a_long_wait(self, capsys: pytest.CaptureFixture[str]) -> None:
        progress = FleetProgress(FleetScope(kind="all"), 1000, {})
        for _ in range(3):
            progress.wait(60.0)
        err = capsys.readouterr().err
        assert err.startswith("Waiting 1 min for Heroku's rate limit: ")
        assert err.count("\n") == 1

    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (0.2, "1 s"),
            (59.0, "59 s"),
            (61.0, "1 min"),
            (3600.0, "1 h 0 min"),
            (4800.0, "1 h 20 min"),
        ],
    )
    def test_lengths_of_time_are_in_words(self, seconds: float, words: str) -> None:
        assert duration(seconds) == words
