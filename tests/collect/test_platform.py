"""The Platform API: generations, spaces, and fields that are null, unknown or missing."""

from typing import Any

import pytest

from core.collect.collect import collect
from core.snapshot import LogDrain, Snapshot, TelemetryDrain, Unavailable, dump_snapshot
from tests.collect.heroku import Heroku, Reply, refusal, there
from tests.collect.sample import APP, MONITORS

SPACE = {"id": "sp", "name": "my-space", "shield": True}
FIR = {**APP, "generation": {"id": "g", "name": "fir"}, "stack": {"name": "cnb"}}
SPACE_DRAIN = "/spaces/my-space/log-drain"
APP_DRAINS = "/apps/ha-app/log-drains"
TELEMETRY = "/apps/ha-app/telemetry-drains"
SPACE_TELEMETRY = "/spaces/my-space/telemetry-drains"


async def read(heroku: Heroku, *facts: str, **app: Any) -> Snapshot:  # noqa: ANN401
    heroku.on("/apps/ha-app", {**APP, **app})
    return await collect("ha-app", heroku.sources(), facts=facts)


def telemetry(*signals: str, endpoint: str = "https://u:otel-key@otel.example.com/v1") -> object:
    exporter = {"type": "otlphttp", "endpoint": endpoint, "headers": {"API-Key": "otel-key"}}
    return {"id": "t", "signals": signals, "exporter": exporter}


async def test_fir_is_told_in_both_ways(heroku: Heroku) -> None:
    assert (await read(heroku, generation={"id": "g", "name": "fir"})).app.fir
    snapshot = await read(heroku, generation="fir", base_image_name="heroku/heroku:24-cnb")
    assert snapshot.app.fir
    assert snapshot.app.base_image_name == "heroku/heroku:24-cnb"


async def test_an_app_of_which_little_is_said_is_still_one(heroku: Heroku) -> None:
    heroku.on("/apps/ha-app", {"id": "i", "name": "ha-app", "stack": None, "generation": None})
    app = (await collect("ha-app", heroku.sources(), facts=())).app
    assert app.generation == "cedar"
    assert app.stack is None
    assert app.maintenance is None
    assert app.acm is None


async def test_a_shield_space_is_seen(heroku: Heroku) -> None:
    app = (await read(heroku, space=SPACE)).app
    assert (app.space, app.shield, app.common_runtime) == ("my-space", True, False)


@pytest.mark.parametrize("app", [FIR, {**APP, "space": SPACE}], ids=["fir", "space"])
async def test_features_are_asked_for_in_the_common_runtime_alone(
    heroku: Heroku, app: dict[str, Any]
) -> None:
    assert (await read(heroku, "features", **app)).features == ()
    assert not heroku.asked("/apps/ha-app/features")


@pytest.mark.parametrize("size", ["Standard-2X", "Basic", "eco"])
async def test_autoscaling_is_asked_for_only_where_there_can_be_some(
    heroku: Heroku, size: str
) -> None:
    heroku.on("/apps/ha-app/formation", [{"type": "web", "quantity": 2, "size": size}])
    assert (await read(heroku, "autoscalers")).autoscalers == ()
    assert (await read(heroku, "autoscalers", **FIR)).autoscalers == ()
    assert not heroku.asked(MONITORS)


async def test_no_monitors_are_no_autoscaling(heroku: Heroku) -> None:
    heroku.on(MONITORS, [])
    assert (await read(heroku, "autoscalers")).autoscalers == ()


async def test_monitors_that_are_not_found_are_a_gap(heroku: Heroku) -> None:
    heroku.on(MONITORS, refusal(404, "not_found"))
    assert isinstance((await read(heroku, "autoscalers")).autoscalers, Unavailable)


@pytest.mark.parametrize("missing", ["action_type", "min_quantity", "is_active"])
async def test_autoscaling_with_an_unknown_minimum_is_a_gap(heroku: Heroku, missing: str) -> None:
    monitor = {"action_type": "scale", "is_active": True, "min_quantity": 1, "max_quantity": 2}
    heroku.on(MONITORS, [{**monitor, missing: None}])
    assert isinstance((await read(heroku, "autoscalers")).autoscalers, Unavailable)


