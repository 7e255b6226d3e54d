"""What the check `ssl` says of CAA records: whether the certificate can be renewed."""

from core.check import failed, unknown, warning
from core.checks._caa import LETS_ENCRYPT, Objection, objection
from core.checks._ssl_case import ISSUED, Case, day
from core.fix import fix, heroku
from core.report import DnsRecord, Finding, Fix
from core.snapshot import Answer, Certificate, Handshake, Unavailable

_NOT_READ = Unavailable(kind="unsupported", reason="DNS was not read")


def judge_caa(case: Case) -> Finding | None:
    """Judge whether CAA records let the issuer renew; None when they do, or do not matter."""
    if not _needs_lets_encrypt(case):
        return None
    lookup = _NOT_READ if case.row is None else case.row.caa
    if isinstance(lookup, Unavailable):
        return unknown(
            case.host,
            f"the CAA records of {case.host} could not be read: {lookup.reason}; Let's Encrypt "
            "issues nothing while it cannot read them either",
            kind=lookup.kind,
        )
    if not isinstance(lookup, Answer):
        return None
    found = objection(lookup.records, LETS_ENCRYPT, wildcard=case.wildcard)
    return None if found is None else _objected(case, found, lookup.records)


def _needs_lets_encrypt(case: Case) -> bool:
    if case.managed and not case.wildcard:
        return True
    return case.held is not None and "Let's Encrypt" in (case.held.issuer or "")


def _objected(case: Case, found: Objection, records: tuple[str, ...]) -> Finding:
    owner = (case.row.caa_owner if case.row else None) or case.host
    none = _without_certificate(case)
    judge = failed if none and found.certain else warning
    effect = f"{case.host} cannot get a certificate" if none else _until(case)
    return judge(
        case.host,
        f"the CAA records of {owner} {found.reason}: {effect}",
        fix=_allow(case, owner, found.tag),
        **case.evidence(case.held),
        caa=list(records),
    )


def _allow(case: Case, owner: str, tag: str | None) -> Fix:
    waiting = case.managed and case.acm_status not in ISSUED
    command = heroku("certs:auto:refresh", app=case.app.name) if waiting else None
    record = tag and DnsRecord(name=owner, type="CAA", value=f'0 {tag} "{LETS_ENCRYPT}"')
    return fix(command, "acm-failure-reasons", record=record or None)


def _without_certificate(case: Case) -> bool:
    """Tell whether the domain surely has no certificate today."""
    if case.trusted or (case.managed and case.acm_status in ISSUED):
        return False
    days = case.days_left(case.held)
    if days is not None:
        return days < 0
    return case.endpoint_name is None or isinstance(case.outcome, Handshake)


def _until(case: Case) -> str:
    certificate = _lasting(case)
    days = case.days_left(certificate)
    if certificate is None or days is None or days < 0:
        return f"the certificate of {case.host} cannot be renewed"
    return (
        f"the certificate of {case.host} cannot be renewed when it ends on {day(certificate)}, "
        f"in {days} days"
    )


def _lasting(case: Case) -> Certificate | None:
    """Find the certificate to renew; the one that a proxy shows is not Heroku's."""
    if case.held is not None:
        return case.held
    direct = case.trusted and case.to_heroku is not False
    return case.outcome.certificate if direct and isinstance(case.outcome, Handshake) else None
