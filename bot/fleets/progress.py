"""How far a scan is, in words: pure."""

from typing import Final

import msgspec

_FEW: Final = 3
"""Apps from which on an estimate is worth more than none."""
_MINUTE: Final = 60.0
_CELLS: Final = 20
_LONG_WAIT: Final = 5.0
"""Seconds that are worth telling."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a scan is."""

    done: int
    """Apps, those of an earlier start included."""
    total: int
    fresh: int
    """Apps done since this start."""
    seconds: float
    """Since this start."""
    waits: float = 0.0
    """Seconds until Heroku takes the next call."""

    @property
    def words(self) -> str:
        """Say it: a bar, `84 of 200`, and what is left or is waited for."""
        filled = self.done * _CELLS // self.total if self.total else 0
        bar = "█" * filled + "░" * (_CELLS - filled)
        return f"`{bar}` {self.done} of {self.total}{self._rest}"

    @property
    def _rest(self) -> str:
        if self.waits > _LONG_WAIT:
            return (
                f", waiting {_about(self.waits)} for Heroku's rate limit; "
                "the calls that are left are kept for people"
            )
        if self.fresh < _FEW or self.done >= self.total:
            return ""
        return f", {_about(self.seconds / self.fresh * (self.total - self.done))} left"


def _about(seconds: float) -> str:
    if seconds < _MINUTE:
        return "less than a minute"
    return f"about {round(seconds / _MINUTE)} min"
