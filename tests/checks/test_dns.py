from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.report import DnsRecord, Finding, Result
from core.snapshot import Answer, Domain, Lookup, NoRecord, NoSuchName, Unavailable
from tests.apps import APP, FORBIDDEN, TARGET, TIMEOUT, WWW_DNS, judge, statuses
from tests.checks.hosts import APP_ROW, HEROKU, OTHER, domain, judge_dns, row, via

ELSEWHERE = ("203.0.113.9",)
GONE = ["75.101.145.87", "75.101.163.44", "174.129.212.2", "50.16.232.130", "50.16.215.196"]
LOOP = Unavailable(kind="protocol", reason="the CNAME chain of www.example.com is a loop")
SERVFAIL = Unavailable(kind="protocol", reason="the DNS servers answer SERVFAIL")


def only(result: Result) -> Finding:
    (finding,) = result.findings
    return finding


def articles(finding: Finding) -> list[str]:
    assert finding.fix is not None
    return [article.url.rpartition("/")[2] for article in finding.fix.articles]


def test_a_cname_that_reaches_the_target_passes() -> None:
    finding = only(judge("dns"))
    assert finding.status == "passed"
    assert finding.message == f"www.example.com leads to {TARGET}"
    assert finding.evidence["chain"] == [TARGET]


@pytest.mark.parametrize(
    "chain",
    [("cdn.example.net", TARGET), (TARGET, "us.herokudns.com"), ("d1.cloudfront.net", TARGET)],
)
def test_the_target_counts_wherever_in_the_chain_it_is(chain: tuple[str, ...]) -> None:
    assert judge_dns(via(*chain)).status == "passed"


@pytest.mark.parametrize("written", [TARGET.upper(), TARGET + ".", TARGET.title() + "."])
def test_case_and_the_final_dot_of_the_target_do_not_matter(written: str) -> None:
    assert judge_dns(via(TARGET), domain={"cname": written}).status == "passed"


