"""What this process has seen lately, in bounded memory."""

from typing import Final

_MOST: Final = 4096


class Seen:
    """Remembers the last few thousand ids."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}

    def add(self, seen: str) -> bool:
        """Remember an id, and say whether it is new."""
        if seen in self._ids:
            return False
        self._ids[seen] = None
        if len(self._ids) > _MOST:
            del self._ids[next(iter(self._ids))]
        return True
