"""The address for Slack while its secrets are not set: nothing can be verified, so nothing is done.

Slack asks the address to repeat a challenge when the app is made, which is before anybody can know
the secret. Repeating it tells nothing and spares whoever sets the bot up a detour.
"""

import re
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

_LONGEST: Final = 100_000
"""Bytes that are read of a body."""
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{1,200}")
_NOTICE: Final = (
    "prodcheck is not set up yet. Whoever installs it finds what is missing on its web page."
)


class _Handshake(msgspec.Struct, tag_field="type", tag="url_verification"):
    challenge: str


async def not_set_up(request: Request) -> Response:
    """Answer one request of somebody who may be Slack."""
    body = await _beginning(request)
    if body.startswith(b"{"):
        return _handshake(body)
    if b"command=" in body:
        return JSONResponse({"response_type": "ephemeral", "text": _NOTICE})
    return PlainTextResponse(f"{_NOTICE}\n", status_code=503)


async def _beginning(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST:
            break
    return bytes(body[:_LONGEST])


def _handshake(body: bytes) -> Response:
    try:
        challenge = msgspec.json.decode(body, type=_Handshake).challenge
    except (msgspec.DecodeError, UnicodeDecodeError):
        challenge = ""
    if not _CHALLENGE.fullmatch(challenge):
        return PlainTextResponse(f"{_NOTICE}\n", status_code=503)
    return PlainTextResponse(challenge, headers={"X-Content-Type-Options": "nosniff"})
