from collections.abc import AsyncIterator

import msgspec
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
    """Patient ones: the sample apps have many names, and the machine may be busy."""
    found = sources_of(sandbox.environ, sandbox.token)
    return msgspec.structs.replace(found, api_timeout=60.0, dns_timeout=60.0, tls_timeout=60.0)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the pauses between tries away."""
    monkeypatch.setattr(http, "_PAUSES", (0.0, 0.0))
