"""What the bot asks of an engine for durable jobs, whichever engine that is."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, Protocol

import msgspec

JobStatus = Literal["waiting", "running", "done", "failed", "cancelled", "unknown"]
"""What became of a job; `unknown`: there is none with that id, or it is long over."""

Work = Callable[[str], Awaitable[None]]
"""Does a job, from its one argument: ids, never a secret, as the argument is kept in clear."""


class Pulse(msgspec.Struct, frozen=True, kw_only=True):
    """How jobs are getting on."""

    waiting: int
    """Of all workers: nobody has begun them. Beyond some hundreds they are not counted."""
    running: int
    """In this process."""


class Engine(Protocol):
    """Runs jobs, each to its end, whatever becomes of the process that began it.

    A job may be begun more than once: when its worker dies or stops, another one begins it anew. So
    its work has to find out by itself what is done already.
    """

    @property
    def worker_id(self) -> str:
        """Tells this process from all others, now and later."""
        ...

    @property
    def alive(self) -> bool:
        """Whether this process runs jobs, or is not meant to."""
        ...

    def job(
        self, kind: str, work: Work, *, given_up: Work | None = None, lengthy: bool = False
    ) -> None:
        """Say how jobs of a kind are done. Before `start`.

        Args:
            kind: Names the kind, now and in later versions.
            work: Does one; what it raises is logged, and the job has failed.
            given_up: Told the argument of a job that ended several workers, and is not tried again.
            lengthy: Whether it may take minutes: such jobs hold up none of the others.
        """
        ...

    def sweep(
        self,
        kind: str,
        work: Work,
        *,
        take: Callable[[], Awaitable[Sequence[str]]],
        at_once: int,
        given_up: Work,
    ) -> None:
        """Say how jobs of a kind work off what is waiting somewhere. Before `start`.

        Such a job takes some items, works on each of them, and takes more until there are none. An
        item that is done stays done when the worker dies. Those that were under way then are tried
        one at a time, so that one that ends its worker takes no others along.

        Args:
            kind: Names the kind, now and in later versions.
            work: Works on one item; what it raises is logged, and the others go on.
            take: Takes items that nobody else gets.
            at_once: On how many items this process works at once, in all such jobs together.
            given_up: Told an item that ended several workers, and is not tried again.
        """
        ...

    def every_minute(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do something once a minute over all workers together. Before `start`.

        Minutes during which no worker ran are not made up for.
        """
        ...

    async def start(self) -> None:
        """Begin to run jobs; returns at once, also while the database is away."""
        ...

    async def stop(self) -> None:
        """Run no more jobs. Those under way are cut, stay, and go on elsewhere or later."""
        ...

    async def enqueue(self, kind: str, argument: str = "", *, key: str | None = None) -> str | None:
        """Ask for a job.

        Args:
            kind: As it was given to `job` or `sweep`.
            argument: For its work.
            key: At most one job of the kind with this key waits or runs.

        Returns:
            The id of the job; None: one with that key waits or runs already.

        Raises:
            StoreUnavailable: The database is away.
        """
        ...

    async def cancel(self, job_id: str) -> None:
        """End a job, also one under way; one that is over stays as it is.

        Raises:
            StoreUnavailable: The database is away.
        """
        ...

    async def status(self, job_id: str) -> JobStatus:
        """Tell what became of a job.

        Raises:
            StoreUnavailable: The database is away.
        """
        ...

    async def pulse(self) -> Pulse:
        """Tell how the jobs are getting on.

        Raises:
            StoreUnavailable: The database is away.
        """
        ...

    async def prune(self) -> None:
        """Forget jobs that have been over for some days.

        Raises:
            StoreUnavailable: The database is away.
        """
        ...
