"""Shows a scan in Slack: one message, changed in its place."""

import logging
from typing import Final

from bot.accounts import Accounts, NotLinked
from bot.fleets.past import STOPPED, fleet_before, scope_of
from bot.jobs import new_reference
from bot.slack.blocks import fleet, fleet_notices, notices, states
from bot.slack.blocks.surfaces import Message
from bot.slack.delivery import Steps
from bot.slack.posting import Poster
from bot.slack.web_api import SlackRefused, SlackUnreachable
from bot.store import FleetRun, Store, StoreUnavailable
from bot.web.addresses import Addresses
from core.errors import (
    AppNotFound,
    ConfigError,
    Forbidden,
    HerokuUnavailable,
    RateLimited,
    Unauthorized,
)
from core.fleet import Fleet
from core.fleet_changes import FleetChanges, compare_fleets

_LOG = logging.getLogger(__name__)
_DELETED: Final = frozenset({"message_not_found", "cant_update_message"})
"""Slack's words for a message that somebody deleted: who did that wants to see no more of it."""
_CLOSED: Final = frozenset(
    {"channel_not_found", "is_archived", "not_in_channel", "restricted_action"}
)
"""Slack's words for a place where nothing can be said any more: the person is told instead."""

_KNOWN: Final = (
    NotLinked,
    ConfigError,
    Forbidden,
    AppNotFound,
    Unauthorized,
    RateLimited,
    HerokuUnavailable,
)


class FleetBoard:
    """Shows scans.

    Args:
        poster: Posts messages and changes them.
        store: Knows which message shows which scan, and the scans before.
        accounts: Knows whether people see each other's scans.
        addresses: Makes links to pages.
    """

    def __init__(
        self, poster: Poster, store: Store, accounts: Accounts, addresses: Addresses
    ) -> None:
        self._poster = poster
        self._store = store
        self._accounts = accounts
        self._addresses = addresses

    async def going_on(self, run: FleetRun, words: str) -> None:
        """Say how far a scan is."""
        await self._show(run, (fleet.scanning(scope_of(run), run.id, words),), lasting=False)

    async def done(self, run: FleetRun, found: Fleet, *, failing: bool) -> None:
        """Show what came of a scan."""
        await self._show(run, await self.steps(run, found, failing=failing), lasting=True)

    async def failed(self, run: FleetRun, error: Exception) -> None:
        """Say why nothing came of a scan."""
        reference = new_reference()
        known = isinstance(error, _KNOWN)
        _LOG.warning("A scan failed: %s [%s]", error, reference, exc_info=None if known else error)
        await self._show(run, (_why(run, error, reference),), lasting=True)

    async def steps(self, run: FleetRun, found: Fleet, *, failing: bool) -> tuple[Message, ...]:
        """Compose the message of a scan that is over."""
        name, team, stopped = run.name, run.team_id, run.note == STOPPED
        return fleet.steps(
            fleet.Scanned(
                id=run.id,
                fleet=found,
                changes=None if stopped else await self._changes(run, found),
                failing=failing,
                asked_by=run.user_id,
                stopped=(run.total or len(found.rows)) if stopped else None,
                page=self._addresses.fleet(run.id),
                csv=self._addresses.fleet(run.id, ".csv"),
                trend=self._addresses.fleet_trend(team, run.scope, name, run.user_id),
            )
        )

    async def _changes(self, run: FleetRun, found: Fleet) -> FleetChanges | None:
        try:
            old = await fleet_before(self._store, run, personal=self._accounts.personal)
        except StoreUnavailable:
            return None
        return None if old is None else compare_fleets(old, found)

    async def _show(self, run: FleetRun, steps: Steps, *, lasting: bool) -> None:
        """Change the message; where its place is closed, tell the person what lasts."""
        try:
            if run.channel_id and run.slack_ts:
                await self._poster.update(run.team_id, run.channel_id, run.slack_ts, steps)
        except SlackRefused as error:
            if error.error in _CLOSED and lasting:
                await self._tell(run, steps)
            elif error.error not in _DELETED | _CLOSED:
                _LOG.warning("A scan could not be shown: %s", error)
        except SlackUnreachable as error:
            _LOG.warning("A scan could not be shown: %s", error)

    async def _tell(self, run: FleetRun, steps: Steps) -> None:
        try:
            await self._poster.post(run.team_id, run.user_id, steps)
        except (SlackRefused, SlackUnreachable) as error:
            _LOG.warning("The person who asked for a scan could not be told: %s", error)


def _why(  # noqa: PLR0911  each trouble has a message of its own
    run: FleetRun, error: Exception, reference: str
) -> Message:
    scope = scope_of(run)
    match error:
        case NotLinked(login_url=url):
            return states.sign_in(url) if url else notices.no_address()
        case AppNotFound() | ConfigError():
            return fleet_notices.unknown_scope(scope, ())
        case Unauthorized():
            return states.bad_token(reference)
        case Forbidden():
            return fleet_notices.not_listed(scope, reference)
        case RateLimited():
            return fleet_notices.calls_spent(scope, run.id, reference)
        case HerokuUnavailable():
            return fleet_notices.heroku_away(scope, run.id, reference)
        case _:
            return fleet_notices.scan_failed(scope, run.id, reference)
