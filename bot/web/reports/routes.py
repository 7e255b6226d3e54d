"""Where the signed pages are."""

from starlette.routing import Route

from bot.web.addresses import BADGE, CALENDAR, FLEET, FLEET_TREND, REPORT, TREND
from bot.web.reports import feeds, fleet, fleet_trend, single, trend
from bot.web.reports.asked import Shelf, page_of
from bot.web.signed import Badge, Calendar, FleetPage, FleetTrend, ReportPage, TrendPage


def routes(shelf: Shelf) -> list[Route]:
    """Return the routes of the pages; of two that fit, the first one counts."""
    return [
        Route(f"{BADGE}{{signed}}.svg", page_of(shelf, Badge, feeds.badge)),
        Route(f"{CALENDAR}{{signed}}.ics", page_of(shelf, Calendar, feeds.calendar)),
        Route(f"{TREND}{{signed}}.svg", page_of(shelf, TrendPage, trend.svg)),
        Route(f"{TREND}{{signed}}.png", page_of(shelf, TrendPage, trend.bitmap)),
        Route(f"{TREND}{{signed}}", page_of(shelf, TrendPage, trend.page)),
        Route(f"{FLEET_TREND}{{signed}}.svg", page_of(shelf, FleetTrend, fleet_trend.svg)),
        Route(f"{FLEET_TREND}{{signed}}.png", page_of(shelf, FleetTrend, fleet_trend.bitmap)),
        Route(f"{FLEET_TREND}{{signed}}", page_of(shelf, FleetTrend, fleet_trend.page)),
        Route(f"{FLEET}{{signed}}.csv", page_of(shelf, FleetPage, fleet.csv)),
        Route(f"{FLEET}{{signed}}.json", page_of(shelf, FleetPage, fleet.json)),
        Route(f"{FLEET}{{signed}}", page_of(shelf, FleetPage, fleet.page)),
        Route(f"{REPORT}{{signed}}", page_of(shelf, ReportPage, single.page)),
    ]
