"""What a channel was told of an app, and what it does not want to hear: kept with each watch."""

import logging
from datetime import date, datetime
from typing import Annotated, Final, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from core.report import Status

_LOG = logging.getLogger(__name__)

VERSION: Final = 1

Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]
Over: TypeAlias = Literal["recovered", "gone", "waived", "muted"]
"""Why a check is no longer told to be bad."""
Obstacle: TypeAlias = Literal["gone", "forbidden", "token", "unlinked", "unreachable", "failure"]
"""What keeps an app from being looked at."""


class Known(Struct, frozen=True, kw_only=True):
    """Something bad that the channel knows of."""

    check: str
    resource: str | None = None
    title: str
    """Of the check."""
    status: Status
    message: str
    muted: bool = False
    """It is to be told anew when the mute ends."""

    @property
    def key(self) -> tuple[str, str | None]:
        """What it is about."""
        return self.check, self.resource


class Doubt(Struct, frozen=True, kw_only=True):
    """Something that could be read before, and could not lately."""

    check: str
    resource: str | None = None
    runs: int
    """In a row."""


class Item(Struct, frozen=True, kw_only=True):
    """What a message told of one check and resource."""

    check: str
    resource: str | None = None
    title: str
    was: Status | None = None
    """None: it was not there before."""
    now: Status
    message: str
    over: Over | None = None
    """None: it still is so."""

    @property
    def key(self) -> tuple[str, str | None]:
        """What it is about."""
        return self.check, self.resource


class Alert(Struct, frozen=True, kw_only=True):
    """A message that told of something bad, to be changed when that is over."""

    id: str
    at: Moment
    items: tuple[Item, ...]
    first: bool = False
    """It is the one that began the watch."""
    cause: str = ""
    """The release it came with, in words; hostile text."""
    report: str | None = None
    """Id of the report it is of."""
    dates: tuple[str, ...] = ()
    """Days to come that it told of, in words; hostile text."""


class Announced(Struct, frozen=True, kw_only=True):
    """A day to come that was announced."""

    key: str
    day: date
    threshold: int
    """Days before it, of the last announcement."""


class Trouble(Struct, frozen=True, kw_only=True):
    """Runs in a row that could not look at the app."""

    what: Obstacle
    runs: int = 1
    post: str | None = None
    """The message that told of it; None: none did yet."""
    earlier: tuple[str, ...] = ()
    """Messages that told of other obstacles before, since the app was looked at."""

    @property
    def posts(self) -> tuple[str, ...]:
        """All messages that told that the app cannot be looked at."""
        return self.earlier if self.post is None else (*self.earlier, self.post)


class Happening(Struct, frozen=True, kw_only=True):
    """A change that was told, for the digest of the week."""

    at: Moment
    check: str
    title: str
    resource: str | None = None
    better: bool


class State(Struct, frozen=True, kw_only=True):
    """What the channel was told."""

    version: int = VERSION
    begun: bool = False
    """The first message was written."""
    known: tuple[Known, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    checks: dict[str, Status] = {}
    """How each check went when it could last be judged."""
    alerts: tuple[Alert, ...] = ()
    """Messages that may still change, the oldest first."""
    announced: tuple[Announced, ...] = ()
    release: int | None = None
    """The newest release at the last run."""
    trouble: Trouble | None = None
    digest_at: Moment | None = None
    """When the last digest was written."""
    week: tuple[Happening, ...] = ()
    """What happened since."""


class Mute(Struct, frozen=True, kw_only=True):
    """A check that a channel does not want to hear of for a while."""

    check: str
    until: Moment
    by: str = ""
    """Slack's id of who wanted it."""


_T = TypeVar("_T")


def load_state(kept: bytes) -> State:
    """Read what was kept; what cannot be read counts as nothing told."""
    state = _decoded(kept, State)
    return state if state is not None and state.version == VERSION else State()


def begun_anew(kept: bytes) -> bytes:
    """Begin anew for a channel that has not seen what it was told last."""
    return dump(replace(load_state(kept), begun=False, announced=()))


def load_mutes(kept: bytes, now: datetime) -> tuple[Mute, ...]:
    """Read the mutes that hold at a moment; what cannot be read mutes nothing."""
    mutes: tuple[Mute, ...] = _decoded(kept, tuple[Mute, ...]) or ()
    return tuple(mute for mute in mutes if mute.until > now)


def dump(value: State | tuple[Mute, ...]) -> bytes:
    """Write what is to be kept."""
    return msgspec.json.encode(value)


def muted(mutes: tuple[Mute, ...]) -> frozenset[str]:
    """Name the checks that are muted."""
    return frozenset(mute.check for mute in mutes)


def _decoded(kept: bytes, kind: type[_T]) -> _T | None:
    if not kept:
        return None
    try:
        return msgspec.json.decode(kept, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _LOG.warning("What a watch knew cannot be read, and it begins anew: %s", error)
        return None
