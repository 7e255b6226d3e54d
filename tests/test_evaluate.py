from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from core.check import Check, all_checks, check, failed, passed, skipped, unknown, warning
from core.errors import ConfigError
from core.evaluate import evaluate, select
from core.fix import fix
from core.policy import Policy, Waiver
from core.report import Counts, Finding, Report, Result
from core.snapshot import SCHEMA_VERSION, Addon, App, Dyno, Release, Snapshot, Unavailable
from tests.apps import APP, FORBIDDEN, HEALTHY, TIMEOUT
from tests.strategies import made

TOLD_BY_THE_APP = {"maintenance-mode", "stack"}
"""Checks that can judge by what the app itself tells."""


@check(title="Good", category="platform")
def good(app: App) -> Iterator[Finding]:
    yield passed(None, app.name)


@check(title="Empty", category="platform")
def empty(app: App) -> Iterator[Finding]:
    yield from [passed(None, app.name)] if app.name == "" else []


@check(title="Strict", category="platform")
def strict(
    addons: tuple[Addon, ...], releases: tuple[Release, ...], dynos: tuple[Dyno, ...] | Unavailable
) -> Iterator[Finding]:
    assert not isinstance(addons, Unavailable), "called without a fact it needs"
    assert not isinstance(releases, Unavailable), "called without a fact it needs"
    yield passed(None, "unread" if isinstance(dynos, Unavailable) else "read")


@check(title="Broken", category="platform")
def broken(app: App) -> Iterator[Finding]:
    yield passed(None, app.name)
    raise KeyError("s3cret")


@check(title="Mixed", category="dynos")
def mixed(app: App, *, limit: int = 3) -> Iterator[Finding]:
    yield skipped("rake", "nothing")
    yield passed("clock", "fine")
    yield warning("worker", f"{limit}")
    yield unknown("urgent", "who knows", fix=fix("heroku ps"))
    yield failed("web", app.name)
    yield failed("api", app.name)


@check(title="Asked for", category="dynos", default=False)
def asked_for(app: App) -> Iterator[Finding]:
    yield passed(None, app.name)


def run(*checks: Check, policy: Policy | None = None, **facts: Any) -> Report:  # noqa: ANN401
    return evaluate(msgspec.structs.replace(HEALTHY, **facts), policy, checks)


def result(one: Check, **facts: Any) -> Result:  # noqa: ANN401
    return run(one, **facts).results[0]


def waiver(resource: str = "*", **fields: Any) -> Waiver:  # noqa: ANN401
    defaults = {"check": "mixed", "reason": "we know", "expires": date(2026, 11, 22)}
    return Waiver(resource=resource, **{**defaults, **fields})


def waived(*waivers: Waiver) -> Report:
    return run(mixed, good, policy=Policy(waivers=waivers))


def messages(one: Result) -> list[str]:
    return [finding.message for finding in one.findings]


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


# The policy


def test_without_a_policy_every_check_that_is_on_runs() -> None:
    assert [each.id for each in run(good, asked_for, empty).results] == ["good", "empty"]


def test_only_runs_what_it_names_also_what_is_off() -> None:
    report = run(good, asked_for, empty, policy=Policy(only=("empty", "asked-for")))
    assert [each.id for each in report.results] == ["asked-for", "empty"]


def test_skip_leaves_out_also_of_only() -> None:
    assert [each.id for each in run(good, empty, policy=Policy(skip=("good",))).results] == [
        "empty"
    ]
    both = Policy(only=("good", "empty"), skip=("good",))
    assert [each.id for each in run(good, empty, policy=both).results] == ["empty"]


def test_a_policy_that_leaves_no_check_is_refused() -> None:
    with pytest.raises(ConfigError, match="No check is left"):
        run(good, policy=Policy(only=("good",), skip=("good",)))


def test_thresholds_reach_the_check() -> None:
    report = run(mixed, policy=Policy(thresholds={"mixed": {"limit": 9}}))
    assert "9" in messages(report.results[0])


