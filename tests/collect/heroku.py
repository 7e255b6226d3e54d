"""A pretend Heroku for one test: it plays a script, and remembers what it was asked."""

import asyncio
import json
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar

from core.collect.sources import Sources
from core.snapshot import Unavailable

TOKEN = "HRKU-not-to-be-seen"
_T = TypeVar("_T")


def there(fact: _T | Unavailable | None) -> _T:
    """The fact, which is to be there."""
    assert fact is not None
    assert not isinstance(fact, Unavailable), fact.reason
    return fact


class Request(NamedTuple):
    path: str
    headers: Mapping[str, str]


class Reply(NamedTuple):
    body: object = None
    status: int = 200
    headers: Mapping[str, str] = {}
    raw: bytes | None = None
    """Sent instead of the JSON of `body`."""
    reset: bool = False
    """Break the connection off instead of answering."""
    hang: bool = False
    """Answer never."""
    close: bool = False
    """Close the connection after the answer."""


def refusal(status: int, error: str, **fields: str) -> Reply:
    return Reply({"id": error, "message": "Heroku's own words", **fields}, status)


class Heroku:
    """Replies by path: one is given for ever, of a list each once and the last for ever."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.requests: list[Request] = []
        self.waiting = 0
        self.together = 0
        """How many requests were ever open at the same time."""
        self.gate: Callable[[], bool] = lambda: True
        """Requests are answered when it says so."""
        self.changed = asyncio.Condition()
        self.port = 0
        self._played: dict[str, int] = defaultdict(int)
        self.connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def on(self, path: str, *replies: object) -> None:
        self.replies[path] = [
            reply if isinstance(reply, Reply) else Reply(reply) for reply in replies
        ]

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def sources(self, **fields: Any) -> Sources:  # noqa: ANN401
        urls = {"api_url": self.url, "data_url": f"{self.url}/data", "metrics_url": self.url}
        return Sources(**{"token": TOKEN, **urls, **fields})

    async def until(self, enough: Callable[[], bool]) -> None:
        async with self.changed:
            await self.changed.wait_for(enough)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self.connections.add(task)
        task.add_done_callback(self.connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while await self._one(reader, writer):
                    pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def stop(self) -> None:
        for task in self.connections:
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = _parse(await reader.readuntil(b"\r\n\r\n"))
        async with self.changed:
            self.requests.append(request)
            self.waiting += 1
            self.together = max(self.together, self.waiting)
            self.changed.notify_all()
            await self.changed.wait_for(self.gate)
            reply = self._next(request.path)
            self.waiting -= not reply.hang
        if reply.hang:
            await reader.read()
        if reply.reset or reply.hang:
            writer.transport.abort()
            return False
        writer.write(_wire(reply, request))
        await writer.drain()
        return not reply.close

    def _next(self, path: str) -> Reply:
        script = self.replies.get(path)
        if script is None:
            return refusal(404, "not_found")
        turn = min(self._played[path], len(script) - 1)
        self._played[path] += 1
        return script[turn]


def _parse(head: bytes) -> Request:
    line, *lines = head.decode("latin-1").split("\r\n")
    pairs = (each.partition(":") for each in lines if each)
    return Request(line.split()[1], {name.lower(): value.strip() for name, _, value in pairs})


def _wire(reply: Reply, request: Request) -> bytes:
    body = json.dumps(reply.body).encode() if reply.raw is None else reply.raw
    headers = {
        "Content-Length": str(len(body)),
        "Content-Type": "application/json",
        "Request-Id": f"r{request.path.replace('/', '-')}",
        **reply.headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    phrase = HTTPStatus(reply.status).phrase
    return f"HTTP/1.1 {reply.status} {phrase}\r\n{head}\r\n".encode("latin-1") + body


@asynccontextmanager
async def pretend_heroku(context: ssl.SSLContext | None = None) -> AsyncIterator[Heroku]:
    heroku = Heroku()
    server = await asyncio.start_server(heroku.accept, "127.0.0.1", 0, ssl=context)
    heroku.port = server.sockets[0].getsockname()[1]
    try:
        yield heroku
    finally:
        server.close()
        await heroku.stop()
        await server.wait_closed()
