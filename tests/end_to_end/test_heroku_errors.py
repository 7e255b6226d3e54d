"""Heroku refuses, stumbles or falls silent: about the app itself, or about one resource of it."""

from collections.abc import Callable

import pytest

from core.snapshot import Unavailable
from sandbox import Sandbox
from sandbox.faults import (
    DELINQUENT,
    FORBIDDEN,
    NOT_ACCEPTABLE,
    RATE_LIMITED,
    SERVER_ERROR,
    SUSPENDED,
    TWO_FACTOR,
    UNAVAILABLE,
    WRONG_JSON,
    AnyFault,
    Body,
    Html,
    NullFields,
    Redirect,
    Reset,
    Slow,
    Truncated,
    UnknownFields,
    rate_limited,
)
from tests.end_to_end.running import Prodcheck

APP = "/apps/ha-app"
DATABASE = "/client/v11/databases/*"
DEEP = Body(b"[" * 100_000)

REFUSALS: dict[str, tuple[AnyFault, str, str]] = {
    "402": (DELINQUENT, "wants the account paid or verified", "/account/billing"),
    "403": (FORBIDDEN, "This token may not see ha-app", "heroku access:add"),
    "403 suspended": (SUSPENDED, "has suspended ha-app or its account", "help.heroku.com"),
    "403 two_factor": (TWO_FACTOR, "wants a second factor", "heroku authorizations:create"),
    "406": (NOT_ACCEPTABLE, "no longer answers this version of prodcheck", "Upgrade prodcheck."),
    "429": (RATE_LIMITED, "has spent its Heroku API calls", "within minutes"),
    "429 later": (rate_limited(3600), "asks to wait 3600 s", "within minutes"),
    "500": (SERVER_ERROR, "Heroku says 500", "status.heroku.com"),
    "503": (UNAVAILABLE, "Heroku says 503", "status.heroku.com"),
    "truncated": (Truncated(), "the connection broke off", "status.heroku.com"),
    "reset": (Reset(), "the connection broke off", "status.heroku.com"),
    "not JSON": (WRONG_JSON, "is not whole JSON", "status.heroku.com"),
    "empty": (Body(b""), "is not whole JSON", "status.heroku.com"),
    "deep": (DEEP, "is not", "status.heroku.com"),
    "other JSON": (Body(b"[[[]]]"), "is not as documented", "status.heroku.com"),
    "HTML": (Html(), "is an HTML page, not JSON", "status.heroku.com"),
    "HTML of a proxy": (Html(status=502), "Heroku says 502", "status.heroku.com"),
}
"""What Heroku does, what is then said, and what to do about it."""

NEEDED: dict[str, set[str]] = {
    f"{APP}/addon-attachments": {
        "database-backups",
        "database-redundancy",
        "database-version",
        "key-value-store",
        "production-database",
    },
    f"{APP}/addons": {"addon-health"},
    f"{APP}/domains": {"dns", "domain-takeover", "ssl"},
    f"{APP}/dynos": {"dyno-health"},
    f"{APP}/features": {"preboot"},
    f"{APP}/formation": {"dyno-health", "dyno-redundancy", "dyno-tier", "preboot"},
    f"{APP}/releases": {"dyno-health", "release-health"},
    "/client/v11/apps/ha-app/transfers": {"database-backups"},
    DATABASE: {"database-backups", "database-version"},
    f"{DATABASE}/transfer-schedules": {"database-backups"},
    "/redis/v0/databases/*": {"database-version"},
    f"{APP}/config-vars": set(),
    f"{APP}/log-drains": set(),
    f"{APP}/pipeline-couplings": set(),
    f"{APP}/sni-endpoints": set(),
    "/stacks": set(),
}
"""Resource, and which checks of the healthy app cannot be judged without it. Where there are none,
something else that was read says enough: the app has a log add-on beside its drains, for one."""


@pytest.mark.parametrize("case", REFUSALS)
def test_the_app_cannot_be_read(prodcheck: Prodcheck, sandbox: Sandbox, case: str) -> None:
    fault, what, next_step = REFUSALS[case]
    sandbox.fail(APP, fault)
    told = prodcheck.refused("-a", "ha-app", "-o", "report.json")
    assert "ha-app" in told
    assert what in told
    assert next_step in told
    assert prodcheck.refused("snapshot", "-a", "ha-app", "-o", "snapshot.json")


