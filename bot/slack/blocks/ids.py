"""The names of what can be pressed, and what each press carries.

A value comes back from Slack as it was sent, yet from a message that may be old or forged by
whoever has our signing secret: it is decoded like any input from outside, names an app and a check
and never a right. Permission is asked again at every press.
"""

import re
from typing import Annotated, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct

COMMAND = "/prodcheck"

DOCS = "docs"
"""Followed by a position: a link was opened; nothing is to be done."""
RERUN = "report:rerun"
POST = "report:post"
MORE = "report:more"
"""The menu of a report; what was chosen is a `Choice`."""
CHANGED = "report:changed"
"""Open the modal about what changed since the app was last checked."""
PAGE = f"{DOCS}:page"
"""A link to the report as a page; nothing is to be done."""
CHECK = "app:check"
"""Followed by a position: check the app that the value names."""
WHY = "why:open"
"""Followed by a position: open the modal about a check."""
WHY_PICK = "why:pick"
"""A select of the modal: show another check."""
PICK = "pick:open"
"""Open the modal in which an app is chosen."""
PICK_APP = "pick:app"
PICK_PUBLIC = "pick:public"
PUBLIC = "public"
"""The value of the one choice of `PICK_PUBLIC`."""
SIGN_OUT = "home:sign-out"
"""Forget the Heroku account of the person who pressed it."""

WAIVE_WHAT = "waive:what"
WAIVE_REASON = "waive:reason"
WAIVE_UNTIL = "waive:until"
"""Also the ids of the blocks that hold them."""
FLEET_RERUN = "fleet:rerun"
FLEET_FILTER = "fleet:filter"
"""Show all apps of a fleet, or only those that fail."""
FLEET_STOP = "fleet:stop"
FLEET_OPEN = "fleet:open"
"""A select of a fleet's apps: check the one that is chosen."""
FLEET_BLOCK = "fleet-apps"
"""Followed by the id of the fleet: the block with that select; its options are asked for by it."""
FLEET_ALL = "fleet:all"
"""Scan all apps."""

WATCH_NEW = "watch:new"
"""Open the form of a new watch."""
WATCH_APP_OF = "watch:app-of"
"""Open that form for the app of a report."""
WATCH_RUN = "watch:run"
"""Look at the app of a watch now."""
WATCH_RESUME = "watch:resume"
WATCH_MUTE = "watch:mute"
"""Say nothing of a check for a week; on a select, what was chosen is what it carries."""
WATCH_REPORT = "watch:report"
"""Open the modal with every result of a report."""
WATCH_MENU = "watch:menu"
"""Followed by a position: the menu of a watch; what was chosen is a `WatchChoice`."""
WATCH_APP = "watch:app"
WATCH_WHERE = "watch:where"
WATCH_EVERY = "watch:every"
WATCH_DAY = "watch:day"
WATCH_TIME = "watch:time"
WATCH_ZONE = "watch:zone"
WATCH_DIGEST = "watch:digest"
DIGEST = "digest"
"""The value of the one choice of `WATCH_DIGEST`."""

PICK_VIEW = "pick"
WAIVE_VIEW = "waive"
WHY_VIEW = "why"
RESULTS_VIEW = "results"
HOME_VIEW = "home"
WATCH_VIEW = "watch"
WATCH_DELETE_VIEW = "watch-delete"

LONGEST = 2_000
"""Of any value that Slack sends back, in characters; longer ones are not ours."""

App: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}\Z")]
"""Heroku's names have 3 to 30 characters; the first ones of 2008 were not held to it."""
CheckId: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}\Z")]
ReportId: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,24}\Z")]
WatchId: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,24}\Z")]
Channel: TypeAlias = Annotated[str, Meta(pattern=r"^[CDG][A-Z0-9]{2,20}\Z")]
Timestamp: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{1,12}\.[0-9]{1,8}\Z")]

_APP = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_CHANNEL = re.compile(r"[CDG][A-Z0-9]{2,20}\Z")
_CHECK = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}\Z")


class ForgedValue(ValueError):
    """A value that is none of ours."""


class Value(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a press carries; the names are short because an option holds 150 characters."""


class Target(Value, frozen=True, kw_only=True):
    """An app, and what of it."""

    app: App = msgspec.field(name="a")
    check: CheckId | None = msgspec.field(name="c", default=None)
    report: ReportId | None = msgspec.field(name="r", default=None)
    """The report that was shown, where it was kept."""


class Choice(Target, frozen=True, kw_only=True):
    """What was chosen in the menu of a report."""

    do: Literal["why", "all", "json", "waive", "dashboard"]


class WatchTarget(Value, frozen=True, kw_only=True):
    """A watch, and what of it."""

    watch: WatchId = msgspec.field(name="w")
    check: CheckId | None = msgspec.field(name="c", default=None)


class WatchChoice(WatchTarget, frozen=True, kw_only=True):
    """What was chosen in the menu of a watch."""

    do: Literal["run", "edit", "pause", "resume", "delete"]


class WatchEnd(WatchTarget, frozen=True, kw_only=True):
    """A watch that is to end, and where that was asked for."""

    channel: Channel | None = msgspec.field(name="h", default=None)


class WatchForm(Value, frozen=True, kw_only=True):
    """What the form of a watch is about: kept in its private metadata."""

    watch: WatchId | None = msgspec.field(name="w", default=None)
    """None: a new one."""
    app: App | None = msgspec.field(name="a", default=None)
    """None: it is to be chosen."""
    channel: Channel | None = msgspec.field(name="c", default=None)
    """None: it is to be chosen."""


class FleetTarget(Value, frozen=True, kw_only=True):
    """A scan of a fleet, and what of it."""

    fleet: ReportId = msgspec.field(name="f")
    failing: bool = msgspec.field(name="o", default=False)
    """Only the apps that fail are shown."""


class Place(Value, frozen=True, kw_only=True):
    """Where the answer to a modal goes: kept in its private metadata."""

    channel: Channel | None = msgspec.field(name="c", default=None)
    thread: Timestamp | None = msgspec.field(name="t", default=None)


_V = TypeVar("_V", bound=Value)


def encode(value: Value) -> str:
    """Write a value.

    Raises:
        ForgedValue: It holds something that `decode` would not take.
    """
    text = msgspec.json.encode(value).decode()
    decode(text, type(value))
    return text


def decode(text: object, kind: type[_V]) -> _V:
    """Read a value that came back.

    Raises:
        ForgedValue: It is none that we wrote.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ForgedValue(f"not a value of kind {kind.__name__}")
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"), type=kind)
    except msgspec.DecodeError as error:
        raise ForgedValue(f"not a value of kind {kind.__name__}: {error}") from None


def names_an_app(app: str) -> bool:
    """Whether Heroku could have an app of this name."""
    return _APP.match(app) is not None


def names_a_channel(channel: str) -> bool:
    """Whether Slack could know a channel by this id."""
    return _CHANNEL.match(channel) is not None


def names_a_check(check: str) -> bool:
    """Whether a check could have this id."""
    return _CHECK.match(check) is not None


def at(action: str, position: int) -> str:
    """Make an action_id unique among others of its kind."""
    return f"{action}:{position}"
