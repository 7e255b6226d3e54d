"""Puts the newest key in the place of older ones, row by row."""

import logging
from collections.abc import Sequence

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.secrets import Encrypted

_LOG = logging.getLogger(__name__)


async def rotate(
    connection: AsyncConnection, tables: Sequence[sa.Table], keys: Sequence[Fernet]
) -> int:
    """Encrypt with the first key what another one encrypted, and count it."""
    if len(keys) <= 1:
        return 0
    secret = [c for table in tables for c in table.columns if isinstance(c.type, Encrypted)]
    return sum([await _rotate_column(connection, column, keys) for column in secret])


async def _rotate_column(
    connection: AsyncConnection, column: sa.Column[str], keys: Sequence[Fernet]
) -> int:
    raw = sa.type_coerce(column, sa.Text)
    found = await connection.scalars(sa.select(raw).where(column.is_not(None)))
    old = [value for value in found if not _opens(keys[0], value)]
    new = {value: _rotated(MultiFernet(keys), value) for value in old}
    for value, renewed in new.items():
        if renewed is not None:
            same = raw == sa.literal(value, sa.Text)
            statement = sa.update(column.table).where(same)
            await connection.execute(statement.values({column: sa.literal(renewed, sa.Text)}))
    return sum(renewed is not None for renewed in new.values())


def _opens(key: Fernet, value: str) -> bool:
    try:
        key.decrypt(value.encode())
    except InvalidToken:
        return False
    return True


def _rotated(cipher: MultiFernet, value: str) -> str | None:
    try:
        return cipher.rotate(value.encode()).decode()
    except InvalidToken:
        _LOG.warning("A token at rest cannot be decrypted: its key is not among ours")
        return None
