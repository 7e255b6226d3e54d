"""The last 90 days of an app: a strip of days, and what changed when."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from markupsafe import Markup
from starlette.responses import Response

from bot.store import Judged
from bot.web.png import png
from bot.web.render import page as render
from bot.web.reports.answers import PRIVATE, file
from bot.web.reports.asked import Gone, Shelf
from bot.web.signed import OfApp, ReportPage, TrendPage
from core.changes import Change, compare
from core.render.inert import inert
from core.render.pictures import strip
from core.render.pictures.theme import WORDS, Theme
from core.render.words import statement
from core.trend import DAYS, Seen, Turn, days, turns
from core.version import __version__

_MOST_TURNS: Final = 20
"""Told on the page; each takes two reports to compare."""
_MOST_LINES: Final = 6
"""Of what is new, and of what is fixed, at one turn."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A turn, in words."""

    at: datetime
    was: str
    now: str
    kind: str
    """The verdict from then on."""
    link: str
    """Last part of the address of the report."""
    new: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


async def page(shelf: Shelf, link: TrendPage) -> Response:
    """Show the page."""
    seen = await _seen(shelf, link)
    told = days(seen, shelf.moment.date())
    last = seen[-1]
    newest = list(reversed(turns(seen)))
    return render(
        "trend.html",
        app=inert(link.app),
        last=last,
        last_words=WORDS[last.verdict],
        report=shelf.links.sign_within(link, ReportPage(report=last.id)),
        days=DAYS,
        headers=PRIVATE,
        version=__version__,
        says=strip.sentence(told),
        picture=Markup(strip.render(link.app, told, theme=None)),  # noqa: S704  it is escaped
        turns=[await _told(shelf, link, turn) for turn in newest[:_MOST_TURNS]],
        left=max(0, len(newest) - _MOST_TURNS),
    )


async def svg(shelf: Shelf, link: TrendPage) -> Response:
    """Show the strip alone."""
    return file(await _picture(shelf, link, "auto"), "image/svg+xml")


async def bitmap(shelf: Shelf, link: TrendPage) -> Response:
    """Show the strip alone, as Slack takes it."""
    drawn = await _picture(shelf, link, "light")
    return file(await asyncio.to_thread(png, drawn), "image/png")


async def history(shelf: Shelf, link: OfApp) -> list[Judged]:
    """Tell how an app stood, the oldest first."""
    since = shelf.moment - timedelta(days=DAYS)
    return await shelf.store.history(link.team, since, app=link.app, user_id=link.user)


async def _picture(shelf: Shelf, link: TrendPage, theme: Theme) -> str:
    seen = await _seen(shelf, link)
    return strip.render(link.app, days(seen, shelf.moment.date()), theme=theme)


async def _seen(shelf: Shelf, link: TrendPage) -> list[Seen]:
    kept = await history(shelf, link)
    if not kept:
        raise Gone
    return [Seen(at=each.at, verdict=each.verdict, id=each.id) for each in kept]


async def _told(shelf: Shelf, link: TrendPage, turn: Turn) -> Told:
    was = await shelf.store.report(turn.was.id)
    now = await shelf.store.report(turn.now.id)
    changes = compare(was.report, now.report) if was and now else None
    return Told(
        at=turn.now.at,
        was=WORDS[turn.was.verdict],
        now=WORDS[turn.now.verdict],
        kind=turn.now.verdict,
        link=shelf.links.sign_within(link, ReportPage(report=turn.now.id)),
        new=tuple(_lines(changes.new)) if changes else (),
        fixed=tuple(_lines(changes.fixed)) if changes else (),
    )


def _lines(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes[:_MOST_LINES]:
        yield f"{inert(change.title)}: {inert(statement(change.finding))}"
    if len(changes) > _MOST_LINES:
        yield f"and {len(changes) - _MOST_LINES} more"
