"""The tables of the jobs, made before any worker needs them."""

from typing import Final

from dbos import DBOS
from sqlalchemy.exc import SQLAlchemyError

from bot.engine.database import jobs_url
from bot.engine.quiet import quieten
from bot.engine.threads import Threads
from bot.store.errors import StoreUnavailable, refused

_PATIENCE: Final = 60.0
"""Seconds. DBOS waits for another one that does the same for up to 30."""


async def make_tables(address: str) -> None:
    """Make the tables, or bring them to their newest form.

    Every worker does so when it starts, too; here it is known before there is one whether that can
    be done.

    Args:
        address: The bot's own `DATABASE_URL`.

    Raises:
        ConfigError: It is not the address of a database that can be used.
        StoreRefuses: The role has not the right to.
        StoreUnavailable: Their database does not answer.
    """
    url = jobs_url(address).render_as_string(hide_password=False)
    quieten()
    try:
        await Threads(1).run(lambda: DBOS.migrate(url), seconds=_PATIENCE)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        raise refused(error) or StoreUnavailable(
            "The database of the jobs does not answer.", hint="Try again soon."
        ) from None
