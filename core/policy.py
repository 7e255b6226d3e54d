"""What a team wants of its apps: which checks, which thresholds, and what it knowingly accepts.

A policy has layers, from what goes for all apps to what goes for one; the later one wins::

    the general part ◀─ the profile ◀─ each app pattern that fits, in order ◀─ what was asked for

`core.effective` lays them over each other for one app.
"""

from datetime import UTC, date, datetime
from fnmatch import fnmatchcase

from core.snapshot.base import Fact

STANDARD = "standard"
"""The profile of apps that are given no other: every check as it is."""


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
        return moment.astimezone(UTC).date() <= self.expires

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


class Rules(Fact, frozen=True, kw_only=True):
    """What one layer of a policy says of the checks, by their ids."""

    only: tuple[str, ...] = ()
    """Run these alone; empty means all that are on by default."""
    skip: tuple[str, ...] = ()
    """Leave these out."""
    also: tuple[str, ...] = ()
    """Run these too: they are off unless asked for, or a layer below leaves them out."""
    strict: tuple[str, ...] = ()
    """A warning of these counts as failed."""
    lenient: tuple[str, ...] = ()
    """A failure of these counts as a warning."""
    thresholds: dict[str, dict[str, int]] = {}
    """Check id to keyword to value."""


class Profile(Rules, frozen=True, kw_only=True):
    """What a kind of app is held to."""

    extends: str | None = None
    """The profile below it; None: the built-in one of the same name, else `standard`."""


class AppRules(Rules, frozen=True, kw_only=True):
    """What the apps of a pattern are held to."""

    app: str
    """Pattern of app names, as in a shell."""
    profile: str | None = None


class Policy(Rules, frozen=True, kw_only=True):
    """Which checks run, with which thresholds, and what is waived; itself the general layer."""

    profile: str = STANDARD
    """The profile of apps that no pattern gives another."""
    profiles: dict[str, Profile] = {}
    apps: tuple[AppRules, ...] = ()
    """In the order they are laid over each other."""
    waivers: tuple[Waiver, ...] = ()
    asked: Rules = Rules()
    """What a person asks for this time: it goes over all else."""
    asked_profile: str | None = None
    """The profile that a person asks for this time, for every app."""
