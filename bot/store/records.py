"""What the store gives back: plain frozen data, moments in UTC."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from core.report import Report

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def millis_of(moment: datetime) -> int:
    """Write a moment as the tables hold it: milliseconds since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment_of(millis: int) -> datetime:
    """Read a moment that the tables hold."""
    return _EPOCH + timedelta(milliseconds=millis)


class StoredReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was kept."""

    id: str
    """Opaque; it tells nothing and cannot be guessed."""
    team_id: str
    user_id: str
    app: str
    at: datetime
    """When it was kept."""
    report: Report


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The Heroku account that a person of a workspace linked."""

    team_id: str
    user_id: str
    heroku_user_id: str | None = None
    access_token: str
    refresh_token: str | None = None
    expires_at: datetime | None = None
    """When the access token ends; None: Heroku did not say."""

    def __repr__(self) -> str:
        """Show whose it is, and no token."""
        return f"Account(team_id={self.team_id!r}, user_id={self.user_id!r})"


class LinkState(msgspec.Struct, frozen=True, kw_only=True):
    """Who began to link a Heroku account."""

    team_id: str
    user_id: str
    name: str = ""
    """What the person is called in Slack, to show them on the page; empty: not known."""
    return_to: str = ""
    """Where the person came from, to lead them back; empty: not known."""
