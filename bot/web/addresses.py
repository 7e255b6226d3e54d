"""Addresses of signed pages, for those who may see what they show; nowhere else are links made."""

from typing import Final

from bot.accounts import Accounts
from bot.web.signed import (
    FEED_LIFE,
    Badge,
    Calendar,
    FleetPage,
    FleetTrend,
    Links,
    ReportPage,
    TrendPage,
)

REPORT: Final = "/reports/"
FLEET: Final = "/reports/fleet/"
TREND: Final = "/reports/trend/"
FLEET_TREND: Final = "/reports/fleet-trend/"
BADGE: Final = "/badge/"
CALENDAR: Final = "/calendar/"


class Addresses:
    """Makes addresses; each is None while nobody knows at which address the bot is reached.

    Whoever calls it has seen to it that the person may see the app.

    Args:
        links: Signs.
        accounts: Knows where the bot is, and whether people see each other's reports.
    """

    def __init__(self, links: Links, accounts: Accounts) -> None:
        self._links = links
        self._accounts = accounts

    def report(self, report_id: str) -> str | None:
        """Return where a report is shown, for seven days."""
        return self._at(REPORT, self._links.sign(ReportPage(report=report_id)))

    def fleet(self, fleet_id: str, suffix: str = "") -> str | None:
        """Return where a scan of a fleet is shown, for seven days.

        Args:
            fleet_id: The scan.
            suffix: `.csv` or `.json` for the file.
        """
        return self._at(FLEET, self._links.sign(FleetPage(fleet=fleet_id)) + suffix)

    def trend(self, team_id: str, app: str, user_id: str, suffix: str = "") -> str | None:
        """Return where an app's last 90 days are shown to a person, for seven days.

        Args:
            team_id: The workspace.
            app: The app.
            user_id: Who is to see it.
            suffix: `.svg` or `.png` for the picture alone.
        """
        link = TrendPage(team=team_id, app=app, user=self._whose(user_id))
        return self._at(TREND, self._links.sign(link) + suffix)

    def fleet_trend(self, team_id: str, scope: str, name: str | None, user_id: str) -> str | None:
        """Return where a fleet's last 90 days are shown to a person, for seven days."""
        link = FleetTrend(team=team_id, scope=scope, name=name, user=self._whose(user_id))
        return self._at(FLEET_TREND, self._links.sign(link))

    def badge(self, team_id: str, app: str, user_id: str) -> str | None:
        """Return where the badge of an app is, until the key goes."""
        link = Badge(team=team_id, app=app, user=self._whose(user_id))
        return self._at(BADGE, self._links.sign(link, FEED_LIFE) + ".svg")

    def calendar(self, team_id: str, app: str, user_id: str) -> str | None:
        """Return where the dates to come of an app are, until the key goes."""
        link = Calendar(team=team_id, app=app, user=self._whose(user_id))
        return self._at(CALENDAR, self._links.sign(link, FEED_LIFE) + ".ics")

    def _whose(self, user_id: str) -> str | None:
        return user_id if self._accounts.personal else None

    def _at(self, path: str, signed: str) -> str | None:
        base = self._accounts.public_url
        return None if base is None else f"{base}{path}{signed}"
