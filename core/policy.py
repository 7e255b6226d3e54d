"""What a team wants of its apps: which checks, which thresholds, and what it knowingly accepts."""

from datetime import date, datetime
from fnmatch import fnmatchcase

from core.snapshot.base import Fact


class Waiver(Fact, frozen=True, kw_only=True):
    """A finding that is known and accepted until a day."""

    check: str
    reason: str
    expires: date
    """The last day (UTC) it holds."""
    app: str = "*"
    """Pattern of app names, as in a shell."""
    resource: str = "*"
    """Pattern of resources, as in a shell."""

    def holds(self, moment: datetime) -> bool:
        """Whether it has not expired at a moment."""
        return moment.date() <= self.expires

    def concerns(self, app: str) -> bool:
        """Whether it speaks of this app."""
        return fnmatchcase(app, self.app)

    def covers(self, app: str, check: str, resource: str | None) -> bool:
        """Whether it speaks of this finding."""
        return (
            self.check == check
            and self.concerns(app)
            and fnmatchcase(resource or "", self.resource)
        )


class Policy(Fact, frozen=True, kw_only=True):
    """Which checks run, with which thresholds, and what is waived."""

    only: tuple[str, ...] = ()
    """Check ids; empty means all that are on by default."""
    skip: tuple[str, ...] = ()
    thresholds: dict[str, dict[str, int]] = {}
    """Check id to keyword to value."""
    waivers: tuple[Waiver, ...] = ()
