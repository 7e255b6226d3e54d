"""The workspaces that installed the bot over Slack's OAuth; their tokens are encrypted."""

import logging
from contextlib import AbstractAsyncContextManager
from logging import Logger

import sqlalchemy as sa
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.store import Store

_LOG = logging.getLogger(__name__)


class Installations(AsyncSQLAlchemyInstallationStore):
    """Slack's own store over our tables and connections.

    Args:
        store: Where the tables are.
        client_id: Of the Slack app.
    """

    def __init__(self, store: Store, client_id: str) -> None:
        super().__init__(client_id, store.database.engine, logger=_LOG)
        self.metadata, self.bots = store.tables.metadata, store.tables.bots
        self.installations = store.tables.installations
        self.engine = _Connections(store.database)  # type: ignore[assignment]

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation, and drop those it takes the place of."""
        await super().async_save(installation)
        await self._drop_older(self.installations, installation, by=installation.user_id)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a bot, and drop those it takes the place of."""
        await super().async_save_bot(bot)
        await self._drop_older(self.bots, bot)

    async def bot_token(self, team_id: str) -> str | None:
        """Return the bot's token in a workspace, whatever organisation that belongs to."""
        c = self.bots.c
        query = (
            sa.select(c.bot_token)
            .where(c.client_id == self.client_id, c.team_id == team_id, c.bot_token.is_not(None))
            .order_by(c.id.desc())
            .limit(1)
        )
        async with self.engine.begin() as connection:
            token: str | None = await connection.scalar(query)
        return token

    async def _drop_older(
        self, table: sa.Table, of: Installation | Bot, by: str | None = None
    ) -> None:
        c = table.c
        same = [
            c.client_id == self.client_id,
            c.enterprise_id.is_not_distinct_from(of.enterprise_id),
            c.team_id.is_not_distinct_from(of.team_id),
            *([] if by is None else [c.user_id == by]),
        ]
        newest = sa.select(sa.func.max(c.id)).where(*same).scalar_subquery()
        async with self.engine.begin() as connection:
            await connection.execute(sa.delete(table).where(*same, c.id < newest))


class SlackStates(AsyncOAuthStateStore):
    """Installations under way: each state is good once, and for 10 minutes.

    Args:
        store: Where they are kept.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def logger(self) -> Logger:
        """Say where to write what happens."""
        return _LOG

    async def async_issue(self, *_: object, **__: object) -> str:
        """Make a state."""
        return await self._store.new_state("", "", purpose="slack")

    async def async_consume(self, state: str) -> bool:
        """Use a state up, and say whether it was good."""
        return await self._store.take_state(state, purpose="slack") is not None


class _Connections:
    """The two methods of an engine that Slack's store calls, with our patience and migrations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._database.begin()

    def connect(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._database.begin()
