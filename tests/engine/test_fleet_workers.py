"""A scan of a fleet on Postgres: the database is restarted underneath, and its worker is killed."""

import asyncio
import re
from pathlib import Path

import pytest

from bot.manifest import manifest
from sandbox import Sandbox
from sandbox.bot_process import BotProcess
from sandbox.slack import PretendSlack
from sandbox.slack.messages import Message
from tests.bot_store.conftest import raw
from tests.engine.conftest import PATIENCE
from tests.patience import UNHURRIED
from tests.postgres import running

HERE = "D024ADABOT"
"""The conversation of ada with the bot."""
FLEET = 30
ALL = FLEET + 9
"""With the samples."""


async def seen(slack: PretendSlack, words: str) -> Message:
    """Wait until the message says something."""

    def there() -> Message | None:
        told = slack.messages("ada", HERE)
        return told[-1] if told and re.search(words, told[-1].text) else None

    return await slack.until(there, PATIENCE)


@pytest.mark.needs("initdb")
async def test_neither_costs_an_app_or_a_second_message(tmp_path: Path) -> None:
    first, second = BotProcess(tmp_path / "first.log"), BotProcess(tmp_path / "second.log")
    with running() as server:
        async with (
            PretendSlack(patience=UNHURRIED) as slack,
            Sandbox(fleet=FLEET, api_latency=0.3) as heroku,
        ):
            slack.workspace.direct(slack.person("ada").id)
            slack.install(manifest(first.url))
            environ = {**heroku.environ, **slack.environ, "DATABASE_URL": server.url()}
            try:
                await first.start(environ)
                outcome = await slack.type("ada", "#general", "/prodcheck fleet")
                assert outcome.failure is None
                begun = await seen(slack, rf" [1-9]\d* of {ALL}")
                starting = asyncio.create_task(second.start(environ))
                await asyncio.to_thread(server.stop)
                await asyncio.to_thread(server.start)
                await killed(first)
                await starting
                over = await seen(slack, rf"of {ALL} ready")
            finally:
                await first.stop()
                await second.stop()
            rows = await raw(server.url(), "SELECT count(*), count(DISTINCT app) FROM fleet_rows")
            fleets = await raw(server.url(), "SELECT state, total FROM fleets")
            told = slack.messages("ada", HERE)
    assert [message.ts for message in told] == [begun.ts] == [over.ts]
    assert rows == [(ALL, ALL)]
    assert fleets == [("done", ALL)]


async def killed(bot: BotProcess) -> None:
    process = bot._process
    assert process is not None
    process.kill()
    await process.wait()
