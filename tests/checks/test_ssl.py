from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.report import DnsRecord, Finding, Result
from core.snapshot import (
    Answer,
    Certificate,
    Domain,
    DomainTls,
    Handshake,
    Lookup,
    NoRecord,
    NoSuchName,
    SniEndpoint,
    TrustProblem,
    Unavailable,
)
from tests.apps import APP, CERTIFICATE, FORBIDDEN, NOW, TARGET, TIMEOUT, WWW_TLS, judge, statuses
from tests.checks.hosts import APP_ROW, HEROKU, domain, row, via

MANUAL = msgspec.structs.replace(APP, acm=False)
DIGICERT = 'C=US, O=DigiCert Inc, CN="DigiCert TLS RSA SHA256 2020 CA1"'
PENDING = ["pending", "verified", "in-progress", "dns-verified", None]
CLOUDFLARE = Answer(records=("104.17.32.1",))
DEFAULT = Certificate(
    subject="CN=*.herokuapp.com", names=("*.herokuapp.com",), not_after=NOW + timedelta(days=90)
)


def certificate(days: float = 60, *names: str, **fields: Any) -> Certificate:  # noqa: ANN401
    """A certificate that ends in so many days."""
    defaults = {
        "issuer": DIGICERT,
        "not_before": NOW - timedelta(days=30),
        "not_after": NOW + timedelta(days=days),
        "names": names or ("www.example.com",),
    }
    return Certificate(**{**defaults, **fields})


def shown(
    seen: Certificate, problem: TrustProblem | None = None, hostname: str = "www.example.com"
) -> tuple[DomainTls, ...]:
    """What visitors of a domain are shown."""
    outcome = Handshake(address=HEROKU[0], certificate=seen, problem=problem, detail="as it says")
    return (DomainTls(hostname=hostname, outcome=outcome),)


def silent(problem: Unavailable = TIMEOUT) -> tuple[DomainTls, ...]:
    return (DomainTls(hostname="www.example.com", outcome=problem),)


def uploaded(held: Certificate | None, **fields: Any) -> tuple[SniEndpoint, ...]:  # noqa: ANN401
    return (
        SniEndpoint(**{"name": "tokyo-1050", "certificate": held, "ca_signed": True, **fields}),
    )


def judge_upload(held: Certificate, **facts: Any) -> Result:  # noqa: ANN401
    """Judge an app whose certificate was uploaded, and is what visitors are shown."""
    defaults = {
        "app": MANUAL,
        "domains": (domain(acm_status=None),),
        "sni_endpoints": uploaded(held),
        "tls": shown(held),
    }
    return judge("ssl", **{**defaults, **facts})


def judge_acm(status: str | None, **facts: Any) -> Result:  # noqa: ANN401
    """Judge an app with automatic certificates by the status of its domain."""
    fields = {"acm_status": status, "sni_endpoint": None, **facts.pop("domain", {})}
    return judge("ssl", domains=(domain(**fields),), **{"sni_endpoints": (), **facts})


