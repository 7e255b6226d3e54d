"""Keeps the report of a check, once for all who waited for it."""

import asyncio
import logging
from typing import Final

from bot.accounts import Accounts
from bot.checking import Checked
from bot.jobs import new_reference
from bot.slack.origin import Origin
from bot.store import Store, StoreUnavailable
from core.snapshot import dump_snapshot

_LOG = logging.getLogger(__name__)
_MOST: Final = 200
"""Reports whose id is remembered, for those who are still to be answered."""


class Keeper:
    """Keeps reports.

    Args:
        store: Where.
        accounts: Knows whether people see each other's reports.
    """

    def __init__(self, store: Store, accounts: Accounts) -> None:
        self._store = store
        self._accounts = accounts
        self._saved: dict[tuple[int, str, str], asyncio.Task[str | None]] = {}

    async def keep(self, origin: Origin, checked: Checked) -> str | None:
        """Keep a report and return its id; None while the database is away."""
        whose = origin.user_id if self._accounts.personal else ""
        key = (checked.number, origin.team_id, whose)
        saving = self._saved.get(key)
        if saving is None:
            saving = self._saved[key] = asyncio.create_task(self._save(origin, checked))
            if len(self._saved) > _MOST:
                del self._saved[next(iter(self._saved))]
        # Somebody whose job is cut must not take the others' report along.
        return await asyncio.shield(saving)

    async def _save(self, origin: Origin, checked: Checked) -> str | None:
        try:
            return await self._store.save_report(
                checked.report,
                dump_snapshot(checked.snapshot),
                team_id=origin.team_id,
                user_id=origin.user_id,
            )
        except StoreUnavailable:
            _LOG.error("A report could not be kept [%s]", new_reference())
            return None
