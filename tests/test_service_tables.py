from collections import Counter

from core.knowledge import table
from core.knowledge.plans import PlanRow, plan_row
from core.knowledge.services import ServiceRow, agent_row, service_row
from core.knowledge.versions import VersionRow, parse


def test_every_row_says_where_it_is_from() -> None:
    rows = (
        *table("plans", PlanRow),
        *table("versions", VersionRow),
        *table("services", ServiceRow),
    )
    assert all(row.source for row in rows)


def test_no_row_hides_another() -> None:
    services = table("services", ServiceRow)
    keys = [
        *((row.service, row.family) for row in table("plans", PlanRow)),
        *((row.engine, row.version) for row in table("versions", VersionRow)),
        *(("slug", slug) for row in services for slug in row.slugs),
        *(("config var", name) for row in services for name in row.config_vars),
    ]
    assert [key for key, count in Counter(keys).items() if count > 1] == []


def test_a_plan_that_is_not_for_production_says_what_is_missing() -> None:
    assert all(row.limits for row in table("plans", PlanRow) if row.tier != "production")


def test_every_version_has_one_day_to_judge_it_by() -> None:
    for row in table("versions", VersionRow):
        assert parse(row.version)
        assert (row.end_of_life is None) != (row.supported_until is None)


def test_the_longest_family_that_fits_is_taken() -> None:
    beta = plan_row("heroku-postgresql:advanced-beta")
    advanced = plan_row("heroku-postgresql:advanced-0")
    assert beta is not None
    assert advanced is not None
    assert (beta.tier, advanced.tier) == ("pilot", "production")
    assert plan_row("rediscloud:premium-0") is None


def test_a_name_that_no_plan_has_is_of_no_family() -> None:
    assert plan_row("heroku-postgresql:standard-0") is not None
    assert plan_row("heroku-postgresql:standard-0\x1b[31m") is None
    assert plan_row("heroku-postgresql:standard-0\n") is None


def test_what_is_not_in_a_table_is_not_known() -> None:
    assert service_row("shiny-new-thing") is None
    assert service_row(None) is None
    assert agent_row("RAILS_ENV") is None