def at(a: Lookup, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    """The DNS of the domain, for a snapshot."""
    return {"dns": (row(a=a, **fields),)}


def only(result: Result) -> Finding:
    (finding,) = result.findings
    return finding


def command(finding: Finding) -> str | None:
    assert finding.fix is not None
    return finding.fix.command


def test_an_issued_certificate_that_visitors_see_passes() -> None:
    finding = only(judge("ssl"))
    assert finding.status == "passed"
    assert finding.message == "www.example.com has a certificate until 2027-01-18"
    assert finding.evidence["days"] == 56
    assert finding.evidence["not_after"] == "2027-01-18T00:00:00+00:00"
    assert finding.evidence["issuer"] == CERTIFICATE.issuer


def test_the_day_told_is_that_of_the_certificate_visitors_see() -> None:
    finding = only(judge("ssl", tls=shown(certificate(40))))
    assert finding.message == "www.example.com has a certificate until 2027-01-01"


@pytest.mark.parametrize("status", ["ok", "OK", "cert issued"])
def test_an_issued_certificate_counts_as_automatic_without_the_flag(status: str) -> None:
    endpoints = uploaded(certificate(20))
    domains = (domain(acm_status=status),)
    result = judge("ssl", domains=domains, sni_endpoints=endpoints, tls=shown(certificate(20)))
    assert result.status == "passed"


@pytest.mark.parametrize(
    ("days", "status"),
    [(60, "passed"), (30, "passed"), (29.5, "warning"), (7, "warning"), (6, "failed")],
)
def test_an_uploaded_certificate_is_judged_by_the_days_it_has_left(
    days: float, status: str
) -> None:
    result = judge_upload(certificate(days))
    assert only(result).status == status
    if status != "passed":
        assert command(only(result)) == (
            "heroku certs:update server.crt server.key --name tokyo-1050 -a ha-app"
        )


def test_the_thresholds_can_be_moved() -> None:
    moved = {"thresholds": {"warn_days": 90, "fail_days": 70}}
    assert judge_upload(certificate(80), **moved).status == "warning"
    assert judge_upload(certificate(60), **moved).status == "failed"
    assert judge("ssl", thresholds={"automatic_warn_days": 60}).status == "warning"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (14, None),
        (13, "ends on 2026-12-05, in 13 days"),
        (1, "ends on 2026-11-23, in 1 day;"),
        (0, "ends on 2026-11-22, in 0 days"),
    ],
)
def test_an_automatic_certificate_warns_when_its_renewal_is_late(
    days: int, words: str | None
) -> None:
    finding = only(judge_acm("cert issued", tls=shown(certificate(days))))
    assert finding.status == ("passed" if words is None else "warning")
    if words is not None:
        assert words in finding.message
        assert "Heroku should have renewed it by now" in finding.message
        assert command(finding) == "heroku certs:auto:refresh -a ha-app"
        assert finding.fix is not None
        assert finding.fix.record is None


def test_an_automatic_certificate_is_also_judged_as_heroku_holds_it() -> None:
    held = uploaded(certificate(5), acm=True)
    assert judge("ssl", sni_endpoints=held).status == "warning"
    result = judge("ssl", sni_endpoints=held, tls=silent())
    assert [f.status.value for f in result.findings] == ["unknown", "warning"]


def test_an_expired_certificate_fails() -> None:
    old = certificate(-3)
    finding = only(judge_upload(old, tls=shown(old, "expired")))
    assert finding.status == "failed"
    assert "expired on 2026-11-19" in finding.message
    assert judge_upload(old, tls=silent()).status == "failed"
    assert judge_acm("ok", tls=shown(old, "expired")).status == "failed"


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (("www.example.com",), "passed"),
        (("WWW.EXAMPLE.COM.",), "passed"),
        (("example.com", "*.example.com"), "passed"),
        (("*.com",), "failed"),
        (("example.com", "*.www.example.com"), "failed"),
    ],
)
def test_an_uploaded_certificate_must_cover_the_domain(names: tuple[str, ...], status: str) -> None:
    held = certificate(60, *names)
    problem: TrustProblem | None = "wrong_host" if status == "failed" else None
    finding = only(judge_upload(held, tls=shown(held, problem)))
    assert finding.status == status
    if status == "failed":
        assert names[0] in finding.message


@pytest.mark.parametrize(
    ("name", "status"), [("*.example.com", "passed"), ("www.example.com", "failed")]
)
def test_a_wildcard_needs_a_certificate_for_itself(name: str, status: str) -> None:
    host, held = "*.example.com", certificate(60, name)
    result = judge_upload(
        held,
        domains=(domain(host, acm_status=None),),
        dns=(row(host, a=via(TARGET)),),
        tls=shown(held, None if status == "passed" else "wrong_host", host),
    )
    assert only(result).status == status


def test_an_internationalised_name_is_covered_in_a_label_form() -> None:
    held = certificate(60, "xn--bcher-kva.example")
    domains = (domain("bücher.example", acm_status=None),)
    dns = (row("bücher.example", a=via(TARGET)),)
    tls = shown(held, hostname="BÜCHER.example.")
    assert judge_upload(held, domains=domains, dns=dns, tls=tls).status == "passed"


