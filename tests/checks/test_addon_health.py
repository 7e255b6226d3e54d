import msgspec
import pytest

from core.report import Finding, Result
from core.snapshot import Addon
from tests.apps import FORBIDDEN, addon, judge, statuses


def run(*addons: Addon) -> Result:
    return judge("addon-health", addons=addons)


def command(finding: Finding) -> str | None:
    assert finding.fix is not None
    return finding.fix.command


@pytest.mark.parametrize("service_state", ["ga", "beta", "alpha"])
def test_a_provisioned_add_on_passes(service_state: str) -> None:
    assert run(addon("papertrail:choklad", service_state=service_state)).status == "passed"


def test_a_service_of_which_heroku_says_nothing_is_unknown() -> None:
    assert run(addon("papertrail:choklad", service_state=None)).status == "unknown"


def test_an_add_on_still_being_provisioned_warns() -> None:
    finding = run(addon("heroku-redis:premium-0", state="provisioning")).findings[0]
    assert finding.status == "warning"
    assert command(finding) == "heroku addons:wait heroku-redis-round-1 -a ha-app"


def test_an_add_on_being_removed_warns() -> None:
    assert run(addon("papertrail:choklad", state="deprovisioning")).status == "warning"


def test_an_add_on_that_was_never_provisioned_fails() -> None:
    finding = run(addon("heroku-redis:premium-0", state="deprovisioned")).findings[0]
    assert finding.status == "failed"
    assert command(finding) == "heroku addons:create heroku-redis:premium-0 -a ha-app"


def test_without_its_plan_the_service_is_created() -> None:
    unseen = msgspec.structs.replace(addon("newrelic:wayne", state="deprovisioned"), plan=None)
    finding = run(unseen).findings[0]
    assert command(finding) == "heroku addons:create newrelic -a ha-app"


@pytest.mark.parametrize(
    ("plan", "command_"),
    [
        ("heroku-postgresql:crane", "heroku addons:create heroku-postgresql:standard-0 -a ha-app"),
        ("heroku-postgresql:dev", "heroku addons:create heroku-postgresql:essential-0 -a ha-app"),
        ("heroku-redis:hobby-dev", "heroku addons:create heroku-redis:mini -a ha-app"),
        ("heroku-postgresql:premium-ika", "heroku addons:plans heroku-postgresql"),
        (
            "heroku-postgresql:premium-l-9",
            "heroku addons:create heroku-postgresql:premium-l-9 -a ha-app",
        ),
        ("heroku-postgresql:advanced", "heroku addons:create heroku-postgresql:advanced -a ha-app"),
    ],
)
def test_a_plan_that_is_no_longer_sold_is_not_created(plan: str, command_: str) -> None:
    assert command(run(addon(plan, state="deprovisioned")).findings[0]) == command_


def test_a_service_that_shut_down_fails() -> None:
    result = run(addon("logentries:le_starter", service_state="shutdown"), addon("newrelic:wayne"))
    assert statuses(result) == {
        "logentries-round-1": "failed",
        "newrelic-round-1": "passed",
    }
    assert result.findings[0].message == (
        "logentries-round-1: its service logentries has shut down"
    )
    assert command(result.findings[0]) == "heroku addons:info logentries-round-1 -a ha-app"


def test_states_nobody_knows_are_unknown() -> None:
    strange = run(addon("newrelic:wayne", state="suspended"))
    assert strange.status == "unknown"
    assert "'suspended'" in strange.findings[0].message
    assert run(addon("newrelic:wayne", service_state="sunset")).status == "unknown"


def test_a_state_with_control_characters_is_shown_without_them() -> None:
    assert "\x1b" not in run(addon("newrelic:wayne", state="\x1b[2J")).findings[0].message


def test_no_add_ons_are_skipped_also_where_others_attach_theirs() -> None:
    assert run().status == "skipped"


def test_add_ons_that_cannot_be_read_are_unknown() -> None:
    assert judge("addon-health", addons=FORBIDDEN).status == "unknown"


def test_of_a_listed_add_on_of_another_app_the_command_names_its_owner() -> None:
    finding = run(addon("newrelic:wayne", app="billing", service_state="shutdown")).findings[0]
    assert command(finding) == "heroku addons:info newrelic-round-1 -a billing"


def test_hostile_names_are_quoted() -> None:
    finding = run(addon("x:y", name="a;b", app="c d", state="provisioning")).findings[0]
    assert command(finding) == "heroku addons:wait 'a;b' -a 'c d'"
