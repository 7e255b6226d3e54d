"""What DNS says of each custom domain, and of the target that Heroku gave it."""

import asyncio
import secrets
from collections.abc import Mapping

import msgspec

from core.collect.resolver import Resolver
from core.collect.sources import Sources
from core.knowledge.hosts import heroku_kind
from core.names import InvalidHostname, normalise_hostname, registrable_domain
from core.snapshot import Answer, App, Domain, DomainDns, Lookup, Unavailable

_Climbs = Mapping[str, tuple[str, ...]]


async def dns(domains: tuple[Domain, ...], app: App, sources: Sources) -> tuple[DomainDns, ...]:
    """Ask for the addresses and the CAA records of each custom domain, all at the same time.

    An app with internal routing has no public DNS, and nothing is asked.
    """
    custom = [domain for domain in domains if domain.custom]
    if not custom or app.internal_routing:
        return ()
    async with asyncio.TaskGroup() as group:
        resolver = Resolver(group, sources)
        # In a thread: the Public Suffix List takes long to read, and answers arrive meanwhile.
        hostnames = [domain.hostname for domain in custom]
        climbs = group.create_task(asyncio.to_thread(_climbs, hostnames))
        tasks = [group.create_task(_domain(each, resolver, climbs)) for each in custom]
    return tuple(task.result() for task in tasks)


async def _domain(domain: Domain, resolver: Resolver, climbs: asyncio.Task[_Climbs]) -> DomainDns:
    queried = _question(domain.hostname)
    target = _normal(domain.cname) if domain.cname else None
    (a, target_a), (aaaa, target_aaaa), (caa, caa_owner) = await asyncio.gather(
        _addresses(resolver, queried, target, "A"),
        _addresses(resolver, queried, target, "AAAA"),
        _closest_caa(resolver, domain.hostname, climbs),
    )
    return DomainDns(
        hostname=domain.hostname,
        queried=queried,
        a=a,
        aaaa=aaaa,
        caa=caa,
        caa_owner=caa_owner,
        target=target,
        target_a=target_a,
        target_aaaa=target_aaaa,
    )


def _question(hostname: str) -> str:
    """Name what to ask for a hostname: of a wildcard, a label that nobody has set."""
    parent = hostname.removeprefix("*.")
    return _normal(hostname if parent == hostname else f"{secrets.token_hex(8)}.{parent}")


def _normal(hostname: str) -> str:
    """Normalise a name. What is none stays as it is; the resolver says so when it is asked."""
    try:
        return normalise_hostname(hostname)
    except InvalidHostname:
        return hostname


async def _addresses(
    resolver: Resolver, name: str, target: str | None, rdtype: str
) -> tuple[Lookup, Lookup | None]:
    """Ask for the addresses of a name and of its target.

    Addresses that have nothing in common are asked for once more: both rotate, and a flattened
    ALIAS shows but some of those of its target.
    """
    if target is None:
        return await resolver.ask(name, rdtype), None
    first = await asyncio.gather(resolver.ask(name, rdtype), resolver.ask(target, rdtype))
    if not _differ(*first):
        return first
    second = await asyncio.gather(
        resolver.ask(name, rdtype, look=2), resolver.ask(target, rdtype, look=2)
    )
    return _union(first[0], second[0]), _union(first[1], second[1])


def _differ(own: Lookup, targets: Lookup) -> bool:
    """Tell whether there is a second look to take; a name of Heroku in the chain says enough."""
    return (
        isinstance(own, Answer)
        and isinstance(targets, Answer)
        and not any(map(heroku_kind, own.chain))
        and set(own.records).isdisjoint(targets.records)
    )


def _union(first: Lookup, second: Lookup) -> Lookup:
    if not isinstance(first, Answer) or not isinstance(second, Answer):
        return first
    records = tuple(sorted({*first.records, *second.records}))
    return msgspec.structs.replace(first, records=records)


async def _closest_caa(
    resolver: Resolver, hostname: str, climbs: asyncio.Task[_Climbs]
) -> tuple[Lookup, str | None]:
    """Find the closest CAA rrset and its owner: RFC 8659 section 3.

    All ancestors are asked at once. One that cannot be read hides those above it: its rrset, if
    there is one, would be the closest.
    """
    names = (await climbs)[hostname]
    lookups = await asyncio.gather(*(resolver.ask(name, "CAA") for name in names))
    for name, lookup in zip(names, lookups, strict=True):
        if isinstance(lookup, Answer):
            return lookup, lookup.chain[-1] if lookup.chain else name
        if isinstance(lookup, Unavailable):
            return lookup, None
    return lookups[0], None


def _climbs(hostnames: list[str]) -> _Climbs:
    return {hostname: _climb(hostname) for hostname in hostnames}


def _climb(hostname: str) -> tuple[str, ...]:
    """List a name and its ancestors up to the registrable domain; of a wildcard, its parent's."""
    name = _normal(hostname.removeprefix("*."))
    labels = name.split(".")
    top = registrable_domain(name)
    above = 0 if top is None else len(labels) - len(top.split("."))
    return tuple(".".join(labels[depth:]) for depth in range(above + 1))