def test_a_certificate_whose_names_are_not_told_is_left_to_the_client() -> None:
    held = msgspec.structs.replace(certificate(60), names=())
    assert judge_upload(held).status == "passed"


@pytest.mark.parametrize("status", ["failing", "failed"])
@pytest.mark.parametrize(
    "a",
    [
        via("other.herokuapp.com"),
        Answer(records=("75.101.145.87",)),
        Answer(records=("203.0.113.9",)),
        NoSuchName(),
    ],
)
def test_a_certificate_that_cannot_come_needs_the_domain_moved_first(
    status: str, a: Lookup
) -> None:
    finding = judge_acm(status, tls=silent(), **at(a)).findings
    fixes = [each.fix for each in finding if each.status != "unknown"]
    assert [fix and fix.record for fix in fixes] == [
        DnsRecord(name="www.example.com", type="CNAME", value=TARGET)
    ]


def test_where_visitors_meet_another_app_an_upload_does_not_help() -> None:
    foreign = at(via("other.herokuapp.com"))
    finding = only(judge_upload(certificate(60), tls=shown(DEFAULT, "wrong_host"), **foreign))
    assert finding.status == "failed"
    assert finding.fix is not None
    assert finding.fix.command is None
    assert finding.fix.record is not None


def test_where_there_is_no_address_nobody_sees_a_certificate() -> None:
    gone = Unavailable(kind="not_found", reason="www.example.com does not exist in DNS")
    finding = only(judge("ssl", tls=silent(gone), **at(NoSuchName())))
    assert finding.status == "unknown"
    assert finding.message.startswith("no visitor of www.example.com sees a certificate: ")
    assert finding.fix is not None
    assert finding.fix.record is not None


def test_an_upload_that_could_not_be_listed_is_not_taken_for_an_automatic_one() -> None:
    """Wildcard and upload, on an app whose other certificates are automatic."""
    host = "*.example.com"
    facts = {
        "domains": (domain(host, acm_status=None),),
        "sni_endpoints": FORBIDDEN,
        "dns": (row(host, a=via(TARGET)),),
    }
    seen = judge("ssl", tls=shown(certificate(60, host), hostname=host), **facts)
    assert only(seen).status == "passed"
    inside = msgspec.structs.replace(APP, internal_routing=True)
    hidden = only(judge("ssl", app=inside, **{**facts, "dns": (), "tls": ()}))
    assert hidden.status == "unknown"


def test_where_automatic_certificates_are_not_told_of_none_is_missed() -> None:
    untold = msgspec.structs.replace(APP, acm=None)
    bare = (domain(sni_endpoint=None, acm_status=None),)
    finding = judge("ssl", app=untold, domains=bare, tls=silent()).findings[0]
    assert finding.status == "unknown"
    assert judge("ssl", app=untold).status == "passed"
    assert judge_acm("failed", app=untold).status == "failed"


def test_no_certificate_at_all_fails_with_the_command_to_get_one() -> None:
    domains = (domain(acm_status=None, sni_endpoint=None),)
    for tls in (shown(DEFAULT, "wrong_host"), silent()):
        finding = only(judge("ssl", app=MANUAL, domains=domains, sni_endpoints=(), tls=tls))
        assert finding.status == "failed"
        assert "none was uploaded, and automatic certificates are off" in finding.message
        assert command(finding) == "heroku certs:auto:enable -a ha-app"


def test_a_wildcard_without_a_certificate_fails_with_the_command_to_upload_one() -> None:
    domains = (domain("*.example.com", acm_status=None, sni_endpoint=None),)
    finding = only(judge("ssl", app=MANUAL, domains=domains, sni_endpoints=()))
    assert finding.status == "failed"
    assert command(finding) == "heroku certs:add server.crt server.key -a ha-app"


def test_an_sni_endpoint_is_found_by_the_domains_it_lists() -> None:
    held = certificate(60)
    domains = (domain(acm_status=None, sni_endpoint=None),)
    endpoints = uploaded(held, domains=("WWW.example.com",))
    assert judge_upload(held, domains=domains, sni_endpoints=endpoints).status == "passed"


