"""What a policy comes to for one app, seen through its report."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from core.check import all_checks
from core.collect.collect import facts_needed
from core.effective import layers
from core.errors import ConfigError
from core.evaluate import evaluate, select
from core.policy import AppRules, Policy, Profile, Rules, Waiver
from core.profiles import BUILT_IN
from core.report import Report
from core.snapshot import Answer, AppFeature, Dyno, ProcessType, Snapshot
from tests.apps import APP, HEALTHY, WWW_DNS, attachment
from tests.toy_checks import asked_for, empty, good, mixed, run


def of(name: str) -> dict[str, Any]:
    return {"app": msgspec.structs.replace(APP, name=name)}


def ids(report: Report) -> list[str]:
    return [result.id for result in report.results]


def limit(report: Report) -> str:
    worker = next(each for each in report.results[0].findings if each.resource == "worker")
    return worker.message


def limits(value: int) -> dict[str, dict[str, int]]:
    return {"mixed": {"limit": value}}


# Which layer wins


def test_an_app_pattern_wins_over_a_profile_and_that_over_the_general_part() -> None:
    policy = Policy(
        thresholds=limits(5),
        profiles={"mine": Profile(thresholds=limits(6))},
        apps=(
            AppRules(app="shop-*", profile="mine"),
            AppRules(app="shop-b", thresholds=limits(7)),
        ),
    )
    assert limit(run(mixed, policy=policy, **of("blog"))) == "5"
    assert limit(run(mixed, policy=policy, **of("shop-a"))) == "6"
    assert limit(run(mixed, policy=policy, **of("shop-b"))) == "7"


def test_of_patterns_that_fit_the_later_wins() -> None:
    one, two = AppRules(app="s*", profile="hobby"), AppRules(app="shop", profile="critical")
    assert run(good, policy=Policy(apps=(one, two)), **of("shop")).profile == "critical"
    assert run(good, policy=Policy(apps=(two, one)), **of("shop")).profile == "hobby"
    assert run(good, policy=Policy(apps=(one, two)), **of("blog")).profile == "standard"


def test_what_is_asked_for_this_time_wins_over_all() -> None:
    policy = Policy(
        only=("good",),
        apps=(AppRules(app="*", skip=("mixed",), profile="critical"),),
        asked=Rules(only=("mixed",), thresholds=limits(9)),
        asked_profile="hobby",
    )
    report = run(good, mixed, policy=policy)
    assert (ids(report), report.profile, limit(report)) == (["mixed"], "hobby", "9")


def test_layers_put_in_and_leave_out() -> None:
    policy = Policy(
        skip=("good",),
        also=("asked-for",),
        apps=(AppRules(app="a*", also=("good",)), AppRules(app="ab", skip=("asked-for",))),
    )
    checks = (good, asked_for, empty)
    assert ids(run(*checks, policy=policy, **of("b"))) == ["asked-for", "empty"]
    assert ids(run(*checks, policy=policy, **of("a"))) == ["good", "asked-for", "empty"]
    assert ids(run(*checks, policy=policy, **of("ab"))) == ["good", "empty"]


def test_only_of_a_later_layer_takes_the_place_of_what_was_put_in() -> None:
    policy = Policy(also=("asked-for",), apps=(AppRules(app="*", only=("good",)),))
    assert ids(run(good, asked_for, empty, policy=policy)) == ["good"]


def test_strict_makes_failures_and_lenient_makes_warnings() -> None:
    told = run(mixed, policy=Policy(strict=("mixed",))).results[0]
    worker = next(each for each in told.findings if each.resource == "worker")
    assert worker.status == "failed"
    assert worker.evidence == {"without_policy": "warning"}
    told = run(mixed, policy=Policy(lenient=("mixed",))).results[0]
    by_name = {each.resource: each.status for each in told.findings}
    assert by_name == {
        "web": "warning",
        "api": "warning",
        "worker": "warning",
        "urgent": "unknown",
        "clock": "passed",
        "rake": "skipped",
    }
    assert told.status == "unknown"


def test_a_later_layer_takes_strictness_back() -> None:
    policy = Policy(strict=("mixed",), apps=(AppRules(app="*", lenient=("mixed",)),))
    told = run(mixed, policy=policy).results[0]
    assert "failed" not in {each.status for each in told.findings}


def test_a_waiver_covers_what_strictness_made_of_a_finding() -> None:
    entry = Waiver(check="mixed", resource="worker", reason="x", expires=date(2027, 1, 1))
    told = run(mixed, policy=Policy(strict=("mixed",), waivers=(entry,))).results[0]
    assert {each.resource: each.status for each in told.findings}["worker"] == "waived"


def test_a_profile_of_ones_own_stands_on_the_built_in_one_of_its_name() -> None:
    policy = Policy(profile="hobby", profiles={"hobby": Profile(also=("preboot",))})
    runs = {each.id for each in select(policy, all_checks(), "x")}
    assert "preboot" in runs
    assert "dyno-tier" not in runs
    assert [each.origin for each in layers(policy, "x")] == [
        *("all apps", "built-in profile hobby", "profile hobby", "asked for"),
    ]


def test_profiles_stand_on_each_other() -> None:
    policy = Policy(
        profile="b",
        profiles={
            "a": Profile(extends="critical", thresholds=limits(1)),
            "b": Profile(extends="a", strict=("mixed",)),
        },
    )
    report = run(mixed, policy=policy)
    assert (limit(report), report.profile) == ("1", "b")
    assert [each.origin for each in layers(policy, "x")][1:4] == [
        *("built-in profile critical", "profile a", "profile b"),
    ]


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (Policy(profile="hoby"), "There is no profile called 'hoby'."),
        (Policy(profile="a", profiles={"a": Profile(extends="b")}), "no profile called 'b'"),
        (Policy(profile="a", profiles={"a": Profile(extends="a")}), "'a' extends itself"),
        (Policy(apps=(AppRules(app="*", profile="x"),)), "no profile called 'x'"),
        (Policy(apps=(AppRules(app="*", strict=("x",)),)), "no check called 'x'"),
        (Policy(profiles={"a": Profile(lenient=("x",))}), "no check called 'x'"),
    ],
)
def test_a_policy_that_names_what_is_not_there_is_refused(policy: Policy, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        run(good, policy=policy)


# The built-in profiles


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_profile_names_checks_and_thresholds_that_there_are(name: str) -> None:
    rules = BUILT_IN[name]
    checks = {each.id: each for each in all_checks()}
    lists = (*rules.only, *rules.skip, *rules.also, *rules.strict, *rules.lenient)
    assert {*lists, *rules.thresholds} <= set(checks)
    for check, values in rules.thresholds.items():
        for threshold, value in values.items():
            least, most = checks[check].needs.ranges[threshold]
            assert least <= value <= most


def hold(profile: str, **facts: Any) -> Report:  # noqa: ANN401
    return evaluate(msgspec.structs.replace(HEALTHY, **facts), Policy(profile=profile))


def failed(report: Report) -> set[str]:
    return {result.id for result in report.results if result.status == "failed"}


HOBBY: dict[str, Any] = {
    "formation": (ProcessType(type="web", quantity=1, size="Eco"),),
    "dynos": (Dyno(name="web.1", type="web", state="up", size="Eco", release_version=42),),
    "attachments": (attachment("DATABASE", "heroku-postgresql:essential-0", addon_id="db-1"),),
    "log_drains": (),
    "config_var_names": (),
}


def test_hobby_accepts_one_small_dyno_and_a_starter_database() -> None:
    assert failed(hold("standard", **HOBBY)) >= {
        *("dyno-redundancy", "dyno-tier", "production-database"),
    }
    assert failed(hold("hobby", **HOBBY)) == set()


def test_hobby_does_not_accept_a_dead_domain_or_web_at_zero() -> None:
    gone = msgspec.structs.replace(WWW_DNS, a=Answer(records=("192.0.2.1",)), target=None)
    facts = {**HOBBY, "dns": (gone,)}
    facts["formation"] = (ProcessType(type="web", quantity=0, size="Eco"),)
    assert failed(hold("hobby", **facts)) >= {"dns", "dyno-redundancy"}


def test_critical_fails_what_is_else_a_warning() -> None:
    off = {"features": (AppFeature(name="preboot", enabled=False),)}
    assert hold("standard", **off).verdict == "warnings"
    assert failed(hold("critical", **off)) == {"preboot"}
    assert hold("critical").verdict == "ready"


# What is collected, and the clock


def test_the_facts_of_every_kind_of_app_are_collected() -> None:
    policy = Policy(
        only=("dns",),
        apps=(AppRules(app="eu-*", also=("cross-region-follower",)),),
    )
    assert [each.id for each in select(policy, all_checks())] == ["dns", "cross-region-follower"]
    assert "followers" in facts_needed(select(policy, all_checks()))
    assert [each.id for each in select(policy, all_checks(), "us-1")] == ["dns"]


def at(day: int) -> Snapshot:
    moment = datetime(2026, 11, day, 23, 59, 59, tzinfo=UTC)
    return msgspec.structs.replace(
        HEALTHY, taken_at=moment, features=(AppFeature(name="preboot", enabled=False),)
    )


def test_a_waiver_expires_by_the_clock_of_the_snapshot() -> None:
    entry = Waiver(
        check="preboot", app="ha-*", resource="web", reason="x", expires=date(2026, 11, 22)
    )
    policy = Policy(only=("preboot",), waivers=(entry,))
    active, expired = evaluate(at(22), policy), evaluate(at(23), policy)
    assert (active.results[0].status, active.expired_waivers) == ("waived", ())
    assert (expired.results[0].status, expired.expired_waivers) == ("warning", (entry,))


@pytest.mark.parametrize(
    ("moment", "last_day"),
    [
        ("2026-11-22T23:59:59+00:00", 22),
        ("2026-11-23T04:59:59+05:00", 22),
        ("2026-11-22T19:00:00-05:00", 23),
        ("2026-11-23T00:00:00+00:00", 23),
    ],
)
def test_its_last_day_is_one_of_utc_however_the_snapshot_writes_its_clock(
    moment: str, last_day: int
) -> None:
    now = datetime.fromisoformat(moment)
    days = [date(2026, 11, day) for day in (21, 22, 23, 24)]
    waivers = [Waiver(check="preboot", reason="x", expires=day) for day in days]
    assert [w.expires.day for w in waivers if w.holds(now)] == list(range(last_day, 25))
