"""The days of one app, a bar a day: the worse the day, the taller its bar."""

from collections.abc import Iterator, Sequence
from typing import Final

from core.render.inert import inert
from core.render.layout import cut
from core.render.pictures.theme import WORDS, Theme, draw, short_date
from core.render.words import plural
from core.report import Verdict
from core.trend import Day, tally

WIDTH: Final = 904
_HEIGHT: Final = 118
_TOP: Final = 46
_TALL: Final = 40
HEIGHTS: Final[dict[Verdict | None, int]] = {
    "not_ready": _TALL,
    "undetermined": 32,
    "warnings": 26,
    "ready": 20,
    None: 4,
}
"""Whoever sees no colour sees the height."""
_ON: Final[dict[Verdict, str]] = {**WORDS, "warnings": "with warnings"}
_GAP: Final = 2.0
_MARGIN: Final = 12.0
_LONGEST_NAME: Final = 30
"""Columns; as many characters as the name of an app has at most."""


def render(app: str, days: Sequence[Day], *, theme: Theme | None = "auto") -> str:
    """Draw the days of an app.

    Args:
        app: Its name, whatever it holds.
        days: As `core.trend.days` tells them, at least one.
        theme: The colours it carries; None: the page around it has them.
    """
    name = cut(inert(app), _LONGEST_NAME)
    return draw(
        "strip.svg",
        theme,
        width=WIDTH,
        height=_HEIGHT,
        name=name,
        title=f"{name}, the last {plural(len(days), 'day')}",
        says=sentence(days),
        bars=tuple(_bars(days)),
        months=tuple(_months(days)),
        bottom=_TOP + _TALL,
        margin=_MARGIN,
    )


def sentence(days: Sequence[Day]) -> str:
    """Say in words what the strip shows: `not ready on 3 days, ready on 60, not checked on 27`."""
    totals = tally(days)
    left = len(days) - sum(totals.values())
    told = [(_ON[verdict], total) for verdict, total in totals.items() if total]
    told += [("not checked", left)] if left else []
    (words, first), *others = told
    opening = f"{words} on {plural(first, 'day')}"
    return ", ".join([opening, *(f"{words} on {total}" for words, total in others)])


def day_words(day: Day) -> str:
    """Say how a day was."""
    return f"{day.day}: {WORDS[day.verdict] if day.verdict else 'not checked'}"


def _step(days: Sequence[Day]) -> float:
    return (WIDTH - 2 * _MARGIN + _GAP) / len(days)


def _bars(days: Sequence[Day]) -> Iterator[dict[str, object]]:
    step = _step(days)
    for place, day in enumerate(days):
        tall = HEIGHTS[day.verdict]
        yield {
            "x": round(_MARGIN + place * step, 2),
            "y": _TOP + _TALL - tall,
            "width": round(step - _GAP, 2),
            "height": tall,
            "kind": day.verdict or "line",
            "says": day_words(day),
        }


def _months(days: Sequence[Day]) -> Iterator[dict[str, object]]:
    """Name the first day and each first of a month, where there is room for the name."""
    step, free = _step(days), 0.0
    for place, day in enumerate(days):
        x = _MARGIN + place * step
        if (place and day.day.day != 1) or x < free or x > WIDTH - 60:
            continue
        free = x + 64
        yield {"x": round(x, 2), "says": short_date(day.day)}
