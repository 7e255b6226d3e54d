"""The last 90 days of a fleet: the share that is ready as a line, and each app's days."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import msgspec
from markupsafe import Markup
from starlette.responses import Response

from bot.store import FleetRun, Judged
from bot.web.png import png
from bot.web.render import page as render
from bot.web.reports.answers import PRIVATE, file
from bot.web.reports.asked import Gone, Shelf
from bot.web.signed import FleetPage, FleetTrend, TrendPage
from core.render.inert import inert
from core.render.pictures import line, mini
from core.render.pictures.theme import WORDS, Theme
from core.trend import DAYS, Seen, Share, days
from core.version import __version__

_MOST_APPS: Final = 200
_MOST_REPORTS: Final = 100_000
_ORDER: Final = tuple(WORDS)


class AppDays(msgspec.Struct, frozen=True, kw_only=True):
    """An app's line in the table."""

    app: str
    words: str
    kind: str
    link: str
    picture: Markup


async def page(shelf: Shelf, link: FleetTrend) -> Response:
    """Show the page."""
    runs = await _runs(shelf, link)
    found = await _apps(shelf, link, await shelf.store.fleet_apps(runs[-1].id))
    name = fleet_words(link.scope, link.name)
    return render(
        "fleet-trend.html",
        name=inert(name),
        says=line.sentence(_shares(runs)),
        fleet=shelf.links.sign(FleetPage(fleet=runs[-1].id)),
        picture=Markup(_drawn(shelf, link, runs, None)),  # noqa: S704  it is escaped
        apps=found[:_MOST_APPS],
        left=max(0, len(found) - _MOST_APPS),
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


async def _apps(shelf: Shelf, link: FleetTrend, names: frozenset[str]) -> list[AppDays]:
    """Draw the days of each app, the worst of today first."""
    since = shelf.moment - timedelta(days=DAYS)
    kept = await shelf.store.history(link.team, since, user_id=link.user, limit=_MOST_REPORTS)
    found: dict[str, list[Judged]] = {}
    for judged in kept:
        if judged.app in names:
            found.setdefault(judged.app, []).append(judged)
    ordered = sorted(found.items(), key=lambda each: (_badness(each[1]), each[0]))
    return [_line(shelf, link, app, judged) for app, judged in ordered]


def _badness(judged: list[Judged]) -> int:
    return _ORDER.index(judged[-1].verdict)


def _line(shelf: Shelf, link: FleetTrend, app: str, judged: list[Judged]) -> AppDays:
    seen = (Seen(at=each.at, verdict=each.verdict) for each in judged)
    return AppDays(
        app=inert(app),
        words=WORDS[judged[-1].verdict],
        kind=judged[-1].verdict,
        link=shelf.links.sign(TrendPage(team=link.team, app=app, user=link.user)),
        picture=mini.render(days(seen, shelf.moment.date())),
    )