def test_a_failed_automatic_certificate_fails() -> None:
    reason = {"acm_status_reason": "CAA records do not allow Let's Encrypt"}
    finding = only(judge_acm("failed", domain=reason, tls=shown(DEFAULT, "wrong_host")))
    assert finding.status == "failed"
    assert "Heroku has given up" in finding.message
    assert reason["acm_status_reason"] in finding.message
    assert command(finding) == "heroku certs:auto:refresh -a ha-app"
    assert judge_acm("failed").status == "failed"


def test_a_failing_automatic_certificate_warns() -> None:
    finding = only(judge_acm("failing"))
    assert finding.status == "warning"
    assert "keeps trying" in finding.message


@pytest.mark.parametrize("status", PENDING)
@pytest.mark.parametrize("problem", ["wrong_host", "self_signed"])
def test_a_pending_certificate_warns_with_what_to_wait_for(
    status: str | None, problem: TrustProblem
) -> None:
    finding = only(judge_acm(status, tls=shown(DEFAULT, problem)))
    assert finding.status == "warning"
    assert f"({status or 'pending'}): wait until it is issued" in finding.message
    assert "until then browsers refuse it" in finding.message
    assert command(finding) == "heroku certs:auto -a ha-app"


def test_a_pending_certificate_does_not_excuse_an_expired_one() -> None:
    assert judge_acm("pending", tls=shown(certificate(-1), "expired")).status == "failed"


@pytest.mark.parametrize("old", ["ha-app.herokuapp.com", "nara-1234.herokussl.com"])
def test_a_certificate_is_not_waited_for_where_it_cannot_come(old: str) -> None:
    finding = only(judge_acm("pending", tls=shown(DEFAULT, "wrong_host"), **at(via(old))))
    assert finding.status == "failed"
    assert finding.fix is not None
    assert finding.fix.record == DnsRecord(name="www.example.com", type="CNAME", value=TARGET)
    endings = [article.url.rpartition("/")[2] for article in finding.fix.articles]
    assert ("ssl-endpoint" in endings) is old.endswith("herokussl.com")
    waiting = judge_acm("pending", tls=silent(), **at(via(old))).findings[1]
    assert f"while the domain leads to {old}" in waiting.message


def test_an_unknown_status_is_unknown() -> None:
    finding = only(judge_acm("quantum-verified"))
    assert finding.status == "unknown"
    assert "quantum-verified" in finding.message


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("expired", "expired on"),
        ("not_yet_valid", "begins on 2026-10-23 only"),
        ("wrong_host", "certificate for www.example.com, which does not cover it"),
        ("self_signed", "self-signed"),
        ("untrusted_issuer", "an issuer nobody trusts"),
    ],
)
def test_a_certificate_that_browsers_refuse_fails(problem: TrustProblem, words: str) -> None:
    finding = only(judge("ssl", tls=shown(certificate(60), problem)))
    assert finding.status == "failed"
    assert words in finding.message
    assert finding.evidence["problem"] == problem


def test_a_doubtful_issuer_warns_only_until_a_client_was_satisfied() -> None:
    own = certificate(60, self_signed=True)
    assert judge_upload(own).status == "passed"
    result = judge_upload(own, tls=silent())
    assert [f.status.value for f in result.findings] == ["unknown", "warning"]
    assert "is self-signed" in result.findings[1].message
    unsigned = judge_upload(
        certificate(60), sni_endpoints=uploaded(certificate(60), ca_signed=False), tls=silent()
    )
    assert "not signed by a known authority" in unsigned.findings[1].message


def test_what_visitors_see_and_could_not_be_read_is_unknown() -> None:
    for tls in (silent(), TIMEOUT, ()):
        finding = only(judge("ssl", tls=tls))
        assert finding.status == "unknown"
        assert "Heroku holds one that ends on 2027-01-18" in finding.message
    assert TIMEOUT.reason in only(judge("ssl", tls=TIMEOUT)).message
    assert judge("ssl", domains=FORBIDDEN).status == "unknown"


def test_what_is_not_known_hides_no_warning() -> None:
    result = judge_upload(certificate(20), tls=silent())
    assert [f.status.value for f in result.findings] == ["unknown", "warning"]


