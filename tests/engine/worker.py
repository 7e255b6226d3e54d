"""A worker with the real engine and the real outbox; what a check finds is made up.

Environment: `DATABASE_URL`; `TALLY`, where messages are posted to; `STOP_AFTER`, the number of
checks after which all others here hang.
"""

import asyncio
import os
import signal
from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import sqlalchemy as sa

from bot.engine.durable import DurableEngine
from bot.engine.keeper import Timing
from bot.engine.threads import leave
from bot.store import NewPost, Store
from bot.work import Duties, Work

POISON = "poison"
"""An app whose check ends the process."""
HANGS = b"hangs"
QUICK = Timing(poll=0.2, beat=0.3, silence=1.5)


class Checks:
    """Pretends to check: every run finds something to tell."""

    def __init__(self, store: Store, client: httpx.AsyncClient, hang_after: int) -> None:
        self._store = store
        self._client = client
        self._left = hang_after

    async def run(self, watch_id: str, claim: int) -> None:
        watch = await self._store.watch(watch_id)
        if watch is None or watch.claim != claim:
            return
        if watch.app == POISON:
            await self._all_said()
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1
        if self._left < 0:
            await self._client.post("/", content=HANGS)
            await asyncio.Event().wait()
        await asyncio.sleep(0.02)
        now = datetime.now(UTC)
        done = msgspec.structs.replace(watch, next_due=now + timedelta(days=1))
        post = NewPost(id=f"{watch_id}-{claim}", kind="message", body=watch.app.encode())
        await self._store.finish_run(done, ran_at=now, posts=[post])

    async def _all_said(self) -> None:
        """Wait until no message is on its way: it would be sent again after minutes alone."""
        query = sa.text("SELECT 1 FROM posts WHERE sent_at IS NULL LIMIT 1")
        waits = True
        while waits:
            await asyncio.sleep(0.2)
            async with self._store.database.begin() as connection:
                waits = await connection.scalar(query) is not None


class Messages:
    """Posts to a server that counts."""

    def __init__(self, store: Store, client: httpx.AsyncClient) -> None:
        self._store = store
        self._client = client

    async def send_due(self) -> int:
        many = 0
        while posts := await self._store.take_posts(datetime.now(UTC), 1):
            await self._client.post("/", content=posts[0].body)
            await self._store.post_sent(posts[0].id, "1.2", datetime.now(UTC))
            many += 1
        return many


async def main() -> None:
    url = os.environ["DATABASE_URL"]
    over = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, over.set)
    store = await Store.open(url)
    engine = DurableEngine(url, store, runs=True, timing=QUICK)
    async with httpx.AsyncClient(base_url=os.environ["TALLY"], trust_env=False) as client:
        checks = Checks(store, client, int(os.environ.get("STOP_AFTER", "1000000")))
        duties = Duties(runner=checks, sender=Messages(store, client), at_once=4)
        work = Work(engine, store, duties)
        work.register()

        async def minute() -> None:
            await client.post("/", content=b"minute")

        engine.every_minute("tally", minute)
        await engine.start()
        await over.wait()
        await engine.stop()
        await work.stop()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main())
    leave(0)
