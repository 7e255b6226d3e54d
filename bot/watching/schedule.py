"""When a watch runs: what people type, how it is kept, and the next time. Pure.

::

    ""  hourly  daily  weekly  at 9:00  9am Europe/Berlin  weekly monday at 9:00  … digest
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from msgspec import UNSET, Struct, UnsetType

Every: TypeAlias = Literal["hourly", "daily", "weekly"]

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ADVICE: Final = "Type `hourly`, `daily`, `weekly monday at 9:00` or `at 9:00 Europe/Berlin`."
_WORKDAY: Final = time(9)
"""When a weekly watch runs that names its day alone."""
_SECONDS: Final[dict[Every, int]] = {"hourly": 3_600, "daily": 86_400, "weekly": 7 * 86_400}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE: Final = timedelta(minutes=1)
_LONGEST_GAP: Final = 25 * 60
"""Minutes of local time that a zone has skipped at once: Samoa left out a day in 2011."""
_FILLERS: Final = frozenset({"", "at", "on", "every", "in", "o'clock"})
_EVERY: Final[dict[str, Every]] = {
    "hourly": "hourly",
    "hour": "hourly",
    "daily": "daily",
    "day": "daily",
    "weekly": "weekly",
    "week": "weekly",
}
_CLOCK: Final = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?P<half>am|pm)?")
_HALF: Final = re.compile(r"(?<=\d) *([ap])(?:m\b|\.m\b\.?)")
"""`9 am`, `9 a.m.`"""
_NOON: Final = 12
_AROUND: Final = ".,;`'\""
"""What stands around a word that was pasted, or ends a part of a sentence."""
_LONGEST: Final = 60
_CITY: Final = 4
"""Letters from which on a word may be meant for the city of a time zone."""


class ScheduleError(ValueError):
    """What was typed is no schedule.

    Args:
        what: What is wrong with it; it quotes what was typed.
        advice: What to type.
    """

    def __init__(self, what: str, advice: str = _ADVICE) -> None:
        super().__init__(f"{what} {advice}")
        self.what = what
        self.advice = advice


class Schedule(Struct, frozen=True, kw_only=True):
    """When a watch runs. Without a time, watches are spread over the hour, day or week."""

    every: Every = "daily"
    weekday: int | None = None
    """0 is Monday; None: any."""
    at: time | None = None
    """In the time zone of the watch."""

    def __str__(self) -> str:
        """Write it as it is kept."""
        day = None if self.weekday is None else DAYS[self.weekday]
        return " ".join(filter(None, [self.every, day, clock(self.at)]))


class Wish(Struct, frozen=True, kw_only=True):
    """What was typed about a watch; what was not said is left as it is."""

    schedule: Schedule | UnsetType = UNSET
    timezone: str | UnsetType = UNSET
    digest: bool | UnsetType = UNSET


def clock(at: time | None) -> str:
    """Write a time of day: `9:00`; empty when there is none."""
    return "" if at is None else f"{at.hour}:{at.minute:02}"


def parse(text: str) -> Wish:
    """Read what a person typed.

    Raises:
        ScheduleError: It is no schedule.
    """
    words = _HALF.sub(r"\1m", " ".join(text.lower().split())).split(" ")
    found: dict[str, object] = {}
    for word in words:
        name, value = _meaning(word.strip(_AROUND))
        if name in found:
            raise ScheduleError(f"{text.strip()[:_LONGEST]!r} says twice when to run.")
        found[name] = value
    return _wish(found)


def read(kept: str) -> Schedule:
    """Read a schedule as it is kept; what is none is a daily one."""
    try:
        schedule = parse(kept).schedule
    except ScheduleError:
        return Schedule()
    return Schedule() if isinstance(schedule, UnsetType) else schedule


def describe(schedule: Schedule, timezone: str) -> str:
    """Say when a watch runs: `every Monday at 9:00 (Europe/Berlin)`."""
    if schedule.every == "hourly":
        return "every hour"
    day = "day" if schedule.every == "daily" else "week"
    if schedule.weekday is not None:
        day = DAYS[schedule.weekday].capitalize()
    return f"every {day} at {clock(schedule.at)} ({timezone})" if schedule.at else f"every {day}"


def zone(timezone: str) -> ZoneInfo:
    """Return a time zone; UTC where there is none of that name."""
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def known_zone(name: str) -> str | None:
    """Return the name of a time zone as it is spelled, whatever its case; None: there is none."""
    return _zones().get(name.lower())


def zones_like(typed: str) -> list[str]:
    """Find the time zones whose names hold what was typed, cities of that name first."""
    letters = "_".join(typed.lower().split())
    found = [name for low, name in sorted(_zones().items()) if letters in low]
    return sorted(found, key=lambda name: not name.lower().rpartition("/")[2].startswith(letters))


def next_after(schedule: Schedule, timezone: str, now: datetime, watch_id: str) -> datetime:
    """Say when a watch runs next.

    A time that does not exist, when clocks go forward, is the next one that does; one that exists
    twice, when they go back, is the first of the two.

    Args:
        schedule: When it runs.
        timezone: Where its time of day is meant.
        now: The result is later, however many runs were missed.
        watch_id: Spreads watches without a time.
    """
    if schedule.at is None:
        return _spread(_SECONDS[schedule.every], now, watch_id)
    where = zone(timezone)
    days = _days(schedule, now.astimezone(where).date() - timedelta(days=1))
    times = (_moment(day, schedule.at, where) for day in days)
    return next(each for each in times if each > now)


def _spread(seconds: int, now: datetime, watch_id: str) -> datetime:
    offset = int.from_bytes(hashlib.sha256(watch_id.encode()).digest()[:8]) % seconds
    passed = int((now - _EPOCH).total_seconds()) - offset
    return _EPOCH + timedelta(seconds=(passed // seconds + 1) * seconds + offset)


def _days(schedule: Schedule, first: date) -> Iterator[date]:
    while True:
        if schedule.weekday is None or first.weekday() == schedule.weekday:
            yield first
        first += timedelta(days=1)


def _moment(day: date, at: time, where: ZoneInfo) -> datetime:
    local = datetime.combine(day, at)
    for _ in range(_LONGEST_GAP):
        moment = local.replace(tzinfo=where).astimezone(UTC)
        if moment.astimezone(where).replace(tzinfo=None) == local:
            return moment
        local += _MINUTE
    return local.replace(tzinfo=where).astimezone(UTC)


def _meaning(word: str) -> tuple[str, object]:
    """Say what one word sets; fillers set nothing, each under a name of its own."""
    if word in _FILLERS:
        return f"filler {word}", None
    if word in _EVERY:
        return "every", _EVERY[word]
    if word.removesuffix("s") in DAYS:
        return "weekday", DAYS.index(word.removesuffix("s"))
    if word == "digest":
        return "digest", True
    if (found := _CLOCK.fullmatch(word)) is not None:
        return "at", _time(found)
    if (name := known_zone(word)) is not None:
        return "timezone", name
    what = "time zone" if "/" in word else "schedule"
    like = zones_like(word) if len(word) >= _CITY else []
    advice = f"Type `at 9:00 {like[0]}`." if like else _ADVICE
    raise ScheduleError(f"I know no {what} {word[:_LONGEST]!r}.", advice)


def _time(found: re.Match[str]) -> time:
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    try:
        if half is None:
            return time(hour, minute)
        if not 1 <= hour <= _NOON:
            raise ValueError  # noqa: TRY301  the same answer as to a time that is none
        return time(hour % _NOON + (_NOON if half == "pm" else 0), minute)
    except ValueError:
        advice = "Type `at 9:00` or `at 5pm`."
        raise ScheduleError(f"{found[0]!r} is no time of day.", advice) from None


def _wish(found: dict[str, object]) -> Wish:
    at, weekday, every = found.get("at"), found.get("weekday"), found.get("every")
    if every == "hourly" and (at is not None or weekday is not None):
        raise ScheduleError("An hourly watch runs every hour of every day.")
    if every == "daily" and weekday is not None:
        raise ScheduleError("A daily watch runs on every day of the week.")
    if weekday is not None:
        every, at = "weekly", at or _WORKDAY
    elif every == "weekly" and at is not None:
        weekday = 0
    said = every is not None or at is not None
    schedule = Schedule(every=every or "daily", weekday=weekday, at=at)  # type: ignore[arg-type]
    return Wish(
        schedule=schedule if said else UNSET,
        timezone=found.get("timezone", UNSET),  # type: ignore[arg-type]
        digest=True if "digest" in found else UNSET,
    )


@cache
def _zones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}
