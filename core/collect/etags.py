"""Answers that Heroku need not send again: it says 304 to the ETag of one that is still right."""

import zlib
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from core.collect.answer import Answer
from core.collect.web import httpx

MOST_BYTES: Final = 8_000_000
"""Compressed: the lists of some ten thousand apps."""

_DECIDING: Final = ("Accept", "Accept-Expansion", "Accept-Inclusion", "Range")
"""Request headers that an answer depends on."""

Key = tuple[str, ...]
"""URL, and the headers that an answer depends on."""


class _Kept(msgspec.Struct):
    """An answer and the ETag it came with."""

    etag: str
    compressed: Answer

    def answer(self) -> Answer:
        """Give it as it came."""
        return msgspec.structs.replace(self.compressed, body=zlib.decompress(self.compressed.body))


class EtagMemory:
    """Keeps answers with their ETag; the oldest goes first.

    It belongs to one token: what one may see is not for another. Only lists are put in that hold
    nothing secret.

    Args:
        most_bytes: Of all bodies together, compressed.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: dict[Key, _Kept] = {}

    def __len__(self) -> int:
        return len(self._kept)

    async def ask(self, request: httpx.Request, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """Make a call, and take from memory what has not changed since.

        Args:
            request: What the call sends; it is told what is known.
            call: Makes it.
        """
        key = (str(request.url), *(request.headers.get(name, "") for name in _DECIDING))
        known = self._kept.get(key)
        if known is not None:
            request.headers["If-None-Match"] = known.etag
        answer = await call()
        if known is not None and answer.status == httpx.codes.NOT_MODIFIED:
            return known.answer()
        self._drop(key)
        if answer.etag is not None:
            self._keep(key, answer.etag, answer)
        return answer

    def _keep(self, key: Key, etag: str, answer: Answer) -> None:
        small = msgspec.structs.replace(answer, body=zlib.compress(answer.body, 1))
        self._kept[key] = _Kept(etag, small)
        self._bytes += len(small.body)
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        gone = self._kept.pop(key, None)
        self._bytes -= 0 if gone is None else len(gone.compressed.body)
