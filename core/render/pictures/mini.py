"""The days of an app as a line of a table: one path a verdict, as there may be hundreds of them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from markupsafe import Markup

from core.render.pictures.strip import HEIGHTS, sentence
from core.render.pictures.theme import draw
from core.trend import Day

_STEP: Final = 4
_TALL: Final = 16


def render(days: Sequence[Day]) -> Markup:
    """Draw the days of an app without its name; the page around it has the colours.

    Args:
        days: As `core.trend.days` tells them, at least one.
    """
    paths: dict[str, str] = {}
    place = 0
    for verdict, run in groupby(days, key=lambda day: day.verdict):
        count = len(list(run))
        tall = round(HEIGHTS[verdict] / HEIGHTS["not_ready"] * _TALL, 1)
        drawn = f"M{place * _STEP},{_TALL}v-{tall}h{count * _STEP}v{tall}z"
        paths[verdict or "line"] = paths.get(verdict or "line", "") + drawn
        place += count
    svg = draw(
        "mini.svg", None, width=len(days) * _STEP, height=_TALL, says=sentence(days), paths=paths
    )
    return Markup(svg)  # noqa: S704  the template escaped it
