"""A DNS server on loopback: it answers from a zone file, and misbehaves if asked."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import cast

import dns.flags
import dns.message
import dns.name
import dns.node
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.zone

from core.collect.sources import Nameserver

Rotation = Mapping[str, Iterator[Sequence[str]]]
SOA = "ns.example. hostmaster.example. 1 3600 600 86400 60"


class Authority(asyncio.DatagramProtocol):
    """Knows a zone; `faults` maps names to an rcode, or to `silence`."""

    def __init__(
        self,
        zone: str,
        *,
        faults: Mapping[str, str],
        rotating: Rotation,
        whole_chains: bool,
        latency: float,
    ) -> None:
        self.zone = dns.zone.from_text(zone, origin=".", relativize=False, check_origin=False)
        self.faults = {dns.name.from_text(name): fault for name, fault in faults.items()}
        self.rotating = rotating
        self.whole_chains = whole_chains
        self.latency = latency
        self.asked: list[tuple[str, str]] = []
        self.over_tcp = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if (response := self.respond(data)) is None:
            return
        room = max(dns.message.from_wire(data).payload, 512)
        try:
            wire = response.to_wire(max_size=room)
        except dns.exception.TooBig:
            response.flags |= dns.flags.TC
            response.answer.clear()
            wire = response.to_wire()
        asyncio.get_running_loop().call_later(self.latency, self.send, wire, addr)

    def send(self, wire: bytes, addr: tuple[str, int]) -> None:
        if not self.transport.is_closing():
            self.transport.sendto(wire, addr)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.over_tcp += 1
        data = await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
        if (response := self.respond(data)) is not None:
            writer.write(response.to_wire(max_size=65_535, prepend_length=True))
        writer.close()
        await writer.wait_closed()

    def respond(self, data: bytes) -> dns.message.Message | None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        self.asked.append(
            (question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype))
        )
        response = dns.message.make_response(query)
        fault = self.faults.get(question.name)
        if fault == "silence":
            return None
        if fault is not None:
            response.set_rcode(dns.rcode.from_text(fault))
            return response
        self.answer(response, question)
        return response

    def answer(self, response: dns.message.Message, question: dns.rrset.RRset) -> None:
        name, passed = question.name, set[dns.name.Name]()
        while name not in passed:
            passed.add(name)
            records, link = self.lookup(name, question.rdtype)
            response.answer.extend(each for each in (records, link) if each is not None)
            if records is not None or (link is not None and not self.whole_chains):
                return
            if link is None:
                response.set_rcode(
                    dns.rcode.NOERROR if self.node(name) is not None else dns.rcode.NXDOMAIN
                )
                soa = dns.rrset.from_text(name.parent(), 60, "IN", "SOA", SOA)
                response.authority.append(soa)
                return
            name = link[0].target

    def lookup(
        self, name: dns.name.Name, rdtype: dns.rdatatype.RdataType
    ) -> tuple[dns.rrset.RRset | None, dns.rrset.RRset | None]:
        turns = self.rotating.get(name.to_text(omit_final_dot=True))
        if turns is not None and rdtype == dns.rdatatype.A:
            return dns.rrset.from_text(name, 60, "IN", "A", *next(turns)), None
        return self.rrset(name, rdtype), self.rrset(name, dns.rdatatype.CNAME)

    def rrset(self, name: dns.name.Name, rdtype: dns.rdatatype.RdataType) -> dns.rrset.RRset | None:
        node = self.node(name)
        found = node and node.get_rdataset(dns.rdataclass.IN, rdtype)
        return dns.rrset.from_rdata_list(name, found.ttl, list(found)) if found else None

    def node(self, name: dns.name.Name) -> dns.node.Node | None:
        wildcard = dns.name.Name((b"*", *name.labels[1:]))
        return self.zone.get_node(name) or self.zone.get_node(wildcard)


class Running:
    """A server that runs, and how to reach it."""

    def __init__(self, authority: Authority, address: Nameserver) -> None:
        self.authority = authority
        self.address = address

    def times_asked(self, name: str, rdtype: str) -> int:
        return self.authority.asked.count((name, rdtype))


@contextlib.asynccontextmanager
async def nameserver(
    zone: str = "",
    *,
    faults: Mapping[str, str] | None = None,
    rotating: Rotation | None = None,
    whole_chains: bool = True,
    latency: float = 0.0,
) -> AsyncIterator[Running]:
    """Serve a zone over UDP and TCP on a free port of loopback."""
    authority = Authority(
        zone,
        faults=faults or {},
        rotating=rotating or {},
        whole_chains=whole_chains,
        latency=latency,
    )
    tcp = await asyncio.start_server(authority.serve, "127.0.0.1", 0)
    port = tcp.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    udp, _ = await loop.create_datagram_endpoint(lambda: authority, local_addr=("127.0.0.1", port))
    try:
        yield Running(authority, Nameserver("127.0.0.1", port))
    finally:
        udp.close()
        tcp.close()
        await tcp.wait_closed()
