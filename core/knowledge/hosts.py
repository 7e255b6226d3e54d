"""Whose a DNS name or an address is: Heroku's, a proxy's, or one that Heroku has given up."""

from functools import cache, lru_cache
from ipaddress import ip_address, ip_network
from typing import Literal, TypeAlias

import msgspec

from core.knowledge import table

HerokuKind: TypeAlias = Literal["target", "app", "endpoint", "shared"]
_Network: TypeAlias = tuple[int, int, int]
"""IP version, bits of the host part, and the network part as a number."""

MAX_CACHED = 4096
"""Names and addresses to remember: many apps of a fleet share theirs."""


class HerokuNameRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An ending of DNS names that belong to Heroku."""

    suffix: str
    kind: HerokuKind
    source: str


class RetiredAddressRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An address that Heroku once told people to use."""

    address: str
    source: str


class ProxyRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A service that stands in front of apps."""

    name: str
    kind: Literal["proxy", "redirect"]
    source: str
    names: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


@lru_cache(MAX_CACHED)
def heroku_kind(name: str) -> HerokuKind | None:
    """Tell what a DNS name of Heroku is by its longest known ending; None for any other name."""
    kinds = _heroku_suffixes()
    return next((kinds[suffix] for suffix in _suffixes(name) if suffix in kinds), None)


@lru_cache(MAX_CACHED)
def proxy_named(name: str) -> ProxyRow | None:
    """Find the service that hands out a DNS name."""
    proxies = _proxy_suffixes()
    return next((proxies[suffix] for suffix in _suffixes(name) if suffix in proxies), None)


@lru_cache(MAX_CACHED)
def proxy_at(address: str) -> ProxyRow | None:
    """Find the service that an address belongs to; None also for what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    networks, number, version = _proxy_networks(), int(parsed), parsed.version
    for host_bits in _host_bits():
        row = networks.get((version, host_bits, number >> host_bits))
        if row is not None:
            return row
    return None


@cache
def retired_addresses() -> frozenset[str]:
    """List the addresses that Heroku has given up."""
    return frozenset(row.address for row in table("retired_addresses", RetiredAddressRow))


def _suffixes(name: str) -> list[str]:
    """List a name and its parents, longest first."""
    labels = name.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


@cache
def _heroku_suffixes() -> dict[str, HerokuKind]:
    return {row.suffix: row.kind for row in table("heroku_names", HerokuNameRow)}


@cache
def _proxy_suffixes() -> dict[str, ProxyRow]:
    return {suffix: row for row in table("proxies", ProxyRow) for suffix in row.names}


@cache
def _proxy_networks() -> dict[_Network, ProxyRow]:
    return {_key(text): row for row in table("proxies", ProxyRow) for text in row.networks}


@cache
def _host_bits() -> tuple[int, ...]:
    return tuple({host_bits for _, host_bits, _ in _proxy_networks()})


def _key(text: str) -> _Network:
    network = ip_network(text)
    host_bits = network.max_prefixlen - network.prefixlen
    return network.version, host_bits, int(network.network_address) >> host_bits
