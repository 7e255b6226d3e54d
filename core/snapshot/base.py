"""The ground every fact stands on: frozen data, and an honest way to say that one is missing."""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

import msgspec

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""A point in time with its zone: one without cannot be held against another."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of what is known of an app: immutable, named arguments only."""


UnavailableKind = Literal[
    "forbidden", "not_found", "rate_limited", "timeout", "protocol", "unsupported"
]


class Unavailable(Fact, frozen=True, kw_only=True, tag="unavailable", tag_field="fact"):
    """A fact that could not be read. It is never the same as an empty one."""

    kind: UnavailableKind
    reason: str
    """What happened, in words that can follow a colon: "Heroku says 403 for /apps/x/log-drains"."""
    request_id: str | None = None
    """Heroku's id of the failed request."""


NOT_COLLECTED = Unavailable(kind="unsupported", reason="it was not collected")
