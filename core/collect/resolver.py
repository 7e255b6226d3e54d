"""Asking DNS: every question is answered by a `Lookup`, never by an exception.

All domains of one collection share a resolver, and a question that several of them have in common
is asked once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import cast

import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.rcode
import dns.rdatatype
import dns.resolver

from core.collect.cname import Chain, ChainBroken, name_text
from core.collect.sources import Sources
from core.names import InvalidHostname, normalise_hostname
from core.snapshot import Answer, Lookup, NoRecord, NoSuchName, Unavailable

MAX_QUESTIONS = 100
"""Questions at once: a small resolver drops packets beyond some hundreds."""
UDP_PAYLOAD = 1232
"""Octets; an answer of this size is never fragmented: DNS Flag Day 2020."""

_Exchange = Callable[[dns.name.Name, dns.rdatatype.RdataType], Awaitable[dns.message.QueryMessage]]


class Resolver:
    """Asks the DNS servers of one collection.

    Args:
        group: Where the questions run; they end with it.
        sources: Which servers, and how long to wait for an answer.
    """

    def __init__(self, group: asyncio.TaskGroup, sources: Sources) -> None:
        self._group = group
        self._timeout = sources.dns_timeout
        self._servers = _servers(sources)
        self._slots = asyncio.Semaphore(MAX_QUESTIONS)
        self._asked: dict[tuple[str, str, int], asyncio.Task[Lookup]] = {}

    async def ask(self, name: str, rdtype: str, *, look: int = 1) -> Lookup:
        """Ask for the records of a name.

        Args:
            name: Any text; what is no host name is answered with `Unavailable`.
            rdtype: `A`, `AAAA` or `CAA`.
            look: A question with another number is asked anew.
        """
        key = (name, rdtype, look)
        if key not in self._asked:
            self._asked[key] = self._group.create_task(self._answer(name, rdtype))
        return await self._asked[key]

    async def _answer(self, name: str, rdtype: str) -> Lookup:
        if isinstance(self._servers, Unavailable):
            return self._servers
        try:
            question = _encode(name)
            async with self._slots, asyncio.timeout(self._timeout):
                exchange = partial(_exchange, self._servers)
                return await _follow(question, dns.rdatatype.from_text(rdtype), exchange)
        except InvalidHostname as error:
            return Unavailable(kind="unsupported", reason=str(error))
        except (TimeoutError, dns.exception.Timeout):
            reason = f"no DNS server answered for {name} within {self._timeout:g} s"
            return Unavailable(kind="timeout", reason=reason)
        except ChainBroken as error:
            return Unavailable(kind="protocol", reason=str(error))
        except dns.exception.DNSException as error:
            reason = f"the DNS servers cannot answer for {name}: {_words(error)}"
            return Unavailable(kind="protocol", reason=reason)


def _servers(sources: Sources) -> dns.asyncresolver.Resolver | Unavailable:
    try:
        resolver = dns.asyncresolver.Resolver(configure=not sources.nameservers)
    except (dns.exception.DNSException, ValueError):
        reason = "this machine has no DNS server configured (PRODCHECK_NAMESERVERS names one)"
        return Unavailable(kind="unsupported", reason=reason)
    if sources.nameservers:
        resolver.nameservers = [
            dns.nameserver.Do53Nameserver(each.address, each.port) for each in sources.nameservers
        ]
    resolver.lifetime = sources.dns_timeout
    resolver.use_edns(0, payload=UDP_PAYLOAD)
    return resolver


def _encode(name: str) -> dns.name.Name:
    """Encode a name label by label: a backslash is a character here and escapes nothing."""
    labels = normalise_hostname(name).encode("ascii").split(b".")
    try:
        return dns.name.Name([*labels, b""])
    except dns.exception.DNSException:
        raise InvalidHostname("the name is longer than DNS allows") from None


async def _follow(
    question: dns.name.Name, rdtype: dns.rdatatype.RdataType, exchange: _Exchange
) -> Lookup:
    """Ask until the end of the CNAME chain is reached.

    A resolver gives the whole chain at once. A server that knows the first part alone, or a
    resolver that gave up on the way, leaves the rest to us.
    """
    chain = Chain(question)
    while True:
        known = len(chain.passed)
        response = await exchange(chain.end, rdtype)
        rrset = chain.walk(response, rdtype)
        passed = tuple(map(name_text, chain.passed))
        if rrset is not None:
            records = tuple(sorted({rdata.to_text() for rdata in rrset}))
            return Answer(records=records, chain=passed, ttl=chain.ttl)
        if response.rcode() == dns.rcode.NXDOMAIN:
            return NoSuchName(chain=passed)
        if len(passed) == known or _denied(response, chain.end):
            return NoRecord(chain=passed)


async def _exchange(
    resolver: dns.asyncresolver.Resolver, name: dns.name.Name, rdtype: dns.rdatatype.RdataType
) -> dns.message.QueryMessage:
    try:
        answer = await resolver.resolve(name, rdtype, search=False, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN as error:
        return cast("dns.message.QueryMessage", error.kwargs["responses"][name])
    except dns.resolver.NoNameservers as error:
        # The library takes a chain of 16 for a broken server; we walk it ourselves.
        for *_, problem, response in error.kwargs["errors"]:
            if isinstance(problem, dns.message.ChainTooLong):
                return cast("dns.message.QueryMessage", response)
        raise
    return answer.response


def _denied(response: dns.message.QueryMessage, name: dns.name.Name) -> bool:
    """Tell whether the zone of a name itself says that there is no such record (RFC 2308)."""
    return any(
        rrset.rdtype == dns.rdatatype.SOA and name.is_subdomain(rrset.name)
        for rrset in response.authority
    )


def _words(error: dns.exception.DNSException) -> str:
    """Say what the servers answered: `SERVFAIL`, `REFUSED`, or what went wrong on the way."""
    if not isinstance(error, dns.resolver.NoNameservers):
        return type(error).__name__
    words = [_problem(problem) for *_, problem, _ in error.kwargs["errors"]]
    return ", ".join(dict.fromkeys(words))


def _problem(problem: str | Exception) -> str:
    if isinstance(problem, str):
        return problem
    return getattr(problem, "strerror", None) or type(problem).__name__
