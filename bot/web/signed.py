"""Links that open a page for whoever has them, until they expire: each signed by us.

::

    BODY.MAC    BODY  what is shown and until when, as JSON in base64url
                MAC   HMAC-SHA256 of it, under a key that is derived from PRODCHECK_SECRET_KEY

A link is a right: it is given to those alone who may see the app in Slack, and can be passed on. It
ends when it expires, and every link ends when the key that signed it is taken out of
`PRODCHECK_SECRET_KEY`. The kind of what is shown is part of what is signed, so that a link to a
badge, which is made to be published, opens nothing but the badge.
"""

import base64
import binascii
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import msgspec

_LOG = logging.getLogger(__name__)
_PURPOSE: Final = b"prodcheck: signed links, 1"
_LONGEST: Final = 1_000
"""Characters of a link's last part; the longest that we make has about 300."""
_DAY: Final = 24 * 3_600
PAGE_LIFE: Final = 7 * _DAY
"""Seconds that a page can be opened."""
FEED_LIFE: Final = 10 * 365 * _DAY
"""Seconds of a badge or a calendar, which others keep: a new key ends them before."""


class Shown(msgspec.Struct, frozen=True, kw_only=True, tag_field="k", forbid_unknown_fields=True):
    """What a link shows, and until when. The names are short: they stand in addresses."""

    until: int = msgspec.field(name="e", default=0)
    """Seconds since 1970; `Links` sets it."""


class ReportPage(Shown, frozen=True, kw_only=True, tag="r"):
    """One report."""

    report: str = msgspec.field(name="i")


class FleetPage(Shown, frozen=True, kw_only=True, tag="f"):
    """One scan of a fleet."""

    fleet: str = msgspec.field(name="i")


class OfApp(Shown, frozen=True, kw_only=True):
    """What is known of an app in a workspace."""

    team: str = msgspec.field(name="t")
    app: str = msgspec.field(name="a")
    user: str | None = msgspec.field(name="u", default=None)
    """Only from what this person asked for: where people link their own accounts."""


class TrendPage(OfApp, frozen=True, kw_only=True, tag="t"):
    """The last 90 days of an app."""


class Badge(OfApp, frozen=True, kw_only=True, tag="b"):
    """How an app stands now, as a picture for anybody."""


class Calendar(OfApp, frozen=True, kw_only=True, tag="c"):
    """The dates to come of an app."""


class FleetTrend(Shown, frozen=True, kw_only=True, tag="g"):
    """The last 90 days of a fleet."""

    team: str = msgspec.field(name="t")
    scope: str = msgspec.field(name="s")
    name: str | None = msgspec.field(name="n", default=None)
    user: str | None = msgspec.field(name="u", default=None)


_S = TypeVar("_S", bound=Shown)


class BadLink(Exception):
    """The link opens nothing: it is none of ours, of another kind, expired, or its key is gone.

    Which of these it is, nobody is told.
    """


class Links:
    """Makes links, and reads those that come back.

    Args:
        keys: As in `Settings.secret_keys`: the newest signs, all of them verify. Without any, a key
            is made up that ends with the process.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(self, keys: Sequence[str], *, now: Callable[[], float] = time.time) -> None:
        if not keys:
            _LOG.info("PRODCHECK_SECRET_KEY is not set: links to pages end with a restart")
        self._keys = tuple(map(_derived, keys or [secrets.token_hex(32)]))
        self._now = now

    def sign(self, shown: Shown, life: int = PAGE_LIFE) -> str:
        """Make the last part of a link.

        Args:
            shown: What it opens.
            life: Seconds until it expires.
        """
        return self._signed(shown, int(self._now()) + life)

    def sign_within(self, page: Shown, shown: Shown) -> str:
        """Make the last part of a link on a page that was opened by another one, and ends with it.

        Args:
            page: What that one shows.
            shown: What this one opens.
        """
        return self._signed(shown, page.until)

    def read(self, signed: str, kind: type[_S]) -> _S:
        """Read what a link shows.

        Raises:
            BadLink: It opens nothing of this kind, or nothing any more.
        """
        body, _, mac = signed.partition(".")
        if len(signed) > _LONGEST or not self._is_ours(body, mac):
            raise BadLink
        try:
            shown = msgspec.json.decode(_unbase64(body), type=kind)
        except (msgspec.DecodeError, binascii.Error, ValueError):
            raise BadLink from None
        if shown.until <= self._now():
            raise BadLink
        return shown

    def _signed(self, shown: Shown, until: int) -> str:
        body = _base64(msgspec.json.encode(msgspec.structs.replace(shown, until=until)))
        return f"{body}.{_base64(_mac(self._keys[0], body))}"

    def _is_ours(self, body: str, mac: str) -> bool:
        """Compare with every key's, in the same time whatever is given."""
        given = mac.encode("utf-8", "replace")
        wanted = (_base64(_mac(key, body)).encode() for key in self._keys)
        matches = [hmac.compare_digest(given, each) for each in wanted]
        return any(matches)


def _derived(key: str) -> bytes:
    """Make a key for links alone: what encrypts tokens signs nothing that strangers get to see."""
    return hmac.digest(key.encode(), _PURPOSE, hashlib.sha256)


def _mac(key: bytes, body: str) -> bytes:
    return hmac.digest(key, body.encode("utf-8", "replace"), hashlib.sha256)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
