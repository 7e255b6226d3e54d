"""A scan of a fleet whose process is killed, and goes on in the next one."""

import asyncio
import re
from pathlib import Path

from bot.manifest import manifest
from sandbox import Sandbox
from sandbox.bot_process import BotProcess
from sandbox.slack import PretendSlack
from sandbox.slack.messages import Message
from tests.patience import UNHURRIED

HERE = "D024ADABOT"
APPS = 40


async def seen(slack: PretendSlack, words: str) -> Message:
    """Wait until the message says something."""

    def there() -> Message | None:
        told = slack.messages("ada", HERE)
        return told[-1] if told and re.search(words, told[-1].text) else None

    return await slack.until(there, 60)


async def test_a_scan_outlives_its_process(tmp_path: Path) -> None:
    async with (
        PretendSlack(patience=UNHURRIED) as slack,
        Sandbox(fleet=APPS, api_latency=0.05) as heroku,
    ):
        slack.workspace.direct(slack.person("ada").id)
        bot = BotProcess(tmp_path / "bot.log")
        slack.install(manifest(bot.url))
        environ = {
            **heroku.environ,
            **slack.environ,
            "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
            "PRODCHECK_SECRET_KEY": "the-key-of-a-bot-that-is-killed",
        }
        await bot.start(environ)
        outcome = await slack.type("ada", "#general", "/prodcheck fleet")
        assert outcome.failure is None
        first = await seen(slack, r" [1-9]\d of \d\d")
        process = bot._process
        assert process is not None
        process.kill()
        await process.wait()
        asked = len(heroku.requests)
        heroku_apps = APPS + 9
        await bot.start(environ)
        try:
            last = await seen(slack, rf"of {heroku_apps} ready")
        finally:
            await bot.stop()
        assert last.ts == first.ts
        assert len(slack.messages("ada", HERE)) == 1
        later = [each.path for each in heroku.requests[asked:]]
        again = len([path for path in later if path.endswith("/formation")])
        assert again < heroku_apps - 5
        await asyncio.sleep(0)