@pytest.mark.parametrize(
    ("at_heroku", "in_dns"),
    [
        ("WWW.Example.COM.", "www.example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "BÜCHER.example"),
    ],
)
def test_a_domain_finds_its_dns_however_its_name_is_written(at_heroku: str, in_dns: str) -> None:
    answer = row(in_dns, a=via(TARGET))
    assert judge("dns", domains=(domain(at_heroku),), dns=(answer,)).status == "passed"


def test_a_target_of_an_internationalised_name_is_compared_in_a_label_form() -> None:
    target = {"cname": "bücher.example.herokudns.com"}
    assert judge_dns(via("xn--bcher-kva.example.herokudns.com"), domain=target).status == "passed"


@pytest.mark.parametrize("name", ["ha-app.herokuapp.com", "ha-app.heroku.com"])
def test_the_apps_own_name_works_but_gets_no_automatic_certificate(name: str) -> None:
    finding = only(judge_dns(via(name, "us-east-1-a.route.herokuapp.com")))
    assert finding.status == "warning"
    assert finding.message == (
        f"www.example.com leads to {name}, an older name of this app: it works, but no automatic "
        f"certificate can be issued until the domain leads to {TARGET}"
    )
    assert finding.fix is not None
    assert finding.fix.record == DnsRecord(name="www.example.com", type="CNAME", value=TARGET)
    assert finding.fix.command is None
    assert articles(finding) == ["custom-domains"]


def test_the_apps_own_name_may_carry_an_identifier() -> None:
    name = "ha-app-0123456789ab.herokuapp.com"
    own = Domain(hostname=name, kind="heroku")
    told = judge("dns", domains=(own, domain()), dns=(row(a=via(name)),))
    untold = judge("dns", domains=(domain(),), dns=(row(a=via(name)),))
    another = judge_dns(via(name))
    assert [told.status, untold.status, another.status] == ["warning", "warning", "failed"]


@pytest.mark.parametrize(
    ("hostname", "older"),
    [
        ("www.example.com", "www.example.com.herokudns.com"),
        ("*.example.com", "wildcard.example.com.herokudns.com"),
    ],
)
def test_the_older_form_of_the_target_warns(hostname: str, older: str) -> None:
    finding = only(judge_dns(via(older), hostname=hostname))
    assert finding.status == "warning"
    assert "automatic certificate" not in finding.message


def test_the_older_form_is_the_target_where_heroku_says_so() -> None:
    older = "www.example.com.herokudns.com"
    assert judge_dns(via(older), domain={"cname": older}).status == "passed"


def test_an_older_name_that_is_gone_fails() -> None:
    finding = only(judge_dns(NoSuchName(chain=("ha-app.herokuapp.com",))))
    assert finding.status == "failed"
    assert "no longer resolves" in finding.message


def test_the_target_of_another_domain_of_the_app_warns() -> None:
    domains = (domain(), domain("example.com", cname=OTHER))
    rows = (row(a=via("example.com", OTHER)), row("example.com", a=via(OTHER)))
    result = judge("dns", domains=domains, dns=rows)
    assert statuses(result) == {"www.example.com": "warning", "example.com": "passed"}
    assert "a target of another domain of this app" in result.findings[0].message


@pytest.mark.parametrize(
    "name",
    [
        "nara-1234.herokussl.com",
        "www.heroku-shadowssl.com",
        "other.heroku-shadowapp.com",
        "other.heroku.com",
        "proxy.heroku.com",
        "us-east-1-a.route.herokuapp.com",
    ],
)
def test_a_retired_name_of_heroku_warns_while_it_resolves_and_fails_when_not(name: str) -> None:
    works = only(judge_dns(via(name, "elb002776.us-east-1.elb.amazonaws.com")))
    assert works.status == "warning"
    assert f"{name}, which Heroku retired: it works" in works.message
    assert works.fix is not None
    assert works.fix.record is not None
    assert works.fix.record.value == TARGET
    assert judge_dns(NoSuchName(chain=(name,))).status == "failed"
    assert judge_dns(NoRecord(chain=(name,))).status == "failed"


@pytest.mark.parametrize("name", ["other.herokuapp.com", OTHER, "a.b.herokuspace.com"])
def test_a_name_of_heroku_that_is_not_this_apps_fails(name: str) -> None:
    """Though its addresses are the target's: the apps of the Common Runtime share them."""
    finding = only(judge_dns(via(name)))
    assert finding.status == "failed"
    assert f"leads to {name}, which is not this app's" in finding.message


def test_a_domain_left_at_an_ssl_endpoint_is_sent_to_the_guide_of_its_days_too() -> None:
    left = only(judge_dns(via("nara-1234.herokussl.com")))
    assert articles(left) == ["custom-domains", "ssl-endpoint"]
    assert articles(only(judge_dns(via("proxy.heroku.com")))) == ["custom-domains"]


def test_a_name_that_only_looks_like_herokus_is_elsewhere() -> None:
    finding = only(judge_dns(via("www.notherokudns.com", addresses=ELSEWHERE)))
    assert finding.status == "failed"
    assert "www.notherokudns.com (203.0.113.9), which is not Heroku's" in finding.message


def test_a_target_without_an_address_fails() -> None:
    gone = NoSuchName()
    finding = only(judge_dns(NoSuchName(chain=(TARGET,)), target_a=gone, target_aaaa=gone))
    assert finding.status == "failed"
    assert finding.fix is not None
    assert finding.fix.command == "heroku domains:info www.example.com -a ha-app"


def test_answers_that_contradict_each_other_are_unknown() -> None:
    assert judge_dns(NoSuchName(chain=(TARGET,))).status == "unknown"


@pytest.mark.parametrize("hostname", ["example.com", "www.example.com", "example.co.uk"])
@pytest.mark.parametrize("addresses", [HEROKU, HEROKU[:1], (*HEROKU[1:], "54.0.0.1")])
def test_addresses_of_the_target_pass(hostname: str, addresses: tuple[str, ...]) -> None:
    result = judge_dns(Answer(records=addresses), hostname=hostname)
    assert only(result).status == "passed"


def test_addresses_of_another_target_of_the_app_pass() -> None:
    """Both are of the routers that all targets share, and each shows but some of them."""
    domains = (domain(), domain("example.com", cname=OTHER))
    kin = Answer(records=("54.1.1.1", "54.2.2.2"))
    rows = (
        row(a=via(TARGET)),
        row("example.com", a=Answer(records=HEROKU), target=OTHER, target_a=kin),
    )
    result = judge("dns", domains=domains, dns=rows)
    assert statuses(result) == {"www.example.com": "passed", "example.com": "passed"}
    assert "addresses of another target of this app" in result.findings[1].message


def test_a_domain_of_a_kind_nobody_knows_is_unknown() -> None:
    strange = Domain(hostname="new.example.com", kind="quantum", cname=TARGET)
    finding = only(judge("dns", domains=(APP_ROW, strange), dns=()))
    assert finding.status == "unknown"
    assert "'quantum'" in finding.message


def test_addresses_of_the_target_pass_behind_a_name_we_do_not_know() -> None:
    assert judge_dns(via("example.com")).status == "passed"
    assert judge_dns(via("www.example.com.cdn.cloudflare.net")).status == "passed"


@pytest.mark.parametrize("address", GONE)
def test_an_address_that_heroku_gave_up_fails(address: str) -> None:
    finding = only(judge_dns(Answer(records=(address,)), hostname="example.com"))
    assert finding.status == "failed"
    assert f"points at {address}, an address that Heroku gave up" in finding.message
    assert finding.fix is not None
    assert finding.fix.record == DnsRecord(name="example.com", type="ALIAS or ANAME", value=TARGET)
    assert articles(finding) == ["apex-domains", "custom-domains"]


def test_one_address_that_heroku_gave_up_among_good_ones_fails() -> None:
    assert judge_dns(Answer(records=(*HEROKU, GONE[0]))).status == "failed"


def test_an_address_that_heroku_gave_up_fails_without_a_look_at_the_target() -> None:
    assert judge_dns(Answer(records=(GONE[0],)), target_a=TIMEOUT).status == "failed"


def test_an_apex_with_other_addresses_fails_with_the_apex_article() -> None:
    finding = only(judge_dns(Answer(records=ELSEWHERE), hostname="example.co.uk"))
    assert finding.status == "failed"
    assert "leads to 203.0.113.9, which is not Heroku's" in finding.message
    assert articles(finding)[0] == "apex-domains"


def test_a_subdomain_with_other_addresses_fails_with_the_record_to_set() -> None:
    finding = only(judge_dns(Answer(records=ELSEWHERE)))
    assert finding.status == "failed"
    assert finding.fix is not None
    assert finding.fix.record is not None
    assert finding.fix.record.type == "CNAME"


@pytest.mark.parametrize(
    ("answer", "who"),
    [
        (via("d111111abcdef8.cloudfront.net", addresses=ELSEWHERE), "Amazon CloudFront"),
        (via("x.global.ssl.fastly.net", addresses=ELSEWHERE), "Fastly"),
        (via("www.example.com.edgekey.net", "e1.a.akamaiedge.net"), "Akamai"),
        (Answer(records=("104.17.32.1",)), "Cloudflare"),
        (via("cname.vercel-dns.com", addresses=ELSEWHERE), "Vercel"),
        (via("lb-1.eu-west-1.elb.amazonaws.com", addresses=ELSEWHERE), "an AWS load balancer"),
        (Answer(records=("151.101.1.195",)), "Fastly"),
        (Answer(records=("13.33.1.2",)), "Amazon CloudFront"),
    ],
)
def test_behind_a_proxy_it_cannot_be_verified(answer: Answer, who: str) -> None:
    target_a = Answer(records=("198.51.100.1",))
    finding = only(judge_dns(answer, hostname="example.com", target_a=target_a))
    assert finding.status == "warning"
    assert f"cannot be verified behind {who}" in finding.message
    assert finding.evidence["proxy"] == who


def test_a_proxy_is_known_without_a_look_at_the_target() -> None:
    assert judge_dns(Answer(records=("104.17.32.1",)), target_a=TIMEOUT).status == "warning"


def test_a_proxy_is_known_by_ipv6_alone() -> None:
    aaaa = Answer(records=("2606:4700::6810:1",))
    assert judge_dns(NoRecord(), aaaa=aaaa).status == "warning"


def test_a_redirect_service_at_the_apex_warns() -> None:
    finding = only(judge_dns(Answer(records=("174.129.25.170",)), hostname="example.com"))
    assert finding.status == "warning"
    assert "wwwizer, which redirects" in finding.message


def test_a_proxy_name_that_does_not_exist_fails() -> None:
    finding = only(judge_dns(NoSuchName(chain=("d111111abcdef8.cloudfront.net",))))
    assert finding.status == "failed"
    assert "d111111abcdef8.cloudfront.net, which does not exist" in finding.message


@pytest.mark.parametrize(
    ("lookup", "words"),
    [
        (NoSuchName(), "does not exist in DNS"),
        (NoRecord(), "has no address in DNS"),
        (NoRecord(chain=("lb.example.net",)), "has no address in DNS"),
    ],
)
def test_a_domain_without_an_address_fails(lookup: Lookup, words: str) -> None:
    finding = only(judge_dns(lookup, aaaa=lookup))
    assert finding.status == "failed"
    assert words in finding.message


@pytest.mark.parametrize("problem", [TIMEOUT, SERVFAIL, LOOP])
def test_a_domain_that_cannot_be_read_is_unknown_with_the_reason(problem: Unavailable) -> None:
    finding = only(judge_dns(problem))
    assert finding.status == "unknown"
    assert problem.reason in finding.message
    assert finding.evidence["kind"] == problem.kind


@pytest.mark.parametrize(
    ("target_a", "why"),
    [(TIMEOUT, TIMEOUT.reason), (NoSuchName(), "does not exist"), (NoRecord(), "no address")],
)
def test_addresses_with_nothing_to_compare_are_unknown(target_a: Lookup, why: str) -> None:
    finding = only(judge_dns(Answer(records=ELSEWHERE), target_a=target_a))
    assert finding.status == "unknown"
    assert why in finding.message


def test_a_wildcard_is_judged_by_a_random_label() -> None:
    fine = judge_dns(via(TARGET), hostname="*.example.com", queried="x7f.example.com")
    gone = judge_dns(NoSuchName(), hostname="*.example.com", queried="x7f.example.com")
    assert (fine.status, gone.status) == ("passed", "failed")
    fix = only(gone).fix
    assert fix is not None
    assert fix.record == DnsRecord(name="*.example.com", type="CNAME", value=TARGET)


def test_ipv6_that_leads_elsewhere_warns() -> None:
    finding = only(judge_dns(Answer(records=HEROKU), aaaa=Answer(records=("2001:db8::1",))))
    assert finding.status == "warning"
    assert "2001:db8::1 over IPv6" in finding.message
    assert "remove the AAAA records" in finding.message


def test_ipv6_beside_a_cname_warns_too() -> None:
    result = judge_dns(via(TARGET), aaaa=Answer(records=("2001:db8::1",)))
    assert result.status == "warning"


def test_ipv6_of_the_target_passes() -> None:
    six = Answer(records=("2001:db8::1",))
    assert judge_dns(Answer(records=HEROKU), aaaa=six, target_aaaa=six).status == "passed"
    assert judge_dns(via(TARGET), aaaa=via(TARGET, addresses=six.records)).status == "passed"
    assert judge_dns(NoRecord(), aaaa=six, target_aaaa=six).status == "passed"


def test_ipv6_that_cannot_be_read_is_unknown_unless_a_cname_speaks_for_it() -> None:
    flat = only(judge_dns(Answer(records=HEROKU), aaaa=TIMEOUT))
    assert flat.status == "unknown"
    assert TIMEOUT.reason in flat.message
    assert judge_dns(via(TARGET), aaaa=TIMEOUT).status == "passed"
    six = Answer(records=("2001:db8::1",))
    unread = judge_dns(Answer(records=HEROKU), aaaa=six, target_aaaa=TIMEOUT)
    assert unread.status == "unknown"
    assert judge_dns(NoRecord(), aaaa=TIMEOUT).status == "unknown"


def test_ipv6_alone_that_leads_elsewhere_fails() -> None:
    assert judge_dns(NoRecord(), aaaa=Answer(records=("2001:db8::1",))).status == "failed"


def test_a_domain_without_a_target_yet_is_unknown_with_the_command_to_wait() -> None:
    finding = only(judge_dns(via(TARGET), domain={"cname": None, "status": "pending"}))
    assert finding.status == "unknown"
    assert finding.fix is not None
    assert finding.fix.command == "heroku domains:wait www.example.com -a ha-app"


def test_a_domain_that_heroku_could_not_set_up_does_not_pass() -> None:
    broken = judge_dns(NoSuchName(), domain={"cname": None, "status": "failed"})
    assert only(broken).status == "failed"
    assert judge_dns(via(TARGET), domain={"status": "failed"}).status == "warning"


def test_a_domain_that_was_not_looked_up_is_unknown() -> None:
    assert judge("dns", dns=()).status == "unknown"


def test_dns_that_could_not_be_read_at_all_is_unknown() -> None:
    finding = only(judge("dns", dns=TIMEOUT))
    assert finding.status == "unknown"
    assert TIMEOUT.reason in finding.message
    assert judge("dns", domains=FORBIDDEN).status == "unknown"


def test_an_app_without_custom_domains_is_skipped() -> None:
    assert judge("dns", domains=(APP_ROW,), dns=TIMEOUT).status == "skipped"
    assert judge("dns", domains=(), dns=()).status == "skipped"


def test_an_app_with_internal_routing_is_skipped_with_the_reason() -> None:
    finding = only(judge("dns", app=msgspec.structs.replace(APP, internal_routing=True), dns=()))
    assert finding.status == "skipped"
    assert "inside its space" in finding.message


def test_each_domain_has_its_finding() -> None:
    domains = (domain("a.example.com"), domain("b.example.com"))
    rows = (row("a.example.com", a=via(TARGET)), row("b.example.com", a=NoSuchName()))
    result = judge("dns", domains=domains, dns=rows)
    assert [(f.resource, f.status.value) for f in result.findings] == [
        ("b.example.com", "failed"),
        ("a.example.com", "passed"),
    ]


@pytest.mark.parametrize("name", ['a"; rm -rf ~', "x\x1b[31m.example.com", "$(id).example.com"])
def test_a_hostile_name_is_quoted_in_commands(name: str) -> None:
    finding = only(judge_dns(TIMEOUT, hostname=name, domain={"cname": None}))
    assert finding.fix is not None
    assert finding.fix.command == f"heroku domains:wait '{name}' -a ha-app"
    assert judge_dns(NoSuchName(), hostname=name).status == "failed"


LOOKUPS = st.one_of(
    st.builds(
        Answer,
        records=st.lists(
            st.sampled_from(
                [*HEROKU, *GONE, *ELSEWHERE, "104.17.1.1", "2001:db8::1", "no address"]
            ),
            max_size=3,
        ).map(tuple),
        chain=st.lists(
            st.sampled_from([TARGET, OTHER, "ha-app.herokuapp.com", "x.herokussl.com", "a.b", ""]),
            max_size=3,
        ).map(tuple),
    ),
    st.builds(NoSuchName, chain=st.sampled_from([(), (TARGET,), ("gone.example",)])),
    st.builds(NoRecord, chain=st.sampled_from([(), (TARGET,), ("gone.example",)])),
    st.sampled_from([TIMEOUT, SERVFAIL, LOOP]),
)


@given(
    a=LOOKUPS,
    aaaa=LOOKUPS,
    caa=LOOKUPS,
    target_a=LOOKUPS | st.none(),
    target_aaaa=LOOKUPS | st.none(),
    cname=st.sampled_from([TARGET, None, ""]),
)
def test_no_answer_crashes_the_check_or_passes_without_proof(cname: Any, **row_: Any) -> None:  # noqa: ANN401
    dns = (msgspec.structs.replace(WWW_DNS, **row_),)
    (finding,) = judge("dns", domains=(domain(cname=cname),), dns=dns).findings
    assert "crashed" not in finding.message
    if finding.status == "passed":
        seen = row_["aaaa"] if isinstance(row_["a"], NoRecord) else row_["a"]
        assert isinstance(seen, Answer)
        targets = [row_[key] for key in ("target_a", "target_aaaa")]
        known = {r for each in targets if isinstance(each, Answer) for r in each.records}
        assert TARGET in seen.chain or known & set(seen.records)
