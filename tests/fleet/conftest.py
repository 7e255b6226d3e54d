from collections.abc import AsyncIterator

import pytest

from core.collect import http
from core.collect.environment import sources_of
from core.collect.sources import Sources
from sandbox import Sandbox
from tests.collect.heroku import Heroku, pretend_heroku


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as pretend:
        yield pretend


@pytest.fixture
async def heroku() -> AsyncIterator[Heroku]:
    """A Heroku that plays a script."""
    async with pretend_heroku() as pretend:
        yield pretend


@pytest.fixture
def sources(sandbox: Sandbox) -> Sources:
    return sources_of(sandbox.environ, sandbox.token)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the pauses between tries away."""
    monkeypatch.setattr(http, "_PAUSES", (0.0, 0.0))
