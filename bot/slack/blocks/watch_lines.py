"""The lines that messages of watches are made of."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from bot.slack.blocks import ids, limits
from bot.slack.blocks.kit import Button
from bot.slack.blocks.press import button
from bot.slack.blocks.surfaces import Actions, MessageBlock
from bot.slack.blocks.text import clean, fold, inert, moment
from bot.slack.blocks.words import SYMBOLS, WORDS
from core.report import Report, Status

LONGEST: Final = 400
"""Characters of one thing that is said."""
MOST_LINES: Final = 10
_NAME: Final = 100
_OVER: Final = {
    "recovered": "✅ recovered",
    "gone": "🗑️ no longer there",
    "waived": "🔒 waived",
    "muted": "✅ recovered while muted",
}


class Line(Struct, frozen=True, kw_only=True):
    """What is said of one check and resource."""

    check: str
    resource: str | None = None
    """It may be hostile."""
    title: str
    was: Status | None = None
    """None: it was not there before."""
    now: Status
    message: str
    """It may be hostile."""
    over: str | None = None
    """Why it is no longer so."""


class Scene(Struct, frozen=True, kw_only=True):
    """What a message of a watch is about, whatever it says."""

    app: str
    watch: str
    """Its id."""
    at: datetime
    """When the app was looked at."""
    report: Report | None = None
    report_id: str | None = None
    schedule: str = ""
    """In words: `every day`."""
    asked_by: str | None = None
    """Slack's id of who asked for the watch."""
    cause: str = ""
    """The release it came with, in words; hostile text."""


def names(lines: Sequence[Line]) -> str:
    """Name the checks, each once, and the resources that are meant of each."""
    of_title: dict[str, list[str]] = {}
    for line in lines:
        found = of_title.setdefault(line.title, [])
        found += [inert(line.resource, _NAME)] if line.resource else []
    return fold((_named(*each) for each in of_title.items()), 1_500, separator=", ")


def _named(title: str, resources: Sequence[str]) -> str:
    which = fold(dict.fromkeys(resources), 400, separator=", ")
    return f"*{inert(title, 150)}*{f' ({which})' if which else ''}"


def line_of(line: Line) -> str:
    """Tell of a check among others."""
    if line.over:
        return f"{_OVER.get(line.over, _OVER['gone'])}: {names([line])}"
    before = f" (was {WORDS[line.was].lower()})" if line.was and line.was != line.now else ""
    said = inert(clean(line.message), LONGEST)
    return f"{SYMBOLS[line.now]} *{inert(line.title, 150)}*: {said}{before}"


def said_of(line: Line) -> str:
    """Tell of a resource below the name of its check."""
    said = inert(clean(line.message), LONGEST)
    if line.over:
        return f"{_OVER.get(line.over, _OVER['gone'])}, was {WORDS[line.now].lower()}: {said}"
    return f"{SYMBOLS[line.now]} {said}"


def checked(scene: Scene) -> str:
    """Say when the app was looked at."""
    every = f" · watched {inert(scene.schedule, 100)}" if scene.schedule else ""
    return f"Checked {moment(scene.at)}{every}"


def folded(lines: Sequence[str], *, last: Sequence[str] = ()) -> str:
    """Put lines into a section, as many as people read, and count the others.

    Args:
        lines: The first of them is a heading.
        last: What follows, whole.
    """
    end = "".join(f"\n{line}" for line in last)
    room = limits.SECTION_TEXT - 400 - len(end)
    return fold(lines[: MOST_LINES + 1], room, total=len(lines)) + end


def full_report(scene: Scene) -> Iterator[Button]:
    """Offer the whole report, where it is kept."""
    if scene.report_id and ids.names_an_app(scene.app):
        target = ids.Target(app=scene.app, report=scene.report_id)
        yield button("Full report", ids.WATCH_REPORT, carries=target)


def report_row(scene: Scene) -> Iterator[MessageBlock]:
    """Offer the whole report in a row of its own."""
    offered = tuple(full_report(scene))
    if offered:
        yield Actions(elements=offered)
