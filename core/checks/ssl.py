"""The check `ssl`."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from core.check import check, passed, skipped
from core.checks._own_names import canonical, own_names, target_of
from core.checks._route import trace
from core.checks._ssl_caa import judge_caa
from core.checks._ssl_case import Case, Limits
from core.checks._ssl_held import judge_held
from core.checks._ssl_seen import describe, judge_seen, source
from core.inject import Days
from core.report import RANK, Finding, Status
from core.snapshot import App, Domain, DomainDns, DomainTls, Handshake, SniEndpoint, Unavailable

_NOT_PROBED = Unavailable(kind="unsupported", reason="it was not probed")


@check(title="A good certificate for every custom domain", category="domains")
def ssl(  # noqa: PLR0913, PLR0917  facts arrive by parameter name
    app: App,
    domains: tuple[Domain, ...],
    sni_endpoints: tuple[SniEndpoint, ...] | Unavailable,
    dns: tuple[DomainDns, ...] | Unavailable,
    tls: tuple[DomainTls, ...] | Unavailable,
    taken_at: datetime,
    *,
    warn_days: Days = 30,
    fail_days: Days = 7,
    automatic_warn_days: Days = 14,
) -> Iterator[Finding]:
    """Judge the certificate of each custom domain, as Heroku holds it and as visitors see it.

    Why:
        When a certificate ends, does not cover the domain, or is one nobody trusts, browsers show a
        warning in place of the app: to most visitors it is down.
    Passes when:
        A client that asks for the domain is shown a certificate that covers it, is trusted and is
        not about to end, and Heroku can renew the automatic one. Behind a proxy, what counts is the
        proxy's certificate. Of an app with internal routing, only what Heroku holds is judged.
    Warns when:
        An uploaded certificate ends within `warn_days` days, an automatic one within
        `automatic_warn_days` (Heroku renews it a month before its end); Heroku is still getting the
        certificate, or fails to and keeps trying; CAA records forbid the next one; at Heroku there
        is none that is good, while what stands in front of it satisfies visitors.
    Fails when:
        Visitors are shown a certificate that has expired, does not cover the domain or is not
        trusted; there is none at all; Heroku has given up getting it; CAA records forbid the first
        one; an uploaded one ends within `fail_days` days.
    Fix:
        Turn on automatic certificates, have Heroku try again, or upload a new certificate.
    References:
        automated-certificate-management
        acm-failure-reasons
        ssl
    """
    if not (custom := [domain for domain in domains if domain.custom]):
        yield skipped(None, "the app has no custom domain")
        return
    endpoints, unread = _split(sni_endpoints)
    own = own_names(app, domains, dns)
    rows = {} if isinstance(dns, Unavailable) else {canonical(row.hostname): row for row in dns}
    shown = _shown(tls)
    for domain in custom:
        name = canonical(domain.hostname)
        row = rows.get(name)
        case = Case(
            app=app,
            domain=domain,
            endpoint=_endpoint(domain, name, endpoints),
            outcome=shown[name],
            row=row,
            route=None if row is None else trace(row, target_of(domain), own),
            unread=unread,
            now=taken_at,
            uploaded=Limits(warn=warn_days, fail=fail_days),
            automatic=Limits(warn=automatic_warn_days, fail=0),
        )
        yield from _judge(case)


def _split(
    endpoints: tuple[SniEndpoint, ...] | Unavailable,
) -> tuple[tuple[SniEndpoint, ...], Unavailable | None]:
    return ((), endpoints) if isinstance(endpoints, Unavailable) else (endpoints, None)


def _shown(tls: tuple[DomainTls, ...] | Unavailable) -> Mapping[str, Handshake | Unavailable]:
    """Map each normalised hostname to what visitors see, and any other to why that is unknown."""
    if isinstance(tls, Unavailable):
        return defaultdict(lambda: tls)
    return defaultdict(lambda: _NOT_PROBED, {canonical(row.hostname): row.outcome for row in tls})


def _endpoint(domain: Domain, name: str, endpoints: tuple[SniEndpoint, ...]) -> SniEndpoint | None:
    """Find the SNI endpoint of a domain; `name` is its normalised hostname."""
    for endpoint in endpoints:
        if domain.sni_endpoint is not None:
            if endpoint.name == domain.sni_endpoint:
                return endpoint
        elif name in map(canonical, endpoint.domains):
            return endpoint
    return None


def _judge(case: Case) -> Iterator[Finding]:
    """Say the worst of one domain, its cause before its effect."""
    if case.app.internal_routing:
        reason = f"{case.host} is reachable from inside its space only: no visitor can be tried"
        yield judge_held(case) or skipped(case.host, reason)
        return
    found = (_soften(case, judge_caa(case)), _soften(case, judge_held(case)), judge_seen(case))
    findings = sorted(filter(None, found), key=_rank)
    if not findings:
        shown = case.outcome.certificate if isinstance(case.outcome, Handshake) else None
        yield passed(case.host, describe(case), **case.evidence(shown))
        return
    yield findings[0]
    if findings[0].status is Status.UNKNOWN:
        # What is not known hides nothing of what is.
        yield from [each for each in findings if each.status is Status.WARNING][:1]


def _rank(finding: Finding) -> int:
    return RANK[finding.status]


def _soften(case: Case, finding: Finding | None) -> Finding | None:
    """Warn of a certificate at Heroku that is no good, while visitors are shown one that is."""
    satisfied = case.trusted and (case.to_heroku is False or not case.managed)
    if finding is None or finding.status is not Status.FAILED or not satisfied:
        return finding
    return msgspec.structs.replace(
        finding,
        status=Status.WARNING,
        message=f"{finding.message}; visitors see a good one today{source(case)}",
    )
