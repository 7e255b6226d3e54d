"""How apps stood over time, a day at a time: pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final, get_args

from core.report import Verdict
from core.snapshot.base import Fact

DAYS: Final = 90
"""How far a trend looks back."""
_WORST_FIRST: Final[tuple[Verdict, ...]] = get_args(Verdict)


class Seen(Fact, frozen=True, kw_only=True):
    """How an app stood at a moment."""

    at: datetime
    verdict: Verdict
    id: str = ""
    """Of the report, where it is kept."""


class Day(Fact, frozen=True, kw_only=True):
    """How an app stood on a day, UTC."""

    day: date
    verdict: Verdict | None = None
    """The worst of the day; None: it was not checked."""


class Turn(Fact, frozen=True, kw_only=True):
    """An app stood otherwise than before."""

    was: Seen
    now: Seen

    @property
    def worse(self) -> bool:
        """Whether it got worse."""
        order = _WORST_FIRST.index
        return order(self.now.verdict) < order(self.was.verdict)


class Share(Fact, frozen=True, kw_only=True):
    """How many apps of a fleet were ready at a moment."""

    at: datetime
    ready: int
    total: int
    """At least 1."""

    @property
    def percent(self) -> int:
        """The share in whole percent: 100 only when every app is ready, 0 only when none is."""
        if self.ready in {0, self.total}:
            return 100 if self.ready else 0
        return min(99, max(1, round(100 * self.ready / self.total)))


def days(seen: Iterable[Seen], last: date, count: int = DAYS) -> tuple[Day, ...]:
    """Tell the worst verdict of each day, the oldest day first.

    Args:
        seen: In any order; what lies outside the days is left out.
        last: The last of the days.
        count: How many days, at least 1.
    """
    worst: dict[date, Verdict] = {}
    for each in seen:
        day = each.at.astimezone(UTC).date()
        worst[day] = _worse(each.verdict, worst.get(day, each.verdict))
    first = last - timedelta(days=count - 1)
    shown = (first + timedelta(days=passed) for passed in range(count))
    return tuple(Day(day=day, verdict=worst.get(day)) for day in shown)


def turns(seen: Iterable[Seen]) -> tuple[Turn, ...]:
    """Find where an app began to stand otherwise, the oldest first."""
    pairs = pairwise(sorted(seen, key=lambda each: each.at))
    return tuple(Turn(was=was, now=now) for was, now in pairs if was.verdict != now.verdict)


def tally(shown: Iterable[Day]) -> dict[Verdict, int]:
    """Count the days by verdict, worst first, without those on which nothing was checked."""
    totals = dict.fromkeys(_WORST_FIRST, 0)
    for day in shown:
        if day.verdict is not None:
            totals[day.verdict] += 1
    return totals


def _worse(one: Verdict, other: Verdict) -> Verdict:
    return min(one, other, key=_WORST_FIRST.index)