def test_certificates_that_could_not_be_listed_matter_where_visitors_do_not_see_them() -> None:
    direct = judge_upload(certificate(60), sni_endpoints=FORBIDDEN)
    assert direct.status == "passed"
    behind = judge_upload(certificate(60), sni_endpoints=FORBIDDEN, **at(CLOUDFLARE))
    assert behind.status == "unknown"
    assert FORBIDDEN.reason in only(behind).message
    assert only(behind).evidence["kind"] == "forbidden"
    assert judge_upload(certificate(60), sni_endpoints=(), **at(CLOUDFLARE)).status == "unknown"


def test_a_certificate_without_dates_is_unknown() -> None:
    bare = msgspec.structs.replace(certificate(60), not_after=None)
    assert judge_acm("ok", tls=shown(bare)).status == "unknown"
    known = only(judge_upload(certificate(60), tls=shown(bare)))
    assert known.status == "passed"
    assert known.message.endswith("until 2027-01-21")
    assert judge_upload(certificate(60), tls=shown(bare), **at(CLOUDFLARE)).status == "unknown"


def test_behind_a_proxy_its_certificate_is_judged_and_named() -> None:
    finding = only(judge("ssl", **at(CLOUDFLARE)))
    assert finding.status == "passed"
    assert finding.message.endswith("it comes from Cloudflare, not from Heroku")
    bad = only(judge("ssl", tls=shown(certificate(-1), "expired"), **at(CLOUDFLARE)))
    assert bad.status == "failed"
    assert "Cloudflare" in bad.message
    assert command(bad) is None
    assert bad.fix is not None
    assert bad.fix.record is None
    soon = only(judge("ssl", tls=shown(certificate(5)), **at(CLOUDFLARE)))
    assert soon.status == "warning"
    assert "Cloudflare" in soon.message


@pytest.mark.parametrize("status", ["failed", "failing", "pending"])
def test_behind_a_proxy_trouble_at_heroku_only_warns(status: str) -> None:
    finding = only(judge_acm(status, **at(CLOUDFLARE)))
    assert finding.status == "warning"
    none = {"domains": (domain(acm_status=None, sni_endpoint=None),), "sni_endpoints": ()}
    finding = only(judge("ssl", app=MANUAL, **none, **at(CLOUDFLARE)))
    assert finding.status == "warning"
    assert "visitors see a good one today" in finding.message
    held = certificate(-1)
    finding = only(judge_upload(held, tls=shown(certificate(60)), **at(CLOUDFLARE)))
    assert finding.status == "warning"
    assert "expired" in finding.message


def test_what_keeps_heroku_from_getting_it_is_named() -> None:
    quiet = only(judge_acm("failing", **at(CLOUDFLARE)))
    assert "keeps trying while Cloudflare stands in front of it" in quiet.message
    said = only(judge_acm("failing", domain={"acm_status_reason": "CDN"}, **at(CLOUDFLARE)))
    assert "(Heroku's reason: CDN)" in said.message


def test_a_domain_that_leads_elsewhere_is_told_to_lead_to_its_target() -> None:
    elsewhere = at(Answer(records=("203.0.113.9",)))
    finding = only(judge("ssl", tls=shown(DEFAULT, "wrong_host"), **elsewhere))
    assert finding.status == "failed"
    assert "it comes from 203.0.113.9, not from Heroku" in finding.message
    assert finding.fix is not None
    assert finding.fix.record is not None
    assert finding.fix.record.value == TARGET
    early = judge_acm(
        None, domain={"cname": None}, tls=shown(DEFAULT, "wrong_host"), **elsewhere
    ).findings[0]
    assert early.status == "failed"
    assert early.fix is not None
    assert early.fix.record is None


@pytest.mark.parametrize("status", ["pending", "failing", "failed"])
@pytest.mark.parametrize("problem", ["wrong_host", None])
def test_a_wildcard_gets_no_automatic_certificate(
    status: str, problem: TrustProblem | None
) -> None:
    host = "*.example.com"
    result = judge_acm(
        status,
        domain={"hostname": host},
        dns=(row(host, a=via(TARGET)),),
        tls=shown(DEFAULT, problem, host),
    )
    refused = problem is not None or status == "failed"
    assert only(result).status == ("failed" if refused else "warning")
    assert command(only(result)) == "heroku certs:add server.crt server.key -a ha-app"


