import msgspec
import pytest

from core.check import all_checks
from core.report import Finding
from core.snapshot import Database, DatabaseDetails
from tests.apps import DATABASE, FORBIDDEN, attachment, judge

CHECK = "cross-region-follower"
LEADER = "postgresql-round-1"


def leader(**details: object) -> Database:
    known = msgspec.structs.replace(DatabaseDetails(region="us"), **details)
    return msgspec.structs.replace(DATABASE, details=known)


def follower(region: str | None, name: str = "postgresql-far-2") -> Database:
    return Database(
        addon_id=name,
        addon_name=name,
        details=DatabaseDetails(region=region, following=LEADER),
        schedules=(),
        transfers=(),
    )


def only(
    *followers: Database, plan: str = "heroku-postgresql:standard-0", **facts: object
) -> Finding:
    attached = attachment("DATABASE", plan, addon_id="db-1", addon_name=LEADER)
    names = tuple(each.addon_name for each in followers)
    given = {"databases": (leader(followers=names),), "followers": followers, **facts}
    findings = judge(CHECK, attachments=(attached,), **given).findings
    assert len(findings) == 1
    return findings[0]


def test_it_is_off_unless_asked_for() -> None:
    assert not next(check for check in all_checks() if check.id == CHECK).default


def test_a_follower_in_another_region_passes() -> None:
    finding = only(follower("us", "near"), follower("eu"))
    assert finding.status == "passed"
    assert "postgresql-far-2 in eu" in finding.message


def test_a_follower_attached_to_the_app_itself_counts() -> None:
    databases = (leader(followers=()), follower("eu"))
    assert only(databases=databases, followers=FORBIDDEN).status == "passed"


def test_followers_in_the_same_region_fail() -> None:
    finding = only(follower("us"))
    assert finding.status == "failed"
    assert "its own region, us" in finding.message


def test_no_follower_fails_with_the_one_to_add() -> None:
    finding = only(followers=FORBIDDEN)
    assert finding.status == "failed"
    assert finding.fix is not None
    assert finding.fix.command == (
        "heroku addons:create heroku-postgresql:standard-0 -a ha-app "
        "-- --follow DATABASE --region eu"
    )
    europe = only(databases=(leader(region="eu"),))
    assert europe.fix is not None
    assert (europe.fix.command or "").endswith("--region us")


@pytest.mark.parametrize(
    ("plan", "command"),
    [
        ("essential-0", "heroku addons:create heroku-postgresql:standard-0 -a ha-app"),
        ("private-0", "heroku pg:info postgresql-round-1 -a ha-app"),
    ],
)
def test_a_plan_that_cannot_have_one_fails_with_what_comes_first(plan: str, command: str) -> None:
    finding = only(plan=f"heroku-postgresql:{plan}")
    assert finding.status == "failed"
    assert finding.fix is not None
    assert finding.fix.command == command


def test_an_advanced_database_is_unknown() -> None:
    assert only(plan="heroku-postgresql:advanced").status == "unknown"


def test_a_region_that_is_not_known_is_unknown() -> None:
    assert only(follower(None)).status == "unknown"
    lead = leader(region=None, followers=("postgresql-far-2",))
    assert only(follower("eu"), databases=(lead,)).status == "unknown"


def test_followers_that_cannot_be_read_are_unknown() -> None:
    databases = (leader(followers=("postgresql-far-2",)),)
    assert only(databases=databases, followers=FORBIDDEN).status == "unknown"
    hidden = msgspec.structs.replace(follower("eu"), details=FORBIDDEN)
    assert only(hidden).status == "unknown"


@pytest.mark.parametrize("databases", [FORBIDDEN, ()])
def test_a_database_that_cannot_be_read_is_unknown(databases: object) -> None:
    assert only(databases=databases).status == "unknown"


def test_a_follower_itself_is_skipped() -> None:
    assert only(databases=(leader(following="lead"),)).status == "skipped"


def test_no_database_is_skipped() -> None:
    assert judge(CHECK, attachments=(), databases=FORBIDDEN).status == "skipped"
