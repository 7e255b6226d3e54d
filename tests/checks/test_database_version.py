from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from core.report import Finding
from core.snapshot import DatabaseDetails, KeyValueStore, KeyValueStoreDetails
from tests.apps import DATABASE, FORBIDDEN, TIMEOUT, attachment, judge, statuses

CHECK = "database-version"


def postgres(
    version: str | None,
    *,
    plan: str | None = "standard-0",
    **facts: Any,  # noqa: ANN401
) -> Finding:
    details = DatabaseDetails(version=version, following=facts.pop("following", None))
    given = {"addon_id": "db-1", "addon_name": "postgresql-round-1"}
    name = None if plan is None else f"heroku-postgresql:{plan}"
    given["app"] = facts.pop("owner", "ha-app")
    facts = {"databases": (msgspec.structs.replace(DATABASE, details=details),), **facts}
    attachments = (attachment("DATABASE", name, **given),)
    findings = judge(CHECK, attachments=attachments, **facts).findings
    assert len(findings) == 1
    return findings[0]


def key_value_store(version: str | None, **facts: object) -> Finding:
    attached = attachment(
        "REDIS", "heroku-redis:premium-0", addon_id="kv-1", addon_name="redis-round-1"
    )
    store = KeyValueStore(
        addon_id="kv-1",
        addon_name="redis-round-1",
        details=KeyValueStoreDetails(version=version),
    )
    facts = {"key_value_stores": (store,), **facts}
    findings = judge(CHECK, attachments=(attached,), **facts).findings
    assert len(findings) == 1
    return findings[0]


@pytest.mark.parametrize("version", ["16.4", "17.4", "18", "18.1"])
def test_a_version_that_heroku_supports_passes(version: str) -> None:
    assert postgres(version).status == "passed"


@pytest.mark.parametrize("version", ["9.1.4", "9.6", "10.23", "11", "12.3", "13.16", "14.9"])
def test_a_version_past_its_end_fails(version: str) -> None:
    finding = postgres(version)
    assert finding.status == "failed"
    assert f"Postgres {version}" in finding.message
    assert finding.fix is not None
    assert finding.fix.command == "heroku pg:upgrade:prepare postgresql-round-1 -a ha-app"


def test_the_day_decides() -> None:
    days = {
        datetime(2026, 10, 30, tzinfo=UTC): "passed",
        datetime(2026, 10, 31, tzinfo=UTC): "warning",
        datetime(2027, 2, 28, 23, tzinfo=UTC): "warning",
        datetime(2027, 3, 1, tzinfo=UTC): "failed",
    }
    assert {day: postgres("15.7", taken_at=day).status for day in days} == days


def test_a_version_without_an_announced_end_passes_while_its_support_is_sure() -> None:
    assert postgres("16.4", taken_at=datetime(2027, 4, 29, tzinfo=UTC)).status == "passed"
    assert postgres("16.4", taken_at=datetime(2027, 4, 30, tzinfo=UTC)).status == "warning"


def test_a_version_newer_than_all_known_passes_until_it_may_be_old() -> None:
    assert postgres("19.0").status == "passed"
    assert postgres("19.0", taken_at=datetime(2031, 1, 1, tzinfo=UTC)).status == "warning"
    assert key_value_store("10.0").status == "passed"


@pytest.mark.parametrize("version", [None, "", "newest", "9" * 5000])
def test_a_version_that_says_nothing_is_unknown(version: str | None) -> None:
    assert postgres(version).status == "unknown"
    assert key_value_store(version).status == "unknown"


@pytest.mark.parametrize(
    ("plan", "command"),
    [
        ("essential-0", "heroku pg:upgrade:run postgresql-round-1 -a ha-app"),
        ("premium-0", "heroku pg:upgrade:prepare postgresql-round-1 -a ha-app"),
        ("advanced", "heroku data:pg:upgrade:run postgresql-round-1 -a ha-app"),
        ("mini", "heroku addons:create heroku-postgresql:standard-0 -a ha-app"),
        ("odd", "heroku pg:info postgresql-round-1 -a ha-app"),
        (None, "heroku pg:info postgresql-round-1 -a ha-app"),
    ],
)
def test_the_command_fits_the_plan(plan: str | None, command: str) -> None:
    finding = postgres("13.4", plan=plan)
    assert finding.fix is not None
    assert finding.fix.command == command


def test_a_follower_is_never_told_to_leave_its_leader() -> None:
    finding = postgres("13.4", following="postgresql-lead-1")
    assert finding.fix is not None
    assert finding.fix.command == "heroku pg:info postgresql-round-1 -a ha-app"


def test_a_foreign_database_is_upgraded_at_its_owner() -> None:
    finding = postgres("13.4", owner="billing-app")
    assert "owned by billing-app" in finding.message
    assert finding.fix is not None
    assert (finding.fix.command or "").endswith("-a billing-app")


def test_an_essential_database_is_upgraded_without_asking() -> None:
    assert "without asking" in postgres("15.1", plan="essential-0").message


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("9.1.0", "passed"),
        ("8.1", "passed"),
        ("7.2.14", "warning"),
        ("7.0.15", "warning"),
        ("6.2.14", "failed"),
        ("5.0", "failed"),
        ("8.0", "unknown"),
    ],
)
def test_a_key_value_store_is_judged_by_its_version(version: str, status: str) -> None:
    assert key_value_store(version).status == status


def test_a_key_value_store_is_upgraded_in_place() -> None:
    finding = key_value_store("7.2.14")
    assert "in 27 days" in finding.message
    assert finding.fix is not None
    assert finding.fix.command == "heroku redis:upgrade redis-round-1 --version 9.1 -a ha-app"


def test_an_unlisted_version_fails_when_the_next_newer_one_has_ended() -> None:
    assert key_value_store("7.0", taken_at=datetime(2026, 12, 20, tzinfo=UTC)).status == "failed"


def test_the_threshold_can_be_moved() -> None:
    assert postgres("15.7", thresholds={"warn_days": 30}).status == "passed"


@pytest.mark.parametrize("missing", [FORBIDDEN, TIMEOUT])
def test_what_cannot_be_read_is_unknown(missing: object) -> None:
    assert postgres("17", databases=missing).status == "unknown"
    assert postgres("17", databases=()).status == "unknown"
    assert key_value_store("8.1", key_value_stores=missing).status == "unknown"
    assert key_value_store("8.1", key_value_stores=()).status == "unknown"


def test_one_kind_that_cannot_be_read_leaves_the_other() -> None:
    result = judge(CHECK, key_value_stores=FORBIDDEN)
    assert statuses(result) == {"postgresql-round-1": "passed", "redis-round-1": "unknown"}


def test_no_data_store_is_skipped() -> None:
    missing = {"databases": FORBIDDEN, "key_value_stores": FORBIDDEN}
    assert judge(CHECK, attachments=(), **missing).status == "skipped"
