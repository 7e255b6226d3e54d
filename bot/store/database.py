"""A connection to work with, or `StoreUnavailable` soon: nobody in a chat waits for a database."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from sqlalchemy.exc import (
    DataError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.engine import make_engine
from bot.store.errors import StoreUnavailable, refused
from bot.store.migrate import migrate
from core.errors import ProdcheckError

_LOG = logging.getLogger(__name__)
_PATIENCE: Final = 6.0
"""Seconds for one piece of work. A little more than SQLite waits for another writer."""
_MIGRATION_PATIENCE: Final = 30.0
"""Seconds. Heroku gives a dyno 60 to be up."""
_PAUSE: Final = 3.0
"""Seconds for which a database that was away is not asked again."""


class Database:
    """One database, brought to its newest form before it is first used.

    Args:
        address: As in `DATABASE_URL`.
        prepare: Runs once after the migrations.
        pause: Seconds for which a database that was away is not asked again.

    Raises:
        ConfigError: It is not the address of a database that can be used.
    """

    def __init__(
        self,
        address: str,
        prepare: Callable[[AsyncConnection], Awaitable[None]] | None = None,
        *,
        pause: float = _PAUSE,
    ) -> None:
        self.engine: AsyncEngine = make_engine(address)
        self._prepare = prepare
        self._pause = pause
        self._prepared = False
        self._preparing = asyncio.Lock()
        self._away_until = 0.0

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction, which ends with the block.

        Raises:
            StoreRefuses: Our role has not the right to do this.
            StoreUnavailable: The database is away, or was a moment ago.
        """
        self._stop_if_away()
        async with self._watched():
            await self._get_ready()
            async with asyncio.timeout(_PATIENCE), self.engine.begin() as connection:
                yield connection

    async def ready(self) -> None:
        """Ask the database, also when it was away a moment ago.

        Raises:
            StoreUnavailable: It is away.
        """
        self._away_until = 0.0
        async with self.begin() as connection:
            await connection.exec_driver_sql("SELECT 1")

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    async def _get_ready(self) -> None:
        async with self._preparing:
            if self._prepared:
                return
            self._stop_if_away()  # as those who waited here with us may have found out
            async with asyncio.timeout(_MIGRATION_PATIENCE):
                await migrate(self.engine)
                if self._prepare is not None:
                    async with self.engine.begin() as connection:
                        await self._prepare(connection)
            self._prepared = True

    def _stop_if_away(self) -> None:
        if asyncio.get_running_loop().time() < self._away_until:
            raise _away()

    @contextlib.asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise self._judged(error) from None

    def _judged(self, error: Exception) -> ProdcheckError:
        """Tell a mistake of ours from a database that is away."""
        match error:
            case StatementError(orig=ProdcheckError() as ours):
                return ours
            case _ if (no_right := refused(error)) is not None:
                _LOG.error("%s", no_right.message)
                return no_right
            case DataError() | IntegrityError() | ProgrammingError():
                _LOG.error("The database refuses a statement", exc_info=error)
            case _:
                _LOG.warning("The database is away: %s", _told(error))
                self._away_until = asyncio.get_running_loop().time() + self._pause
        return _away()


def _away() -> StoreUnavailable:
    return StoreUnavailable(
        "The database does not answer.", hint="Nothing that is in it is lost; try again soon."
    )


def _told(error: Exception) -> str:
    """Say what happened; the text of others may quote statements and addresses."""
    original = getattr(error, "orig", None) or error
    return type(original).__name__
