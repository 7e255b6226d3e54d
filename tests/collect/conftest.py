from collections.abc import AsyncIterator

import pytest

from core.collect import http
from tests.collect.heroku import Heroku, pretend_heroku
from tests.collect.sample import install


@pytest.fixture
async def heroku() -> AsyncIterator[Heroku]:
    """A Heroku that has one healthy app, `ha-app`."""
    async with pretend_heroku() as pretend:
        install(pretend)
        yield pretend


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the pauses between tries away."""
    monkeypatch.setattr(http, "_PAUSES", (0.0, 0.0))