@pytest.mark.parametrize(("listed", "state"), [("shutdown", "shutdown"), (None, None)])
async def test_a_service_state_that_add_ons_do_not_tell_is_looked_up(
    heroku: Heroku, listed: str | None, state: str | None
) -> None:
    addon = {"id": "a", "name": "logs-1", "state": "provisioned", "addon_service": {"name": "logs"}}
    heroku.on("/apps/ha-app/addons", [addon])
    if listed:
        heroku.on(
            "/addon-services", [{"name": "other", "state": "ga"}, {"name": "logs", "state": listed}]
        )
    (found,) = there((await read(heroku, "addons")).addons)
    assert found.service_state == state


async def test_an_app_in_no_pipeline_has_no_coupling(heroku: Heroku) -> None:
    heroku.on("/apps/ha-app/pipeline-couplings", refusal(404, "not_found"))
    assert (await read(heroku, "pipeline_coupling")).pipeline_coupling is None
    heroku.on("/apps/ha-app/pipeline-couplings", refusal(403, "forbidden"))
    snapshot = await read(heroku, "pipeline_coupling")
    assert isinstance(snapshot.pipeline_coupling, Unavailable)


async def test_domains_come_by_name_however_they_are_listed(heroku: Heroku) -> None:
    names = ["www.b.org", "B.org", "a.org", "*.b.org"]
    heroku.on("/apps/ha-app/domains", [{"hostname": name, "kind": "custom"} for name in names])
    found = there((await read(heroku, "domains")).domains)
    assert [each.hostname for each in found] == ["*.b.org", "a.org", "B.org", "www.b.org"]


async def test_certificates_are_not_asked_for_without_a_custom_domain(heroku: Heroku) -> None:
    heroku.on("/apps/ha-app/domains", [{"hostname": "ha-app.herokuapp.com", "kind": "heroku"}])
    assert (await read(heroku, "sni_endpoints")).sni_endpoints == ()
    assert not heroku.asked("/apps/ha-app/sni-endpoints")


async def test_an_empty_certificate_is_none(heroku: Heroku) -> None:
    rows = [{"name": "a-1", "ssl_cert": {}}, {"name": "a-2", "ssl_cert": None, "domains": None}]
    heroku.on("/apps/ha-app/sni-endpoints", rows)
    snapshot = await read(heroku, "sni_endpoints")
    assert [each.certificate for each in there(snapshot.sni_endpoints)] == [None, None]


@pytest.mark.parametrize(
    ("fact", "path", "rows"),
    [
        ("formation", "formation", [{"type": "web", "quantity": None, "size": "Basic"}]),
        ("formation", "formation", [{"type": "web", "quantity": "2", "size": "Basic"}]),
        ("dynos", "dynos", [{"name": "web.1", "type": "web", "state": None}]),
        ("features", "features", [{"name": "preboot", "enabled": None}]),
        ("releases", "releases", [{"version": 1, "status": "failed", "created_at": None}]),
        ("releases", "releases", [{"version": 1, "status": "x", "created_at": "2026-01-01T00:00"}]),
        ("domains", "domains", [{"hostname": None, "kind": "custom"}]),
        ("addons", "addons", [{"id": "i", "name": "n", "state": "provisioned"}]),
        ("attachments", "addon-attachments", [{"name": "DATABASE", "addon": None}]),
        ("config_var_names", "config-vars", ["DATABASE_URL"]),
        ("log_drains", "log-drains", {"url": "https://example.com"}),
    ],
)
async def test_what_is_needed_and_not_there_is_a_gap(
    heroku: Heroku, fact: str, path: str, rows: object
) -> None:
    heroku.on(f"/apps/ha-app/{path}", rows)
    found = getattr(await read(heroku, fact), fact)
    assert isinstance(found, Unavailable)
    assert found.kind == "protocol"


@pytest.mark.parametrize(
    ("fact", "path", "row", "expected"),
    [
        ("formation", "formation", {"dyno_size": {"name": "basic"}}, {"size": "basic"}),
        ("dynos", "dynos", {"name": "web.1", "release": None}, {"release_version": None}),
        ("domains", "domains", {"hostname": "x.org", "kind": "custom"}, {"cname": None}),
        ("addons", "addons", {"addon_service": {"name": "s"}, "plan": None}, {"plan": None}),
        ("attachments", "addon-attachments", {"addon": {"id": "i", "name": "n"}}, {"plan": None}),
    ],
)
async def test_what_is_null_and_not_needed_is_borne(
    heroku: Heroku, fact: str, path: str, row: dict[str, object], expected: dict[str, object]
) -> None:
    filled = {"id": "i", "name": "n", "type": "web", "quantity": 1, "state": "of tomorrow", **row}
    heroku.on(f"/apps/ha-app/{path}", [filled])
    (found,) = there(getattr(await read(heroku, fact), fact))
    assert {name: getattr(found, name) for name in expected} == expected


