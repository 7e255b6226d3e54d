"""Ten thousand watches due in an hour: how late they run, and what that costs.

In a plain hour a sixtieth of them is due each minute; in the worst, all of them are at once. The
worker is a process of its own, and its checks cost nothing: what is measured is all around them.
"""

import asyncio
import math
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory

import msgspec
import psycopg
import sqlalchemy as sa

from bench.collecting import slow_heroku
from bench.measure import Figure
from bench.slack import APPS, a_bot
from bot.engine.durable import DurableEngine
from bot.store import Store
from bot.work import TICK, Duties, Work
from sandbox.slack import PretendSlack
from tests.needs import find
from tests.postgres import running

HOUR = 10_000
MINUTE = math.ceil(HOUR / 60)
REAL = 60
"""Watches of the sample apps, whose checks are real ones."""
AT_ONCE = 4
"""As the bot does with its usual settings."""


class Outcome(msgspec.Struct, frozen=True):
    """What a worker did."""

    late: list[float]
    """Seconds from the tick to each run."""
    seconds: float
    cpu: float
    """Seconds of that process."""
    memory: float
    """Resident at most, in MB."""
    threads: int


def figures() -> Iterator[Figure]:
    """Measure on SQLite, and on Postgres where there is one."""
    with TemporaryDirectory() as folder:
        yield from _on("SQLite", lambda name: f"sqlite:///{folder}/{name}.db", lambda _: "")
    if find("initdb") is not None:
        with running() as server:
            yield from _on("Postgres", server.new_database, _load)
    yield from _real()


def _real() -> Iterator[Figure]:
    """Run the bot itself, between the pretend Heroku and the pretend Slack."""
    seconds = asyncio.run(_watched())
    what = f"{REAL} real watches due at once, 100 ms an API call"
    yield Figure(what, REAL / seconds, "/s", 1, at_least=True, note=f"all run in {seconds:.1f} s")


async def _watched() -> float:
    """Return the seconds from the first run to the last."""
    with slow_heroku() as heroku, TemporaryDirectory() as folder:
        async with PretendSlack() as slack:
            team_id = slack.person("ada").team_id
            store = await Store.open(f"sqlite:///{folder}/bot.db")
            await _make_due(store, REAL, APPS, team_id)
            async with a_bot(heroku | slack.environ, folder):
                await _ran(store)
            found = await store.watches_of_team(team_id)
            await store.close()
    ran_at = [watch.ran_at.timestamp() for watch in found if watch.ran_at is not None]
    return max(ran_at) - min(ran_at)


async def _ran(store: Store) -> None:
    query = "SELECT count(*) FROM watches WHERE ran_at IS NOT NULL"
    async with asyncio.timeout(300):
        while True:
            async with store.database.begin() as connection:
                if (await connection.exec_driver_sql(query)).scalar_one() == REAL:
                    return
            await asyncio.sleep(0.2)


def _on(kind: str, database: Callable[[str], str], load: Callable[[str], str]) -> Iterator[Figure]:
    minute = _worker(database("minute"), MINUTE)
    what = f"{kind}: a minute of {HOUR:,} an hour, p99 from tick to run"
    yield Figure(what, _p99(minute), "s", 20, note=_median(minute))
    url = database("hour")
    hour = _worker(url, HOUR)
    what = f"{kind}: {HOUR:,} watches due at once"
    note = f"{_median(hour)}, p99 {_p99(hour):.0f} s{load(url)}"
    yield Figure(what, HOUR / hour.seconds, "/s", 15, at_least=True, note=note)
    yield Figure(f"{kind}: CPU of a watch beside its check", hour.cpu / HOUR * 1000, "ms", 60)
    note = f"{hour.threads} threads"
    yield Figure(f"{kind}: memory of that worker", hour.memory, "MB", 250, note=note)


def _median(outcome: Outcome) -> str:
    return f"median {statistics.median(outcome.late):.1f} s"


def _p99(outcome: Outcome) -> float:
    return sorted(outcome.late)[int(len(outcome.late) * 0.99) - 1]


def _load(url: str) -> str:
    """Tell how many transactions a database had."""
    query = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return f", {row[0] / HOUR:.1f} transactions each" if row else ""


def _worker(url: str, many: int) -> Outcome:
    command = [sys.executable, "-m", "bench.watching", url, str(many)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return msgspec.json.decode(done.stdout, type=Outcome)


class Checks:
    """Finds nothing to say, at once."""

    def __init__(self, store: Store, many: int) -> None:
        self.ran_at: list[float] = []
        self.over = asyncio.Event()
        self._store = store
        self._many = many

    async def run(self, watch_id: str, claim: int) -> None:
        """Run a watch."""
        self.ran_at.append(time.monotonic())
        watch = await self._store.watch(watch_id)
        if watch is None or watch.claim != claim:
            raise RuntimeError("a watch ran twice")
        now = datetime.now(UTC)
        done = msgspec.structs.replace(watch, next_due=now + timedelta(days=1))
        await self._store.finish_run(done, ran_at=now)
        if len(self.ran_at) == self._many:
            self.over.set()


class Messages:
    """There are none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def send_due(self) -> int:
        """Look whether there are any."""
        return len(await self._store.take_posts(datetime.now(UTC), 10))


async def _run(url: str, many: int) -> Outcome:
    store = await Store.open(url)
    engine = DurableEngine(url, store, runs=True)
    checks = Checks(store, many)
    work = Work(engine, store, Duties(runner=checks, sender=Messages(store), at_once=AT_ONCE))
    work.register()
    await engine.start()
    await _idle(engine)
    await _make_due(store, many)
    start, cpu = time.monotonic(), time.process_time()
    await engine.enqueue(TICK, key=TICK)
    await checks.over.wait()
    outcome = Outcome(
        late=[at - start for at in checks.ran_at],
        seconds=time.monotonic() - start,
        cpu=time.process_time() - cpu,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        threads=threading.active_count(),
    )
    await engine.stop()
    await work.stop()
    await store.close()
    return outcome


async def _idle(engine: DurableEngine) -> None:
    """Wait until what a start brings with it is done."""
    await engine.enqueue(TICK)
    while (await engine.pulse()).waiting or await engine.begun():  # noqa: ASYNC110  its database tells
        await asyncio.sleep(0.2)


async def _make_due(
    store: Store, many: int, apps: Sequence[str] = ("app",), team_id: str = "T1"
) -> None:
    now = int(time.time() * 1000)
    rows = [
        {
            "id": f"watch-{number}",
            "team_id": team_id,
            "channel_id": f"C{number}",
            "user_id": "U1",
            "app": apps[number % len(apps)],
            "schedule": "hourly",
            "timezone": "UTC",
            "digest": False,
            "made_at": now,
            "next_due": now - 1,
            "claim": 0,
            "state": b"",
            "mutes": b"",
        }
        for number in range(many)
    ]
    async with store.database.begin() as connection:
        await connection.execute(sa.insert(store.tables.watches), rows)


if __name__ == "__main__":
    outcome = asyncio.run(_run(sys.argv[1], int(sys.argv[2])))
    sys.stdout.buffer.write(msgspec.json.encode(outcome))
