"""What there is to say of an app, before it is said."""

from collections.abc import Iterator

from msgspec import Struct

from bot.watching.state import Over
from core.report import Status

Key = tuple[str, str | None]
"""A check and a resource."""


class Change(Struct, frozen=True, kw_only=True):
    """A check and resource that is not as the channel knows it."""

    check: str
    resource: str | None
    title: str
    was: Status | None
    """None: it was not there."""
    now: Status | None
    """None: it is not there any more."""
    message: str
    over: Over | None = None
    """Why it is no longer bad; None: it is."""

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.check, self.resource


class News(Struct, frozen=True, kw_only=True):
    """What there is to say."""

    first: bool = False
    """It is the first report: `worse` is what is bad already."""
    worse: tuple[Change, ...] = ()
    better: tuple[Change, ...] = ()
    quiet: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.first or self.worse or self.better or self.quiet)


def of_checks(changes: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
    """Put the changes of each check together, in the order of their first ones."""
    for check in dict.fromkeys(change.check for change in changes):
        yield tuple(change for change in changes if change.check == check)
