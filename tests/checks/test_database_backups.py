import shlex
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from core.report import Finding
from core.snapshot import BackupSchedule, Database, DatabaseDetails, Transfer, Unavailable
from tests.apps import DATABASE, FORBIDDEN, NOW, TIMEOUT, attachment, judge, statuses

CHECK = "database-backups"


def backup(hours_ago: float, *, succeeded: bool | None = True) -> Transfer:
    at = None if succeeded is None else NOW - timedelta(hours=hours_ago)
    return Transfer(from_name="DATABASE", succeeded=succeeded, finished_at=at)


def database(**fields: object) -> Database:
    return msgspec.structs.replace(DATABASE, **fields)


def only(*, plan: str | None = "heroku-postgresql:standard-0", **facts: Any) -> Finding:  # noqa: ANN401
    given = {
        "addon_id": "db-1",
        "addon_name": facts.pop("name", "postgresql-round-1"),
        "app": facts.pop("owner", "ha-app"),
    }
    attached = attachment("DATABASE", plan, **given)
    findings = judge(CHECK, **{"attachments": (attached,), **facts}).findings
    assert len(findings) == 1
    return findings[0]


def after(*transfers: Transfer, **facts: Any) -> Finding:  # noqa: ANN401
    return only(databases=(database(transfers=transfers),), **facts)


def test_a_schedule_and_a_recent_success_pass() -> None:
    finding = only()
    assert finding.status == "passed"
    assert "2026-11-22 02:05 UTC" in finding.message
    assert finding.evidence["schedule"] == "02:00 UTC"


def unscheduled(*, protected: bool | None) -> tuple[Database, ...]:
    return (database(schedules=(), details=DatabaseDetails(continuous_protection=protected)),)


@pytest.mark.parametrize("plan", ["essential-0", "hobby-basic", "standard-0", "premium-0"])
def test_no_schedule_fails_with_the_schedule_to_set(plan: str) -> None:
    finding = only(databases=unscheduled(protected=False), plan=f"heroku-postgresql:{plan}")
    assert finding.status == "failed"
    assert finding.fix is not None
    assert finding.fix.command == "heroku pg:backups:schedule DATABASE --at '02:00 UTC' -a ha-app"


@pytest.mark.parametrize("plan", ["standard-0", "premium-0", "private-2", "crane"])
def test_no_schedule_of_a_database_with_continuous_protection_warns(plan: str) -> None:
    finding = only(databases=unscheduled(protected=True), plan=f"heroku-postgresql:{plan}")
    assert finding.status == "warning"
    assert "continuous protection restores its last days" in finding.message
    assert finding.evidence["continuous_protection"] is True


@pytest.mark.parametrize(("plan", "status"), [("standard-0", "warning"), ("dev", "failed")])
def test_where_protection_is_not_told_the_plan_decides(plan: str, status: str) -> None:
    finding = only(databases=unscheduled(protected=None), plan=f"heroku-postgresql:{plan}")
    assert finding.status == status


def test_an_advanced_database_without_schedules_is_judged_by_its_protection() -> None:
    absent = Unavailable(kind="not_found", reason="Heroku says 404")
    for protected, status in ((True, "passed"), (False, "failed"), (None, "unknown")):
        details = DatabaseDetails(continuous_protection=protected)
        databases = (database(schedules=absent, details=details),)
        assert only(plan="heroku-postgresql:advanced", databases=databases).status == status
    databases = (database(schedules=absent),)
    assert only(plan="heroku-postgresql:premium-0", databases=databases).status == "unknown"


def test_the_schedule_of_a_foreign_database_is_set_at_its_owner() -> None:
    finding = only(databases=(database(schedules=()),), owner="billing-app")
    assert finding.fix is not None
    assert finding.fix.command == (
        "heroku pg:backups:schedule postgresql-round-1 --at '02:00 UTC' -a billing-app"
    )


def test_the_age_of_the_last_success_decides() -> None:
    assert after(backup(36)).status == "passed"
    assert after(backup(36.1)).status == "failed"
    assert after(backup(48), backup(30)).status == "passed"


def test_the_threshold_can_be_moved() -> None:
    assert after(backup(100), thresholds={"max_age_hours": 168}).status == "passed"


def test_an_old_success_fails_with_the_command_that_takes_one_now() -> None:
    finding = after(backup(60))
    assert finding.status == "failed"
    assert "since 2026-11-20 07:00 UTC" in finding.message
    assert finding.fix is not None
    assert finding.fix.command == "heroku pg:backups:capture DATABASE -a ha-app"


def test_a_failure_warns_while_a_success_is_recent_and_fails_after() -> None:
    assert after(backup(1, succeeded=False), backup(25)).status == "warning"
    assert after(backup(1, succeeded=False), backup(49)).status == "failed"
    assert after(backup(1), backup(25, succeeded=False)).status == "passed"


