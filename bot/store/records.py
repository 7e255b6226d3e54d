"""What the store gives back: plain frozen data, moments in UTC."""

from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import msgspec

from core.report import Report, Verdict

Cause = Literal["asked", "schedule", "event", "fleet"]
"""Why an app was checked: somebody asked, a watch was due, Heroku told of a change, a fleet."""

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


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """How an app stood at a moment: a report without its results."""

    id: str
    """Of the report."""
    app: str
    at: datetime
    verdict: Verdict


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """An app that a channel is told about."""

    id: str
    team_id: str
    channel_id: str
    user_id: str
    """Who asked for it, and with whose account the app is read."""
    app: str
    app_id: str | None = None
    """Heroku's id of the app, which stays when it is renamed; None before the first run."""
    schedule: str
    """As `bot.watching.schedule` writes it."""
    timezone: str
    """IANA name, for example `Europe/Berlin`."""
    digest: bool = False
    """Whether the channel gets a digest once a week, whatever happened."""
    paused: str | None = None
    """Why it does not run; None: it runs."""
    made_at: datetime
    ran_at: datetime | None = None
    next_due: datetime
    claim: int = 0
    """Counts the runs that were begun; whoever finishes one has to name its number."""
    state: bytes = b""
    """What the channel was told, as `bot.watching` writes it; empty before the first run."""
    mutes: bytes = b""
    """What the channel does not want to hear of for a while, as `bot.watching` writes it."""


class NewPost(msgspec.Struct, frozen=True, kw_only=True):
    """A message that a watch has to send. Those of a watch are sent in the order of writing."""

    id: str
    """Opaque and made up by the writer, so that `parent_id` and a state can name it."""
    kind: Literal["message", "reply", "update"]
    """A message of its own, one in the thread of its parent, or one in its parent's place."""
    parent_id: str | None = None
    body: bytes
    """The steps of the message as JSON payloads, the richest first."""


class Post(NewPost, frozen=True, kw_only=True):
    """A message of a watch, and what became of it."""

    watch_id: str
    team_id: str
    channel_id: str
    tries: int = 0
    slack_ts: str | None = None
    """What Slack knows it by, once it is sent."""
    parent_ts: str | None = None
    """What Slack knows its parent by; None: that was never sent."""


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """The subscription to the webhooks of an app."""

    app_id: str
    app: str
    team_id: str
    webhook_id: str | None = None
    """Heroku's id of it; None: there is none."""
    secret: str | None = None
    """Signs what Heroku sends; None also when the key that encrypted it is gone."""
    url: str | None = None
    """Where Heroku sends to."""
    made_at: datetime
    refused_at: datetime | None = None
    """When Heroku last refused to make it."""
    heard_at: datetime | None = None
    """When something with a good signature last came."""
    event_at: datetime | None = None
    """When Heroku last told of a change that asks for a check."""
    asked_at: datetime | None = None
    """When a check was last asked for because of that."""

    def __repr__(self) -> str:
        """Show whose it is, and no secret."""
        return f"Hook(app={self.app!r}, webhook_id={self.webhook_id!r})"


FleetState = Literal["running", "done", "failed"]


class FleetRun(msgspec.Struct, frozen=True, kw_only=True):
    """One scan of a fleet, under way or done."""

    id: str
    team_id: str
    channel_id: str | None = None
    """Where the answer goes; None: to the person alone."""
    user_id: str
    scope: str
    """`all`, `team` or `pipeline`."""
    name: str | None = None
    state: FleetState = "running"
    note: str | None = None
    """Why it failed, or what limits it, in words for people."""
    made_at: datetime
    done_at: datetime | None = None
    total: int | None = None
    """Apps in it; None: not known yet."""
    ready: int | None = None
    """Apps that are ready for production, once it is done."""
    slack_ts: str | None = None
    """The message that shows it."""
