"""TCP servers on loopback that behave well, badly, or as an HTTP proxy."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """A server that runs: its port, and how often it was connected to."""

    def __init__(self, handler: Handler, context: ssl.SSLContext | None) -> None:
        self.handler = handler
        self.context = context
        self.connections = 0
        self.port = 0
        self.tasks = set[asyncio.Task[None]]()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.tasks.add(asyncio.create_task(self.handle(reader, writer)))

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.context is not None:
                await writer.start_tls(self.context)
            await self.handler(reader, writer)
        except OSError:
            pass
        finally:
            writer.transport.abort()


@contextlib.asynccontextmanager
async def serve(handler: Handler, context: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Serve on a free port of loopback; with a context, after a TLS handshake."""
    running = Server(handler, context)
    listening = await asyncio.start_server(running.accept, "127.0.0.1", 0)
    running.port = listening.sockets[0].getsockname()[1]
    try:
        yield running
    finally:
        listening.close()
        for task in running.tasks:
            task.cancel()
        await asyncio.gather(*running.tasks, return_exceptions=True)
        await asyncio.sleep(0)


async def read_all(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Listen to the end."""
    await reader.read()


async def say_hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer in plain text whatever is asked."""
    await reader.read(1)
    writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    await writer.drain()
    await reader.read()


async def refuse_the_name(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with the fatal alert 112, unrecognized_name (RFC 6066 section 3)."""
    await reader.read(1)
    writer.write(b"\x15\x03\x03\x00\x02\x02\x70")
    await writer.drain()
    await reader.read()


async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Talk without end."""
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


async def close(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Close the connection in the middle of the handshake."""
    await reader.read(65_536)


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reset the connection in the middle of the handshake."""
    await reader.read(1)
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


class Proxy:
    """An HTTP proxy whose CONNECT leads to ports of loopback.

    Args:
        port: Where it leads.
        others: Where it leads for some of the places it is asked for.
        reply: What it answers, instead of connecting.
    """

    def __init__(
        self, port: int = 0, *, others: dict[str, int] | None = None, reply: bytes | None = None
    ) -> None:
        self.port = port
        self.others = others or {}
        self.reply = reply
        self.heads: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        if self.reply is not None:
            writer.write(self.reply)
            await writer.drain()
            return
        port = self.others.get(self.heads[-1].split()[1], self.port)
        onward_reader, onward_writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
        try:
            await asyncio.gather(_pump(reader, onward_writer), _pump(onward_reader, writer))
        finally:
            onward_writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
