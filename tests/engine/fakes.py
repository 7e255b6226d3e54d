"""An engine that runs what it is asked for when the test says so."""

from collections.abc import Awaitable, Callable, Sequence

from bot.engine.port import JobStatus, Pulse, Work


class FakeEngine:
    """Keeps jobs until `run` is called."""

    def __init__(self) -> None:
        self.worker_id = "fake"
        self.alive = True
        self.jobs: dict[str, Work] = {}
        self.sweeps: dict[str, tuple[Work, Callable[[], Awaitable[Sequence[str]]], Work]] = {}
        self.minutes: dict[str, Callable[[], Awaitable[None]]] = {}
        self.waiting: list[tuple[str, str, str | None]] = []

    def job(
        self,
        kind: str,
        work: Work,
        *,
        given_up: Work | None = None,  # noqa: ARG002  nothing dies here
        lengthy: bool = False,  # noqa: ARG002  one by one
    ) -> None:
        self.jobs[kind] = work

    def sweep(
        self,
        kind: str,
        work: Work,
        *,
        take: Callable[[], Awaitable[Sequence[str]]],
        at_once: int,  # noqa: ARG002  one by one
        given_up: Work,
    ) -> None:
        self.sweeps[kind] = (work, take, given_up)

    def every_minute(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self.minutes[name] = work

    async def start(self) -> None:
        """Nothing runs by itself."""

    async def stop(self) -> None:
        """Nothing runs by itself."""

    async def enqueue(self, kind: str, argument: str = "", *, key: str | None = None) -> str | None:
        if key is not None and any((kind, key) == (k, own) for k, _, own in self.waiting):
            return None
        self.waiting.append((kind, argument, key))
        return f"{kind}-{len(self.waiting)}"

    async def cancel(self, job_id: str) -> None:
        raise NotImplementedError

    async def status(self, job_id: str) -> JobStatus:
        raise NotImplementedError

    async def pulse(self) -> Pulse:
        return Pulse(waiting=len(self.waiting), running=0)

    async def prune(self) -> None:
        self.waiting.append(("pruned", "", None))

    async def run(self) -> None:
        """Run all that waits, and what it asks for in turn."""
        while self.waiting:
            kind, argument, _ = self.waiting.pop(0)
            if kind in self.jobs:
                await self.jobs[kind](argument)
            elif kind in self.sweeps:
                work, take, _ = self.sweeps[kind]
                while items := await take():
                    for item in items:
                        await work(item)
