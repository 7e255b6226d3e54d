"""All that the pages know, gathered at once and no more often than is needed."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from bot.settings import Settings
from bot.slack.socket import IsOpen
from bot.store import Store, StoreUnavailable
from bot.web.arrivals import Arrivals
from bot.web.fresh import Fresh
from bot.web.known import Heroku, Known, Slack
from bot.web.probes import try_database, try_heroku, try_slack
from core.collect.http import HerokuClient

_LOG = logging.getLogger(__name__)
_NOTE: Final = "set_up"
# Seconds for which an answer is good. Somebody at work on the set-up waits for a change; each
# answer costs a call or two, whoever asks for the page.
_DATABASE: Final = 2.0
_GOOD: Final = 60.0
_BAD: Final = 10.0
_GOOD_KINDS: Final = frozenset({Slack.WORKS, Slack.PER_WORKSPACE})


class Board:
    """What is known of the bot's parts.

    Args:
        settings: What it is set up with.
        store: Its database.
        arrivals: What came from Slack.
        client_for: Makes a client of Heroku's APIs for a token.
        speaks: Whether all is set that Slack's requests need.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        arrivals: Arrivals,
        client_for: Callable[[str], HerokuClient],
        *,
        speaks: bool,
    ) -> None:
        self._speaks = speaks
        self._settings = settings
        self._store = store
        self._arrivals = arrivals
        self._was_set_up: bool | None = None
        self.draining = False
        """Whether the bot is about to stop."""
        self.socket_is_open: IsOpen | None = None
        """Tells whether the socket to Slack is open; None: Slack calls the bot."""
        self.jobs_run: Callable[[], bool] = lambda: True
        """Tells whether durable jobs run, or run elsewhere."""
        self._database = Fresh(lambda: try_database(store), lambda _: _DATABASE)
        self._heroku = Fresh(
            lambda: try_heroku(settings, client_for),
            lambda state: _GOOD if state.kind is Heroku.WORKS else _BAD,
        )
        self._slack = Fresh(
            lambda: try_slack(settings),
            lambda state: _GOOD if state.kind is Slack.WORKS else _BAD,
        )

    async def known(self) -> Known:
        """Gather everything."""
        database, heroku, slack, arrived, was_set_up = await asyncio.gather(
            self._database.get(),
            self._heroku.get(),
            self._slack.get(),
            self._arrivals.arrived(),
            self._get_was_set_up(),
        )
        return Known(
            database=database,
            in_file=self._settings.database_url.startswith("sqlite"),
            heroku=heroku,
            slack=slack,
            unset=_unset(self._settings),
            arrived=arrived,
            mismatch=self._arrivals.mismatch,
            was_set_up=was_set_up,
        )

    async def not_ready(self) -> tuple[str, ...]:
        """List what keeps the bot from answering; empty: nothing does."""
        database, slack = await asyncio.gather(self._database.get(), self._slack.get())
        reasons = {
            "draining": self.draining,
            "database": not database,
            "slack": not self._speaks or slack.kind not in _GOOD_KINDS,
            "jobs": database and not self.jobs_run(),
            "socket": self.socket_is_open is not None and not await self.socket_is_open(),
        }
        return tuple(reason for reason, holds in reasons.items() if holds)

    async def note_set_up(self) -> None:
        """Remember that all of it worked at once."""
        self._was_set_up = True
        try:
            await self._store.note(_NOTE, "1")
        except StoreUnavailable:
            _LOG.info("That the set-up is complete could not be noted")

    async def _get_was_set_up(self) -> bool | None:
        if not self._was_set_up:
            try:
                self._was_set_up = await self._store.noted(_NOTE) is not None
            except StoreUnavailable:
                return None
        return self._was_set_up


def _unset(settings: Settings) -> frozenset[str]:
    values = {
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
        "SLACK_BOT_TOKEN": settings.slack_bot_token or settings.slack_client_id,
        "SLACK_APP_TOKEN": settings.slack_app_token,
    }
    return frozenset(name for name, value in values.items() if value is None)
