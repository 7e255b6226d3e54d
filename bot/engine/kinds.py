"""The kinds of jobs, and the queues on which they wait."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import msgspec

from bot.engine.port import Work

JOBS: Final = "jobs"
LENGTHY: Final = "lengthy"
"""Apart from the others, so that fleets that wait for Heroku hold up no watch."""
SWEEPS: Final = "sweeps"
"""Apart from the others, so that a thousand watches that are due hold up no person's fleet."""
ALONE: Final = "alone"
"""Items that may have ended a worker: one at a time in each, so that it is known which one did."""


class Queue(msgspec.Struct, frozen=True):
    """Where jobs wait."""

    name: str
    at_once: int
    """How many of its jobs a worker runs at once."""
    patience: int = 1
    """How many times as long as others it waits to be looked at: each look costs."""


QUEUES: Final = (
    Queue(JOBS, 8),
    Queue(LENGTHY, 8),
    Queue(SWEEPS, 3),
    Queue(ALONE, 1, patience=2),
)

Take = Callable[[], Awaitable[Sequence[str]]]
"""Takes items that nobody else gets; none: there are no more."""

_LIVES: Final = 6
"""Workers that may die while a job runs. It may be innocent: another one ended them."""
_LIVES_ALONE: Final = 3
_APART: Final = ".apart"


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """How jobs of a kind are done."""

    name: str
    work: Work
    """Does a job, or works on one item of a sweep."""
    queue: str = JOBS
    take: Take | None = None
    """Of a sweep; None: it is none."""
    at_once: int = 1
    """Items of a sweep that a worker works on at once."""
    given_up: Work | None = None

    @property
    def lives(self) -> int:
        """How many workers may die while such a job runs."""
        return _LIVES_ALONE if self.queue == ALONE else _LIVES


def apart(kind: Kind) -> Kind:
    """Make of a sweep the kind that works on one of its items."""
    return Kind(name=kind.name + _APART, work=kind.work, queue=ALONE, given_up=kind.given_up)
