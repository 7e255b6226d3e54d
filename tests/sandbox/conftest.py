from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox import Sandbox
from tests.sandbox.clients import heroku


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with heroku(sandbox) as client:
        yield client
