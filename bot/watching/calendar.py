"""Which days to come are announced, and when the digest of a week is due. Pure."""

from datetime import date, datetime, time
from typing import Final

from bot.store.records import Watch
from bot.watching.schedule import Schedule, next_after, read, zone
from bot.watching.state import Announced, State
from core.dates import ComingDate

THRESHOLDS: Final = (7, 30, 90)
"""Days before a day to come at which it is announced."""
_NINE: Final = time(9)
"""When a week of work begins, on Mondays."""


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


def digest_is_due(state: State, watch: Watch, now: datetime) -> bool:
    """Tell whether a week of work began since the last digest, or since the watch was made.

    It comes with a run of the watch: one that looks earlier on a Monday than a week of work begins
    does not leave it for Tuesday.
    """
    schedule = read(watch.schedule)
    following = next_after(schedule, watch.timezone, now, watch.id)
    usual = following.astimezone(zone(watch.timezone)).time()
    at = _NINE if schedule.every == "hourly" else min(usual, _NINE)
    monday = Schedule(every="weekly", weekday=0, at=at)
    return next_after(monday, watch.timezone, state.digest_at or watch.made_at, "") <= now
