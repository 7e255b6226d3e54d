"""Linked accounts as the store has them, or as it last had them while the database is away."""

import logging
from typing import Final

from bot.store import Account, Store, StoreUnavailable

_LOG = logging.getLogger(__name__)
_MOST: Final = 1_000


class LastKnown:
    """The linked accounts of people who asked since the process started, the last thousand.

    Args:
        store: Keeps them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str], Account] = {}

    async def account(self, team_id: str, user_id: str) -> Account | None:
        """Return the account that a person linked, if any.

        Raises:
            StoreUnavailable: The database is away, and the person did not ask lately.
        """
        try:
            account = await self._store.account(team_id, user_id)
        except StoreUnavailable:
            if (team_id, user_id) in self._known:
                return self._known[team_id, user_id]
            raise
        self._remember(team_id, user_id, account)
        return account

    async def save(self, account: Account) -> None:
        """Keep an account.

        Raises:
            StoreUnavailable: It could not be kept.
        """
        await self._store.save_account(account)
        self._remember(account.team_id, account.user_id, account)

    async def renew(self, account: Account) -> None:
        """Keep the newer token of an account, in memory alone while the database is away."""
        self._remember(account.team_id, account.user_id, account)
        try:
            await self._store.save_account(account)
        except StoreUnavailable:
            _LOG.warning("A renewed token is not kept; after a restart it is renewed again")

    async def forget(self, team_id: str, user_id: str) -> None:
        """Forget an account.

        Raises:
            StoreUnavailable: It could not be forgotten.
        """
        await self._store.delete_account(team_id, user_id)
        self._remember(team_id, user_id, None)

    def _remember(self, team_id: str, user_id: str, account: Account | None) -> None:
        self._known.pop((team_id, user_id), None)
        if account is None:
            return
        self._known[team_id, user_id] = account
        if len(self._known) > _MOST:
            del self._known[next(iter(self._known))]
