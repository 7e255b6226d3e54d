"""`python -m bot` as a process: its settings, its port, its end."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.manifest import manifest
from sandbox import Sandbox
from sandbox.slack import PretendSlack
from sandbox.slack.faults import Refused, Slow
from tests.bot_web.processes import ROOT, answering, children, ended, free_port, process, stopped

Environ = dict[str, str]


async def test_every_wrong_setting_is_told_at_once(database: Environ) -> None:
    wrong = {
        **database,
        "PORT": "eighty",
        "SLACK_BOT_TOKEN": "not-a-bot-token",
        "HEROKU_OAUTH_ID": "id",
    }
    status, said = await ended(wrong)
    assert status == 2
    for name in ("PORT", "SLACK_BOT_TOKEN", "HEROKU_OAUTH_SECRET"):
        assert f"  {name}: " in said
    assert "not-a-bot-token" not in said
    assert "Traceback" not in said


async def test_migrate_makes_the_tables_and_ends(database: Environ, tmp_path: Path) -> None:
    assert await ended(database, "migrate") == (0, "")
    assert await ended(database, "migrate") == (0, ""), "there is nothing left to do"
    with sqlite3.connect(tmp_path / "bot.db") as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert {"reports", "alembic_version"} <= names


def test_migrate_waits_for_a_database_and_then_gives_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.__main__._PAUSE", 0.0)
    monkeypatch.setattr("bot.__main__.set_up_logging", lambda _: None)
    away = {"DATABASE_URL": "sqlite:////nowhere/that/is/bot.db"}
    assert main(["migrate"], away) == 1
    assert "The database does not answer." in capsys.readouterr().err


async def test_it_serves_in_one_process_whatever_heroku_says(database: Environ) -> None:
    port = free_port()
    async with process({**database, "PORT": str(port), "WEB_CONCURRENCY": "2"}) as run:
        assert (await answering(run, port)).text == "ok\n"
        assert children(run) == []
        _, said = await stopped(run)
    assert "Traceback" not in said
    assert "ERROR" not in said


async def test_a_port_that_is_taken_is_told(database: Environ) -> None:
    port = free_port()
    async with process({**database, "PORT": str(port)}) as first:
        await answering(first, port)
        status, said = await ended({**database, "PORT": str(port)})
    assert status == 3
    assert "address already in use" in said


async def test_a_request_under_way_at_the_end_is_answered(
    slack: PretendSlack, database: Environ
) -> None:
    """Slack that answers late holds a page back while SIGTERM comes."""
    slack.fail("auth.test", Slow(1.0))
    port = free_port()
    async with process({**slack.environ, **database, "PORT": str(port)}) as run:
        await answering(run, port)
        page = asyncio.create_task(answering(run, port, "/"))
        await called(slack)
        _, said = await stopped(run)
        assert (await page).status_code == 200
    assert "Traceback" not in said


async def called(slack: PretendSlack) -> None:
    for _ in range(1_000):
        if slack.calls:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("Slack was not called")


async def test_a_check_under_way_at_the_end_comes_to_its_report(
    slack: PretendSlack, database: Environ
) -> None:
    port = free_port()
    slack.install(manifest(f"http://127.0.0.1:{port}"))
    async with Sandbox(api_latency=1.0) as heroku:
        environ = {**heroku.environ, **slack.environ, **database, "PORT": str(port)}
        async with process(environ) as run:
            await answering(run, port)
            await slack.type("ada", "#general", "/prodcheck ha-app")
            _, said = await stopped(run)
    assert "ha-app" in str(slack.messages("ada", "#general")[-1])
    assert "ready for production" in str(slack.messages("ada", "#general")[-1])
    assert "Traceback" not in said


async def test_a_refused_socket_token_ends_it_with_the_reason(
    slack: PretendSlack, database: Environ
) -> None:
    slack.fail("apps.connections.open", Refused("invalid_auth"))
    environ = {**slack.environ, **database, "PORT": str(free_port())}
    environ["SLACK_APP_TOKEN"] = slack.workspace.secrets.app_token
    status, said = await ended(environ, "--socket")
    assert status == 2
    assert "Slack refuses SLACK_APP_TOKEN (invalid_auth)." in said
    assert slack.workspace.secrets.app_token not in said


async def test_without_a_socket_token_it_says_how_to_get_one(database: Environ) -> None:
    port = free_port()
    async with process({**database, "PORT": str(port)}, ["--socket"]) as run:
        page = await answering(run, port, "/")
        await stopped(run)
    assert "SLACK_APP_TOKEN" in page.text
    assert "SLACK_SIGNING_SECRET" not in page.text


@pytest.fixture(scope="session")
def slug(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make what Heroku's buildpack would: the requirements alone, the bot not installed."""
    made = tmp_path_factory.mktemp("slug") / "venv"
    run(sys.executable, "-m", "venv", str(made))
    wanted = ["--quiet", "--require-hashes", "-r", str(ROOT / "requirements.txt")]
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv:
        run(uv, "pip", "install", "--python", str(made / "bin/python"), *wanted)
    else:
        run(str(made / "bin/python"), "-m", "pip", "install", *wanted)
    return made


def run(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


async def test_the_procfile_starts_as_heroku_starts_it(slug: Path, database: Environ) -> None:
    lines = dict(line.split(": ") for line in (ROOT / "Procfile").read_text("utf-8").splitlines())
    environ = {**database, "PATH": f"{slug / 'bin'}:/usr/bin:/bin", "WEB_CONCURRENCY": "2"}
    shell = ("/bin/sh", "-c")
    assert await ended(environ, f"exec {lines['release']}", command=shell) == (0, "")
    port = free_port()
    web = [f"exec {lines['web']}"]
    async with process({**environ, "PORT": str(port)}, web, command=shell) as dyno:
        assert (await answering(dyno, port)).text == "ok\n"
        assert children(dyno) == []
        page = await answering(dyno, port, "/")
        assert page.status_code == 200
        assert "Set up prodcheck" in page.text
        _, said = await stopped(dyno)
    assert "Traceback" not in said
