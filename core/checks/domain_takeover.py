"""The check `domain_takeover`."""

from collections.abc import Iterator

from core.check import check, failed, passed, skipped, unknown, warning
from core.checks._dns_findings import set_target
from core.checks._own_names import canonical, own_names, target_of
from core.checks._route import Leads, Route, trace
from core.fix import fix
from core.knowledge.hosts import heroku_kind, proxy_named
from core.report import Finding, Fix
from core.snapshot import App, Domain, DomainDns, Unavailable


@check(title="No domain points at a name that is gone or another app's", category="domains")
def domain_takeover(
    app: App, domains: tuple[Domain, ...], dns: tuple[DomainDns, ...] | Unavailable
) -> Iterator[Finding]:
    """Judge whether somebody else can answer for a custom domain.

    Why:
        A CNAME record hands a domain over to whoever holds the name it points at. When that name is
        gone, or belongs to another app, a stranger can claim it, show pages under the domain, read
        its cookies and obtain a certificate for it.
    Passes when:
        The CNAME chain of each custom domain ends at a name of this app, whether or not it resolves
        today, or at a name elsewhere that exists. Targets of other domains of the same app are its
        own. An app without custom domains, or with internal routing, is skipped.
    Warns when:
        A domain leads to a retired endpoint of Heroku that cannot be attributed to an app, or has
        an address that Heroku has given up.
    Fails when:
        A domain leads to a name of Heroku that is not this app's, or to a name that does not exist,
        at Heroku or at any other service.
    Fix:
        Point the record at the DNS target of the domain, or remove it.
    References:
        custom-domains
    """
    custom = [domain for domain in domains if domain.custom]
    if not custom:
        yield skipped(None, "the app has no custom domain")
    elif app.internal_routing:
        yield skipped(None, "the app is reachable from inside its space only: it has no public DNS")
    elif isinstance(dns, Unavailable):
        yield unknown(None, f"DNS could not be read: {dns.reason}", kind=dns.kind)
    else:
        own = own_names(app, domains, dns)
        rows = {canonical(row.hostname): row for row in dns}
        for domain in custom:
            row = rows.get(canonical(domain.hostname))
            if row is None:
                yield unknown(domain.hostname, f"{domain.hostname} was not looked up in DNS")
            else:
                yield _judge(domain, trace(row, target_of(domain), own))


def _judge(domain: Domain, route: Route) -> Finding:
    host, leads = domain.hostname, route.leads
    if route.problem is not None and leads is Leads.UNREADABLE:
        reason, kind = route.problem.reason, route.problem.kind
        return unknown(host, f"the DNS of {host} could not be read: {reason}", kind=kind)
    evidence = route.evidence(target_of(domain))
    if danger := _danger(route):
        return failed(host, f"{host} leads to {danger}", fix=_remedy(domain), **evidence)
    if leads is Leads.FOREIGN and domain.cname is None and heroku_kind(route.name) == "target":
        message = f"{host} leads to {route.name}; Heroku has not said yet whether that is its own"
        return unknown(host, message, fix=None, **evidence)
    if leads is Leads.FOREIGN:
        message = (
            f"{host} leads to {route.name}, which is not this app's: whoever holds that name "
            "can answer your visitors under your domain"
        )
        return failed(host, message, fix=_remedy(domain), **evidence)
    if doubt := _doubt(route):
        return warning(host, f"{host} {doubt}", fix=_remedy(domain), **evidence)
    return passed(host, _safe(host, route), **evidence)


def _danger(route: Route) -> str | None:
    """Say what happens to a domain whose chain ends at a name that does not exist.

    Nobody else can claim a name that Heroku has given to the app itself.
    """
    if not route.dangling or not route.chain or route.own:
        return None
    end = route.chain[-1]
    service = proxy_named(end)
    at = f" at {service.name}" if service else ""
    return (
        f"{end}, which does not exist: whoever claims that name{at} can show pages under your "
        "domain and obtain a certificate for it"
    )


def _doubt(route: Route) -> str | None:
    if route.leads is Leads.LEGACY:
        return f"leads to {route.name}, which Heroku retired: it cannot be said whose it is today"
    if route.leads is Leads.RETIRED:
        return f"points at {route.name}, which Heroku gave up: whoever has it now can answer for it"
    return None


def _safe(host: str, route: Route) -> str:
    if route.own:
        return f"{host} leads to {route.name}, which is this app's own"
    if route.chain:
        return f"{host} leads to {route.chain[-1]}, which exists"
    return f"{host} points at no other name"


def _remedy(domain: Domain) -> Fix:
    target = target_of(domain)
    return set_target(domain.hostname, target) if target else fix(None, "custom-domains")
