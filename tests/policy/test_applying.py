from datetime import date
from typing import Any

import pytest

from core.errors import ConfigError
from core.evaluate import select
from core.policy import Policy, Waiver
from core.report import Report
from tests.apps import TIMEOUT
from tests.toy_checks import asked_for, empty, good, messages, mixed, run, strict


def waiver(resource: str = "*", **fields: Any) -> Waiver:  # noqa: ANN401
    defaults = {"check": "mixed", "reason": "we know", "expires": date(2026, 11, 22)}
    return Waiver(resource=resource, **{**defaults, **fields})


def waived(*waivers: Waiver) -> Report:
    return run(mixed, good, policy=Policy(waivers=waivers))


# Which checks, which thresholds


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


def test_the_report_names_what_was_left_out_of_what_runs_by_default() -> None:
    assert run(good, asked_for, empty).left_out == ()
    assert run(good, asked_for, empty, policy=Policy(only=("empty",))).left_out == ("good",)
    assert run(good, asked_for, empty, policy=Policy(skip=("good",))).left_out == ("good",)
    assert run(good, asked_for, policy=Policy(only=("good", "asked-for"))).left_out == ()


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


def test_of_what_could_not_be_read_no_waiver_is_called_idle() -> None:
    entry = waiver("web", check="strict")
    assert run(strict, policy=Policy(waivers=(entry,))).unused_waivers == (entry,)
    unread = run(strict, addons=TIMEOUT, policy=Policy(waivers=(entry,)))
    assert (unread.results[0].status, unread.unused_waivers) == ("unknown", ())


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
