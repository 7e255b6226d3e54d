from functools import partial

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.report import DnsRecord, Finding, Result
from core.snapshot import Answer, Lookup, NoRecord, NoSuchName
from tests.apps import APP, FORBIDDEN, TARGET, TIMEOUT, WWW_DNS, judge, statuses
from tests.checks import hosts
from tests.checks.hosts import APP_ROW, OTHER, domain, row, via

judge_one = partial(hosts.judge_dns, check="domain-takeover")


def only(result: Result) -> Finding:
    (finding,) = result.findings
    return finding


@pytest.mark.parametrize(
    ("lookup", "words"),
    [
        (via(TARGET), f"leads to {TARGET}, which is this app's own"),
        (via("ha-app.herokuapp.com", "us-east-1-a.route.herokuapp.com"), "this app's own"),
        (via("www.example.com.herokudns.com"), "this app's own"),
        (via("d1.cloudfront.net", addresses=("203.0.113.9",)), "d1.cloudfront.net, which exists"),
        (NoRecord(chain=("lb.example.net",)), "leads to lb.example.net, which exists"),
        (Answer(records=("203.0.113.9",)), "points at no other name"),
        (NoSuchName(), "points at no other name"),
        (NoRecord(), "points at no other name"),
    ],
)
def test_a_domain_that_nobody_else_can_answer_for_passes(lookup: Lookup, words: str) -> None:
    finding = only(judge_one(lookup))
    assert finding.status == "passed"
    assert finding.message.endswith(words)


def test_the_target_need_not_be_read() -> None:
    answer = Answer(records=("203.0.113.9",))
    assert judge_one(answer, target_a=TIMEOUT, target_aaaa=TIMEOUT).status == "passed"


@pytest.mark.parametrize("name", ["other.herokuapp.com", OTHER, "a.b.herokuspace.com"])
def test_a_name_of_heroku_that_is_not_this_apps_fails(name: str) -> None:
    finding = only(judge_one(via(name)))
    assert finding.status == "failed"
    assert f"{name}, which is not this app's: whoever holds that name" in finding.message
    assert finding.fix is not None
    assert finding.fix.record == DnsRecord(name="www.example.com", type="CNAME", value=TARGET)


def test_targets_of_other_domains_of_the_app_are_its_own() -> None:
    domains = (domain(), domain("example.com", cname=OTHER.upper() + "."))
    rows = (row(a=via(OTHER)), row("example.com", a=via(TARGET)))
    result = judge("domain-takeover", domains=domains, dns=rows)
    assert statuses(result) == {"www.example.com": "passed", "example.com": "passed"}


@pytest.mark.parametrize(
    ("chain", "claim"),
    [
        (("gone.example.net",), "gone.example.net, which does not exist: whoever claims that name"),
        (("old.herokuapp.com",), "old.herokuapp.com, which does not exist"),
        (("nara-1234.herokussl.com",), "nara-1234.herokussl.com, which does not exist"),
        (("d1.cloudfront.net",), "whoever claims that name at Amazon CloudFront can show pages"),
        (("a.example", "bucket.s3.amazonaws.com"), "bucket.s3.amazonaws.com, which does not exist"),
    ],
)
def test_a_chain_to_a_name_that_does_not_exist_fails(chain: tuple[str, ...], claim: str) -> None:
    finding = only(judge_one(NoSuchName(chain=chain)))
    assert finding.status == "failed"
    assert claim in finding.message
    assert finding.evidence["chain"] == list(chain)


@pytest.mark.parametrize("own", [TARGET, "ha-app.herokuapp.com"])
def test_a_name_of_the_app_itself_is_nobody_elses_though_it_does_not_resolve(own: str) -> None:
    finding = only(judge_one(NoSuchName(chain=(own,))))
    assert finding.status == "passed"
    assert finding.message.endswith("which is this app's own")


@pytest.mark.parametrize(
    "name", ["nara-1234.herokussl.com", "other.heroku.com", "proxy.heroku.com"]
)
def test_a_retired_name_that_cannot_be_attributed_warns(name: str) -> None:
    finding = only(judge_one(via(name)))
    assert finding.status == "warning"
    assert name in finding.message


def test_an_address_that_heroku_gave_up_warns() -> None:
    finding = only(judge_one(Answer(records=("75.101.145.87",)), hostname="example.com"))
    assert finding.status == "warning"
    assert finding.fix is not None
    assert finding.fix.articles[0].url.endswith("apex-domains")


def test_a_target_is_not_known_to_be_foreign_before_heroku_gives_one() -> None:
    finding = only(judge_one(via(OTHER), domain={"cname": None, "status": "pending"}))
    assert finding.status == "unknown"
    other_app = judge_one(via("other.herokuapp.com"), domain={"cname": None})
    assert only(other_app).status == "failed"
    assert only(other_app).fix is not None


def test_a_domain_that_cannot_be_read_is_unknown_with_the_reason() -> None:
    finding = only(judge_one(TIMEOUT))
    assert finding.status == "unknown"
    assert TIMEOUT.reason in finding.message
    assert judge_one(NoRecord(), aaaa=TIMEOUT).status == "unknown"


def test_dns_that_could_not_be_read_at_all_is_unknown() -> None:
    assert judge("domain-takeover", dns=TIMEOUT).status == "unknown"
    assert judge("domain-takeover", dns=()).status == "unknown"
    assert judge("domain-takeover", domains=FORBIDDEN).status == "unknown"


def test_there_is_nothing_to_judge_without_custom_domains_or_public_dns() -> None:
    internal = msgspec.structs.replace(APP, internal_routing=True)
    assert judge("domain-takeover", domains=(APP_ROW,), dns=TIMEOUT).status == "skipped"
    assert judge("domain-takeover", app=internal, dns=()).status == "skipped"


@pytest.mark.parametrize("name", ['a"; rm -rf ~', "x\x1b[31m.example.com"])
def test_a_hostile_name_is_named_as_it_is_and_runs_nothing(name: str) -> None:
    finding = only(judge_one(NoSuchName(chain=("gone.example",)), hostname=name))
    assert finding.resource == name
    assert finding.fix is not None
    assert finding.fix.command is None


NAMES = st.sampled_from([TARGET, OTHER, "ha-app.herokuapp.com", "x.herokussl.com", "a.b", ""])
CHAINS = st.lists(NAMES, max_size=3).map(tuple)
LOOKUPS = st.one_of(
    st.builds(Answer, records=st.just(("203.0.113.9",)), chain=CHAINS),
    st.builds(NoSuchName, chain=CHAINS),
    st.builds(NoRecord, chain=CHAINS),
    st.just(TIMEOUT),
)


@given(a=LOOKUPS, aaaa=LOOKUPS, cname=st.sampled_from([TARGET, None]))
def test_no_answer_crashes_the_check_or_passes_unread(
    a: Lookup, aaaa: Lookup, cname: str | None
) -> None:
    dns = (msgspec.structs.replace(WWW_DNS, a=a, aaaa=aaaa),)
    (finding,) = judge("domain-takeover", domains=(domain(cname=cname),), dns=dns).findings
    assert "crashed" not in finding.message
    if finding.status == "passed":
        assert a is not TIMEOUT
        own = {cname, "ha-app.herokuapp.com"}
        assert not (isinstance(a, NoSuchName) and a.chain and own.isdisjoint(a.chain))
