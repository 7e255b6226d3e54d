"""A CONNECT proxy on loopback that is every TLS server at once.

`CONNECT 54.73.53.81:443` is answered with 200, and from there on the sandbox itself speaks TLS as
the server at that address would, with the certificate of the name in the ClientHello.
"""

import asyncio
import ssl
from collections.abc import Callable, Mapping

from sandbox.certificates import Certificates, Leaf
from sandbox.listener import Listener
from sandbox.model import TlsKind
from sandbox.recording import TlsConnection
from sandbox.server import reset

CHUNK = 16384
ROUTER_CERTIFICATE = "*.herokuapp.com"
"""What Heroku's router shows for a name it has no certificate for."""
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n"
NOT_TLS = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class TlsProxy:
    """Answers CONNECT, then TLS.

    Args:
        certificates: Makes what is shown.
        leaves: What is met at a hostname (a wildcard perhaps) or an address.
        fault: Tells what else is to be met at a hostname or an address, just now.
        latency: Seconds before a connection is there.
    """

    def __init__(
        self,
        certificates: Certificates,
        *,
        leaves: Mapping[str, Leaf],
        fault: Callable[[str], TlsKind | None],
        latency: float = 0.0,
    ) -> None:
        self.connections: list[TlsConnection] = []
        self._certificates = certificates
        self._leaves = leaves
        self._fault = fault
        self._latency = latency
        self._listener = Listener(self._serve)

    async def start(self) -> tuple[str, int]:
        """Listen on a free port, and tell the address."""
        return await self._listener.start()

    async def stop(self) -> None:
        """Stop listening, and end every connection."""
        await self._listener.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, _, rest = (await reader.readuntil(b"\r\n\r\n")).partition(b" ")
        host, _, port = rest.partition(b" ")[0].decode("latin-1").rpartition(":")
        if method != b"CONNECT" or not port.isdigit():
            writer.write(NOT_TLS)
            return
        connection = TlsConnection(host=host.strip("[]"), port=int(port))
        self.connections.append(connection)
        await asyncio.sleep(self._latency)
        if self._leaf(connection.host).kind == "refused":
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await self._speak(_Pipe(reader, writer), connection)

    async def _speak(self, pipe: "_Pipe", connection: TlsConnection) -> None:
        met = Leaf(ROUTER_CERTIFICATE)

        def choose(tls: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: object) -> None:
            nonlocal met
            connection.server_name = name
            met = self._leaf(name or connection.host)
            tls.context = self._certificates.context(met)

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sni_callback = choose
        tls = pipe.wrap(context)
        while not pipe.shake(tls):
            match met.kind:
                case "hang":
                    await pipe.drain_silently()
                case "reset" | "refused":
                    reset(pipe.writer)
                    return
                case "no-tls":
                    pipe.writer.write(NOT_TLS)
                    return
            await pipe.flush()
            await pipe.fill()
        await pipe.flush()
        await pipe.answer(tls, PAGE)

    def _leaf(self, name: str) -> Leaf:
        """Tell what is met at a hostname or an address."""
        name = name.lower().removesuffix(".")
        wildcard = f"*.{name.partition('.')[2]}"
        known = self._leaves.get(name) or self._leaves.get(wildcard) or Leaf(ROUTER_CERTIFICATE)
        kind = self._fault(name)
        return known if kind is None else Leaf(name, kind, known.days)


class _Pipe:
    """TLS over a stream whose first bytes were something else."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()

    def wrap(self, context: ssl.SSLContext) -> ssl.SSLObject:
        """Begin as the server."""
        return context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    def shake(self, tls: ssl.SSLObject) -> bool:
        """Go on with the handshake; True when it is complete."""
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    async def flush(self) -> None:
        """Send what TLS has to say."""
        self.writer.write(self._outgoing.read())
        await self.writer.drain()

    async def fill(self) -> None:
        """Wait for more from the client.

        Raises:
            EOFError: It went away.
        """
        data = await self._reader.read(CHUNK)
        if not data:
            raise EOFError
        self._incoming.write(data)

    async def drain_silently(self) -> None:
        """Say nothing until the client gives up."""
        while True:
            await self.fill()

    async def answer(self, tls: ssl.SSLObject, page: bytes) -> None:
        """Answer the first thing that comes, and take leave."""
        while True:
            try:
                if not tls.read(CHUNK):
                    return
            except ssl.SSLWantReadError:
                await self.fill()
            else:
                tls.write(page)
                await self.flush()
                return
