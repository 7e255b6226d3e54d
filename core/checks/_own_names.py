"""The names and addresses at Heroku that are an app's own."""

from functools import lru_cache
from re import compile as compile_pattern

import msgspec

from core.checks._derived import derived
from core.knowledge.hosts import MAX_CACHED
from core.names import InvalidHostname, normalise_hostname
from core.snapshot import Answer, App, Domain, DomainDns, Lookup, Unavailable

_IDENTIFIER = compile_pattern(r"-[0-9a-f]{12}\.herokuapp\.com")
"""What follows the name of an app made since 14 June 2023: DC:custom-domains, 2024-04-30."""


class Own(msgspec.Struct, frozen=True):
    """The names at Heroku that are this app's own."""

    targets: frozenset[str]
    """DNS targets of all its domains."""
    apps: frozenset[str]
    """Its own names, older forms included."""
    hosts: frozenset[str]
    """`HOST.herokudns.com` of its custom domains, the form of targets before the random one."""
    addresses: frozenset[str]
    """Addresses of all its targets: each shows but some of those of the routers they share."""
    prefix: str | None
    """Start of its own name, where the API did not tell that name."""

    def older(self, name: str) -> bool:
        """Whether a name is one that this app once was to be reached by."""
        if name in self.apps or name in self.hosts:
            return True
        rest = name.removeprefix(self.prefix) if self.prefix else name
        return rest != name and _IDENTIFIER.fullmatch(rest) is not None


@lru_cache(MAX_CACHED)
def canonical(hostname: str) -> str:
    """Write a host name as DNS compares it; what is none stays as it is, and equals no name."""
    try:
        return normalise_hostname(hostname)
    except InvalidHostname:
        return hostname


def target_of(domain: Domain) -> str | None:
    """Name the DNS target that Heroku gave a domain."""
    return canonical(domain.cname) if domain.cname else None


@derived
def own_names(
    app: App, domains: tuple[Domain, ...], dns: tuple[DomainDns, ...] | Unavailable
) -> Own:
    """Gather the names at Heroku that are this app's own, and where they lead."""
    rows = () if isinstance(dns, Unavailable) else dns
    heroku = {canonical(each.hostname) for each in domains if each.kind == "heroku"}
    older = {f"{app.name}.{suffix}" for suffix in ("herokuapp.com", "heroku.com")}
    custom = [canonical(each.hostname) for each in domains if each.custom]
    # `wildcard.` for `*.`: fixtures of the certs commands in github.com/heroku/cli.
    hosts = [f"wildcard{host[1:]}" if host[:1] == "*" else host for host in custom]
    return Own(
        targets=frozenset(target for each in domains if (target := target_of(each))),
        apps=frozenset(heroku | older | {f"{app.name}.heroku-shadowapp.com"}),
        hosts=frozenset(f"{host}.herokudns.com" for host in hosts),
        addresses=frozenset(address for row in rows for address in target_addresses(row)),
        prefix=None if heroku else app.name,
    )


def target_addresses(row: DomainDns) -> tuple[str, ...]:
    """List the addresses of the DNS target of a domain, of both kinds."""
    return (*_records(row.target_a), *_records(row.target_aaaa))


def _records(lookup: Lookup | None) -> tuple[str, ...]:
    return lookup.records if isinstance(lookup, Answer) else ()
