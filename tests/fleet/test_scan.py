"""A fleet says of each app what the app alone is told, for fewer calls."""

import threading
from collections import Counter
from collections.abc import Iterator

import msgspec
import pytest

from core import evaluate as evaluating
from core import guard
from core.check import Check, all_checks, passed
from core.collect import fleet as scanning
from core.collect.collect import collect, facts_needed
from core.collect.environment import sources_of
from core.collect.fleet import list_fleet, scan, scan_app
from core.collect.http import HerokuClient
from core.collect.sources import Sources
from core.collect.sparing import instead
from core.errors import Unauthorized
from core.evaluate import evaluate
from core.fleet import FleetRow, FleetScope, row_of
from core.policy import Policy, Rules
from core.report import Finding, Report, Status
from core.snapshot import App, AppFeature, Snapshot
from sandbox import Sandbox
from sandbox.faults import FORBIDDEN, NOT_FOUND, HttpError
from tests.collect.heroku import there

EVERYTHING = FleetScope(kind="all")
APPS = (
    "big-app",
    "empty-app",
    "fir-app",
    "ha-app",
    "hostile-app",
    "private-app",
    "relic-2012",
    "shared-db-app",
    "troubled-app",
)
DATA = ("/client/", "/data/", "/redis/")
RELEASES = Policy(asked=Rules(only=("release-health",)))
WELL = {Status.PASSED, Status.SKIPPED}


async def scanned(sources: Sources, *, scope: FleetScope = EVERYTHING) -> dict[str, FleetRow]:
    rows: dict[str, FleetRow] = {}

    async def keep(row: FleetRow, _report: Report | None, _snapshot: Snapshot | None) -> None:
        rows[row.app] = row

    async with HerokuClient(sources) as client:
        await scan(client, await list_fleet(client, scope), sources, on_row=keep)
    return rows


def told(report: Report) -> dict[str, tuple[Status, list[tuple[object, ...]]]]:
    """What needs a person, in full; of the rest the status."""
    return {
        result.id: (
            result.status,
            [
                (each.status, each.resource, each.message, each.fix)
                for each in result.findings
                if each.status not in WELL
            ],
        )
        for result in report.results
    }


@pytest.mark.parametrize("app", APPS)
async def test_an_app_is_told_in_a_fleet_what_it_is_told_alone(app: str, sources: Sources) -> None:
    defaults = facts_needed(check for check in all_checks() if check.default)
    seen = await collect(app, sources, facts=defaults)
    async with HerokuClient(sources) as client:
        listing = await list_fleet(client, EVERYTHING)
        row, report, snapshot = await scan_app(client, listing, app, sources)
    alone = evaluate(msgspec.structs.replace(seen, taken_at=snapshot.taken_at))
    assert told(report) == told(alone)
    assert (row.verdict, row.counts) == (alone.verdict, alone.counts)
    assert row == row_of(report, team=snapshot.app.team)


async def test_every_app_that_the_token_sees_has_a_row(sandbox: Sandbox, sources: Sources) -> None:
    rows = await scanned(sources)
    assert sorted(rows) == sorted(
        app.name for app in sandbox.catalogue.apps.values() if not app.hidden
    )
    assert {row.error for row in rows.values()} == {None}


async def test_what_the_lists_told_is_not_asked_again(sandbox: Sandbox, sources: Sources) -> None:
    await scanned(sources)
    platform = Counter(
        request.path for request in sandbox.requests if not request.path.startswith(DATA)
    )
    assert max(platform.values()) == 1
    again = ("/addons", "/addon-attachments", "/pipeline-couplings")
    # An app without any add-on is asked whether the lists are whole.
    assert [each for each in platform if each.startswith("/apps/") and each.endswith(again)] == [
        "/apps/empty-app/addon-attachments"
    ]


async def test_a_list_that_cannot_be_read_is_read_app_by_app(
    sandbox: Sandbox, sources: Sources
) -> None:
    expected = await scanned(sources)
    sandbox.fail("/addons", FORBIDDEN)
    rows = await scanned(sources)
    assert {name: row.checks for name, row in rows.items()} == {
        name: row.checks for name, row in expected.items()
    }


