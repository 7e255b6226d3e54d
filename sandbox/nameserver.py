"""A DNS server on loopback, over UDP and TCP, that answers as a recursive resolver would."""

import asyncio
from collections.abc import Callable
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdatatype
import dns.rrset
import msgspec

from sandbox.listener import LOOPBACK, Listener
from sandbox.zones import DnsFault, Resolution, Zones, faulty

PLAIN_UDP_SIZE = 512
"""Octets in an answer to a question without EDNS (RFC 1035 section 4.2.1)."""
ATTEMPTS = 20


class DnsQuestion(msgspec.Struct, frozen=True):
    """A question that was asked."""

    name: str
    """Without the final dot."""
    rdtype: str
    protocol: str
    """`udp` or `tcp`."""


class Nameserver:
    """Answers from zones; nothing it does not know is looked up anywhere.

    Args:
        zones: What it knows.
        fault: Tells how a question is to go wrong, by its name and type.
        latency: Seconds before each answer.
    """

    def __init__(
        self,
        zones: Zones,
        *,
        fault: Callable[[str, str], DnsFault | None],
        latency: float = 0.0,
    ) -> None:
        self.questions: list[DnsQuestion] = []
        self._zones = zones
        self._fault = fault
        self._latency = latency
        self._tcp = Listener(self._serve_tcp)
        self._udp = _Udp(self)

    async def start(self) -> tuple[str, int]:
        """Listen on one free port for both protocols, and tell the address."""
        loop = asyncio.get_running_loop()
        for _ in range(ATTEMPTS):
            host, port = await self._tcp.start()
            try:
                await loop.create_datagram_endpoint(lambda: self._udp, local_addr=(LOOPBACK, port))
            except OSError:
                await self._tcp.stop()
            else:
                return host, port
        raise OSError("no port is free for both UDP and TCP")

    async def stop(self) -> None:
        """Close both sockets."""
        await self._udp.stop()
        await self._tcp.stop()

    async def answer(self, wire: bytes, protocol: str) -> bytes | None:
        """Answer a message after the set latency; None when there is to be silence."""
        if self._latency:
            await asyncio.sleep(self._latency)
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        if query.opcode() != dns.opcode.QUERY or len(query.question) != 1:
            return _refused(query).to_wire()
        size = 65535 if protocol == "tcp" else max(query.payload, PLAIN_UDP_SIZE)
        return self._respond(query, protocol, size)

    def _respond(self, query: dns.message.Message, protocol: str, size: int) -> bytes | None:
        [question] = query.question
        name = question.name.to_text(omit_final_dot=True)
        rdtype = dns.rdatatype.to_text(question.rdtype)
        self.questions.append(DnsQuestion(name, rdtype, protocol))
        fault = self._fault(name.lower(), rdtype)
        if fault is None:
            result = self._zones.resolve(question.name.canonicalize(), question.rdtype)
        else:
            result = faulty(fault)
        return None if result.silent else _message(query, result, size)

    async def _serve_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            length = int.from_bytes(await reader.readexactly(2), "big")
            response = await self.answer(await reader.readexactly(length), "tcp")
            if response is not None:
                writer.write(len(response).to_bytes(2, "big") + response)
                await writer.drain()


class _Udp(asyncio.DatagramProtocol):
    """Answers each datagram in a task of its own."""

    def __init__(self, server: Nameserver) -> None:
        self._server = server
        self._tasks: set[asyncio.Task[None]] = set()
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        task = asyncio.get_running_loop().create_task(self._answer(data, addr))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Close the socket and drop the answers under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._transport is not None:
            self._transport.close()

    async def _answer(self, data: bytes, address: tuple[str, int]) -> None:
        response = await self._server.answer(data, "udp")
        if response is not None and self._transport is not None:
            self._transport.sendto(response, address)


def _message(query: dns.message.Message, result: Resolution, size: int) -> bytes:
    response = dns.message.make_response(query, recursion_available=True)
    response.set_rcode(result.rcode)
    response.answer = list(result.answers)
    if not result.answers or result.rcode == dns.rcode.NXDOMAIN:
        response.authority = [_soa(query.question[0].name)]
    try:
        return response.to_wire(max_size=size, want_shuffle=False)
    except dns.exception.TooBig:
        response.answer, response.authority = [], []
        response.flags |= dns.flags.TC
        return response.to_wire()


def _refused(query: dns.message.Message) -> dns.message.Message:
    response = dns.message.make_response(query)
    response.set_rcode(dns.rcode.REFUSED)
    return response


def _soa(name: dns.name.Name) -> dns.rrset.RRset:
    """Make the SOA of a negative answer; every zone here is two labels deep."""
    zone = dns.name.Name(name.labels[-3:])
    text = "ns1.sandbox.example. hostmaster.sandbox.example. 1 3600 600 86400 60"
    return dns.rrset.from_text(zone, 60, "IN", "SOA", text)