def test_failures_alone_fail() -> None:
    finding = after(backup(1, succeeded=False))
    assert finding.status == "failed"
    assert "failed on 2026-11-22 18:00 UTC" in finding.message


def test_a_running_backup_says_nothing() -> None:
    assert after(backup(0, succeeded=None), backup(20)).status == "passed"
    assert after(backup(0, succeeded=None), backup(60)).status == "failed"


def test_a_schedule_without_a_backup_yet_warns() -> None:
    assert after().status == "warning"
    assert after(backup(0, succeeded=None)).status == "warning"


def test_a_schedule_of_another_database_does_not_count() -> None:
    red = BackupSchedule(name="HEROKU_POSTGRESQL_RED_URL", hour=4, timezone="UTC")
    attachments = (
        attachment("DATABASE", "heroku-postgresql:standard-0", addon_id="db-1", addon_name="one"),
        attachment(
            "HEROKU_POSTGRESQL_RED",
            "heroku-postgresql:standard-0",
            addon_id="db-2",
            addon_name="two",
        ),
    )
    databases = (
        database(schedules=(red,)),
        database(addon_id="db-2", schedules=(red,), transfers=(backup(1),)),
    )
    result = judge(CHECK, attachments=attachments, databases=databases)
    assert statuses(result) == {"one": "warning", "two": "passed"}


def test_the_schedules_of_another_app_are_named_after_its_own_attachments() -> None:
    attachments = (
        attachment("DATABASE", "heroku-postgresql:standard-0", addon_id="db-1", addon_name="own"),
        attachment(
            "ANALYTICS",
            "heroku-postgresql:standard-0",
            addon_id="db-2",
            addon_name="foreign",
            app="billing-app",
        ),
    )
    databases = (database(), database(addon_id="db-2"))
    result = judge(CHECK, attachments=attachments, databases=databases)
    assert statuses(result) == {"own": "passed", "foreign": "passed"}


def test_a_follower_needs_none() -> None:
    details = DatabaseDetails(following="postgresql-lead-1")
    assert only(databases=(database(details=details, schedules=()),)).status == "skipped"


@pytest.mark.parametrize(
    ("protected", "status"), [(True, "passed"), (False, "failed"), (None, "unknown")]
)
def test_a_shield_database_is_judged_by_its_continuous_protection(
    protected: bool | None,  # noqa: FBT001
    status: str,
) -> None:
    details = DatabaseDetails(continuous_protection=protected)
    databases = (database(details=details, schedules=()),)
    assert only(plan="heroku-postgresql:shield-0", databases=databases).status == status


def test_a_shield_database_that_cannot_be_read_is_unknown() -> None:
    databases = (database(details=FORBIDDEN),)
    assert only(plan="heroku-postgresql:shield-0", databases=databases).status == "unknown"


@pytest.mark.parametrize("plan", ["heroku-postgresql:advanced", "heroku-postgresql:odd", None])
def test_a_plan_that_may_take_no_such_backups_never_fails_for_it(plan: str | None) -> None:
    assert only(plan=plan, databases=(database(schedules=()),)).status == "warning"


UNSUPPORTED = Unavailable(kind="unsupported", reason="Advanced databases have none")


@pytest.mark.parametrize("missing", [FORBIDDEN, TIMEOUT, UNSUPPORTED])
def test_what_cannot_be_read_is_unknown(missing: Unavailable) -> None:
    assert only(databases=missing).status == "unknown"
    assert only(databases=(database(schedules=missing),)).status == "unknown"
    finding = only(databases=(database(transfers=missing),))
    assert finding.status == "unknown"
    assert missing.reason in finding.message


def test_no_schedule_of_what_may_be_a_follower_is_unknown() -> None:
    databases = (database(schedules=(), details=TIMEOUT),)
    assert only(databases=databases).status == "unknown"
    assert only(databases=databases, plan="heroku-postgresql:essential-0").status == "failed"


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ("heroku-postgresql:standard-0", "was not asked"),
        ("shared-database:5mb", "tells nothing of the shared databases"),
        (None, "may not see its plan"),
    ],
)
def test_a_database_the_data_api_told_nothing_of_is_unknown(plan: str | None, reason: str) -> None:
    finding = only(databases=(), plan=plan)
    assert finding.status == "unknown"
    assert reason in finding.message


def test_no_database_is_skipped() -> None:
    assert judge(CHECK, attachments=(), databases=FORBIDDEN).status == "skipped"


def test_a_hostile_name_is_one_word_of_the_command() -> None:
    finding = only(databases=(database(schedules=()),), owner="b", name="a;b")
    assert finding.fix is not None
    words = shlex.split(finding.fix.command or "")
    assert words == ["heroku", "pg:backups:schedule", "a;b", "--at", "02:00 UTC", "-a", "b"]
