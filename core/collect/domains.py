"""Domains and the certificates Heroku holds for them: the Platform API."""

import msgspec

from core.collect.answer import Named, moment
from core.collect.http import HerokuClient
from core.snapshot import Certificate, Domain, SniEndpoint


class _Domain(msgspec.Struct):
    hostname: str
    kind: str
    cname: str | None = None
    status: str | None = None
    acm_status: str | None = None
    acm_status_reason: str | None = None
    sni_endpoint: Named | None = None


async def domains(client: HerokuClient, app_name: str) -> tuple[Domain, ...]:
    """Read the domains, the app's own among them, by name: the API lists them by id."""
    rows = await client.get_all(f"/apps/{app_name}/domains", _Domain)
    rows = tuple(sorted(rows, key=lambda row: row.hostname.casefold()))
    return tuple(
        Domain(
            hostname=row.hostname,
            kind=row.kind,
            cname=row.cname,
            status=row.status,
            acm_status=row.acm_status,
            acm_status_reason=row.acm_status_reason,
            sni_endpoint=row.sni_endpoint.name or row.sni_endpoint.id if row.sni_endpoint else None,
        )
        for row in rows
    )


class _Certificate(msgspec.Struct):
    subject: str | None = None
    issuer: str | None = None
    starts_at: str | None = None
    expires_at: str | None = None
    cert_domains: list[str] | None = None
    acm: bool | None = None
    self_signed: bool | None = msgspec.field(default=None, name="self_signed?")
    ca_signed: bool | None = msgspec.field(default=None, name="ca_signed?")


class _SniEndpoint(msgspec.Struct):
    name: str
    domains: list[str] | None = None
    ssl_cert: _Certificate | None = None


async def sni_endpoints(
    client: HerokuClient, app_name: str, domains: tuple[Domain, ...]
) -> tuple[SniEndpoint, ...]:
    """Read the certificates Heroku holds; without a custom domain there is none to serve."""
    if not any(domain.custom for domain in domains):
        return ()
    rows = await client.get_all(f"/apps/{app_name}/sni-endpoints", _SniEndpoint)
    return tuple(_sni_endpoint(row, row.ssl_cert or _Certificate()) for row in rows)


def _sni_endpoint(row: _SniEndpoint, shown: _Certificate) -> SniEndpoint:
    certificate = Certificate(
        subject=shown.subject,
        issuer=shown.issuer,
        not_before=moment(shown.starts_at),
        not_after=moment(shown.expires_at),
        names=tuple(shown.cert_domains or ()),
        self_signed=shown.self_signed is True,
    )
    return SniEndpoint(
        name=row.name,
        domains=tuple(row.domains or ()),
        certificate=None if certificate == Certificate() else certificate,
        acm=shown.acm is True,
        ca_signed=shown.ca_signed,
    )
