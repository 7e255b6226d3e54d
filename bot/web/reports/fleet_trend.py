"""The last 90 days of a fleet: the share that is ready as a line, and each app's days."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final

import msgspec
from markupsafe import Markup
from starlette.responses import Response

from bot.store import FleetRun
from bot.web.png import png
from bot.web.render import page as render
from bot.web.reports.answers import PRIVATE, file
from bot.web.reports.asked import Gone, Shelf
from bot.web.signed import FleetPage, FleetTrend, TrendPage
from core.render.inert import inert
from core.render.pictures import line, mini
from core.render.pictures.theme import WORDS, Theme
from core.report import Verdict
from core.trend import DAYS, Seen, Share, days
from core.version import __version__

_MOST_APPS: Final = 200
_ORDER: Final = tuple(WORDS)


class AppDays(msgspec.Struct, frozen=True, kw_only=True):
    """An app's line in the table."""

    app: str
    words: str
    link: str
    picture: Markup


async def page(shelf: Shelf, link: FleetTrend) -> Response:
    """Show the page."""
    runs = await _runs(shelf, link)
    verdicts = await shelf.store.fleet_verdicts(runs[-1].id)
    name = fleet_words(link.scope, link.name)
    return render(
        "fleet-trend.html",
        name=inert(name),
        says=line.sentence(_shares(runs)),
        fleet=shelf.links.sign_within(link, FleetPage(fleet=runs[-1].id)),
        picture=Markup(_drawn(shelf, link, runs, None)),  # noqa: S704  it is escaped
        apps=await _apps(shelf, link, verdicts),
        left=max(0, len(verdicts) - _MOST_APPS),
        days=DAYS,
        headers=PRIVATE,
        version=__version__,
    )


async def svg(shelf: Shelf, link: FleetTrend) -> Response:
    """Show the line alone."""
    drawn = _drawn(shelf, link, await _runs(shelf, link), "auto")
    return file(drawn, "image/svg+xml")


async def bitmap(shelf: Shelf, link: FleetTrend) -> Response:
    """Show the line alone, as Slack takes it."""
    drawn = _drawn(shelf, link, await _runs(shelf, link), "light")
    return file(await asyncio.to_thread(png, drawn), "image/png")


def fleet_words(scope: str, name: str | None) -> str:
    """Say which fleet it is: `all apps`, `the team acme`."""
    return "all apps" if name is None else f"the {scope} {name}"


def _drawn(shelf: Shelf, link: FleetTrend, runs: list[FleetRun], theme: Theme | None) -> str:
    name = fleet_words(link.scope, link.name)
    return line.render(name, _shares(runs), shelf.moment.date(), theme=theme)


async def _runs(shelf: Shelf, link: FleetTrend) -> list[FleetRun]:
    """List the scans that the link may show, the oldest first; at least one."""
    since = shelf.moment - timedelta(days=DAYS)
    found = await shelf.store.fleets_of(link.team, link.scope, link.name, since)
    runs = [run for run in found if link.user in {None, run.user_id} and run.total]
    if not runs:
        raise Gone
    return runs


def _shares(runs: Iterable[FleetRun]) -> list[Share]:
    return [
        Share(at=run.made_at, ready=run.ready or 0, total=run.total) for run in runs if run.total
    ]


async def _apps(
    shelf: Shelf, link: FleetTrend, verdicts: Mapping[str, Verdict | None]
) -> list[AppDays]:
    """Draw the days of each app, the worst of today first; of the worst alone where there are many.

    Args:
        shelf: What it is made from.
        link: Which fleet.
        verdicts: How each app stood in the last scan; None: it could not be read.
    """
    shown = sorted(verdicts, key=lambda app: (_badness(verdicts[app]), app))[:_MOST_APPS]
    since = shelf.moment - timedelta(days=DAYS)
    found = await shelf.store.history_by_day(link.team, since, shown, user_id=link.user)
    ordered = sorted(found, key=lambda app: (_badness(found[app][-1].verdict), app))
    # Hundreds of apps take a while to draw; others are answered meanwhile.
    return await asyncio.to_thread(lambda: [_line(shelf, link, app, found[app]) for app in ordered])


def _badness(verdict: Verdict | None) -> int:
    return _ORDER.index(verdict or "undetermined")


def _line(shelf: Shelf, link: FleetTrend, app: str, seen: Sequence[Seen]) -> AppDays:
    trend = TrendPage(team=link.team, app=app, user=link.user)
    return AppDays(
        app=inert(app),
        words=WORDS[seen[-1].verdict],
        link=shelf.links.sign_within(link, trend),
        picture=mini.render(days(seen, shelf.moment.date())),
    )
