"""A badge: `production: ready`, for a README or a wall."""

from typing import Final

from core.render.pictures.theme import draw
from core.render.words import plural
from core.report import Report

_LABEL: Final = "production"
_HEIGHT: Final = 20
_SIDE: Final = 6.0
_NARROW: Final = frozenset("ijlft1 .,:'|()[]")
_WIDE: Final = frozenset("mwMW%@")
_WIDTHS: Final = (4.0, 6.9, 10.0)
"""Of narrow, usual and wide characters of Verdana at 11 px; `textLength` makes up for the rest."""

GREEN: Final = "#2a7d5f"
AMBER: Final = "#8f6400"
RED: Final = "#b23f22"
GREY: Final = "#5f666b"
"""White text on each has a contrast of 4.5 or more, as WCAG 2.2 asks for (1.4.3)."""


def render(report: Report | None) -> str:
    """Draw the badge of an app.

    Args:
        report: The newest of it; None: there is none, or no app any more.
    """
    words, colour = said(report)
    left, right = _width(_LABEL), _width(words)
    return draw(
        "badge.svg",
        None,
        label=_LABEL,
        words=words,
        colour=colour,
        left=left,
        right=right,
        width=left + right,
        height=_HEIGHT,
        side=_SIDE,
    )


def said(report: Report | None) -> tuple[str, str]:
    """Say how the app stands in a word or two, and in which colour."""
    if report is None:
        return "unknown", GREY
    counts = report.counts
    match report.verdict:
        case "not_ready":
            return f"{counts.failed} failed", RED
        case "undetermined":
            return "unknown", GREY
        case "warnings":
            return plural(counts.warning, "warning"), AMBER
        case "ready":
            return "ready", GREEN


def _width(text: str) -> float:
    return round(sum(map(_width_of, text)) + 2 * _SIDE, 1)


def _width_of(character: str) -> float:
    narrow, usual, wide = _WIDTHS
    if character in _NARROW:
        return narrow
    return wide if character in _WIDE else usual
