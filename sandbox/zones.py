"""What DNS knows in the sandbox, and how a recursive resolver would answer from it."""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import msgspec

IN = dns.rdataclass.IN
ADDRESSES = (dns.rdatatype.A, dns.rdatatype.AAAA)
TTL = 300
"""Seconds, of records people set at their provider."""
TARGET_TTL = 60
"""Seconds, of Heroku's own names: their addresses rotate."""
LONGEST_CHAIN = 32


class DnsFault(StrEnum):
    """How a name can go wrong; as a record it is written by its value."""

    NXDOMAIN = "NXDOMAIN"
    NODATA = "NODATA"
    SERVFAIL = "SERVFAIL"
    REFUSED = "REFUSED"
    TIMEOUT = "TIMEOUT"


class Node(msgspec.Struct):
    """All that is known of one name."""

    records: dict[dns.rdatatype.RdataType, list[dns.rdata.Rdata]] = {}
    alias: dns.name.Name | None = None
    fault: DnsFault | None = None
    shown: int | None = None
    """How many of its addresses an answer shows; None: all of them."""
    asked: int = 0
    """How often its addresses were asked for: each answer starts one further."""


class Resolution(msgspec.Struct):
    """An answer, before it is put in a message."""

    rcode: dns.rcode.Rcode = dns.rcode.NOERROR
    answers: list[dns.rrset.RRset] = []
    silent: bool = False
    """Nobody answers."""


class Zones:
    """Names and their records. Names outside them do not exist."""

    def __init__(self) -> None:
        self._nodes: dict[dns.name.Name, Node] = {}
        self._parents: set[dns.name.Name] = set()

    def set(self, name: str, records: Iterable[str]) -> None:
        """Set all that is known of a name.

        Args:
            name: A host name, or a wildcard such as `*.example.com`.
            records: Each `TYPE rdata` as in a zone file (`CNAME x.herokudns.com`, `A 54.73.53.81`);
                `ALIAS target` for addresses copied from the target; `ROTATE count address …` for
                a pool of which each answer shows other ones; or a `DnsFault`.
        """
        owner = name_of(name)
        node = self._nodes[owner] = Node()
        for record in records:
            _add(node, record)
        while owner.labels != (b"",):
            owner = owner.parent()
            self._parents.add(owner)

    def resolve(self, name: dns.name.Name, rdtype: dns.rdatatype.RdataType) -> Resolution:
        """Answer a question as a recursive resolver would, CNAME chains included."""
        result = Resolution()
        seen: set[dns.name.Name] = set()
        owner = name
        while owner not in seen and len(seen) < LONGEST_CHAIN:
            seen.add(owner)
            node = self._find(owner)
            if node is None or node.fault is not None:
                return faulty(None if node is None else node.fault, result.answers)
            found = self._records(node, rdtype)
            if found:
                ttl = TTL if node.shown is None else TARGET_TTL
                result.answers.append(dns.rrset.from_rdata_list(owner, ttl, found))
                return result
            targets = node.records.get(dns.rdatatype.CNAME)
            if not targets:
                return result
            result.answers.append(dns.rrset.from_rdata_list(owner, TTL, targets))
            owner = name_of(targets[0].to_text())
        return result

    def _find(self, owner: dns.name.Name) -> Node | None:
        exact = self._nodes.get(owner)
        if exact is not None:
            return exact
        if owner in self._parents:
            return Node()
        ancestor = owner
        while ancestor.labels != (b"",):
            ancestor = ancestor.parent()
            wildcard = self._nodes.get(dns.name.Name((b"*", *ancestor.labels)))
            if wildcard is not None:
                return wildcard
            if ancestor in self._nodes or ancestor in self._parents:
                return None
        return None

    def _records(self, node: Node, rdtype: dns.rdatatype.RdataType) -> list[dns.rdata.Rdata]:
        if node.alias is not None and rdtype in ADDRESSES:
            target = self._find(node.alias)
            return [] if target is None else self._records(target, rdtype)
        found = node.records.get(rdtype, [])
        if rdtype not in ADDRESSES or len(found) < 2:  # noqa: PLR2004
            return found
        start = node.asked % len(found)
        node.asked += 1
        return (found[start:] + found[:start])[: node.shown]


@cache
def name_of(text: str) -> dns.name.Name:
    """Read a name in either form, as an absolute one in lower case.

    Raises:
        dns.exception.DNSException: It is no name.
    """
    name = dns.name.from_text(text, idna_codec=dns.name.IDNA_2008_Practical)
    return name.canonicalize()


def _add(node: Node, record: str) -> None:
    word, _, rest = record.partition(" ")
    match word:
        case "ALIAS":
            node.alias = name_of(rest)
        case "ROTATE":
            count, *addresses = rest.split()
            node.shown = int(count)
            for address in addresses:
                _add(node, f"A {address}")
        case _ if not rest:
            node.fault = DnsFault(word)
        case _:
            rdata = _rdata(word, rest)
            node.records.setdefault(rdata.rdtype, []).append(rdata)


@cache
def _rdata(rdtype: str, text: str) -> dns.rdata.Rdata:
    """Read a record; each sandbox of a process has the same ones, and reading takes long."""
    kind = dns.rdatatype.from_text(rdtype)
    return dns.rdata.from_text(IN, kind, text, origin=dns.name.root, relativize=False)


def faulty(fault: DnsFault | None, answers: list[dns.rrset.RRset] | None = None) -> Resolution:
    """Answer with a fault; None stands for a name that does not exist.

    Args:
        fault: What goes wrong.
        answers: The chain passed on the way, which a resolver shows unless it failed.
    """
    match fault:
        case DnsFault.SERVFAIL:
            return Resolution(rcode=dns.rcode.SERVFAIL)
        case DnsFault.REFUSED:
            return Resolution(rcode=dns.rcode.REFUSED)
        case DnsFault.TIMEOUT:
            return Resolution(silent=True)
        case DnsFault.NODATA:
            return Resolution(answers=answers or [])
        case DnsFault.NXDOMAIN | None:
            return Resolution(rcode=dns.rcode.NXDOMAIN, answers=answers or [])