@pytest.mark.parametrize(
    ("policy", "message", "hint"),
    [
        (Policy(only=("goood",)), "There is no check called 'goood'.", "Did you mean good?"),
        (
            Policy(skip=("zzz",)),
            "There is no check called 'zzz'.",
            "prodcheck checks lists them all.",
        ),
        (
            Policy(thresholds={"mixd": {}}),
            "There is no check called 'mixd'.",
            "Did you mean mixed?",
        ),
        (
            Policy(thresholds={"mixed": {"limits": 1}}),
            "There is no threshold of mixed called 'limits'.",
            "Did you mean limit?",
        ),
        (
            Policy(thresholds={"good": {"days": 1}}),
            "There is no threshold of good called 'days'.",
            "prodcheck checks:info good lists them all.",
        ),
        (
            Policy(waivers=(waiver(check="mixxed"),)),
            "There is no check called 'mixxed'.",
            "Did you mean mixed?",
        ),
    ],
)
def test_a_wrong_name_is_refused_with_the_closest_right_one(
    policy: Policy, message: str, hint: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        select(policy, (good, mixed))
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_fact_is_not_a_threshold() -> None:
    with pytest.raises(ConfigError):
        select(Policy(thresholds={"mixed": {"app": 1}}), (mixed,))


# Waivers


def test_a_waiver_covers_what_is_wrong_and_nothing_else() -> None:
    entry = waiver()
    told = waived(entry).results[0]
    assert told.status == "waived"
    assert [each.status for each in told.findings] == [
        *("waived", "waived", "waived", "waived", "passed", "skipped"),
    ]
    assert [each.waiver for each in told.findings] == [entry] * 4 + [None] * 2


def test_a_waiver_for_one_resource_leaves_the_others() -> None:
    told = waived(waiver("web")).results[0]
    by_name = {each.resource: each.status for each in told.findings}
    assert by_name["web"] == "waived"
    assert by_name["api"] == told.status == "failed"
    assert [each.resource for each in told.findings][:2] == ["api", "urgent"]


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("w*", {"web", "worker"}),
        ("?pi", {"api"}),
        ("[wu]*", {"web", "worker", "urgent"}),
        ("WEB", set()),
        ("", set()),
    ],
)
def test_a_resource_may_be_a_pattern(pattern: str, covered: set[str]) -> None:
    findings = waived(waiver(pattern)).results[0].findings
    assert {each.resource for each in findings if each.status == "waived"} == covered


@pytest.mark.parametrize(
    ("pattern", "status"), [("ha-*", "waived"), ("ha-app", "waived"), ("other", "failed")]
)
def test_an_app_may_be_a_pattern(pattern: str, status: str) -> None:
    assert waived(waiver(app=pattern)).results[0].status == status


def test_a_finding_of_the_app_as_a_whole_is_covered_by_any_resource() -> None:
    entry = waiver(check="strict")
    report = run(strict, addons=TIMEOUT, policy=Policy(waivers=(entry,)))
    assert report.results[0].status == "waived"
    assert report.verdict == "ready"


def test_a_waiver_holds_through_its_last_day() -> None:
    assert waived(waiver(expires=date(2026, 11, 22))).results[0].status == "waived"
    over = waived(waiver(expires=date(2026, 11, 21)))
    assert over.results[0].status == "failed"
    assert [entry.expires.day for entry in over.expired_waivers] == [21]
    assert over.unused_waivers == ()


def test_a_waiver_that_no_finding_needs_is_named() -> None:
    idle = (waiver("clock"), waiver("no-such"), waiver("[wx]yz"), waiver(check="good"))
    report = waived(waiver("web"), *idle)
    assert report.unused_waivers == idle
    assert report.expired_waivers == ()


def test_waivers_of_other_apps_and_of_checks_that_did_not_run_are_not_named() -> None:
    entries = (
        waiver(app="other"),
        waiver(app="other", expires=date(2020, 1, 1)),
        waiver(check="good"),
        waiver(check="good", expires=date(2020, 1, 1)),
    )
    report = run(good, empty, mixed, policy=Policy(waivers=entries, skip=("good",)))
    assert (report.unused_waivers, report.expired_waivers) == ((), ())


def test_the_first_waiver_that_covers_a_finding_is_the_one() -> None:
    first, second = waiver("web", reason="one"), waiver("web", reason="two")
    report = waived(first, second)
    web = next(each for each in report.results[0].findings if each.resource == "web")
    assert web.waiver == first
    assert report.unused_waivers == (second,)


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
