"""One scan of a fleet: as a page, and as files for spreadsheets and programs."""

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.responses import Response

from bot.fleets.past import fleet_of_run
from bot.store import FleetRun
from bot.web.addresses import TREND
from bot.web.reports.answers import document, file
from bot.web.reports.asked import Gone, Shelf
from bot.web.signed import FleetPage, TrendPage
from core.fleet import Fleet, FleetRow
from core.render.fleet import csv as spreadsheet
from core.render.fleet import html
from core.render.fleet import json as programs

_NAME: Final = "prodcheck-fleet"


async def page(shelf: Shelf, link: FleetPage) -> Response:
    """Show the page; each app leads to how it stood over time."""
    run, fleet = await _fleet(shelf, link)
    # A thousand apps take a while to lay out; others are answered meanwhile.
    return document(await asyncio.to_thread(html.render, fleet, links=_links(shelf, link, run)))


async def csv(shelf: Shelf, link: FleetPage) -> Response:
    """Hand out the rows for a spreadsheet."""
    run, fleet = await _fleet(shelf, link)
    name = f"{_NAME}-{run.made_at:%Y-%m-%d}.csv"
    told = await asyncio.to_thread(spreadsheet.render, fleet)
    return file(told, "text/csv; charset=utf-8", name=name)


async def json(shelf: Shelf, link: FleetPage) -> Response:
    """Hand out all that is known, for programs."""
    run, fleet = await _fleet(shelf, link)
    name = f"{_NAME}-{run.made_at:%Y-%m-%d}.json"
    told = await asyncio.to_thread(programs.render, fleet)
    return file(told, "application/json", name=name)


async def _fleet(shelf: Shelf, link: FleetPage) -> tuple[FleetRun, Fleet]:
    run = await shelf.store.fleet(link.fleet)
    if run is None:
        raise Gone
    fleet = await fleet_of_run(shelf.store, run)
    if run.state == "running" or not fleet.rows:
        raise Gone
    return run, fleet


def _links(shelf: Shelf, page: FleetPage, run: FleetRun) -> Callable[[FleetRow], str | None]:
    user = run.user_id if shelf.personal else None

    def link(row: FleetRow) -> str | None:
        if row.error is not None:
            return None
        trend = TrendPage(team=run.team_id, app=row.app, user=user)
        return TREND + shelf.links.sign_within(page, trend)

    return link
