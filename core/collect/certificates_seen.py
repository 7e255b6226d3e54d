"""Whether what visitors see tells all there is to know of the certificates that Heroku holds."""

from datetime import UTC, datetime, timedelta

from core.checks._own_names import Own, canonical, own_names, target_of
from core.checks._route import Leads, trace
from core.checks._ssl_case import ISSUED
from core.snapshot import (
    App,
    Domain,
    DomainDns,
    DomainTls,
    Handshake,
    NoRecord,
    NoSuchName,
    Unavailable,
)

_DIRECT = frozenset({Leads.TARGET, Leads.SIBLING, Leads.ADDRESSES})
"""Routes that end at the app itself: what is shown there is what Heroku holds."""
_FAR = timedelta(days=30)
"""Heroku renews a month before the end: DC:automated-certificate-management."""


def all_seen(
    app: App,
    domains: tuple[Domain, ...],
    dns: tuple[DomainDns, ...] | Unavailable,
    tls: tuple[DomainTls, ...] | Unavailable,
) -> bool:
    """Tell whether each custom domain shows an automatic certificate of Heroku's that is good.

    Nothing that Heroku holds changes what is said of such a domain: the certificate is trusted, far
    from its end, comes straight from Heroku, and no CAA record forbids the next one.
    """
    if app.acm is not True or isinstance(dns, Unavailable) or isinstance(tls, Unavailable):
        return False
    own = own_names(app, domains, dns)
    rows = {canonical(row.hostname): row for row in dns}
    shown = {canonical(row.hostname): row.outcome for row in tls}
    custom = [domain for domain in domains if domain.custom]
    return all(
        _automatic(domain)
        and _direct(domain, rows.get(canonical(domain.hostname)), own)
        and _good(shown.get(canonical(domain.hostname)))
        for domain in custom
    )


def _automatic(domain: Domain) -> bool:
    issued = (domain.acm_status or "").lower() in ISSUED
    return issued and not domain.hostname.startswith("*.")


def _direct(domain: Domain, row: DomainDns | None, own: Own) -> bool:
    if row is None or not isinstance(row.caa, NoRecord | NoSuchName):
        return False
    return trace(row, target_of(domain), own).leads in _DIRECT


def _good(outcome: Handshake | Unavailable | None) -> bool:
    if not isinstance(outcome, Handshake) or outcome.problem is not None:
        return False
    end = outcome.certificate.not_after
    return end is not None and end - datetime.now(UTC) > _FAR
