"""What changed between two scans of a fleet: pure, and only where both say something."""

from datetime import datetime
from typing import Final

from core.fleet import Fleet, Standing
from core.snapshot.base import Fact

_GOOD: Final[frozenset[Standing]] = frozenset({"ready", "warnings"})
_BAD: Final[frozenset[Standing]] = frozenset({"not_ready"})


class FleetChanges(Fact, frozen=True, kw_only=True):
    """Apps of two scans, by name."""

    since: datetime
    """When the earlier one was taken."""
    worse: tuple[str, ...]
    """Ready before, and not ready now."""
    better: tuple[str, ...]
    """Not ready before, and ready now."""
    added: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(self.worse or self.better or self.added or self.gone)


def compare_fleets(old: Fleet, new: Fleet) -> FleetChanges:
    """Tell which apps got worse or better, came or went.

    An app that one of the scans could not judge neither got worse nor better.
    """
    before = {row.app: row.standing for row in old.rows}
    after = {row.app: row.standing for row in new.rows}

    def turned(was: frozenset[Standing], now: frozenset[Standing]) -> tuple[str, ...]:
        both = before.keys() & after.keys()
        return tuple(sorted(app for app in both if before[app] in was and after[app] in now))

    return FleetChanges(
        since=old.taken_at,
        worse=turned(_GOOD, _BAD),
        better=turned(_BAD, _GOOD),
        added=tuple(sorted(after.keys() - before.keys())),
        gone=tuple(sorted(before.keys() - after.keys())),
    )
