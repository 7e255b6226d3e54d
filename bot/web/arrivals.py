"""Whether Slack's requests arrive: seen by this process, and noted for the next one."""

import asyncio
import hashlib
import logging
from typing import Final

from bot.store import Store, StoreUnavailable

_LOG = logging.getLogger(__name__)
_NOTE_EVERY: Final = 60.0
"""Seconds between two notes of the same thing."""


class Arrivals:
    """Remembers whether a request arrived that Slack signed, or sent over its socket.

    Args:
        store: Where it is noted.
        secret: What Slack signs with: the requests of another Slack app do not count.
    """

    def __init__(self, store: Store, secret: str | None) -> None:
        digest = hashlib.sha256((secret or "").encode()).hexdigest()
        self._key = f"arrived:{digest[:16]}"
        self._store = store
        self._next_note = 0.0
        self._notes: set[asyncio.Task[None]] = set()
        self._arrived = False
        self.mismatch = False
        """Whether the last signature that came was made with another secret."""

    def good(self) -> None:
        """Remember one."""
        self._arrived, self.mismatch = True, False
        now = asyncio.get_running_loop().time()
        if now < self._next_note:
            return
        self._next_note = now + _NOTE_EVERY
        note = asyncio.create_task(self._note())
        self._notes.add(note)
        note.add_done_callback(self._notes.discard)

    def bad(self) -> None:
        """Remember one whose signature is wrong."""
        self.mismatch = True

    async def arrived(self) -> bool:
        """Say whether one ever arrived; while the database is away, since this process runs."""
        if not self._arrived:
            try:
                self._arrived = await self._store.noted(self._key) is not None
            except StoreUnavailable:
                return False
        return self._arrived

    async def aclose(self) -> None:
        """Wait for what is being noted."""
        await asyncio.gather(*self._notes)

    async def _note(self) -> None:
        try:
            await self._store.note(self._key, "1")
        except StoreUnavailable:
            _LOG.info("That Slack's requests arrive could not be noted")
