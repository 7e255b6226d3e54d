"""Every object the Platform API serves is one by Heroku's own schema."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft4Validator, FormatChecker

from sandbox import Sandbox
from sandbox.model import load_apps
from tests.sandbox.clients import ACCEPT, SDK

DATA = Path(__file__).parents[1] / "data"
SCHEMA = json.loads((DATA / "heroku-platform-schema.json").read_bytes())
FORMATS = FormatChecker(["uuid", "email"])
PER_APP = {
    "": "app",
    "/addon-attachments": "add-on-attachment",
    "/addons": "add-on",
    "/collaborators": "collaborator",
    "/config-vars": "config-var",
    "/domains": "domain",
    "/dynos": "dyno",
    "/features": "app-feature",
    "/formation": "formation",
    "/log-drains": "log-drain",
    "/pipeline-couplings": "pipeline-coupling",
    "/releases": "release",
    "/sni-endpoints": "sni-endpoint",
    "/telemetry-drains": "telemetry-drain",
}
FOR_EVERYONE = {
    "/account": "account",
    "/account/delinquency": "account-delinquency",
    "/account/rate-limits": "rate-limit",
    "/addon-attachments": "add-on-attachment",
    "/addon-services": "add-on-service",
    "/addon-services/newrelic": "add-on-service",
    "/addons": "add-on",
    "/apps": "app",
    "/dyno-sizes": "dyno-size",
    "/pipelines/ha-pipeline": "pipeline",
    "/spaces/acme-fir/telemetry-drains": "telemetry-drain",
    "/spaces/acme-private": "space",
    "/spaces/acme-private/log-drain": "log-drain",
    "/stacks": "stack",
    "/teams/acme/apps": "team-app",
}
SEEN = [app.name for app in load_apps() if not app.hidden]
OPTIONAL = {"add-on": {"provision_message"}, "team-app": {"joined", "locked"}}
ABSENT = {("fir-app", "/log-drains"): 422}
HOSTILE_ON_PURPOSE = {
    ("add-on", "name"),
    ("add-on-attachment", "name"),
    ("domain", "name"),
    ("formation", "type"),
    ("sni-endpoint", "name"),
}


@cache
def validator(kind: str) -> Draft4Validator:
    schema = {"$ref": f"#/definitions/{kind}", "definitions": SCHEMA["definitions"]}
    return Draft4Validator(schema, format_checker=FORMATS)


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def objects(response: httpx.Response) -> list[dict[str, Any]]:
    body = response.json()
    return body if isinstance(body, list) else [body]


def faults(kind: str, response: httpx.Response) -> list[tuple[str, str]]:
    """Tell what breaks the schema: the kind of object and the field."""
    return [
        (kind, str(list(error.path)[-1] if error.path else error.message))
        for row in objects(response)
        for error in validator(kind).iter_errors(row)
    ]


def complete(kind: str, row: dict[str, Any]) -> bool:
    properties = set(SCHEMA["definitions"][kind].get("properties", ()))
    return properties - row.keys() <= OPTIONAL.get(kind, set())


@pytest.mark.parametrize("name", SEEN)
async def test_all_of_an_app_is_as_documented_and_complete(
    client: httpx.AsyncClient, name: str
) -> None:
    for path, kind in PER_APP.items():
        response = await client.get(f"/apps/{name}{path}")
        if response.status_code in {404, 422}:
            uncoupled = path == "/pipeline-couplings" and response.status_code == 404
            assert uncoupled or ABSENT[name, path] == response.status_code
            continue
        assert response.status_code in {200, 206}
        allowed = HOSTILE_ON_PURPOSE if name == "hostile-app" else set()
        assert set(faults(kind, response)) <= allowed
        assert all(complete(kind, row) for row in objects(response))


@pytest.mark.parametrize(("path", "kind"), FOR_EVERYONE.items())
async def test_what_is_not_of_one_app_is_as_documented_too(
    client: httpx.AsyncClient, path: str, kind: str
) -> None:
    response = await client.get(path)
    assert response.status_code in {200, 206}
    assert objects(response)
    assert set(faults(kind, response)) <= HOSTILE_ON_PURPOSE
    assert all(complete(kind, row) for row in objects(response))


async def test_single_objects_are_those_of_the_lists(client: httpx.AsyncClient) -> None:
    for path, key in {
        "/apps/ha-app/features/preboot": "name",
        "/apps/ha-app/formation/web": "type",
        "/apps/ha-app/domains/www.ha-app.com": "hostname",
        "/apps/ha-app/releases/42": "version",
        "/addons/postgresql-curved-48213": "name",
        "/apps/ha-app/addons/postgresql-curved-48213": "name",
    }.items():
        response = await client.get(path)
        assert str(response.json()[key]) == path.rpartition("/")[2]


async def test_the_sdk_variant_differs_where_heroku_says_so(client: httpx.AsyncClient) -> None:
    plain = (await client.get("/apps/fir-app")).json()
    sdk = (await client.get("/apps/fir-app", headers=SDK)).json()
    assert plain["generation"]["name"] == sdk["generation"] == "fir"
    assert sdk["base_image_name"] == "heroku/heroku:24-cnb"
    assert sdk["buildpacks"][0]["name"] == "heroku/nodejs"
    assert sdk.keys() - plain.keys() == {
        "base_image_name",
        "buildpacks",
        "current_build_architecture",
        "process_tier",
    }
    assert {key for key in plain if plain[key] != sdk[key]} == {"generation"}


async def test_plans_and_services_are_whole_only_when_asked_for(
    client: httpx.AsyncClient,
) -> None:
    path = "/apps/ha-app/addons"
    plain = (await client.get(path)).json()
    whole = (await client.get(path, headers={"Accept-Expansion": "addon_service,plan"})).json()
    assert all("state" not in row["addon_service"] for row in plain)
    for row in whole:
        assert validator("add-on-service").is_valid(row["addon_service"])
        assert validator("plan").is_valid(row["plan"])
        assert row["addon_service"]["state"] == "ga"


async def test_attachments_tell_plan_and_names_of_config_vars_only_when_asked(
    client: httpx.AsyncClient,
) -> None:
    path, include = "/apps/ha-app/addon-attachments", "addon:plan,config_vars"
    plain = (await client.get(path)).json()
    told = (await client.get(path, headers={**SDK, "Accept-Inclusion": include})).json()
    assert not any("config_vars" in row or "plan" in row["addon"] for row in plain)
    by_name = {row["name"]: row for row in told}
    assert by_name["DATABASE"]["addon"]["plan"]["name"] == "heroku-postgresql:premium-0"
    assert by_name["DATABASE"]["config_vars"] == ["DATABASE_URL"]


async def test_a_sample_written_by_a_test_is_served_whole() -> None:
    text = 'summary = "one of mine"\n[[formation]]\ntype = "web"\nsize = "Basic"\n'
    async with (
        Sandbox(extra={"my-app": text}) as sandbox,
        httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as client,
    ):
        headers = {"Authorization": f"Bearer {sandbox.token}", "Accept": ACCEPT}
        response = await client.get("/apps/my-app/formation", headers=headers)
    assert faults("formation", response) == []
    assert response.json()[0]["size"] == "Basic"
