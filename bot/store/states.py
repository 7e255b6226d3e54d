"""Sign-ins under way: a secret that comes back once, soon, and tells who began."""

import hashlib
import secrets
from typing import Any, Final, Literal

import sqlalchemy as sa

from bot.store.part import MINUTE, Part
from bot.store.records import LinkState

Purpose = Literal["heroku", "slack"]
Gone = Literal["used", "expired", "unknown"]
_LIFE: Final = 10 * MINUTE


class States(Part):
    """Sign-ins under way, at Heroku and at Slack."""

    async def new_state(
        self,
        team_id: str,
        user_id: str,
        return_to: str = "",
        *,
        name: str = "",
        purpose: Purpose = "heroku",
    ) -> str:
        """Remember for 10 minutes who begins to sign in.

        Args:
            team_id: The workspace of the person.
            user_id: The person.
            return_to: Where to lead them back to.
            name: What they are called in Slack.
            purpose: Where they sign in: a state is good there alone.

        Returns:
            A secret to come back with. Only its digest is kept.
        """
        state = secrets.token_urlsafe(32)
        row = {
            "digest": _digest(state),
            "purpose": purpose,
            "team_id": team_id,
            "user_id": user_id,
            "name": name,
            "return_to": return_to,
            "at": self._millis(),
            "used": False,
        }
        async with self._database.begin() as connection:
            await connection.execute(sa.insert(self._tables.states).values(row))
        return state

    async def state(self, state: str, *, purpose: Purpose = "heroku") -> LinkState | None:
        """Say who began, without using the state up; None when it is no longer good."""
        query = sa.select(self._tables.states).where(*self._good(state, purpose))
        async with self._database.begin() as connection:
            return _read((await connection.execute(query)).one_or_none())

    async def take_state(self, state: str, *, purpose: Purpose = "heroku") -> LinkState | None:
        """Use a state up and say who began; None when it is no longer good.

        Of several who come with the same one at once, one is served.
        """
        table = self._tables.states
        use = sa.update(table).where(*self._good(state, purpose)).values(used=True)
        async with self._database.begin() as connection:
            return _read((await connection.execute(use.returning(table))).one_or_none())

    async def why_gone(self, state: str) -> Gone:
        """Say why a state is no longer good."""
        c = self._tables.states.c
        query = sa.select(c.used).where(c.digest == _digest(state))
        async with self._database.begin() as connection:
            used = await connection.scalar(query)
        if used is None:
            return "unknown"
        return "used" if used else "expired"

    def _good(self, state: str, purpose: Purpose) -> tuple[sa.ColumnElement[bool], ...]:
        c = self._tables.states.c
        fresh = c.at > self._millis() - _LIFE
        return (c.digest == _digest(state), c.purpose == purpose, fresh, c.used.is_(False))


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode(errors="replace")).hexdigest()


def _read(row: sa.Row[Any] | None) -> LinkState | None:
    if row is None:
        return None
    return LinkState(
        team_id=row.team_id, user_id=row.user_id, name=row.name, return_to=row.return_to
    )
