"""Checks made up for tests of the engine, and a way to run them on the healthy app."""

from collections.abc import Iterator
from typing import Any

import msgspec

from core.check import Check, check, failed, passed, skipped, unknown, warning
from core.evaluate import evaluate
from core.fix import fix
from core.policy import Policy
from core.report import Finding, Report, Result
from core.snapshot import Addon, App, Dyno, Release, Unavailable
from tests.apps import HEALTHY


@check(title="Good", category="platform")
def good(app: App) -> Iterator[Finding]:
    yield passed(None, app.name)


@check(title="Empty", category="platform")
def empty(app: App) -> Iterator[Finding]:
    yield from [passed(None, app.name)] if app.name == "" else []


@check(title="Strict", category="platform")
def strict(
    addons: tuple[Addon, ...], releases: tuple[Release, ...], dynos: tuple[Dyno, ...] | Unavailable
) -> Iterator[Finding]:
    assert not isinstance(addons, Unavailable), "called without a fact it needs"
    assert not isinstance(releases, Unavailable), "called without a fact it needs"
    yield passed(None, "unread" if isinstance(dynos, Unavailable) else "read")


@check(title="Broken", category="platform")
def broken(app: App) -> Iterator[Finding]:
    yield passed(None, app.name)
    raise KeyError("s3cret")


@check(title="Mixed", category="dynos")
def mixed(app: App, *, limit: int = 3) -> Iterator[Finding]:
    yield skipped("rake", "nothing")
    yield passed("clock", "fine")
    yield warning("worker", f"{limit}")
    yield unknown("urgent", "who knows", fix=fix("heroku ps"))
    yield failed("web", app.name)
    yield failed("api", app.name)


@check(title="Asked for", category="dynos", default=False)
def asked_for(app: App) -> Iterator[Finding]:
    yield passed(None, app.name)


def run(*checks: Check, policy: Policy | None = None, **facts: Any) -> Report:  # noqa: ANN401
    return evaluate(msgspec.structs.replace(HEALTHY, **facts), policy, checks)


def result(one: Check, **facts: Any) -> Result:  # noqa: ANN401
    return run(one, **facts).results[0]


def messages(one: Result) -> list[str]:
    return [finding.message for finding in one.findings]