FORBIDS = Answer(records=('0 issue "digicert.com"',))


def test_caa_records_that_forbid_the_renewal_warn_with_the_days_left() -> None:
    dns = at(via(TARGET), caa=FORBIDS, caa_owner="example.com")
    finding = only(judge("ssl", **dns))
    assert finding.status == "warning"
    assert finding.message == (
        "the CAA records of example.com do not let letsencrypt.org issue certificates: the "
        "certificate of www.example.com cannot be renewed when it ends on 2027-01-18, in 56 days"
    )
    assert finding.fix is not None
    record = DnsRecord(name="example.com", type="CAA", value='0 issue "letsencrypt.org"')
    assert finding.fix.record == record
    assert finding.fix.command is None


def test_caa_records_tell_the_end_of_the_certificate_that_needs_renewal() -> None:
    dns = {"caa": FORBIDS, "caa_owner": "example.com"}
    unlisted = {"sni_endpoints": FORBIDDEN, "tls": shown(certificate(40))}
    seen = only(judge("ssl", **at(via(TARGET), **dns), **unlisted))
    assert "in 40 days" in seen.message
    behind = only(judge("ssl", **at(CLOUDFLARE, **dns), **unlisted))
    assert behind.status == "warning"
    assert behind.message.endswith("the certificate of www.example.com cannot be renewed")


def test_caa_records_do_not_fail_while_a_certificate_holds() -> None:
    dns = at(via(TARGET), caa=FORBIDS)
    issued = judge_acm("ok", tls=silent(), **dns)
    assert [f.status.value for f in issued.findings] == ["unknown", "warning"]
    listed = {"sni_endpoint": "tokyo-1050"}
    for days, status in ((1, "warning"), (0, "warning"), (-1, "failed")):
        held = uploaded(certificate(days, issuer="O=Let's Encrypt"), acm=True)
        result = judge_acm("failing", domain=listed, sni_endpoints=held, **dns, tls=silent())
        caa = [f for f in result.findings if "CAA" in f.message]
        assert [f.status.value for f in caa] == [status]
        assert (f"in {days} days" in caa[0].message) is (days >= 0)


@pytest.mark.parametrize("status", ["pending", "dns-verified", "failing", "failed"])
def test_caa_records_that_forbid_the_first_certificate_fail(status: str) -> None:
    dns = at(via(TARGET), caa=FORBIDS, caa_owner="example.com")
    for tls in (shown(DEFAULT, "wrong_host"), silent()):
        finding = only(judge_acm(status, tls=tls, **dns))
        assert finding.status == "failed"
        assert "CAA records of example.com" in finding.message
        assert command(finding) == "heroku certs:auto:refresh -a ha-app"


def test_caa_records_of_uncertain_effect_only_warn() -> None:
    caa = Answer(records=('0 issue "letsencrypt.org; accounturi=https://acme.example/1"',))
    dns = at(via(TARGET), caa=caa, caa_owner="example.com")
    assert judge_acm("pending", tls=shown(DEFAULT, "wrong_host"), **dns).status == "warning"
    assert judge("ssl", **dns).status == "warning"


def test_caa_records_matter_to_the_issuer_they_forbid_alone() -> None:
    dns = at(via(TARGET), caa=FORBIDS)
    assert judge_upload(certificate(60), **dns).status == "passed"
    ours = certificate(60, issuer="C=US, O=Let's Encrypt, CN=R10")
    assert judge_upload(ours, **dns).status == "warning"


def test_caa_records_that_could_not_be_read_are_unknown_where_they_matter() -> None:
    dns = at(via(TARGET), caa=TIMEOUT)
    finding = only(judge("ssl", **dns))
    assert finding.status == "unknown"
    assert TIMEOUT.reason in finding.message
    assert judge("ssl", dns=TIMEOUT).status == "unknown"
    assert judge_upload(certificate(60), **dns).status == "passed"


def test_an_app_without_custom_domains_is_skipped() -> None:
    assert judge("ssl", domains=(APP_ROW,), tls=TIMEOUT, dns=TIMEOUT).status == "skipped"


