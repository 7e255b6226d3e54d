"""What people see of a scan last, whatever comes between."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.fleets.past import STOPPED
from bot.fleets.showing import Showing, Stopped
from bot.store import FleetRun, Store
from core.fleet import Fleet

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
RUN = FleetRun(id="f1", team_id="T1", user_id="U1", scope="all", made_at=NOW, total=9)


class Board:
    """Notes what is shown; a person stops the scan while Slack takes its time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.shown: list[str] = []

    async def going_on(self, run: FleetRun, words: str) -> None:
        await self._store.fleet_over(run.id, "failed", NOW, note=STOPPED)
        self.shown.append(words)

    async def done(self, run: FleetRun, fleet: Fleet, *, failing: bool) -> None:
        self.shown.append(f"{run.note}: {len(fleet.rows)}, {failing}")

    async def failed(self, run: FleetRun, error: Exception) -> None:
        raise NotImplementedError


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db")
    yield store
    await store.close()


async def test_that_it_was_stopped_is_said_after_how_far_it_was(store: Store) -> None:
    await store.save_fleet(RUN)
    board = Board(store)
    with pytest.raises(Stopped):
        await Showing(store, board).say(RUN, "3 of 9")
    assert board.shown == ["3 of 9", "stopped: 0, False"]


async def test_of_a_scan_that_is_kept_no_longer_nothing_is_said(store: Store) -> None:
    board = Board(store)
    with pytest.raises(Stopped):
        await Showing(store, board).say(RUN, "3 of 9")
    await Showing(store, board).show(RUN)
    assert board.shown == ["3 of 9"]


async def test_the_first_word_on_how_it_ended_counts(store: Store) -> None:
    await store.save_fleet(RUN)
    await store.fleet_over("f1", "done", NOW, ready=3)
    await store.fleet_over("f1", "failed", NOW, note=STOPPED)
    over = await store.fleet("f1")
    assert over is not None
    assert (over.state, over.ready, over.note) == ("done", 3, None)
