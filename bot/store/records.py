"""What the store gives back: plain frozen data, moments in UTC."""

from datetime import datetime

import msgspec

from core.report import Report


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
