"""The check `dns`."""

from collections.abc import Iterator

from core.check import check, skipped, unknown
from core.checks._dns_findings import Case, judge_pending, judge_route
from core.checks._own_names import canonical, own_names, target_of
from core.checks._route import trace
from core.fix import fix, heroku
from core.report import Finding
from core.snapshot import App, Domain, DomainDns, Unavailable

_KINDS = frozenset({"custom", "heroku"})
"""`kind` of a domain: the Platform API schema."""


@check(title="Every custom domain leads to its Heroku target", category="domains")
def dns(
    app: App, domains: tuple[Domain, ...], dns: tuple[DomainDns, ...] | Unavailable
) -> Iterator[Finding]:
    """Judge where each custom domain leads by the DNS target that Heroku gave it.

    Why:
        Heroku moves its routers, and the DNS target moves with them. A domain that leads anywhere
        else, above all to a fixed address, is down when that place is, and gets no automatic
        certificate.
    Passes when:
        The CNAME chain of the domain reaches its DNS target, or its addresses are those of the
        target, as ALIAS, ANAME and CNAME flattening give them. A wildcard is tried with a random
        label. An app without custom domains, or with internal routing, is skipped.
    Warns when:
        The domain works by an older name of the app, by a retired endpoint or by the target of
        another domain of the app; a proxy or a redirect service stands in front of it; its AAAA
        records lead elsewhere.
    Fails when:
        The domain does not exist, has no address, leads to another app, to a name that no longer
        resolves, to an address that Heroku has given up, or to any other place.
    Fix:
        At the DNS provider, set a CNAME record to the DNS target; at an apex, an ALIAS or ANAME
        record.
    References:
        custom-domains
        apex-domains
    """
    custom = [domain for domain in domains if domain.custom]
    strange = [domain for domain in domains if domain.kind not in _KINDS]
    yield from [_judge_stranger(app, domain) for domain in strange]
    if not custom and not strange:
        yield skipped(None, "the app has no custom domain")
    elif app.internal_routing:
        yield skipped(None, "the app is reachable from inside its space only: it has no public DNS")
    elif isinstance(dns, Unavailable):
        yield unknown(None, f"DNS could not be read: {dns.reason}", kind=dns.kind)
    else:
        own = own_names(app, domains, dns)
        rows = {canonical(row.hostname): row for row in dns}
        for domain in custom:
            target = target_of(domain)
            row = rows.get(canonical(domain.hostname))
            if target is None:
                yield judge_pending(app, domain)
            elif row is None:
                yield unknown(domain.hostname, f"{domain.hostname} was not looked up in DNS")
            else:
                case = Case(app=app, domain=domain, row=row, target=target)
                yield judge_route(case, trace(row, target, own))


def _judge_stranger(app: App, domain: Domain) -> Finding:
    """Judge a domain of a kind that this version does not know."""
    host = domain.hostname
    return unknown(
        host,
        f"{host} is a domain of the kind {domain.kind!r}, which this prodcheck does not know",
        fix=fix(heroku("domains:info", host, app=app.name), "custom-domains"),
        kind_of_domain=domain.kind,
    )
