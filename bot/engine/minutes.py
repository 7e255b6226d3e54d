"""What happens once a minute, over all workers together.

Each worker asks for the job of the minute under the same id, and one of them gets it. A minute that
is over is not made up for: what was due then is due still. A clock that is set back asks for
minutes that were there already, and nothing happens twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from bot.store import StoreUnavailable

_LOG = logging.getLogger(__name__)
_MINUTE: Final = 60
_LOOK: Final = 10.0
"""Seconds after which the clock is looked at again: it may have been set."""
_AGAIN: Final = 2.0
"""Seconds to wait for a database that is away."""

Ask = Callable[[str, int], Awaitable[None]]
"""Asks for the job of that name and minute, of which there is never more than one."""


class Minutes:
    """Asks for the jobs of each minute.

    Args:
        now: Tells the time, in seconds since 1970.
        ask: Asks for one of them.
    """

    def __init__(self, now: Callable[[], float], ask: Ask) -> None:
        self._now = now
        self._ask = ask
        self._names: list[str] = []

    def add(self, name: str) -> None:
        """Ask for a job of this name, too."""
        self._names.append(name)

    async def run(self) -> None:
        """Ask for the minute that is, and for each that comes."""
        asked = None
        while True:
            minute = int(self._now() // _MINUTE)
            if minute != asked and await self.ask(minute):
                asked = minute
            left = _MINUTE - self._now() % _MINUTE
            await asyncio.sleep(min(left, _LOOK) if asked == minute else _AGAIN)

    async def ask(self, minute: int) -> bool:
        """Ask for the jobs of a minute, counted since 1970; False: that is to be tried again."""
        try:
            for name in self._names:
                await self._ask(name, minute)
        except StoreUnavailable:
            return False
        except Exception:  # noqa: BLE001  the next try may do better
            _LOG.exception("What happens every minute could not be asked for")
            return False
        return True
