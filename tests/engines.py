"""An engine that lives in a test: jobs are tasks, and a stop cuts them as a kill would."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import count

from bot.engine.port import JobStatus, Pulse, Work


class LoopEngine:
    """Runs jobs on the loop of the test; see `bot.engine.port`."""

    worker_id = "test"
    alive = True

    def __init__(self) -> None:
        self.works: dict[str, Work] = {}
        self.asked: list[tuple[str, str]] = []
        self._numbers = count(1)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def job(
        self,
        kind: str,
        work: Work,
        *,
        given_up: Work | None = None,
        lengthy: bool = False,  # noqa: ARG002  nothing waits here
    ) -> None:
        self.works[kind] = work
        if given_up is not None:
            self.works[f"{kind}: given up"] = given_up

    def sweep(
        self,
        kind: str,
        work: Work,
        *,
        take: Callable[[], Awaitable[Sequence[str]]],
        at_once: int,
        given_up: Work,
    ) -> None:
        raise NotImplementedError

    def every_minute(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        raise NotImplementedError

    async def start(self) -> None:
        """Begin anew what a stop has cut."""
        for kind, argument in self.asked:
            await self._begin(kind, argument)

    async def stop(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def enqueue(self, kind: str, argument: str = "", *, key: str | None = None) -> str | None:
        assert key is None
        self.asked.append((kind, argument))
        return await self._begin(kind, argument)

    async def cancel(self, job_id: str) -> None:
        self._tasks[job_id].cancel()

    async def status(self, job_id: str) -> JobStatus:
        return "done" if self._tasks[job_id].done() else "running"

    async def pulse(self) -> Pulse:
        running = sum(not task.done() for task in self._tasks.values())
        return Pulse(waiting=0, running=running)

    async def prune(self) -> None:
        raise NotImplementedError

    async def idle(self) -> None:
        """Wait until no job is under way; what one raised is raised here."""
        while running := [task for task in self._tasks.values() if not task.done()]:
            await asyncio.wait(running)
        for task in self._tasks.values():
            if not task.cancelled():
                task.result()

    async def _begin(self, kind: str, argument: str) -> str:
        job_id = str(next(self._numbers))
        self._tasks[job_id] = asyncio.ensure_future(self.works[kind](argument))
        return job_id
