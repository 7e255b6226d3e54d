from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from core.check import Check, all_checks, check, failed, passed, skipped, unknown, warning
from core.evaluate import evaluate
from core.policy import Policy
from core.report import Counts, Finding, Report
from core.snapshot import SCHEMA_VERSION, App, Snapshot, Unavailable
from tests.apps import APP, FORBIDDEN, HEALTHY, TIMEOUT
from tests.strategies import made
from tests.toy_checks import broken, empty, good, messages, mixed, result, run, strict

TOLD_BY_THE_APP = {"maintenance-mode", "stack"}
"""Checks that can judge by what the app itself tells."""


# What a check needs


def test_a_fact_that_could_not_be_read_makes_unknown_with_its_reason() -> None:
    told = result(strict, addons=TIMEOUT)
    assert told.status == "unknown"
    assert messages(told) == ["add-ons could not be read: no answer within 10 s"]
    assert told.findings[0].evidence == {"kind": "timeout"}


def test_each_fact_that_could_not_be_read_is_told() -> None:
    told = result(strict, addons=TIMEOUT, releases=FORBIDDEN)
    assert messages(told) == [
        "add-ons could not be read: no answer within 10 s",
        "releases could not be read: Heroku says 403",
    ]


def test_a_check_may_judge_a_missing_fact_itself() -> None:
    assert messages(result(strict, dynos=FORBIDDEN)) == ["unread"]
    assert messages(result(strict)) == ["read"]


def test_what_is_unknown_says_how_to_look_again() -> None:
    app = msgspec.structs.replace(APP, name="a b")
    plain = result(strict, app=app, addons=TIMEOUT).findings[0].fix
    assert plain is not None
    assert plain.command == "prodcheck -a 'a b' --only strict"
    refused = result(strict, addons=FORBIDDEN).findings[0].fix
    assert refused is not None
    assert refused.command == (
        'HEROKU_API_KEY="$(heroku auth:token)" prodcheck -a ha-app --only strict'
    )


def test_an_unknown_that_has_a_fix_keeps_it() -> None:
    urgent = next(each for each in result(mixed).findings if each.resource == "urgent")
    assert urgent.fix is not None
    assert urgent.fix.command == "heroku ps"


# What a check does


def test_facts_may_be_positional_only() -> None:
    @check(title="Two facts", category="platform")
    def two(app: App, /, taken_at: datetime) -> Iterator[Finding]:
        yield passed(app.name, taken_at.isoformat())

    (finding,) = result(two).findings
    assert (finding.resource, finding.message) == ("ha-app", HEALTHY.taken_at.isoformat())


def test_no_findings_are_skipped() -> None:
    assert result(empty).status == "skipped"
    assert result(empty).findings == ()


def test_a_check_that_crashes_is_unknown_and_the_others_report() -> None:
    report = run(broken, good)
    assert [each.status for each in report.results] == ["unknown", "passed"]
    finding = report.results[0].findings[0]
    assert len(report.results[0].findings) == 1
    assert finding.message.startswith("the check broken itself crashed with KeyError")
    assert "s3cret" not in finding.message


@pytest.mark.parametrize(
    "nonsense",
    [None, True, "passed", 7, {}, [passed(None, "x")], Finding(status="great", message="x")],  # type: ignore[arg-type]
)
def test_a_check_that_yields_nonsense_is_unknown(nonsense: object) -> None:
    def odd(app: App) -> Iterator[Any]:
        yield passed(None, app.name)
        yield nonsense

    report = run(Check(odd, title="Odd", category="platform", default=True), good)
    assert [each.status for each in report.results] == ["unknown", "passed"]
    assert "not a finding" in report.results[0].findings[0].message


def test_a_check_that_returns_nothing_at_all_is_unknown() -> None:
    def odd(app: App) -> Any:  # noqa: ANN401
        return None if app.name else iter(())

    assert result(Check(odd, title="Odd", category="platform", default=True)).status == "unknown"


def test_a_person_who_interrupts_is_heard() -> None:
    @check(title="Slow", category="platform")
    def slow(app: App) -> Iterator[Finding]:
        yield passed(None, app.name)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(slow)


def test_findings_are_listed_worst_first_and_else_in_their_order() -> None:
    told = result(mixed)
    assert told.status == "failed"
    assert [each.resource for each in told.findings] == [
        *("web", "api", "urgent", "worker", "clock", "rake"),
    ]


def test_the_same_snapshot_gives_the_same_report() -> None:
    assert evaluate(HEALTHY) == evaluate(HEALTHY)


def test_the_report_carries_the_app_and_the_moment() -> None:
    report = run(good)
    assert (report.app, report.taken_at) == ("ha-app", HEALTHY.taken_at)


# The verdict


@pytest.mark.parametrize(
    ("yields", "verdict"),
    [
        ((passed, warning, unknown, failed), "not_ready"),
        ((passed, warning, unknown), "undetermined"),
        ((passed, warning, skipped), "warnings"),
        ((passed, skipped), "ready"),
    ],
)
def test_the_verdict_is_that_of_the_worst(yields: tuple[Any, ...], verdict: str) -> None:
    @check(title="Several", category="platform")
    def several(app: App) -> Iterator[Finding]:
        for say in yields:
            yield say(None, app.name)

    assert run(good, several).verdict == verdict


def test_an_app_of_which_nothing_could_be_judged_is_not_called_ready() -> None:
    assert run(empty).verdict == "undetermined"


def test_results_are_counted_by_status() -> None:
    counts = run(good, empty, broken, mixed).counts
    assert counts == Counts(passed=1, skipped=1, unknown=1, failed=1)


# All checks there are


def test_a_healthy_app_is_ready() -> None:
    report = evaluate(HEALTHY)
    wrong = [each for each in report.results if each.status not in {"passed", "skipped"}]
    assert wrong == []
    assert report.verdict == "ready"


def test_an_app_of_which_nothing_could_be_read_passes_nothing_but_what_the_app_tells() -> None:
    report = evaluate(Snapshot(taken_at=HEALTHY.taken_at, app=APP))
    assert {each.id for each in report.results if each.status == "passed"} == TOLD_BY_THE_APP
    assert report.verdict == "undetermined"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made(Snapshot, schema_version=SCHEMA_VERSION))
def test_no_check_crashes_on_any_snapshot(snapshot: Snapshot) -> None:
    every = Policy(only=tuple(each.id for each in all_checks()))
    report = evaluate(snapshot, every)
    told = [finding.message for each in report.results for finding in each.findings]
    assert [message for message in told if " itself crashed " in message] == []
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report


@pytest.mark.parametrize("unread", [FORBIDDEN, TIMEOUT], ids=lambda fact: fact.kind)
@pytest.mark.parametrize(
    "each",
    [each for each in all_checks() if each.id not in TOLD_BY_THE_APP],
    ids=lambda each: each.id,
)
def test_without_any_fact_every_other_check_is_unknown(each: Check, unread: Unavailable) -> None:
    facts = {name: unread for name in each.needs.facts if name not in {"app", "taken_at"}}
    judged = evaluate(msgspec.structs.replace(HEALTHY, **facts), Policy(only=(each.id,)))
    assert judged.results[0].status == "unknown"