async def test_names_of_config_vars_may_be_forbidden(heroku: Heroku) -> None:
    heroku.on("/apps/ha-app/config-vars", refusal(403, "forbidden"))
    found = (await read(heroku, "config_var_names")).config_var_names
    assert isinstance(found, Unavailable)
    assert found.kind == "forbidden"


class TestLogDrains:
    async def test_fir_has_none(self, heroku: Heroku) -> None:
        assert (await read(heroku, "log_drains", **FIR)).log_drains == ()
        assert not heroku.asked(APP_DRAINS)

    async def test_that_of_the_space_counts(self, heroku: Heroku) -> None:
        heroku.on(APP_DRAINS, [])
        heroku.on(SPACE_DRAIN, {"url": "syslog://u:s3cret@logs.example.com:514", "addon": None})
        found = (await read(heroku, "log_drains", space=SPACE)).log_drains
        assert found == (LogDrain(scheme="syslog", host="logs.example.com", owner="space"),)
        (request,) = heroku.asked(SPACE_DRAIN)
        assert request.headers["accept"].endswith("version=3.dogwood")

    async def test_a_space_without_one_has_none(self, heroku: Heroku) -> None:
        heroku.on(APP_DRAINS, [])
        assert (await read(heroku, "log_drains", space=SPACE)).log_drains == ()

    @pytest.mark.parametrize(
        "reply", [refusal(403, "forbidden"), refusal(404, "not_found", resource="space")]
    )
    async def test_a_space_that_cannot_be_seen_may_have_one(
        self, heroku: Heroku, reply: Reply
    ) -> None:
        heroku.on(SPACE_DRAIN, reply)
        own = (await read(heroku, "log_drains", space=SPACE)).log_drains
        assert not isinstance(own, Unavailable)
        assert len(own) == 2
        heroku.on(APP_DRAINS, [])
        assert isinstance((await read(heroku, "log_drains", space=SPACE)).log_drains, Unavailable)

    @pytest.mark.parametrize("url", [None, "", "https://[::1", "not a url", "\x00"])
    async def test_a_strange_url_is_still_a_drain(self, heroku: Heroku, url: str | None) -> None:
        heroku.on(APP_DRAINS, [{"url": url}])
        found = (await read(heroku, "log_drains")).log_drains
        assert found == (LogDrain(scheme="", host=""),)


class TestTelemetryDrains:
    async def test_cedar_has_none(self, heroku: Heroku) -> None:
        assert (await read(heroku, "telemetry_drains")).telemetry_drains == ()
        assert not heroku.asked(TELEMETRY)

    async def test_those_of_app_and_space_count_without_their_keys(self, heroku: Heroku) -> None:
        heroku.on(TELEMETRY, [telemetry("traces", endpoint="grpc.example.com:4317")])
        heroku.on(SPACE_TELEMETRY, [telemetry("logs", "metrics")])
        snapshot = await read(heroku, "telemetry_drains", **{**FIR, "space": SPACE})
        assert snapshot.telemetry_drains == (
            TelemetryDrain(
                owner="app", signals=("traces",), exporter="otlphttp", host="grpc.example.com"
            ),
            TelemetryDrain(
                owner="space",
                signals=("logs", "metrics"),
                exporter="otlphttp",
                host="otel.example.com",
            ),
        )
        assert b"otel-key" not in dump_snapshot(snapshot)

    @pytest.mark.parametrize("status", [403, 404])
    async def test_a_space_that_cannot_be_seen_may_take_what_the_app_does_not_send(
        self, heroku: Heroku, status: int
    ) -> None:
        heroku.on(SPACE_TELEMETRY, refusal(status, "why"))
        heroku.on(TELEMETRY, [telemetry("traces")])
        app = {**FIR, "space": SPACE}
        found = (await read(heroku, "telemetry_drains", **app)).telemetry_drains
        assert isinstance(found, Unavailable)
        heroku.on(TELEMETRY, [telemetry("traces", "metrics", "logs")])
        found = (await read(heroku, "telemetry_drains", **app)).telemetry_drains
        assert not isinstance(found, Unavailable)
