"""Domains and certificates as Heroku has them, and what DNS and TLS say of them outside."""

from typing import Literal, TypeAlias

from core.snapshot.base import Fact, Moment, Unavailable


class Domain(Fact, frozen=True, kw_only=True):
    """A domain of the app: `GET /apps/{app}/domains`."""

    hostname: str
    kind: str
    """`custom`, or `heroku` for the app's own name."""
    cname: str | None = None
    """The DNS target that Heroku gave it; None while pending and for `heroku` domains."""
    status: str | None = None
    """`pending`, `succeeded`, `none`, or an error."""
    acm_status: str | None = None
    acm_status_reason: str | None = None
    sni_endpoint: str | None = None
    """Name of the SNI endpoint that serves it."""

    @property
    def custom(self) -> bool:
        """Whether a person added it, as against the app's own name."""
        return self.kind == "custom"


class Certificate(Fact, frozen=True, kw_only=True):
    """The facts of an X.509 certificate that decide whether a client accepts it."""

    subject: str | None = None
    issuer: str | None = None
    not_before: Moment | None = None
    not_after: Moment | None = None
    names: tuple[str, ...] = ()
    """DNS names it covers: the SANs, or Heroku's `cert_domains`."""
    self_signed: bool = False


class SniEndpoint(Fact, frozen=True, kw_only=True):
    """A certificate that Heroku holds for the app: `GET /apps/{app}/sni-endpoints`."""

    name: str
    domains: tuple[str, ...] = ()
    """Ids or names of the domains it is set for, as the API gives them."""
    certificate: Certificate | None = None
    """None when the API shows an empty one."""
    acm: bool = False
    """It is the automatically managed one."""
    ca_signed: bool | None = None


class Answer(Fact, frozen=True, kw_only=True, tag="answer", tag_field="fact"):
    """Records for the question. Names are in lower case, A-label form, without a final dot."""

    records: tuple[str, ...]
    """Addresses, or the text of CAA records; sorted."""
    chain: tuple[str, ...] = ()
    """CNAME targets passed on the way, in order; empty when the name itself has the records."""
    ttl: int = 0
    """Seconds."""


class NoSuchName(Fact, frozen=True, kw_only=True, tag="no_such_name", tag_field="fact"):
    """NXDOMAIN: the name, or the last name of its chain, does not exist."""

    chain: tuple[str, ...] = ()


class NoRecord(Fact, frozen=True, kw_only=True, tag="no_record", tag_field="fact"):
    """NOERROR without data: the name exists and has no record of this type."""

    chain: tuple[str, ...] = ()


Lookup: TypeAlias = Answer | NoSuchName | NoRecord | Unavailable
"""What DNS said: a time-out (`Unavailable`) is not a missing record."""


class DomainDns(Fact, frozen=True, kw_only=True):
    """DNS of one custom domain and of the target Heroku gave it."""

    hostname: str
    """As `Domain.hostname`."""
    queried: str
    """The name that was asked, A-label form; of a wildcard, with a random label."""
    a: Lookup
    aaaa: Lookup
    caa: Lookup
    """The closest CAA rrset, looked for from the name upwards (RFC 8659 section 3)."""
    caa_owner: str | None = None
    """The name that rrset belongs to."""
    target: str | None = None
    """`Domain.cname`, normalised."""
    target_a: Lookup | None = None
    """None when there is no target."""
    target_aaaa: Lookup | None = None


TrustProblem = Literal["expired", "not_yet_valid", "wrong_host", "self_signed", "untrusted_issuer"]


class Handshake(Fact, frozen=True, kw_only=True, tag="handshake", tag_field="fact"):
    """A TLS server answered and showed a certificate."""

    address: str
    certificate: Certificate
    problem: TrustProblem | None = None
    """Why a client would refuse it; None when it is trusted and covers the name."""
    detail: str | None = None
    """The verifier's own words for the problem."""


class DomainTls(Fact, frozen=True, kw_only=True):
    """What a TLS client sees when it asks for a custom domain."""

    hostname: str
    """As `Domain.hostname`."""
    outcome: Handshake | Unavailable
