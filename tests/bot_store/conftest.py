from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest
import sqlalchemy as sa

from bot.store import Store
from bot.store.engine import make_engine
from core.report import Report

KEY = "the-first-key-of-them-all"
START = 1_795_374_000.0
"""2026-11-22T19:00:00Z."""


class Clock:
    """Tells the time it is set to."""

    def __init__(self) -> None:
        self.seconds = START

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, **time: float) -> None:
        self.seconds += timedelta(**time).total_seconds()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(database_url: str, clock: Clock) -> AsyncIterator[Store]:
    store = await Store.open(database_url, [KEY], now=clock)
    yield store
    await store.close()


async def raw(url: str, query: str) -> list[tuple[object, ...]]:
    """What is really in the database, past the store."""
    engine = make_engine(url)
    async with engine.begin() as connection:
        result = await connection.execute(sa.text(query))
        rows = [tuple(row) for row in result] if result.returns_rows else []
    await engine.dispose()
    return rows


def written(report: Report, url: str) -> str:
    """A report as an earlier release kept it, as a literal of SQL."""
    document = msgspec.json.encode(report).hex()
    return f"X'{document}'" if "sqlite" in url else f"'\\x{document}'"