def test_of_an_app_with_internal_routing_heroku_alone_is_judged() -> None:
    inside = {"dns": (), "tls": ()}
    app = msgspec.structs.replace(MANUAL, internal_routing=True)
    assert judge_upload(certificate(60), app=app, **inside).status == "skipped"
    assert judge_upload(certificate(-1), app=app, **inside).status == "failed"
    assert judge_upload(certificate(60), app=app, sni_endpoints=FORBIDDEN, **inside).status == (
        "unknown"
    )


def test_each_domain_has_its_finding() -> None:
    domains = (domain(), domain("b.example.com"))
    dns = (row(a=via(TARGET)), row("b.example.com", a=via(TARGET)))
    tls = (WWW_TLS, *shown(DEFAULT, "wrong_host", "b.example.com"))
    result = judge("ssl", domains=domains, dns=dns, tls=tls)
    assert statuses(result) == {"b.example.com": "failed", "www.example.com": "passed"}


@pytest.mark.parametrize("name", ['t"; rm -rf ~', "t\x1b[31m", "$(id)"])
def test_a_hostile_name_is_quoted_in_commands(name: str) -> None:
    domains = (domain(acm_status=None, sni_endpoint=name),)
    endpoints = uploaded(certificate(1), name=name)
    finding = only(judge_upload(certificate(1), domains=domains, sni_endpoints=endpoints))
    update = f"heroku certs:update server.crt server.key --name '{name}' -a ha-app"
    assert command(finding) == update


MOMENTS = st.none() | st.sampled_from([NOW + timedelta(days=d) for d in (-9000, -1, 0, 5, 20, 90)])
CERTIFICATES = st.builds(
    Certificate,
    issuer=st.sampled_from([None, DIGICERT, "O=Let's Encrypt"]),
    not_before=MOMENTS,
    not_after=MOMENTS,
    names=st.sampled_from([(), ("www.example.com",), ("*.example.com",), ("", "..", "ü.x")]),
    self_signed=st.booleans(),
)
OUTCOMES = st.one_of(
    st.just(TIMEOUT),
    st.builds(
        Handshake,
        address=st.just("x"),
        certificate=CERTIFICATES,
        problem=st.sampled_from([None, "expired", "not_yet_valid", "wrong_host", "self_signed"]),
    ),
)
LOOKUPS = st.sampled_from(
    [
        via(TARGET),
        via("x.herokussl.com"),
        CLOUDFLARE,
        Answer(records=()),
        Answer(records=('0 issue ";"', "rubbish")),
        NoRecord(),
        NoSuchName(),
        TIMEOUT,
    ]
)


@given(
    acm=st.booleans(),
    acm_status=st.sampled_from([*PENDING, "ok", "failing", "failed", "", "new"]),
    endpoint=st.sampled_from([None, "tokyo-1050", "gone-1"]),
    hostname=st.sampled_from(["www.example.com", "*.example.com"]),
    held=st.none() | CERTIFICATES,
    outcome=OUTCOMES,
    a=LOOKUPS,
    caa=LOOKUPS,
)
def test_nothing_crashes_the_check_or_passes_unseen(  # noqa: PLR0913
    *,
    acm: bool,
    acm_status: str | None,
    endpoint: str | None,
    hostname: str,
    held: Certificate | None,
    outcome: Handshake | Unavailable,
    a: Lookup,
    caa: Lookup,
) -> None:
    custom: Domain = domain(hostname, acm_status=acm_status, sni_endpoint=endpoint)
    result = judge(
        "ssl",
        app=msgspec.structs.replace(APP, acm=acm),
        domains=(custom,),
        sni_endpoints=uploaded(held, acm=acm),
        dns=(row(hostname, a=a, caa=caa),),
        tls=(DomainTls(hostname=hostname, outcome=outcome),),
    )
    assert all("crashed" not in finding.message for finding in result.findings)
    if result.status == "passed":
        assert isinstance(outcome, Handshake)
        assert outcome.problem is None
        known = outcome.certificate if outcome.certificate.not_after else held
        assert known is not None
        assert known.not_after is not None
        assert known.not_after > NOW
