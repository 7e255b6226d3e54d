"""The share of a fleet that is ready for production, over time."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from core.render.inert import inert
from core.render.layout import cut
from core.render.pictures.strip import WIDTH
from core.render.pictures.theme import Theme, draw, short_date
from core.render.words import plural
from core.trend import DAYS, Share

_HEIGHT: Final = 240
_LEFT: Final = 48.0
_RIGHT: Final = WIDTH - 24.0
_TOP: Final = 52.0
_BOTTOM: Final = 200.0
_LONGEST_NAME: Final = 60
"""Columns."""


def render(name: str, shares: Sequence[Share], last: date, *, theme: Theme | None = "auto") -> str:
    """Draw the share of a fleet.

    Args:
        name: Of the fleet, whatever it holds.
        shares: The oldest first; those from before the days shown are left out.
        last: The last of the days shown.
        theme: The colours it carries; None: the page around it has them.
    """
    first = datetime.combine(last - timedelta(days=DAYS - 1), time(), UTC)
    shown = [share for share in shares if share.at >= first]
    points = [_point(share, first) for share in shown]
    called = cut(inert(name), _LONGEST_NAME)
    return draw(
        "line.svg",
        theme,
        width=WIDTH,
        height=_HEIGHT,
        name=called,
        title=f"Share of {called} that is ready for production, the last {DAYS} days",
        says=sentence(shown),
        points=points,
        path=" ".join(
            f"{'L' if place else 'M'}{p['x']},{p['y']}" for place, p in enumerate(points)
        ),
        levels=tuple(_levels()),
        weeks=tuple(_dates(last)),
        left=_LEFT,
        right=_RIGHT,
        bottom=_BOTTOM,
    )


def sentence(shares: Sequence[Share]) -> str:
    """Say in words where the line ends, and where it began."""
    if not shares:
        return "no scan yet"
    now, then = shares[-1], shares[0]
    told = f"{now.ready} of {plural(now.total, 'app')} ready ({now.percent} %)"
    first, last = (each.at.astimezone(UTC).date() for each in (then, now))
    return told if first == last else f"{told}, {then.percent} % on {short_date(first)}"


def _point(share: Share, first: datetime) -> dict[str, object]:
    passed = (share.at - first) / timedelta(days=DAYS)
    return {
        "x": round(_LEFT + passed * (_RIGHT - _LEFT), 1),
        "y": round(_height(share.percent), 1),
        "says": f"{share.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC: {share.ready} of {share.total}",
    }


def _height(percent: float) -> float:
    return _BOTTOM - percent / 100 * (_BOTTOM - _TOP)


def _levels() -> Iterator[dict[str, object]]:
    for percent in (0, 50, 100):
        yield {"y": _height(percent), "says": f"{percent} %"}


def _dates(last: date) -> Iterator[dict[str, object]]:
    for ago in (89, 60, 30):
        day = last - timedelta(days=ago)
        x = _LEFT + (DAYS - 1 - ago) / DAYS * (_RIGHT - _LEFT)
        yield {"x": round(x, 1), "says": short_date(day)}
