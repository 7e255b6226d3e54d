import shlex

import msgspec
import pytest

from core.report import Finding
from tests.apps import APP, FORBIDDEN, attachment, judge, statuses

CHECK = "key-value-store"


def only(plan: str | None, **fields: object) -> Finding:
    given = {"addon_id": "kv-1", "addon_name": "redis-round-1", **fields}
    findings = judge(CHECK, attachments=(attachment("REDIS", plan, **given),)).findings
    assert len(findings) == 1
    return findings[0]


@pytest.mark.parametrize("plan", ["premium-0", "premium-14", "private-7", "shield-9"])
def test_a_plan_with_persistence_and_a_standby_passes(plan: str) -> None:
    assert only(f"heroku-redis:{plan}").status == "passed"


@pytest.mark.parametrize("plan", ["mini", "hobby-dev"])
def test_mini_warns_with_the_plan_to_change_to(plan: str) -> None:
    finding = only(f"heroku-redis:{plan}")
    assert finding.status == "warning"
    assert plan in finding.message
    assert finding.fix is not None
    assert (
        finding.fix.command
        == "heroku addons:upgrade redis-round-1 heroku-redis:premium-0 -a ha-app"
    )


@pytest.mark.parametrize("fields", [{"space": "s"}, {"generation": "fir", "space": "s"}])
def test_where_the_plans_are_others_they_are_listed(fields: dict[str, str]) -> None:
    attached = attachment("REDIS", "heroku-redis:mini")
    app = msgspec.structs.replace(APP, **fields)
    finding = judge(CHECK, attachments=(attached,), app=app).findings[0]
    assert finding.fix is not None
    assert finding.fix.command == "heroku addons:plans heroku-redis"


def test_the_store_of_another_app_is_judged_and_changed_there() -> None:
    finding = only("heroku-redis:mini", app="billing-app")
    assert "owned by billing-app" in finding.message
    assert finding.fix is not None
    assert (finding.fix.command or "").endswith("-a billing-app")


@pytest.mark.parametrize("plan", ["heroku-redis:minimal", "heroku-redis:gold", None])
def test_a_plan_that_is_not_known_is_unknown(plan: str | None) -> None:
    assert only(plan).status == "unknown"


def test_no_store_is_skipped() -> None:
    database = attachment("DATABASE", "heroku-postgresql:mini")
    assert judge(CHECK, attachments=(database,)).status == "skipped"


def test_stores_are_judged_one_by_one() -> None:
    attachments = (
        attachment("REDIS", "heroku-redis:premium-0", addon_id="1", addon_name="queue"),
        attachment("CACHE", "heroku-redis:mini", addon_id="2", addon_name="cache"),
        attachment("CACHE_TOO", "heroku-redis:mini", addon_id="2", addon_name="cache"),
    )
    result = judge(CHECK, attachments=attachments)
    assert statuses(result) == {"queue": "passed", "cache": "warning"}
    assert len(result.findings) == 2


def test_attachments_that_cannot_be_read_are_unknown() -> None:
    assert judge(CHECK, attachments=FORBIDDEN).status == "unknown"


def test_a_hostile_name_is_one_word_of_the_command() -> None:
    finding = only("heroku-redis:mini", addon_name="$(reboot)", app="a b`c`")
    assert finding.fix is not None
    words = shlex.split(finding.fix.command or "")
    assert words[2] == "$(reboot)"
    assert words[-1] == "a b`c`"
