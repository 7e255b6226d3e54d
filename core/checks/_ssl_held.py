"""What the check `ssl` says of the certificate Heroku holds for a domain."""

from core.check import failed, unknown, warning
from core.checks._route import Leads
from core.checks._ssl_case import ISSUED, PENDING, Case, covers, day, ending, late, renewal
from core.fix import fix, heroku
from core.report import Finding
from core.snapshot import Certificate


def judge_held(case: Case) -> Finding | None:
    """Judge what Heroku holds or is getting; None when that is in order."""
    if case.managed:
        return _managed(case)
    if case.endpoint_name is None:
        return _none(case)
    return _unread(case) if case.held is None else _uploaded(case, case.held)


def _unread(case: Case) -> Finding | None:
    """Judge an uploaded certificate that could not be read; visitors of Heroku see it anyway."""
    if case.to_heroku:
        return None
    reason = case.unread.reason if case.unread else "Heroku shows none"
    return unknown(
        case.host,
        f"the certificate that Heroku holds for {case.host} could not be read: {reason}",
        fix=None,
        **case.evidence(None),
        kind=case.unread.kind if case.unread else None,
    )


def _none(case: Case) -> Finding:
    if case.app.acm is None:
        return unknown(
            case.host,
            f"{case.host} has no uploaded certificate, and Heroku does not say whether automatic "
            "ones are on",
            fix=fix(heroku("certs:auto", app=case.app.name), "automated-certificate-management"),
            **case.evidence(None),
        )
    return failed(
        case.host,
        f"{case.host} has no certificate at Heroku: none was uploaded, and automatic certificates "
        "are off",
        fix=renewal(case),
        **case.evidence(None),
    )


def _uploaded(case: Case, certificate: Certificate) -> Finding | None:
    if not covers(certificate, case.host):
        return failed(
            case.host,
            f"the certificate that Heroku holds for {case.host} does not cover it, only "
            f"{', '.join(certificate.names)}",
            fix=renewal(case),
            **case.evidence(certificate),
        )
    found = ending(case, certificate, limits=case.uploaded, remedy=renewal)
    return found or _doubtful_issuer(case, certificate)


def _doubtful_issuer(case: Case, certificate: Certificate) -> Finding | None:
    """Judge the issuer; a client that was satisfied knows better, and a proxy may not care."""
    signed = case.endpoint is None or case.endpoint.ca_signed is not False
    if case.trusted or case.to_heroku is False or (signed and not certificate.self_signed):
        return None
    what = "is self-signed" if certificate.self_signed else "is not signed by a known authority"
    return warning(
        case.host,
        f"the certificate that Heroku holds for {case.host} {what}: browsers refuse it",
        fix=renewal(case),
        **case.evidence(certificate),
    )


def _managed(case: Case) -> Finding | None:
    status = case.acm_status
    if status in ISSUED:
        return None if case.held is None else _issued(case, case.held)
    if status in PENDING:
        return _wildcard(case) if case.wildcard else _pending(case)
    if status not in {"failing", "failed"}:
        return unknown(
            case.host,
            f"Heroku shows the certificate of {case.host} as {status}, which this version does not "
            "know",
            fix=None,
            **case.evidence(case.held),
        )
    judge, what = (
        (failed, f"Heroku has given up getting a certificate for {case.host}")
        if status == "failed"
        else (warning, f"Heroku fails to get the certificate of {case.host} and keeps trying")
    )
    until = f"; the one it has ends on {day(case.held)}" if case.held else ""
    return judge(
        case.host, f"{what}{_cause(case)}{until}", fix=renewal(case), **case.evidence(case.held)
    )


def _issued(case: Case, certificate: Certificate) -> Finding | None:
    return ending(case, certificate, limits=case.automatic, remedy=renewal, note=late(case))


def _pending(case: Case) -> Finding:
    visitors = "" if case.trusted else "; until then browsers refuse it"
    if case.unverifiable:
        message = f"Heroku cannot get a certificate for {case.host}{_cause(case)}{visitors}"
        remedy = renewal(case)
    else:
        message = (
            f"Heroku is still getting a certificate for {case.host} ({case.acm_status})"
            f"{_cause(case)}: wait until it is issued{visitors}"
        )
        remedy = fix(heroku("certs:auto", app=case.app.name), "acm-failure-reasons")
    return warning(case.host, message, fix=remedy, **case.evidence(case.held))


def _wildcard(case: Case) -> Finding:
    """Judge a wildcard that waits for an automatic certificate.

    A warning and no failure: that there is none for wildcards is long-standing and not confirmed.
    """
    return warning(
        case.host,
        f"{case.host} is a wildcard, for which Heroku gets no automatic certificate: it needs one "
        "that you upload",
        fix=renewal(case),
        **case.evidence(case.held),
    )


def _cause(case: Case) -> str:
    """Say why Heroku has no certificate, as far as it can be seen."""
    if case.route is not None and case.unverifiable:
        return f" while the domain leads to {case.route.name} and not to its DNS target"
    reason = case.domain.acm_status_reason
    if reason is None and case.route is not None and case.route.leads is Leads.PROXY:
        return f" while {case.front} stands in front of it"
    return f" (Heroku's reason: {reason})" if reason else ""
