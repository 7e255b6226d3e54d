"""`POST /heroku/webhooks`: Heroku tells that something happened to a watched app.

Nothing is believed before its signature is looked at, and nothing is done here but to note it: the
check comes later. What is refused with 410 Heroku need not send again.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.heroku_hooks import HOOKS_PATH, Bursts
from bot.heroku_hooks.notification import SIGNATURE, Notification, parse, signed_with
from bot.store import Hook, Store, StoreUnavailable

MAX_BODY: Final = 1_000_000
"""Bytes. Heroku's largest, an app with all its fields, is a few kB."""
BODY_SECONDS: Final = 10.0
"""For the body to arrive."""
STALE: Final = timedelta(hours=12)
"""Ids of events are remembered for a day: what is older could be sent again by anybody."""
_AHEAD: Final = timedelta(minutes=10)
"""By which Heroku's clock may be ahead of ours."""
_LOG = logging.getLogger(__name__)
Unwatched = Callable[[Hook], None]


class _Refused(Exception):
    """The request goes no further.

    Args:
        status: What is answered; the sender is told no more.
        outcome: What is counted.
    """

    def __init__(self, status: int, outcome: str) -> None:
        super().__init__(outcome)
        self.status = status
        self.outcome = outcome


class HerokuHooks:
    """Takes notifications.

    Args:
        store: Knows subscriptions, and what came before.
        bursts: Asks for checks.
        unwatched: Told of a subscription to an app that nobody watches any more.
        count: Told what came of each request.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        bursts: Bursts,
        *,
        unwatched: Unwatched,
        count: Callable[[str], None],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._bursts = bursts
        self._unwatched = unwatched
        self._count = count
        self._now = now

    @property
    def route(self) -> Route:
        """Return where it listens."""
        return Route(HOOKS_PATH, self.serve, methods=["POST"])

    async def serve(self, request: Request) -> Response:
        """Answer one request."""
        try:
            self._count(await self._take(request))
        except _Refused as refusal:
            self._count(refusal.outcome)
            return PlainTextResponse("", refusal.status)
        except StoreUnavailable:
            self._count("failed")
            return PlainTextResponse("", 503)  # Heroku sends it again
        return Response(status_code=204)

    async def _take(self, request: Request) -> str:
        """Take a notification, and tell what came of it.

        Raises:
            StoreUnavailable: The database is away.
            _Refused: It is not one of ours.
        """
        body = await _read(request)
        told = _parsed(body)
        hook, watched = await self._verified(told, body, request.headers.get(SIGNATURE, ""))
        if not watched:
            self._unwatched(hook)
            raise _Refused(410, "unwatched")
        moment = datetime.fromtimestamp(self._now(), UTC)
        if _is_stale(told, moment):
            return "stale"
        event = told.event_id or hashlib.sha256(body).hexdigest()
        if not await self._store.hear_hook(hook.app_id, event, moment, asks=told.asks):
            return "repeated"
        return self._pass_on(hook, told, moment)

    def _pass_on(self, hook: Hook, told: Notification, moment: datetime) -> str:
        of, unsettled = told.of, told.unsettled
        if not told.asks:
            self._bursts.touch(hook.app_id, of=of, unsettled=unsettled)
            return "no_check"
        self._bursts.add(hook.app_id, told.resource, of=of, unsettled=unsettled, at=moment)
        return "check"

    async def _verified(self, told: Notification, body: bytes, signature: str) -> tuple[Hook, bool]:
        if not signature:
            raise _Refused(401, "unsigned")
        found = await self._store.hook_of_webhook(told.webhook_id) if told.webhook_id else None
        if found is None:
            _LOG.info("A webhook that is none of ours was refused")
            raise _Refused(410, "unknown")
        secret = found[0].secret
        if secret is None or not signed_with(secret, body, signature):
            raise _Refused(401, "unsigned")
        return found


async def _read(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY:
                    raise _Refused(413, "too_large")
    except (TimeoutError, ClientDisconnect):
        raise _Refused(408, "too_slow") from None
    return bytes(body)


def _parsed(body: bytes) -> Notification:
    try:
        return parse(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _Refused(400, "nonsense") from None


def _is_stale(told: Notification, moment: datetime) -> bool:
    sent_at = told.sent_at
    return sent_at is not None and not -_AHEAD <= moment - sent_at <= STALE
