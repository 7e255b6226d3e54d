import msgspec
import pytest

from core.report import Result
from core.snapshot import TelemetryDrain
from tests.apps import APP, FORBIDDEN, TIMEOUT, addon, attachment, judge, statuses

CHECK = "app-monitoring"
FIR = msgspec.structs.replace(APP, generation="fir", space="fir-space")


def bare(*plans: str, **facts: object) -> Result:
    """Judge an app with these add-ons, and nothing else that could watch it."""
    given = {
        "attachments": tuple(attachment(plan.partition(":")[0].upper(), plan) for plan in plans),
        "addons": tuple(addon(plan) for plan in plans),
        "telemetry_drains": (),
        "config_var_names": ("DATABASE_URL", "RAILS_ENV"),
    }
    return judge(CHECK, **{**given, **facts})


def drain(*signals: str) -> TelemetryDrain:
    return TelemetryDrain(owner="app", signals=signals, exporter="otlp", host="otel.example")


@pytest.mark.parametrize("slug", ["newrelic", "scout", "sentry", "judoscale", "solarwinds"])
def test_a_monitoring_add_on_passes(slug: str) -> None:
    result = bare(f"{slug}:plan")
    assert statuses(result) == {f"{slug}-round-1": "passed"}


def test_a_monitoring_add_on_of_another_app_passes() -> None:
    shared = attachment("NEW_RELIC", "newrelic:wayne", app="billing-app")
    assert bare(attachments=(shared,), addons=()).status == "passed"
    hidden = attachment("NEW_RELIC", None, addon_name="newrelic-flat-7", app="billing-app")
    assert bare(attachments=(hidden,), addons=()).status == "passed"


@pytest.mark.parametrize("signals", [("metrics",), ("traces", "logs")])
def test_a_telemetry_drain_passes(signals: tuple[str, ...]) -> None:
    assert bare(telemetry_drains=(drain(*signals),), app=FIR).status == "passed"


def test_a_telemetry_drain_for_logs_alone_watches_nothing() -> None:
    assert bare(telemetry_drains=(drain("logs"),), app=FIR).status == "failed"


@pytest.mark.parametrize("name", ["DD_API_KEY", "SENTRY_DSN", "OTEL_EXPORTER_OTLP_ENDPOINT"])
def test_the_name_of_a_config_var_shows_an_agent(name: str) -> None:
    result = bare(config_var_names=("RAILS_ENV", name))
    assert statuses(result) == {name: "passed"}


def test_an_add_on_and_its_config_var_are_one_thing() -> None:
    result = bare("newrelic:wayne", config_var_names=("NEW_RELIC_LICENSE_KEY",))
    assert statuses(result) == {"newrelic-round-1": "passed"}


def test_nothing_fails_with_an_add_on_to_create() -> None:
    result = bare("heroku-postgresql:premium-0", "scheduler:standard", "papertrail:choklad")
    assert result.status == "failed"
    fix = result.findings[0].fix
    assert fix is not None
    assert fix.command == "heroku addons:create newrelic -a ha-app"


def test_nothing_on_fir_fails_with_its_drains_to_look_at() -> None:
    result = bare(app=FIR)
    assert result.status == "failed"
    fix = result.findings[0].fix
    assert fix is not None
    assert fix.command == "heroku telemetry -a ha-app"


def test_names_that_could_not_be_read_make_it_a_warning() -> None:
    result = bare(config_var_names=FORBIDDEN)
    assert result.status == "warning"
    assert FORBIDDEN.reason in result.findings[0].message


def test_an_add_on_nobody_knows_makes_it_a_warning_that_names_it() -> None:
    result = bare("shiny-new-apm:gold")
    assert result.status == "warning"
    assert "shiny-new-apm-round-1" in result.findings[0].message


def test_a_service_that_seems_gone_does_not_count() -> None:
    result = bare("librato:nickel", config_var_names=("LIBRATO_TOKEN",))
    assert result.status == "warning"
    assert "Librato" in result.findings[0].message
    assert bare("librato:nickel", "newrelic:wayne").status == "passed"


def test_nor_does_the_config_var_it_left_behind() -> None:
    result = bare(config_var_names=("LIBRATO_TOKEN",))
    assert statuses(result) == {"LIBRATO_TOKEN": "warning"}
    assert bare(config_var_names=("LIBRATO_TOKEN", "DD_API_KEY")).status == "passed"


def test_a_service_that_heroku_says_has_shut_down_does_not_count() -> None:
    gone = addon("newrelic:wayne", service_state="shutdown")
    result = bare("newrelic:wayne", addons=(gone,), config_var_names=("NEW_RELIC_LICENSE_KEY",))
    assert result.status == "warning"
    assert "Heroku says that New Relic has shut down" in result.findings[0].message


def test_an_add_on_that_was_never_provisioned_does_not_count() -> None:
    gone = addon("newrelic:wayne", state="deprovisioned")
    result = bare("newrelic:wayne", addons=(gone,))
    assert result.status == "warning"
    assert "this add-on is deprovisioned" in result.findings[0].message


def test_add_ons_that_cannot_be_read_are_unknown_unless_something_else_is_seen() -> None:
    assert bare(attachments=FORBIDDEN, addons=FORBIDDEN).status == "unknown"
    seen = {"attachments": FORBIDDEN, "addons": FORBIDDEN, "config_var_names": ("DD_API_KEY",)}
    assert bare(**seen).status == "passed"
    listed = (addon("newrelic:wayne"),)
    assert bare(attachments=FORBIDDEN, addons=listed).status == "passed"


def test_telemetry_drains_that_cannot_be_read_are_unknown_on_fir_alone() -> None:
    assert bare(telemetry_drains=TIMEOUT, app=FIR).status == "unknown"
    assert bare(telemetry_drains=TIMEOUT).status == "failed"


def test_add_ons_listed_in_one_place_are_enough() -> None:
    assert bare("newrelic:wayne", addons=FORBIDDEN).status == "passed"
