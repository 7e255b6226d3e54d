from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.bot_hooks.checks import Checks
from tests.bot_hooks.served import Served, served


@pytest.fixture
async def heroku() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def database(tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{tmp_path}/bot.db"}


@pytest.fixture
def checks() -> Checks:
    return Checks()


@pytest.fixture
async def bot(heroku: Sandbox, database: dict[str, str], checks: Checks) -> AsyncIterator[Served]:
    """A bot that a burst keeps waiting for a tenth of a second; checks are told to `checks`."""
    async with served(heroku, **database) as bot:
        bot.bot.hooks.bursts._quiet = 0.1
        bot.bot.hooks.bursts._ask = checks
        yield bot
