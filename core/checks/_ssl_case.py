"""What there is to know of the certificate of one domain."""

from datetime import datetime

import msgspec

from core.checks._route import Route, canonical
from core.fix import fix, heroku
from core.report import EvidenceValue, Finding, Fix, Status
from core.snapshot import (
    App,
    Certificate,
    Domain,
    DomainDns,
    Handshake,
    SniEndpoint,
    Unavailable,
)

ISSUED = frozenset({"ok", "cert issued"})
"""`acm_status` of a certificate that is there: commands of github.com/heroku/cli."""
PENDING = frozenset({"pending", "verified", "in-progress", "dns-verified"})
"""`acm_status` on the way to a certificate: commands of github.com/heroku/cli, and their tests."""
_DAY = 86400
"""Seconds."""


class Limits(msgspec.Struct, frozen=True):
    """Days before the end of a certificate."""

    warn: int
    fail: int
    """Below this it fails."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One custom domain."""

    app: App
    domain: Domain
    endpoint: SniEndpoint | None
    """Where Heroku keeps its certificate; None when it has none, or none could be read."""
    outcome: Handshake | Unavailable
    row: DomainDns | None
    route: Route | None
    unread: Unavailable | None
    """Why the SNI endpoints could not be read."""
    now: datetime
    uploaded: Limits
    automatic: Limits

    @property
    def host(self) -> str:
        """The domain as Heroku has it."""
        return self.domain.hostname

    @property
    def wildcard(self) -> bool:
        """Whether it stands for every name below another one."""
        return self.host.startswith("*.")

    @property
    def acm_status(self) -> str:
        """`pending` where the API says nothing, as the Heroku CLI has it."""
        return (self.domain.acm_status or "pending").lower()

    @property
    def managed(self) -> bool:
        """Whether Heroku gets and renews the certificate by itself.

        An uploaded one can serve a domain of an app with automatic certificates. `acm` of an SNI
        endpoint is not in Heroku's schema: an issued status counts as well.
        """
        if not self.app.acm:
            return False
        return self.endpoint is None or self.endpoint.acm or self.acm_status in ISSUED

    @property
    def held(self) -> Certificate | None:
        """The certificate Heroku holds for it."""
        return None if self.endpoint is None else self.endpoint.certificate

    @property
    def endpoint_name(self) -> str | None:
        """Name of the SNI endpoint, also where its certificate could not be read."""
        return self.domain.sni_endpoint if self.endpoint is None else self.endpoint.name

    @property
    def trusted(self) -> bool:
        """Whether a client that asked was satisfied."""
        return isinstance(self.outcome, Handshake) and self.outcome.problem is None

    @property
    def to_heroku(self) -> bool | None:
        """Whether visitors meet Heroku itself; None when that cannot be told."""
        return None if self.route is None else self.route.to_heroku

    @property
    def limits(self) -> Limits:
        """Those for certificates that somebody has to renew, or that renew themselves."""
        return self.automatic if self.managed or self.to_heroku is False else self.uploaded

    @property
    def front(self) -> str:
        """What stands before Heroku."""
        if self.route is None:
            return ""
        return self.route.name or ", ".join(self.route.addresses)

    def days_left(self, certificate: Certificate | None) -> int | None:
        """Count whole days to the end of a certificate, negative once it is over."""
        if certificate is None or certificate.not_after is None:
            return None
        return int((certificate.not_after - self.now).total_seconds() // _DAY)

    def evidence(self, certificate: Certificate | None) -> dict[str, EvidenceValue]:
        """List what was seen."""
        facts: dict[str, EvidenceValue] = {
            "acm": self.app.acm,
            "acm_status": self.domain.acm_status,
            "sni_endpoint": self.endpoint_name,
        }
        if certificate is None:
            return facts
        end = certificate.not_after
        return {
            **facts,
            "issuer": certificate.issuer,
            "names": list(certificate.names),
            "not_after": None if end is None else end.isoformat(),
            "days": self.days_left(certificate),
        }


def covers(certificate: Certificate, host: str) -> bool:
    """Tell whether a certificate covers a host name: exactly, or by a wildcard for one label.

    One without names is taken to cover it: Heroku does not always list them, and a client that
    asks sees for itself.
    """
    name = canonical(host)
    above = name.partition(".")[2]
    names = {canonical(each) for each in certificate.names}
    return not names or name in names or f"*.{above}" in names


def day(certificate: Certificate) -> str:
    """Write the day a certificate ends, UTC."""
    return "a day unknown" if certificate.not_after is None else f"{certificate.not_after:%Y-%m-%d}"


def ending(case: Case, certificate: Certificate, remedy: Fix) -> Finding | None:
    """Judge a certificate by the day it ends; None when that is far off or not known."""
    days = case.days_left(certificate)
    if days is None or days >= case.limits.warn:
        return None
    status = Status.FAILED if days < case.limits.fail else Status.WARNING
    if days < 0:
        ended = day(certificate)
        message = f"the certificate of {case.host} expired on {ended}: browsers refuse it"
    else:
        whole = "1 day" if days == 1 else f"{days} days"
        late = ", and Heroku should have renewed it by now" if case.managed else ""
        message = f"the certificate of {case.host} ends on {day(certificate)}, in {whole}{late}"
    return Finding(
        status=status,
        resource=case.host,
        message=message,
        evidence=case.evidence(certificate),
        fix=remedy,
    )


def renewal(case: Case) -> Fix:
    """Compose what gets a domain a certificate that is good at Heroku."""
    app, name = case.app.name, case.endpoint_name
    if case.managed and not case.wildcard:
        return fix(
            heroku("certs:auto:refresh", app=app),
            "acm-failure-reasons",
            "automated-certificate-management",
        )
    if name is not None and not case.managed:
        update = heroku("certs:update", "server.crt", "server.key", "--name", name, app=app)
        return fix(update, "ssl")
    if case.wildcard:
        return fix(heroku("certs:add", "server.crt", "server.key", app=app), "ssl")
    return fix(heroku("certs:auto:enable", app=app), "automated-certificate-management", "ssl")
