"""What the check `ssl` says of the certificate that visitors of a domain are shown."""

from typing import assert_never

from core.check import failed, unknown
from core.checks._dns_findings import set_target
from core.checks._own_names import target_of
from core.checks._route import Leads
from core.checks._ssl_case import PENDING, Case, day, ending, late, renewal
from core.fix import fix
from core.report import Finding, Fix
from core.snapshot import Certificate, Handshake, TrustProblem, Unavailable

_DEFAULT: frozenset[TrustProblem] = frozenset({"wrong_host", "self_signed", "untrusted_issuer"})
"""How Heroku's default certificate fails, which it shows while a domain has none of its own."""


def judge_seen(case: Case) -> Finding | None:
    """Judge what visitors are shown; None when they are satisfied."""
    if isinstance(case.outcome, Unavailable):
        return _unseen(case, case.outcome)
    certificate, problem = case.outcome.certificate, case.outcome.problem
    if problem is None:
        return _satisfied(case, certificate)
    if problem in _DEFAULT and _waits(case):
        return None
    evidence = {"address": case.outcome.address, "problem": problem, "detail": case.outcome.detail}
    return failed(
        case.host,
        f"{case.host} {_trouble(problem, certificate)}: browsers refuse it{source(case)}",
        fix=_remedy(case),
        **case.evidence(certificate),
        **evidence,
    )


def _unseen(case: Case, missing: Unavailable) -> Finding:
    message = (
        f"no visitor of {case.host} sees a certificate: {missing.reason}"
        if missing.kind == "not_found"
        else f"the certificate that visitors of {case.host} see could not be read: {missing.reason}"
    )
    return unknown(
        case.host,
        message + _known(case),
        fix=_remedy(case) if case.astray else None,
        kind=missing.kind,
        **case.evidence(case.held),
    )


def _known(case: Case) -> str:
    """Add what Heroku says, which is no proof of what visitors see."""
    return f"; Heroku holds one that ends on {day(case.held)}" if case.held else ""


def _satisfied(case: Case, certificate: Certificate) -> Finding | None:
    known = certificate if certificate.not_after or case.to_heroku is False else case.held
    if known is None or known.not_after is None:
        return unknown(
            case.host,
            f"the certificate of {case.host} does not say when it ends",
            fix=None,
            **case.evidence(certificate),
        )
    strange = case.to_heroku is False
    return ending(
        case,
        known,
        limits=case.automatic if strange or case.managed else case.uploaded,
        remedy=_remedy,
        note=source(case) if strange else late(case),
    )


def _waits(case: Case) -> bool:
    """Tell whether Heroku is about to replace its default certificate by the domain's own.

    It never does for a wildcard, nor for a domain that leads to an older name: DC:acm, 2024-10-16.
    """
    return (
        case.managed
        and case.acm_status in PENDING
        and case.to_heroku is not False
        and not (case.wildcard or case.unverifiable)
    )


def _trouble(problem: TrustProblem, certificate: Certificate) -> str:
    match problem:
        case "expired":
            return f"shows a certificate that expired on {day(certificate)}"
        case "not_yet_valid":
            start = certificate.not_before
            return f"shows a certificate that begins on {start and start.date()} only"
        case "wrong_host":
            names = ", ".join(certificate.names) or certificate.subject or "another name"
            return f"shows a certificate for {names}, which does not cover it"
        case "self_signed":
            return "shows a self-signed certificate"
        case "untrusted_issuer":
            return f"shows a certificate of an issuer nobody trusts ({certificate.issuer})"
        case _:
            assert_never(problem)


def source(case: Case) -> str:
    """Add where the certificate comes from that visitors are shown, when it is not Heroku."""
    return f"; it comes from {case.front}, not from Heroku" if case.to_heroku is False else ""


def _remedy(case: Case) -> Fix:
    """Where visitors do not meet the app at Heroku, nothing at Heroku helps."""
    if case.to_heroku is not False and not case.astray:
        return renewal(case)
    target = target_of(case.domain)
    if target is None or (case.route is not None and case.route.leads is Leads.PROXY):
        return fix(None, "ssl", "custom-domains")
    return set_target(case.host, target)


def describe(case: Case) -> str:
    """Say that all is well, and until when."""
    shown = case.outcome.certificate if isinstance(case.outcome, Handshake) else None
    certificate = shown if shown and shown.not_after else case.held
    until = day(certificate) if certificate else "a day unknown"
    return f"{case.host} has a certificate until {until}{source(case)}"
