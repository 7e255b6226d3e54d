import shlex

import msgspec
import pytest

from core.report import Result
from core.snapshot import LogDrain, TelemetryDrain
from tests.apps import APP, FORBIDDEN, TIMEOUT, attachment, judge, statuses
from tests.apps import addon as an_addon

CHECK = "log-monitoring"
FIR = msgspec.structs.replace(APP, generation="fir", space="fir-space")


def bare(*plans: str, **facts: object) -> Result:
    """Judge an app with these add-ons, and no drain."""
    given = {
        "attachments": tuple(attachment(plan.partition(":")[0].upper(), plan) for plan in plans),
        "addons": tuple(an_addon(plan) for plan in plans),
        "log_drains": (),
        "telemetry_drains": (),
    }
    return judge(CHECK, **{**given, **facts})


def to(scheme: str, *, owner: str = "app", addon: str | None = None) -> tuple[LogDrain, ...]:
    return (LogDrain(scheme=scheme, host="logs.example.com", owner=owner, addon=addon),)


def telemetry(*signals: str) -> tuple[TelemetryDrain, ...]:
    return (TelemetryDrain(owner="space", signals=signals, exporter="otlp", host="otel.example"),)


@pytest.mark.parametrize("slug", ["papertrail", "coralogix", "logdna", "mezmo", "logtail"])
def test_a_log_add_on_passes(slug: str) -> None:
    assert statuses(bare(f"{slug}:plan")) == {f"{slug}-round-1": "passed"}


@pytest.mark.parametrize("scheme", ["syslog+tls", "https"])
@pytest.mark.parametrize("owner", ["app", "space"])
def test_an_encrypted_drain_passes(scheme: str, owner: str) -> None:
    result = bare(log_drains=to(scheme, owner=owner))
    assert statuses(result) == {"logs.example.com": "passed"}
    assert f"of the {owner}" in result.findings[0].message


def test_an_add_on_and_its_drain_are_one_thing() -> None:
    result = bare("papertrail:choklad", log_drains=to("https", addon="papertrail-round-1"))
    assert statuses(result) == {"logs.example.com": "passed"}


@pytest.mark.parametrize("scheme", ["syslog", "SYSLOG", "http"])
def test_a_plain_drain_warns(scheme: str) -> None:
    result = bare(log_drains=to(scheme))
    assert result.status == "warning"
    finding = result.findings[0]
    assert f"{scheme}://" in finding.message
    assert finding.fix is not None
    assert finding.fix.command == "heroku drains -a ha-app"


def test_a_plain_drain_warns_beside_an_encrypted_one() -> None:
    drains = (*to("https"), LogDrain(scheme="syslog", host="old.example.com"))
    result = bare(log_drains=drains)
    assert statuses(result) == {"old.example.com": "warning", "logs.example.com": "passed"}


def test_the_plain_drain_of_a_space_is_looked_up_there() -> None:
    app = msgspec.structs.replace(APP, space="my space; id")
    finding = bare(log_drains=to("syslog", owner="space"), app=app).findings[0]
    assert finding.fix is not None
    words = shlex.split(finding.fix.command or "")
    assert words == ["heroku", "spaces:drains:get", "--space", "my space; id"]


def test_nothing_fails_with_an_add_on_to_create() -> None:
    result = bare("newrelic:wayne", "shiny-new-thing:gold")
    assert result.status == "failed"
    finding = result.findings[0]
    assert "1,500" in finding.message
    assert finding.fix is not None
    assert finding.fix.command == "heroku addons:create papertrail -a ha-app"


def test_a_service_that_is_gone_does_not_count() -> None:
    result = bare("logentries:le_tryit")
    assert result.status == "warning"
    assert "Logentries shut down on 2022-11-15" in result.findings[0].message
    shut = (an_addon("papertrail:choklad", service_state="shutdown"),)
    assert bare("papertrail:choklad", addons=shut).status == "warning"


def test_an_add_on_that_was_never_provisioned_does_not_count() -> None:
    gone = (an_addon("papertrail:choklad", state="deprovisioned"),)
    assert bare("papertrail:choklad", addons=gone).status == "warning"


def test_the_drain_of_a_service_that_is_gone_does_not_count() -> None:
    drains = to("https", addon="logentries-round-1")
    assert bare("logentries:le_tryit", log_drains=drains).status == "warning"


def test_the_drain_of_an_add_on_counts_without_its_address() -> None:
    result = bare(log_drains=(LogDrain(scheme="", host="", addon="coralogix-flat-1"),))
    assert statuses(result) == {"coralogix-flat-1": "passed"}


@pytest.mark.parametrize("scheme", ["", "carrier-pigeon"])
def test_a_drain_to_a_place_nobody_sees_is_unknown(scheme: str) -> None:
    host = "logs.example.com" if scheme else ""
    result = bare(log_drains=(LogDrain(scheme=scheme, host=host),))
    assert result.status == "unknown"
    assert result.findings[0].fix is not None


def test_what_cannot_be_read_is_unknown_unless_something_is_seen() -> None:
    assert bare(log_drains=FORBIDDEN).status == "unknown"
    assert bare(attachments=FORBIDDEN, addons=FORBIDDEN).status == "unknown"
    assert bare("papertrail:choklad", log_drains=FORBIDDEN).status == "passed"
    seen = {"attachments": FORBIDDEN, "addons": FORBIDDEN, "log_drains": to("https")}
    assert bare(**seen).status == "passed"


def test_on_fir_only_a_telemetry_drain_counts() -> None:
    assert bare("papertrail:choklad", log_drains=to("https"), app=FIR).status == "failed"
    assert bare(telemetry_drains=telemetry("metrics", "traces"), app=FIR).status == "failed"
    assert bare(telemetry_drains=telemetry("logs"), app=FIR).status == "passed"


def test_on_fir_the_fix_looks_at_the_telemetry_drains() -> None:
    finding = bare(app=FIR).findings[0]
    assert finding.fix is not None
    assert finding.fix.command == "heroku telemetry -a ha-app"


def test_telemetry_drains_that_cannot_be_read_are_unknown_on_fir_alone() -> None:
    assert bare(telemetry_drains=TIMEOUT, log_drains=FORBIDDEN, app=FIR).status == "unknown"
    assert bare(telemetry_drains=TIMEOUT).status == "failed"
