"""Dates to come as a calendar that other programs subscribe to: iCalendar, RFC 5545."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Final

from core.render.inert import inert
from core.snapshot.base import Fact
from core.version import __version__

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
_MOST_OCTETS: Final = 75
"""Of a line, without its end: https://www.rfc-editor.org/rfc/rfc5545#section-3.1"""
_ALARMS: Final = (30, 7)
"""Days before."""
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
"""https://www.rfc-editor.org/rfc/rfc5545#section-3.3.11"""
_SOMETHING: Final = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""A calendar has at least one component (section 3.6), also while nothing is to come."""
_LONGEST: Final = 500
"""Characters of a text."""


class Entry(Fact, frozen=True, kw_only=True):
    """Something that happens on a day."""

    app: str
    key: str
    """Tells it apart from all others of the app, and stays when the day moves."""
    day: date
    words: str
    """One sentence. It may carry hostile text."""


def render(
    entries: Iterable[Entry], *, name: str, made_at: datetime, refresh_hours: int = 6
) -> str:
    """Write a calendar.

    Args:
        entries: What happens; of two with the same key the second gets a number.
        name: What a reader calls the calendar.
        made_at: When what is written was known, aware.
        refresh_hours: How often a reader should look again.
    """
    stamp = f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//prodcheck//prodcheck {__version__}//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{refresh_hours}H",
        f"X-PUBLISHED-TTL:PT{refresh_hours}H",
    ]
    seen: dict[str, int] = {}
    ordered = sorted(entries, key=lambda each: (each.day, each.app, each.key))
    lines += [] if ordered else _SOMETHING
    for entry in ordered:
        base = f"{entry.app}\n{entry.key}"
        seen[base] = seen.get(base, 0) + 1
        lines += _event(entry, _uid(base, seen[base]), stamp)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(entry: Entry, uid: str, stamp: str) -> Iterator[str]:
    summary = _text(f"{entry.app}: {entry.words}")
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"  # no end: it is that one day (section 3.6.1)
    yield f"SUMMARY:{summary}"
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:PRIVATE"
    for days in _ALARMS:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{summary}"
        yield f"TRIGGER:-P{days}D"
        yield "END:VALARM"
    yield "END:VEVENT"


def _uid(base: str, number: int) -> str:
    """Make an id that is the same whenever the calendar is written, and tells nothing."""
    digest = hashlib.sha256(f"{base}\n{number}".encode("utf-8", "replace")).hexdigest()
    return f"{digest[:32]}@prodcheck"


def _text(text: str) -> str:
    return inert(" ".join(text[:_LONGEST].split())).translate(_ESCAPES)


def _folded(line: str) -> str:
    """Break a line before it holds too many octets, never within a character."""
    pieces, room = [""], _MOST_OCTETS
    for character in line:
        size = len(character.encode("utf-8", "replace"))
        if size > room:
            pieces.append(" ")
            room = _MOST_OCTETS - 1
        pieces[-1] += character
        room -= size
    return "\r\n".join(pieces)
