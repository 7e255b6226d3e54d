import msgspec
import pytest

from core.report import Finding
from core.snapshot import Database, DatabaseDetails
from tests.apps import DATABASE, FORBIDDEN, TIMEOUT, attachment, judge, statuses

CHECK = "database-redundancy"


def database(**details: object) -> Database:
    known = msgspec.structs.replace(DatabaseDetails(), **details)
    return msgspec.structs.replace(DATABASE, details=known)


def only(plan: str | None, *, name: str = "DATABASE", **facts: object) -> Finding:
    given = {"addon_id": "db-1", "addon_name": "postgresql-round-1"}
    owner = facts.pop("owner", "ha-app")
    attached = attachment(name, plan, **given, app=owner)
    facts = {"databases": (database(highly_available=False),), **facts}
    findings = judge(CHECK, attachments=(attached,), **facts).findings
    assert len(findings) == 1
    return findings[0]


@pytest.mark.parametrize("plan", ["premium-0", "private-2", "shield-2", "enterprise-2"])
def test_a_plan_with_high_availability_passes_without_the_data_api(plan: str) -> None:
    assert only(f"heroku-postgresql:{plan}", databases=FORBIDDEN).status == "passed"


def test_an_advanced_database_passes_with_its_own_standby() -> None:
    databases = (database(highly_available=True),)
    assert only("heroku-postgresql:advanced", databases=databases).status == "passed"


def test_a_follower_is_enough() -> None:
    databases = (database(highly_available=False, followers=("postgresql-flat-2",)),)
    finding = only("heroku-postgresql:standard-0", databases=databases)
    assert finding.status == "passed"
    assert "postgresql-flat-2" in finding.message


def test_a_primary_without_either_fails_with_the_follower_to_add() -> None:
    finding = only("heroku-postgresql:standard-2")
    assert finding.status == "failed"
    assert finding.fix is not None
    assert finding.fix.command == (
        "heroku addons:create heroku-postgresql:standard-2 -a ha-app -- --follow DATABASE"
    )


def test_the_follower_of_a_foreign_database_is_added_at_its_owner() -> None:
    finding = only("heroku-postgresql:standard-2", owner="billing-app")
    assert finding.fix is not None
    assert finding.fix.command == (
        "heroku addons:create heroku-postgresql:standard-2 -a billing-app "
        "-- --follow postgresql-round-1"
    )


@pytest.mark.parametrize(
    ("plan", "command"),
    [
        (
            "crane",
            "heroku addons:create heroku-postgresql:standard-0 -a ha-app -- --follow DATABASE",
        ),
        (
            "mecha",
            "heroku addons:create heroku-postgresql:standard-6 -a ha-app -- --follow DATABASE",
        ),
        ("standard-tengu", "heroku addons:plans heroku-postgresql"),
    ],
)
def test_the_follower_is_of_a_plan_that_is_still_sold(plan: str, command: str) -> None:
    finding = only(f"heroku-postgresql:{plan}")
    assert finding.status == "failed"
    assert finding.fix is not None
    assert finding.fix.command == command


def test_a_version_past_its_end_can_have_no_follower() -> None:
    databases = (database(highly_available=False, version="9.1.4"),)
    finding = only("heroku-postgresql:crane", databases=databases)
    assert finding.fix is not None
    assert finding.fix.command == "heroku addons:create heroku-postgresql:premium-0 -a ha-app"


def test_high_availability_that_only_the_plan_tells_of_is_named_so() -> None:
    finding = only("heroku-postgresql:premium-0", databases=(database(),))
    assert finding.message == "postgresql-round-1 has high availability by its plan"


def test_a_database_beside_the_primary_warns() -> None:
    assert only("heroku-postgresql:standard-0", name="ANALYTICS").status == "warning"


@pytest.mark.parametrize("databases", [FORBIDDEN, (), (database(),)])
def test_a_starter_plan_can_have_neither_and_fails_anyway(databases: object) -> None:
    finding = only("heroku-postgresql:essential-0", name="ANALYTICS", databases=databases)
    assert finding.status == "failed"
    assert finding.fix is not None
    assert finding.fix.command == "heroku addons:create heroku-postgresql:premium-0 -a ha-app"


def test_an_advanced_database_without_a_standby_fails_with_the_command_that_adds_one() -> None:
    finding = only("heroku-postgresql:advanced")
    assert finding.status == "failed"
    assert finding.fix is not None
    assert finding.fix.command == "heroku data:pg:update postgresql-round-1 -a ha-app"


def test_a_standby_that_is_promised_and_missing_warns() -> None:
    assert only("heroku-postgresql:premium-0").status == "warning"


def test_a_follower_itself_is_not_judged() -> None:
    databases = (database(following="postgresql-lead-1"),)
    finding = only("heroku-postgresql:standard-0", databases=databases)
    assert finding.status == "skipped"
    assert "postgresql-lead-1" in finding.message


@pytest.mark.parametrize("plan", ["heroku-postgresql:advanced", "heroku-postgresql:odd", None])
def test_what_the_data_api_does_not_say_of_an_unsure_plan_is_unknown(plan: str | None) -> None:
    assert only(plan, databases=(database(),)).status == "unknown"


@pytest.mark.parametrize("missing", [FORBIDDEN, TIMEOUT])
def test_a_standard_database_that_cannot_be_read_is_unknown(missing: object) -> None:
    for databases in (missing, (msgspec.structs.replace(DATABASE, details=missing),), ()):
        finding = only("heroku-postgresql:standard-0", databases=databases)
        assert finding.status == "unknown"


def test_no_database_is_skipped() -> None:
    assert judge(CHECK, attachments=(), databases=FORBIDDEN).status == "skipped"


def test_databases_are_judged_one_by_one() -> None:
    attachments = (
        attachment("DATABASE", "heroku-postgresql:premium-0", addon_id="db-1", addon_name="lead"),
        attachment("OLD", "heroku-postgresql:mini", addon_id="db-2", addon_name="old"),
    )
    result = judge(CHECK, attachments=attachments)
    assert statuses(result) == {"lead": "passed", "old": "failed"}


def test_attachments_that_cannot_be_read_are_unknown() -> None:
    assert judge(CHECK, attachments=FORBIDDEN).status == "unknown"
