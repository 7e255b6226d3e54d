"""The HTTP server on loopback: h11 over asyncio, faults and latency included."""

import asyncio
import socket
import struct
from collections.abc import Callable
from time import perf_counter

import h11

from sandbox.api import Heroku, Reply, Request
from sandbox.disturb import disturbed
from sandbox.faults import AnyFault, FaultBook, Reset, Slow, Truncated
from sandbox.listener import Listener
from sandbox.recording import RecordedRequest, Recorder
from sandbox.tokens import Tokens

CHUNK = 65536
LONGEST_BODY = 1_000_000
"""Bytes of a request."""
LINGER_NO_TIME = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends RST."""


class HttpServer:
    """Serves the pretend Heroku.

    Args:
        heroku: Who answers.
        tokens: The tokens that are known.
        recorder: Keeps what was asked.
        faults: What is to go wrong.
        pages: Answers requests for pages, and None to all others.
        latency: Seconds before each answer.
    """

    def __init__(  # noqa: PLR0913  each is another part of the sandbox
        self,
        heroku: Heroku,
        *,
        tokens: Tokens,
        recorder: Recorder,
        faults: FaultBook[AnyFault],
        pages: Callable[[str, str, bytes], Reply | None],
        latency: float = 0.0,
    ) -> None:
        self._heroku = heroku
        self._tokens = tokens
        self._recorder = recorder
        self._faults = faults
        self._pages = pages
        self._latency = latency
        self._listener = Listener(self._serve)

    async def start(self) -> tuple[str, int]:
        """Listen on a free port, and tell the address."""
        return await self._listener.start()

    async def stop(self) -> None:
        """Stop listening, and end every connection."""
        await self._listener.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        while True:
            try:
                received = await _next_request(connection, reader)
            except h11.RemoteProtocolError:
                return
            if received is None:
                return
            await self._exchange(connection, *received, writer)
            if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                return
            connection.start_next_cycle()

    async def _exchange(
        self,
        connection: h11.Connection,
        event: h11.Request,
        body: bytes,
        writer: asyncio.StreamWriter,
    ) -> None:
        record = self._record(event)
        self._recorder.start(record)
        try:
            await self._answer(connection, record, body, writer)
        finally:
            self._recorder.end(record)

    async def _answer(
        self,
        connection: h11.Connection,
        record: RecordedRequest,
        sent: bytes,
        writer: asyncio.StreamWriter,
    ) -> None:
        fault = self._faults.strike(record.path.partition("?")[0])
        await asyncio.sleep(self._latency + (fault.seconds if isinstance(fault, Slow) else 0.0))
        if isinstance(fault, Reset):
            reset(writer)
            return
        request = Request(path=record.path, headers=record.headers, access=record.access, body=sent)
        page = self._pages(record.method, record.path, sent)
        reply = disturbed(page or self._heroku.answer(record.method, request), fault)
        record.status = reply.status
        body = b"" if record.method == "HEAD" else reply.body
        length = len(reply.body)
        if isinstance(fault, Truncated):
            body = body[: length // 2]
            writer.write(
                _head(connection, reply, length) + (connection.send(h11.Data(body)) or b"")
            )
        else:
            writer.write(_whole(connection, reply, body, length))
        await writer.drain()

    def _record(self, event: h11.Request) -> RecordedRequest:
        headers = {name.decode(): value.decode("latin-1") for name, value in event.headers}
        authorization = headers.pop("authorization", None)
        return RecordedRequest(
            method=event.method.decode(),
            path=event.target.decode("latin-1"),
            host=headers.get("host", ""),
            headers=headers,
            access=self._tokens.access(authorization),
            carried_token=authorization is not None,
            started=perf_counter(),
        )


async def _next_request(
    connection: h11.Connection, reader: asyncio.StreamReader
) -> tuple[h11.Request, bytes] | None:
    """Read one request to its end; None when the client is done, or sends too much."""
    request: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(CHUNK))
        elif isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > LONGEST_BODY:
                return None
        elif isinstance(event, h11.EndOfMessage):
            return None if request is None else (request, bytes(body))
        elif isinstance(event, h11.ConnectionClosed) or event is h11.PAUSED:
            return None


def _head(connection: h11.Connection, reply: Reply, length: int) -> bytes:
    headers = [("Content-Type", reply.content_type), *reply.headers]
    if reply.status != 304:  # noqa: PLR2004
        headers.append(("Content-Length", str(length)))
    return connection.send(h11.Response(status_code=reply.status, headers=headers)) or b""


def _whole(connection: h11.Connection, reply: Reply, body: bytes, length: int) -> bytes:
    head = _head(connection, reply, length)
    data = connection.send(h11.Data(body)) if body else b""
    return head + (data or b"") + (connection.send(h11.EndOfMessage()) or b"")


def reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection at once, with RST."""
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NO_TIME)
    writer.transport.abort()
