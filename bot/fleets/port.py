"""What a scan needs of those who show it."""

from typing import Final, Protocol

import msgspec

from bot.store import FleetRun
from core.fleet import Fleet

FLEET: Final = "fleet"
"""The kind of job."""
_FAILING: Final = " failing"


class FleetJob(msgspec.Struct, frozen=True, kw_only=True):
    """The argument of a job."""

    id: str
    failing: bool = False
    """Whether the message is to show only the apps that fail."""

    def written(self) -> str:
        """Write it down."""
        return self.id + (_FAILING if self.failing else "")

    @classmethod
    def read(cls, argument: str) -> "FleetJob":
        """Read what was written."""
        return cls(id=argument.removesuffix(_FAILING), failing=argument.endswith(_FAILING))


class Board(Protocol):
    """Shows a scan; each method raises nothing."""

    async def going_on(self, run: FleetRun, words: str) -> None:
        """Say how far it is."""
        ...

    async def done(self, run: FleetRun, fleet: Fleet, *, failing: bool) -> None:
        """Show what came of it."""
        ...

    async def failed(self, run: FleetRun, error: Exception) -> None:
        """Say why nothing came of it."""
        ...
