"""The CNAME chain of a question, followed through one answer or several."""

from typing import cast

import dns.message
import dns.name
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.ttl
from dns.rdtypes.ANY.CNAME import CNAME

MAX_CHAIN = 32
"""CNAME records in a row. Resolvers give up after 8 to 16; beyond this nothing can work."""


class ChainBroken(Exception):
    """The chain has no end. The message can follow a colon."""


class Chain:
    """The names from the question to the name that has the records.

    Args:
        question: The name that was asked.
    """

    def __init__(self, question: dns.name.Name) -> None:
        self._names = [question]
        self.ttl = dns.ttl.MAX_TTL
        """Seconds; the smallest seen on the way."""

    @property
    def passed(self) -> list[dns.name.Name]:
        """The CNAME targets so far, in order."""
        return self._names[1:]

    @property
    def end(self) -> dns.name.Name:
        """The last name so far."""
        return self._names[-1]

    def walk(
        self, response: dns.message.QueryMessage, rdtype: dns.rdatatype.RdataType
    ) -> dns.rrset.RRset | None:
        """Follow the chain as far as an answer goes, and find the records at its end.

        Raises:
            ChainBroken: It is a loop, or longer than `MAX_CHAIN`.
        """
        while (rrset := self._at_end(response, rdtype)) is None:
            link = self._at_end(response, dns.rdatatype.CNAME)
            if link is None:
                return None
            self._add(cast("CNAME", link[0]).target)
        return rrset

    def _at_end(
        self, response: dns.message.QueryMessage, rdtype: dns.rdatatype.RdataType
    ) -> dns.rrset.RRset | None:
        found = response.get_rrset(response.answer, self.end, dns.rdataclass.IN, rdtype)
        if found is not None:
            self.ttl = min(self.ttl, found.ttl)
        return found

    def _add(self, name: dns.name.Name) -> None:
        if name in self._names:
            raise ChainBroken("its CNAME records form a loop")
        if len(self._names) > MAX_CHAIN:
            raise ChainBroken(f"its CNAME records form a chain longer than {MAX_CHAIN}")
        self._names.append(name)


def name_text(name: dns.name.Name) -> str:
    """Write a name in lower case, without a final dot, odd octets escaped as in a zone file."""
    return name.to_text(omit_final_dot=True).lower()
