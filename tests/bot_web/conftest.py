from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.slack import PretendSlack
from tests.patience import UNHURRIED


@pytest.fixture
async def heroku() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def slack() -> AsyncIterator[PretendSlack]:
    async with PretendSlack(patience=UNHURRIED) as slack:
        yield slack


@pytest.fixture
def database(tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{tmp_path}/bot.db"}