async def test_an_app_that_is_gone_by_now_says_so(sandbox: Sandbox, sources: Sources) -> None:
    sandbox.fail("/apps/ha-app/*", NOT_FOUND)
    sandbox.fail("/apps/ha-app", NOT_FOUND)
    rows = await scanned(sources)
    assert (rows["ha-app"].verdict, rows["ha-app"].standing) == (None, "unread")
    assert rows["ha-app"].error is not None
    assert "Heroku knows no app called ha-app" in rows["ha-app"].error
    assert rows["troubled-app"].verdict == "not_ready"


async def test_a_token_that_is_refused_on_the_way_ends_the_scan(
    sandbox: Sandbox, sources: Sources
) -> None:
    async with HerokuClient(sources) as client:
        listing = await list_fleet(client, EVERYTHING)
        sandbox.fail("/apps/*", HttpError(401, "unauthorized", "No."))

        rows: list[object] = []

        async def keep(*row: object) -> None:
            rows.append(row)

        with pytest.raises(Unauthorized):
            await scan(client, listing, sources, on_row=keep)
    assert rows == []


async def test_an_app_costs_about_five_calls() -> None:
    async with Sandbox(fleet=72) as heroku:
        sources = sources_of(heroku.environ, heroku.token)
        sources = msgspec.structs.replace(sources, dns_timeout=60.0, tls_timeout=60.0)
        rows = await scanned(sources, scope=FleetScope(kind="team", name="globex"))
        paths = [each.path for each in heroku.requests if not each.path.startswith(DATA)]
    own = [path for path in paths if path.startswith("/apps/") or "latest-releases" in path]
    assert len(rows) >= 24
    assert len(own) / len(rows) <= 5
    assert len(paths) - len(own) <= 6


async def test_a_token_of_the_scope_read_is_enough(sandbox: Sandbox, sources: Sources) -> None:
    narrow = msgspec.structs.replace(sources, token=sandbox.tokens.read)
    rows = await scanned(narrow)
    assert {row.error for row in rows.values()} == {None}
    assert rows["ha-app"].checks["dyno-redundancy"] is Status.PASSED
    assert rows["ha-app"].checks["database-backups"] is Status.UNKNOWN


async def test_a_release_that_a_pipeline_tells_of_is_enough_unless_it_failed() -> None:
    async with Sandbox(fleet=60) as heroku:
        sources = sources_of(heroku.environ, heroku.token)
        async with HerokuClient(sources) as client:
            listing = await list_fleet(client, EVERYTHING)
            told = {}
            for name in listing.names:
                _, report, snapshot = await scan_app(client, listing, name, sources, RELEASES)
                told[name] = (report.results[0].status, len(there(snapshot.releases)))
    assert (Status.FAILED, 5) in told.values()
    assert (Status.PASSED, 1) in told.values()


async def test_a_check_that_takes_its_time_holds_up_no_other_app(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "TIME_LIMIT", 30.0)
    others_done = threading.Event()

    def slow(app: App) -> Iterator[Finding]:
        if app.name == "big-app":
            assert others_done.wait(20)
        yield passed(None, app.name)

    theirs = Check(slow, title="Slow", category="platform", default=True)
    theirs.package = "acme"
    for module in (scanning, evaluating):
        monkeypatch.setattr(module, "all_checks", lambda: (theirs,))
    rows: dict[str, FleetRow] = {}

    async def keep(row: FleetRow, *_: object) -> None:
        rows[row.app] = row
        if len(rows) == len(listing) - 1:
            others_done.set()

    async with HerokuClient(sources) as client:
        listing = await list_fleet(client, EVERYTHING)
        await scan(client, listing, sources, on_row=keep)
    assert {status for row in rows.values() for status in row.checks.values()} == {Status.PASSED}
    assert list(rows)[-1] == "big-app"


def test_what_a_check_of_another_package_asks_for_is_never_spared() -> None:
    def theirs(app: App, features: tuple[AppFeature, ...]) -> Iterator[Finding]:
        yield passed(None, f"{app.name} {features}")

    foreign = Check(theirs, title="Theirs", category="platform", default=True)
    spared = {"config_var_names", "dynos", "features", "releases", "sni_endpoints"}
    assert instead(all_checks()).keys() == spared
    assert instead((*all_checks(), foreign)).keys() == spared - {"features"}
