"""Domains and SNI endpoints."""

from collections.abc import Iterator

from sandbox.model import Catalogue, SampleApp
from sandbox.model.names import dns_target, uuid_of
from sandbox.model.rows import DomainRow, SniEndpointRow
from sandbox.objects.common import Json, app_ref, named, own_hostname, stamps

ISSUED = ("cert issued", "ok")
"""What `acm_status` says once the automatic certificate is there."""
AUTOMATIC = "tyrannosaurus-26313"
"""Name of the endpoint that holds the automatic certificate."""


def target_of(row: DomainRow) -> str | None:
    """Tell the DNS target of a domain."""
    return dns_target(row.hostname) if row.cname == "" else row.cname


def domains(catalogue: Catalogue, app: SampleApp) -> Iterator[Json]:
    """Make the domains: the app's own name and the custom ones."""
    yield _domain(catalogue, app, own_hostname(app), kind="heroku", status="none")
    endpoints = sni_rows(app)
    for row in app.domains:
        serving = [each.name for each in endpoints if row.hostname in each.hostnames]
        yield {
            **_domain(catalogue, app, row.hostname, kind="custom", status=row.status),
            "acm_status": row.acm_status,
            "acm_status_reason": row.acm_status_reason,
            "cname": target_of(row),
            "sni_endpoint": named("sni-endpoint", serving[0]) if serving else None,
        }


def sni_rows(app: SampleApp) -> list[SniEndpointRow]:
    """List the SNI endpoints: those written, and the automatic one for the rest."""
    written = {name for row in app.sni_endpoints for name in row.hostnames}
    rest = [
        row.hostname
        for row in app.domains
        if row.acm_status in ISSUED and row.hostname not in written
    ]
    automatic = SniEndpointRow(name=AUTOMATIC, hostnames=tuple(rest), acm=True)
    return [*app.sni_endpoints, *([automatic] if rest else [])]


def sni_endpoint(catalogue: Catalogue, app: SampleApp, row: SniEndpointRow) -> Json:
    """Make an SNI endpoint."""
    return {
        **named("sni-endpoint", row.name),
        **stamps(catalogue, app),
        "app": app_ref(app),
        "certificate_chain": "-----BEGIN CERTIFICATE-----\nMIIBmadeUp\n-----END CERTIFICATE-----\n",
        "display_name": None,
        "domains": [_domain_id(app, hostname) for hostname in row.hostnames],
        "ssl_cert": {} if row.empty else _certificate(catalogue, row),
    }


def _certificate(catalogue: Catalogue, row: SniEndpointRow) -> Json:
    subject = f"/CN={row.hostnames[0] if row.hostnames else row.name}"
    return {
        "acm": row.acm,
        "ca_signed?": row.ca_signed and not row.self_signed,
        "cert_domains": list(row.hostnames),
        "expires_at": catalogue.ago(days=-row.expires_in_days),
        "id": uuid_of("certificate", row.name),
        "issuer": subject if row.self_signed else row.issuer,
        "self_signed?": row.self_signed,
        "starts_at": catalogue.ago(days=90 - row.expires_in_days),
        "subject": subject,
    }


def _domain(catalogue: Catalogue, app: SampleApp, hostname: str, *, kind: str, status: str) -> Json:
    return {
        **stamps(catalogue, app),
        "acm_status": None,
        "acm_status_reason": None,
        "app": app_ref(app),
        "cname": None,
        "hostname": hostname,
        "id": _domain_id(app, hostname),
        "kind": kind,
        "sni_endpoint": None,
        "status": status,
    }


def _domain_id(app: SampleApp, hostname: str) -> str:
    return uuid_of("domain", app.origin, hostname)
