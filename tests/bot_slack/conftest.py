from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.slack import PretendSlack
from tests.bot_slack.bots import Bot, running_bot
from tests.patience import UNHURRIED


@pytest.fixture
async def heroku() -> AsyncIterator[Sandbox]:
    async with Sandbox() as heroku:
        yield heroku


@pytest.fixture
async def slack() -> AsyncIterator[PretendSlack]:
    async with PretendSlack(patience=UNHURRIED, retry_delays=(0.0, 0.0)) as slack:
        yield slack


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/bot.db"


@pytest.fixture
async def bot(slack: PretendSlack, heroku: Sandbox, database: str) -> AsyncIterator[Bot]:
    async with running_bot(slack, heroku, database) as bot:
        yield bot
