"""Which days to come are announced, and when the digest of a week is due. Pure."""

from datetime import date, datetime, time
from typing import Final

from bot.watching.schedule import Schedule, next_after
from bot.watching.state import Announced, State
from core.dates import ComingDate

THRESHOLDS: Final = (7, 30, 90)
"""Days before a day to come at which it is announced."""
_WEEKLY: Final = Schedule(every="weekly", weekday=0, at=time(9))
"""Digests are written by the first run of a week's work."""


def announce(
    announced: tuple[Announced, ...], dates: tuple[ComingDate, ...], today: date
) -> tuple[tuple[Announced, ...], tuple[ComingDate, ...]]:
    """Pick the days that are to be announced.

    What is announced is remembered until its day is over, also while it cannot be read; after a
    renewal it is another day.

    Returns:
        What is announced from now on, and what of it is new.
    """
    known = {each.key: each for each in announced if each.day >= today}
    new = []
    for each in dates:
        left = (each.day - today).days
        threshold = next((days for days in THRESHOLDS if left <= days), None)
        told = known.get(each.key)
        if threshold is None or (told is not None and told.threshold <= threshold):
            continue
        known[each.key] = Announced(key=each.key, day=each.day, threshold=threshold)
        new.append(each)
    return tuple(known.values()), tuple(new)


def near(dates: tuple[ComingDate, ...], today: date) -> tuple[ComingDate, ...]:
    """Pick the days that are near enough to be announced, whether they were or not."""
    return tuple(each for each in dates if (each.day - today).days <= THRESHOLDS[-1])


def words(coming: ComingDate, today: date) -> str:
    """Say what ends when; hostile text."""
    left = (coming.day - today).days
    when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
    return f"{coming.words} on {coming.day.isoformat()}, {when}"


def digest_is_due(state: State, made_at: datetime, timezone: str, now: datetime) -> bool:
    """Tell whether a week of work began since the last digest, or since the watch was made."""
    return next_after(_WEEKLY, timezone, state.digest_at or made_at, "") <= now
