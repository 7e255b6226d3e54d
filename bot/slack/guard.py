"""The door for Slack: nothing that Slack did not sign, just now, goes any further.

Bolt parses a body before it looks at the signature, takes one of any size, and falls over a
timestamp that is no number or a body that is no UTF-8. None of that can be reached from outside.
"""

import hmac
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qs

from slack_sdk.signature import SignatureVerifier
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY: Final = 1_000_000
"""Bytes. Slack's largest payload, a modal with all its state, stays under 300 kB."""
STALE_SECONDS: Final = 300
"""docs.slack.dev/authentication/verifying-requests-from-slack"""
_LONGEST_NUMBER: Final = 15
_LONGEST_CHECK: Final = 2_000


class Guard:
    """Wraps what answers Slack.

    Args:
        app: Answers Slack.
        secret: What Slack signs with; None: nothing can be let in yet.
        clock: Tells the time, in seconds since 1970.
    """

    def __init__(
        self, app: ASGIApp, *, secret: str | None, clock: Callable[[], float] = time.time
    ) -> None:
        self._app = app
        self._clock = clock
        self._verifier = SignatureVerifier(secret) if secret else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] != "POST":
            refusal: Response | None = _refusal(405, "Slack sends POST.", Allow="POST")
            body = b""
        else:
            body, refusal = await self._looked_at(Headers(scope=scope), receive)
        if refusal is not None:
            await refusal(scope, receive, send)
        else:
            await self._app(scope, _again(body, receive), send)

    async def _looked_at(self, headers: Headers, receive: Receive) -> tuple[bytes, Response | None]:
        if self._verifier is None:
            return b"", _refusal(503, "Slack is not set up yet: SLACK_SIGNING_SECRET is missing.")
        body = await _read(headers, receive)
        if body is None:
            return b"", _refusal(413, "The body is too large.")
        if not _is_utf8(body):
            return b"", _refusal(400, "The body is not UTF-8.")
        if "x-slack-signature" not in headers and _is_ssl_check(body):
            return b"", PlainTextResponse("")
        return body, self._unsigned(self._verifier, headers, body)

    def _unsigned(
        self, verifier: SignatureVerifier, headers: Headers, body: bytes
    ) -> Response | None:
        stamp = headers.get("x-slack-request-timestamp", "")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= _LONGEST_NUMBER):
            return _refusal(401, "There is no timestamp.")
        if abs(self._clock() - int(stamp)) > STALE_SECONDS:
            return _refusal(401, "The timestamp is not of now.")
        signature = headers.get("x-slack-signature", "")
        expected = verifier.generate_signature(timestamp=stamp, body=body)
        if expected is None or not hmac.compare_digest(expected.encode(), signature.encode()):
            return _refusal(401, "The signature is not Slack's.")
        return None


def _refusal(status: int, why: str, **headers: str) -> Response:
    return PlainTextResponse(why + "\n", status, headers)


async def _read(headers: Headers, receive: Receive) -> bytes | None:
    """Read the body; None when it is too large."""
    length = headers.get("content-length", "0")
    if length.isascii() and length.isdecimal() and int(length[:_LONGEST_NUMBER]) > MAX_BODY:
        return None
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_ssl_check(body: bytes) -> bool:
    """Whether Slack only tries our certificate, as it does now and then for slash commands."""
    return parse_qs(body[:_LONGEST_CHECK].decode(errors="replace")).get("ssl_check") == ["1"]


def _again(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read to whoever reads it next."""
    given = False

    async def hear() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return hear
