"""Where a custom domain leads, read from its DNS alone; `dns`, `ssl` and `domain_takeover` judge.

A name in the CNAME chain decides before the addresses do: the apps of the Common Runtime share
their addresses, so that those of another app's target look like our own.
"""

from enum import Enum, auto

import msgspec

from core.checks._own_names import Own, target_addresses
from core.knowledge.hosts import heroku_kind, proxy_at, proxy_named, retired_addresses
from core.report import EvidenceValue
from core.snapshot import Answer, DomainDns, Lookup, NoRecord, NoSuchName, Unavailable

_ANY_TARGET = "another target of this app"


class Leads(Enum):
    """Where a domain leads."""

    TARGET = auto()
    """A CNAME chain reaches the target Heroku gave it."""
    SIBLING = auto()
    """A CNAME chain reaches the target of another domain of the app."""
    OLDER = auto()
    """A CNAME chain reaches an older name of the app itself."""
    LEGACY = auto()
    """A CNAME chain reaches a retired name of Heroku that cannot be attributed to an app."""
    FOREIGN = auto()
    """A CNAME chain reaches a name of Heroku that is not this app's."""
    NOWHERE = auto()
    """There is no address, and no name of Heroku on the way."""
    ADDRESSES = auto()
    """Addresses of the target, or of another one of the app: ALIAS, ANAME or flattening."""
    RETIRED = auto()
    """An address that Heroku has given up."""
    PROXY = auto()
    """A network or a redirect service that stands in front of apps."""
    UNCOMPARED = auto()
    """Addresses, and none of the target's to compare them with."""
    ELSEWHERE = auto()
    """Addresses that are nobody's we know."""
    UNREADABLE = auto()
    """DNS did not say."""


class Route(msgspec.Struct, frozen=True):
    """Where one domain leads."""

    leads: Leads
    name: str = ""
    """What decided: a name of Heroku, an address, the name of a proxy."""
    chain: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    dangling: bool = False
    """The last name of the chain, or the domain itself, does not exist."""
    redirect: bool = False
    """The proxy only redirects."""
    problem: Unavailable | None = None
    """Why it is not known."""

    @property
    def to_heroku(self) -> bool | None:
        """Whether visitors meet Heroku's own routers; None when that cannot be told."""
        return _TO_HEROKU.get(self.leads)

    @property
    def unverifiable(self) -> bool:
        """Whether Heroku cannot get an automatic certificate because of where it leads.

        `*.herokuapp.com` and `*.herokussl.com`: DC:automated-certificate-management, 2024-10-16.
        """
        if self.leads is Leads.OLDER:
            return heroku_kind(self.name) != "target"
        return self.leads is Leads.LEGACY

    @property
    def ssl_endpoint(self) -> bool:
        """Whether it leads to an endpoint of the SSL Endpoint add-on."""
        return self.name.endswith((".herokussl.com", ".heroku-shadowssl.com"))

    @property
    def own(self) -> bool:
        """Whether it leads to a name of the app itself."""
        return self.leads in _OWN

    @property
    def astray(self) -> bool:
        """Whether visitors meet neither the app nor anything that may stand in front of it."""
        return self.leads in _ASTRAY

    def evidence(self, target: str | None) -> dict[str, EvidenceValue]:
        """List what was seen."""
        return {"target": target, "chain": list(self.chain), "addresses": list(self.addresses)}


_ASTRAY = frozenset({Leads.FOREIGN, Leads.RETIRED, Leads.ELSEWHERE, Leads.NOWHERE})
_OWN = frozenset({Leads.TARGET, Leads.SIBLING, Leads.OLDER})
_TO_HEROKU = {
    Leads.TARGET: True,
    Leads.SIBLING: True,
    Leads.OLDER: True,
    Leads.LEGACY: True,
    Leads.FOREIGN: True,
    Leads.ADDRESSES: True,
    Leads.RETIRED: False,
    Leads.PROXY: False,
    Leads.ELSEWHERE: False,
}


def trace(row: DomainDns, target: str | None, own: Own) -> Route:
    """Follow one domain to where it leads.

    Args:
        row: What DNS said of it.
        target: Its DNS target, normalised; None while Heroku has not given it one.
        own: The names of the whole app.
    """
    seen = _seen(row)
    if isinstance(seen, Unavailable):
        return Route(leads=Leads.UNREADABLE, problem=seen)
    addresses = seen.records if isinstance(seen, Answer) else ()
    named = _by_name(seen.chain, target, own) if seen.chain else None
    if named is None and addresses:
        return _by_address(row, seen.chain, addresses, own)
    leads, name = named or (Leads.NOWHERE, "")
    return Route(
        leads=leads,
        name=name,
        chain=seen.chain,
        addresses=addresses,
        dangling=isinstance(seen, NoSuchName),
    )


def _seen(row: DomainDns) -> Lookup:
    """Take the IPv4 answer; where there is none, the IPv6 answer speaks for the domain."""
    if isinstance(row.a, NoRecord) and isinstance(row.aaaa, Answer | Unavailable):
        return row.aaaa
    return row.a


def _by_name(chain: tuple[str, ...], target: str | None, own: Own) -> tuple[Leads, str] | None:
    if target is not None and target in chain:
        return Leads.TARGET, target
    for name in chain:
        if name in own.targets:
            return Leads.SIBLING, name
        if own.older(name):
            return Leads.OLDER, name
    for name in chain:
        kind = heroku_kind(name)
        if kind is not None:
            return (Leads.FOREIGN if kind in {"target", "app"} else Leads.LEGACY), name
    return None


def _by_address(
    row: DomainDns, chain: tuple[str, ...], addresses: tuple[str, ...], own: Own
) -> Route:
    targets = frozenset(target_addresses(row))
    strangers = [address for address in addresses if address not in targets | own.addresses]
    gone = next((address for address in strangers if address in retired_addresses()), None)
    if gone is not None:
        return Route(leads=Leads.RETIRED, name=gone, chain=chain, addresses=addresses)
    if len(strangers) < len(addresses):
        whose = row.target if row.target and not targets.isdisjoint(addresses) else _ANY_TARGET
        return Route(leads=Leads.ADDRESSES, name=whose, chain=chain, addresses=addresses)
    found = [*map(proxy_named, chain), *map(proxy_at, addresses)]
    proxy = next((row for row in found if row is not None), None)
    if proxy is not None:
        return Route(
            leads=Leads.PROXY,
            name=proxy.name,
            redirect=proxy.kind == "redirect",
            chain=chain,
            addresses=addresses,
        )
    likes = row.target_a if isinstance(row.a, Answer) else row.target_aaaa
    problem = likes if isinstance(likes, Unavailable) else None
    leads = Leads.ELSEWHERE if targets and problem is None else Leads.UNCOMPARED
    return Route(leads=leads, chain=chain, addresses=addresses, problem=problem)
