"""The database of the bot as one thing to hold."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Self

from bot.store.database import Database
from bot.store.errors import StoreUnavailable
from bot.store.events import Events, Seen
from bot.store.fleets import Fleets
from bot.store.hooks import Hooks
from bot.store.linked import LinkedAccounts
from bot.store.posts import Posts
from bot.store.reports import Reports
from bot.store.states import States
from bot.store.tables import Tables
from bot.store.watches import Watches
from bot.store.workers import Workers

_LOG = logging.getLogger(__name__)


class Store(Reports, LinkedAccounts, States, Events, Watches, Posts, Hooks, Fleets, Workers):
    """Reports, accounts, sign-ins, events, watches, fleets. Make it with `open`.

    Everything but `open`, `close` and `first_time` raises `StoreUnavailable` while the database is
    away. It comes back by itself.
    """

    def __init__(self, url: str, keys: Sequence[str], now: Callable[[], float]) -> None:
        super().__init__(url, keys, now)
        self._seen = Seen()

    @classmethod
    async def open(
        cls, url: str, keys: Sequence[str] = (), *, now: Callable[[], float] = time.time
    ) -> Self:
        """Open the database and bring it to its newest form.

        A database that is away is no error here: it is tried again when it is needed.

        Args:
            url: As in `DATABASE_URL`.
            keys: Encrypt tokens, the newest first; without any, no account can be linked.
            now: Tells the time, in seconds since 1970.

        Raises:
            ConfigError: The URL is not one of a database that can be used.
        """
        store = cls(url, keys, now)
        try:
            await store.ready()
        except StoreUnavailable:
            _LOG.warning("What is checked now is not kept until the database is back")
        return store

    @property
    def database(self) -> Database:
        """What is underneath, for tables of others that live beside ours."""
        return self._database

    @property
    def tables(self) -> Tables:
        """The tables, for those who read and write Slack's."""
        return self._tables

    async def ready(self) -> None:
        """Ask the database for a sign of life, and for its newest form if it has it not yet.

        Raises:
            StoreUnavailable: It gives none.
        """
        await self._database.ready()

    async def close(self) -> None:
        """Close all connections."""
        await self._database.close()