@pytest.mark.parametrize("case", REFUSALS)
def test_one_resource_cannot_be_read(prodcheck: Prodcheck, sandbox: Sandbox, case: str) -> None:
    sandbox.fail(f"{APP}/releases", REFUSALS[case][0])
    checked, snapshot = prodcheck.keep("ha-app")
    assert checked.status == 0
    assert checked.troubles == {"dyno-health": "unknown", "release-health": "unknown"}
    assert checked.report.verdict == "undetermined"
    (finding,) = checked.findings("release-health")
    assert f"{APP}/releases" in finding.message
    assert finding.fix is not None
    assert finding.fix.command is not None
    assert finding.fix.command.endswith("prodcheck -a ha-app --only release-health")
    assert isinstance(snapshot.releases, Unavailable)


@pytest.mark.parametrize("path", NEEDED)
def test_what_needs_a_resource_is_unknown_without_it_and_the_rest_is_judged(
    prodcheck: Prodcheck, sandbox: Sandbox, path: str
) -> None:
    sandbox.fail(path, FORBIDDEN)
    checked = prodcheck.check("ha-app")
    assert checked.troubles == dict.fromkeys(NEEDED[path], "unknown")
    for check in NEEDED[path]:
        messages = [each.message for each in checked.findings(check) if each.status == "unknown"]
        assert messages
        assert all("Heroku says 403 forbidden for /" in message for message in messages)


@pytest.mark.parametrize("path", [APP, f"{APP}/domains"])
def test_a_slow_answer_is_not_waited_for_without_end(
    prodcheck: Prodcheck, sandbox: Sandbox, patience: Callable[..., None], path: str
) -> None:
    patience(api_timeout=3.0)
    sandbox.fail(path, Slow(60.0))
    if path == APP:
        told = prodcheck.refused("-a", "ha-app")
        assert "Heroku did not answer /apps/ha-app: no answer within 3 s" in told
        return
    outcome = prodcheck("-a", "ha-app", "--only", "ssl,stack")
    assert outcome.status == 0
    assert "? unknown: A good certificate for every custom domain (ssl)" in outcome.out
    assert "no answer within 3 s" in " ".join(outcome.out.split())
    assert "✓ passed 1: stack" in outcome.out


def test_what_fails_once_is_asked_again(prodcheck: Prodcheck, sandbox: Sandbox) -> None:
    for path, fault in (
        (APP, UNAVAILABLE),
        (f"{APP}/dynos", Reset()),
        (f"{APP}/domains", Truncated()),
        (f"{APP}/releases", rate_limited(0)),
    ):
        sandbox.fail(path, fault, times=1)
    outcome = prodcheck("-a", "ha-app")
    assert (outcome.status, outcome.err) == (0, "")
    assert "ha-app is ready for production" in outcome.out


def test_a_redirect_is_not_followed_with_the_token(prodcheck: Prodcheck, sandbox: Sandbox) -> None:
    elsewhere = sandbox.url.replace("127.0.0.1", "localhost")
    sandbox.fail(APP, Redirect(f"{elsewhere}/apps/ha-app"))
    assert "is a redirect, which a token must not follow" in prodcheck.refused("-a", "ha-app")
    assert {request.host for request in sandbox.requests} == {sandbox.url.removeprefix("http://")}


def test_fields_nobody_has_heard_of_change_nothing(prodcheck: Prodcheck, sandbox: Sandbox) -> None:
    sandbox.fail("*", UnknownFields())
    assert set(prodcheck.check("ha-app").statuses.values()) == {"passed"}


@pytest.mark.parametrize("path", [*NEEDED, APP, "*"])
def test_fields_that_are_null_never_pass_a_check_that_reads_them(
    prodcheck: Prodcheck, sandbox: Sandbox, path: str
) -> None:
    sandbox.fail(path, NullFields())
    checked = prodcheck.check("ha-app")
    needed = NEEDED.get(path, {"maintenance-mode"})
    assert needed <= checked.troubles.keys()
    assert set(checked.troubles.values()) <= {"unknown"}


def test_everything_but_the_app_is_away(prodcheck: Prodcheck, sandbox: Sandbox) -> None:
    sandbox.fail("*/*/*/*", UNAVAILABLE)
    sandbox.fail("/stacks", UNAVAILABLE)
    checked = prodcheck.check("ha-app")
    assert checked.status == 0
    assert checked.report.verdict == "undetermined"
    passed = {check for check, status in checked.statuses.items() if status == "passed"}
    assert passed == {"maintenance-mode", "stack"}
    assert "It is not known whether ha-app is ready for production" in checked.text
