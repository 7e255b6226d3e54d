import asyncio
import sys
from datetime import UTC, datetime

import pytest

from core.check import all_checks
from core.collect.collect import collect, facts_needed
from core.collect.sources import Sources
from core.errors import AppNotFound, ConfigError
from core.snapshot import (
    FACTS,
    NOT_COLLECTED,
    Autoscaler,
    BackupSchedule,
    DatabaseDetails,
    LogDrain,
    PipelineCoupling,
    Snapshot,
    Transfer,
    dump_snapshot,
)
from tests.collect.heroku import TOKEN, Heroku, Reply, there
from tests.collect.sample import MONITORS, PG, PG_PATH, SECRETS

HEROKU_FACTS = frozenset(FACTS) - {"taken_at", "followers", "dns", "tls"}


async def collected(heroku: Heroku, *facts: str, **sources: object) -> Snapshot:
    return await collect("ha-app", heroku.sources(**sources), facts=facts or HEROKU_FACTS)


async def test_a_healthy_app_is_read_whole(heroku: Heroku) -> None:
    snapshot = await collected(heroku)
    assert snapshot.app.name == "ha-app"
    assert snapshot.app.common_runtime
    assert snapshot.autoscalers == (
        Autoscaler(process_type="web", is_active=True, min_quantity=2, max_quantity=5),
    )
    assert [release.version for release in there(snapshot.releases)] == [42, 41]
    assert there(snapshot.dynos)[0].release_version == 42
    assert snapshot.pipeline_coupling == PipelineCoupling(pipeline="p-1", stage="production")
    assert snapshot.config_var_names == ("DATABASE_URL", "SENTRY_DSN")
    assert snapshot.log_drains == (
        LogDrain(scheme="https", host="logs.example.com"),
        LogDrain(scheme="syslog+tls", host="logs7.papertrailapp.com", addon="papertrail-1"),
    )
    assert snapshot.telemetry_drains == ()
    assert there(snapshot.addons)[0].service_state == "ga"
    assert there(snapshot.attachments)[0].service == "heroku-postgresql"
    endpoint = there(snapshot.sni_endpoints)[0]
    assert endpoint.acm
    assert there(endpoint.certificate).not_after == datetime(2027, 1, 18, tzinfo=UTC)
    assert there(snapshot.domains)[1].sni_endpoint == "tokyo-1050"
    assert there(there(snapshot.key_value_stores)[0].details).version == "8.1"


async def test_a_database_is_read_with_its_backups(heroku: Heroku) -> None:
    (database,) = there((await collected(heroku, "databases")).databases)
    assert database.addon_id == PG
    assert database.details == DatabaseDetails(
        version="17.4",
        status="Available",
        region="us",
        highly_available=True,
        continuous_protection=True,
        maintenance="not required",
    )
    assert database.schedules == (BackupSchedule(name="DATABASE_URL", hour=2, timezone="UTC"),)
    finished = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)
    assert database.transfers == (
        Transfer(from_name="DATABASE", succeeded=True, finished_at=finished, scheduled=True),
    )


async def test_no_secret_gets_into_the_snapshot(heroku: Heroku) -> None:
    written = dump_snapshot(await collected(heroku)).decode()
    for secret in (*SECRETS, TOKEN, "u1:", "d.s3cret"):
        assert secret not in written


async def test_the_calls_are_counted(heroku: Heroku) -> None:
    await collected(heroku)
    paths = [request.path for request in heroku.requests]
    assert len(paths) == len(set(paths))
    assert len([path for path in paths if path.startswith("/data/client/")]) == 3
    assert len([path for path in paths if not path.startswith("/data/") and path != MONITORS]) == 13


async def test_the_default_checks_keep_to_the_budget(heroku: Heroku) -> None:
    facts = facts_needed(check for check in all_checks() if check.default) - {"dns", "tls"}
    await collected(heroku, *facts)
    platform = [
        r for r in heroku.requests if not r.path.startswith("/data/") and r.path != MONITORS
    ]
    assert len(platform) <= 12


async def test_every_call_says_who_asks_and_which_version(heroku: Heroku) -> None:
    await collected(heroku)
    for request in heroku.requests:
        assert request.headers["user-agent"].startswith("prodcheck/")
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert request.headers["accept"].startswith("application/vnd.heroku+json; version=3")
    (app,) = heroku.asked("/apps/ha-app")
    assert app.headers["accept"].endswith("3.sdk")
    (attachments,) = heroku.asked("/apps/ha-app/addon-attachments")
    assert attachments.headers["accept-inclusion"] == "addon:plan,config_vars"
    (releases,) = heroku.asked("/apps/ha-app/releases")
    assert releases.headers["range"] == "version ..; order=desc,max=10"


