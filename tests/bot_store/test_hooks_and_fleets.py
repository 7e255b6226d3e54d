from datetime import UTC, datetime, timedelta

import msgspec

from bot.store import FleetRun, Hook, Store
from tests.bot_store.conftest import START, Clock, raw, written
from tests.bot_store.test_reports import REPORT, save

NOW = datetime.fromtimestamp(START, UTC)
SECRET = "sign-with-this-secret-and-no-other"
HOOK = Hook(
    app_id="id-1", app="ha-app", team_id="T1", webhook_id="wh-1", secret=SECRET, made_at=NOW
)
RUN = FleetRun(id="f1", team_id="T1", user_id="U1", scope="team", name="acme", made_at=NOW)


async def test_a_subscription_comes_back_and_its_secret_is_sealed(
    store: Store, database_url: str
) -> None:
    await store.save_hook(HOOK)
    assert await store.hook("id-1") == HOOK
    assert await store.hook_of_webhook("wh-1") == (HOOK, False)
    assert await store.hook_of_webhook("made-up") is None
    assert await store.all_hooks() == [HOOK]
    ((sealed,),) = await raw(database_url, "SELECT secret FROM hooks")
    assert SECRET not in str(sealed)
    assert SECRET not in repr(HOOK)
    await store.delete_hook("id-1")
    assert await store.hook("id-1") is None


async def test_an_event_waits_until_a_check_was_asked_for(store: Store) -> None:
    await store.save_hook(HOOK)
    assert await store.hear_hook("id-1", "e1", NOW, asks=False)
    assert await store.hooks_unanswered() == []
    assert await store.hear_hook("id-1", "e2", NOW, asks=True)
    (waiting,) = await store.hooks_unanswered()
    assert (waiting.app_id, waiting.event_at) == ("id-1", NOW)
    await store.hook_asked("id-1", NOW + timedelta(seconds=1))
    assert await store.hooks_unanswered() == []
    assert not await store.hear_hook("id-1", "e2", NOW + timedelta(seconds=2), asks=True)
    assert await store.hooks_unanswered() == []
    assert await store.hear_hook("id-1", "e3", NOW + timedelta(seconds=2), asks=True)
    assert len(await store.hooks_unanswered()) == 1


async def test_an_event_that_comes_while_heroku_is_asked_about_the_subscription_is_kept(
    store: Store,
) -> None:
    await store.save_hook(HOOK)
    read_before = await store.hook("id-1")
    assert read_before is not None
    assert await store.hear_hook("id-1", "e1", NOW, asks=True)
    later = NOW + timedelta(days=1)
    await store.save_hook(msgspec.structs.replace(read_before, made_at=later))
    (waiting,) = await store.hooks_unanswered()
    assert (waiting.made_at, waiting.event_at) == (later, NOW)


async def test_a_fleet_goes_on_where_it_stopped(store: Store) -> None:
    await store.save_fleet(RUN)
    await store.fleet_counted("f1", 2)
    await store.fleet_shown("f1", "12.34")
    await store.save_fleet_rows("f1", [("b", NOW, "ready", b"B"), ("a", NOW, None, b"A")])
    await store.save_fleet_rows("f1", [("a", NOW, "ready", b"again")])
    await store.save_fleet_rows("f1", [])
    assert await store.fleet_apps("f1") == {"a", "b"}
    assert await store.fleet_rows("f1") == [b"A", b"B"]
    assert await store.fleets_of("T1", "team", "acme", NOW) == []
    await store.fleet_over("f1", "done", NOW, ready=1)
    (done,) = await store.fleets_of("T1", "team", "acme", NOW)
    assert (done.total, done.ready, done.slack_ts) == (2, 1, "12.34")
    assert await store.fleets_of("T1", "all", None, NOW) == []
    assert await store.fleet("made-up") is None


async def test_rows_of_a_fleet_go_after_a_month_and_its_share_stays(
    store: Store, clock: Clock
) -> None:
    await store.save_fleet(RUN)
    await store.save_fleet_rows("f1", [("a", NOW, "ready", b"A")])
    await store.fleet_over("f1", "done", NOW, ready=1)
    clock.pass_by(days=31)
    await store.prune()
    assert await store.fleet_rows("f1") == []
    assert len(await store.fleets_of("T1", "team", "acme", NOW)) == 1


async def test_workers_are_noted_until_they_leave(store: Store) -> None:
    later = NOW + timedelta(minutes=1)
    await store.worker_seen("web.1", NOW, NOW)
    await store.worker_seen("worker.1", NOW, NOW)
    await store.worker_seen("worker.1", NOW, later)
    assert await store.workers() == {"web.1": NOW, "worker.1": later}
    await store.worker_gone("web.1")
    assert await store.workers() == {"worker.1": later}


async def test_history_is_oldest_first_and_by_app(store: Store, clock: Clock) -> None:
    for app in ("first", "second", "first"):
        await save(store, app)
        clock.pass_by(days=1)
    history = await store.history("T1", NOW)
    assert [(each.app, each.verdict) for each in history] == [
        ("first", REPORT.verdict),
        ("second", REPORT.verdict),
        ("first", REPORT.verdict),
    ]
    assert len(await store.history("T1", NOW, app="first")) == 2
    assert len(await store.history("T1", NOW + timedelta(days=1))) == 2
    assert await store.history("T2", NOW) == []
    before = await store.report_before("T1", "first", NOW + timedelta(days=2))
    assert before is not None
    assert before.at == NOW
    assert await store.report_before("T1", "first", NOW) is None


async def test_history_by_day_tells_each_verdict_of_a_day_once(store: Store, clock: Clock) -> None:
    clock.seconds += 24 * 3600 - clock.seconds % (24 * 3600)
    began = datetime.fromtimestamp(clock.seconds, UTC)
    for verdict in ("ready", "not_ready", "ready", "ready", "ready"):
        report = msgspec.structs.replace(REPORT, app="first", verdict=verdict)
        await store.save_report(report, team_id="T1", user_id="U1")
        clock.pass_by(hours=6)
    for app in ("second", "third"):
        await save(store, app)
    found = await store.history_by_day("T1", began, ["first", "second"])
    assert found.keys() == {"first", "second"}
    assert [(each.at - began, each.verdict) for each in found["first"]] == [
        (timedelta(hours=6), "not_ready"),
        (timedelta(hours=18), "ready"),
        (timedelta(hours=24), "ready"),
    ]
    assert await store.history_by_day("T1", began, ["first"], user_id="U2") == {}
    assert await store.history_by_day("T2", began, ["first"]) == {}


async def test_documents_lie_compressed_and_those_of_an_earlier_release_are_read(
    store: Store, database_url: str
) -> None:
    report_id = await save(store, "ha-app")
    ((stored,),) = await raw(database_url, "SELECT report FROM reports")
    assert isinstance(stored, bytes)
    assert len(stored) < len(msgspec.json.encode(REPORT)) / 3
    plain = written(REPORT, database_url)
    await raw(database_url, f"UPDATE reports SET report = {plain}")  # noqa: S608
    kept = await store.report(report_id)
    assert kept is not None
    assert kept.report == REPORT
