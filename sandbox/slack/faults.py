"""How the pretend Slack can misbehave. Times are in seconds.

::

    slack.fail("chat.postMessage", RateLimited(2), times=1)
    slack.fail("views.*", Refused("internal_error"))
    slack.fail("response_url", Slow(4))
    slack.fail("chat.*", OldClient(("container",)))
"""

from typing import TypeAlias

from msgspec import Struct


class RateLimited(Struct, frozen=True):
    """429, and when to come back."""

    retry_after: int = 1


class Refused(Struct, frozen=True):
    """An error in Slack's form."""

    error: str
    status: int = 200


class Broken(Struct, frozen=True):
    """A page for people instead of an answer, as a load balancer gives it."""

    status: int = 503


class Slow(Struct, frozen=True):
    """The right answer, late."""

    seconds: float


class OldClient(Struct, frozen=True):
    """`invalid_blocks` for blocks that have not reached this workspace."""

    types: tuple[str, ...]


Fault: TypeAlias = RateLimited | Refused | Broken | Slow | OldClient

RESPONSE_URL = "response_url"
"""Stands for a method where a response URL is to go wrong."""
EVERYTHING_OF_2026 = OldClient(("container", "card", "data_table", "alert", "markdown", "table"))
