"""Brings the tables to their newest form, once, whoever else is about to do the same."""

import logging
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engine import LOCK_AT_ONCE

_LOG = logging.getLogger(__name__)
_LOCK: Final = 0x70726F64
"""Number of the advisory lock that two dynos starting together take in turn: "prod"."""


async def migrate(engine: AsyncEngine) -> None:
    """Run the migrations that are due, all of them or none."""
    async with engine.connect() as plain:
        connection = await plain.execution_options(**{LOCK_AT_ONCE: True})
        async with connection.begin():
            await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    config.attributes["connection"] = connection
    if _is_newer(connection, ScriptDirectory.from_config(config)):
        _LOG.warning("The database was set up by a newer prodcheck; it is used as it is")
        return
    command.upgrade(config, "head")


def _is_newer(connection: Connection, scripts: ScriptDirectory) -> bool:
    """Whether the tables have a revision that we do not know, as after `heroku rollback`."""
    revision = MigrationContext.configure(connection).get_current_revision()
    try:
        return revision is not None and scripts.get_revision(revision) is None
    except CommandError:
        return True
