"""What there is to know of the certificate of one domain."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from core.checks._dns_findings import set_target
from core.checks._own_names import canonical, target_of
from core.checks._route import Route
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
        if self.app.acm is False:
            return False
        if self.endpoint is None:
            # An SNI endpoint that could not be read is an uploaded one, unless Heroku says more.
            told = self.domain.acm_status is not None
            return told or (self.app.acm is True and self.domain.sni_endpoint is None)
        return self.endpoint.acm or self.acm_status in ISSUED

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
    def unverifiable(self) -> bool:
        """Whether Heroku cannot get it a certificate because of where it leads."""
        return self.route is not None and self.route.unverifiable

    @property
    def astray(self) -> bool:
        """Whether nothing at Heroku helps before the domain leads there."""
        return self.route is not None and self.route.astray

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
    end = certificate.not_after
    return "a day unknown" if end is None else end.date().isoformat()


def ending(
    case: Case,
    certificate: Certificate,
    *,
    limits: Limits,
    remedy: Callable[[Case], Fix],
    note: str = "",
) -> Finding | None:
    """Judge a certificate by the day it ends; None when that is far off or not known.

    Args:
        case: The domain.
        certificate: Its certificate, at Heroku or as visitors see it.
        limits: From when on to warn and to fail.
        remedy: Composes the fix.
        note: What else to say.
    """
    days = case.days_left(certificate)
    if days is None or days >= limits.warn:
        return None
    if days < 0:
        when = f"expired on {day(certificate)}: browsers refuse it"
    else:
        when = f"ends on {day(certificate)}, in {days} day{'' if days == 1 else 's'}"
    return Finding(
        status=Status.FAILED if days < limits.fail else Status.WARNING,
        resource=case.host,
        message=f"the certificate of {case.host} {when}{note}",
        evidence=case.evidence(certificate),
        fix=remedy(case),
    )


def late(case: Case) -> str:
    """Add whose fault the end of a certificate is: DC:acm says renewed a month before it."""
    return "; Heroku should have renewed it by now" if case.managed else ""


def renewal(case: Case) -> Fix:
    """Compose what gets a domain a certificate that is good at Heroku."""
    app, name = case.app.name, case.endpoint_name
    if case.managed and not case.wildcard:
        return _automatic(case, "certs:auto:refresh")
    if name is not None and not case.managed:
        update = heroku("certs:update", "server.crt", "server.key", "--name", name, app=app)
        return fix(update, "ssl")
    if case.wildcard:
        return fix(heroku("certs:add", "server.crt", "server.key", app=app), "ssl")
    return _automatic(case, "certs:auto:enable")


def _automatic(case: Case, command: str) -> Fix:
    """Have Heroku get the certificate; a domain that does not lead there has to move first."""
    target = target_of(case.domain)
    moves = case.unverifiable or case.astray
    move = set_target(case.host, target) if moves and target else Fix()
    legacy = case.route is not None and case.route.ssl_endpoint
    return fix(
        heroku(command, app=case.app.name),
        "automated-certificate-management",
        "acm-failure-reasons",
        *(("ssl-endpoint",) if legacy else ()),
        record=move.record,
    )