async def test_calls_that_do_not_wait_for_each_other_are_made_together(heroku: Heroku) -> None:
    heroku.gate = lambda: heroku.together >= 10
    await collected(heroku)
    assert heroku.together >= 10


async def test_what_others_wait_for_is_asked_for_first(heroku: Heroku) -> None:
    await collected(heroku, max_connections=1)
    first = {request.path.rpartition("/")[2] for request in heroku.requests[:4]}
    assert first == {"ha-app", "addon-attachments", "domains", "formation"}


async def test_a_bound_holds_on_what_runs_at_once(heroku: Heroku) -> None:
    await collected(heroku, max_connections=3)
    assert heroku.together <= 3


async def test_only_what_is_asked_for_is_read(heroku: Heroku) -> None:
    snapshot = await collected(heroku, "formation")
    assert sorted(request.path for request in heroku.requests) == [
        "/apps/ha-app",
        "/apps/ha-app/formation",
    ]
    assert snapshot.dynos == NOT_COLLECTED
    assert snapshot.followers == NOT_COLLECTED


async def test_what_a_fact_depends_on_is_read_with_it(heroku: Heroku) -> None:
    snapshot = await collected(heroku, "autoscalers")
    assert there(snapshot.formation)[0].size == "Performance-M"
    assert heroku.asked(MONITORS)


async def test_dns_needs_no_library_until_it_is_asked_for(heroku: Heroku) -> None:
    script = (
        "import asyncio, sys\n"
        "from core.collect.collect import collect\n"
        "from core.collect.sources import Sources\n"
        f"sources = Sources(token='t', api_url={heroku.url!r})\n"
        "asyncio.run(collect('ha-app', sources, facts=['formation']))\n"
        "print(sorted({'dns', 'cryptography', 'click', 'rich'} & set(sys.modules)))\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert out.strip() == b"[]"


async def test_progress_is_told_of_each_fact(heroku: Heroku) -> None:
    told: list[tuple[str, bool]] = []
    await collect(
        "ha-app",
        heroku.sources(),
        facts=["autoscalers"],
        progress=lambda name, done: told.append((name, done)),
    )
    assert sorted(told) == sorted(
        (name, done) for name in ("app", "formation", "autoscalers") for done in (False, True)
    )
    assert told[-2:] == [("autoscalers", False), ("autoscalers", True)]


async def test_stopping_leaves_nothing_behind(heroku: Heroku) -> None:
    heroku.gate = lambda: False
    before = asyncio.all_tasks()
    collecting = asyncio.create_task(collected(heroku))
    await heroku.until(lambda: heroku.waiting >= 10)
    collecting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await collecting
    left = asyncio.all_tasks() - before - heroku.connections
    assert not left


async def test_an_app_may_have_any_name(heroku: Heroku) -> None:
    with pytest.raises(AppNotFound):
        await collect("../account?x=#y", heroku.sources(), facts=())
    assert [request.path for request in heroku.requests] == ["/apps/..%2Faccount%3Fx%3D%23y"]


@pytest.mark.parametrize("name", ["", " ", ".", ".."])
async def test_what_is_no_name_is_not_asked_for(heroku: Heroku, name: str) -> None:
    with pytest.raises(ConfigError):
        await collect(name, heroku.sources())
    assert heroku.requests == []


def test_the_facts_of_checks_are_known() -> None:
    one = [check for check in all_checks() if check.id == "dyno-redundancy"]
    assert facts_needed(one) == {"app", "formation", "autoscalers"}
    assert facts_needed(all_checks()) <= set(FACTS)


def test_sources_do_not_show_the_token() -> None:
    assert TOKEN not in repr(Sources(token=TOKEN))


async def test_an_empty_list_is_not_a_missing_fact(heroku: Heroku) -> None:
    heroku.on("/apps/ha-app/addon-attachments", Reply([]))
    snapshot = await collected(heroku, "databases", "key_value_stores")
    assert snapshot.databases == ()
    assert snapshot.key_value_stores == ()
    assert not heroku.asked(PG_PATH)
