import msgspec

from bot.store import Store
from core.check import all_checks
from core.evaluate import evaluate
from core.policy import Policy
from core.report import Report
from core.snapshot import dump_snapshot
from tests.apps import HEALTHY
from tests.bot_store.conftest import Clock, raw, written

REPORT = evaluate(HEALTHY, Policy(), all_checks())
SNAPSHOT = dump_snapshot(HEALTHY)


def report_on(app: str) -> Report:
    return msgspec.structs.replace(REPORT, app=app)


async def save(store: Store, app: str, *, team: str = "T1", user: str = "U1") -> str:
    return await store.save_report(report_on(app), SNAPSHOT, team_id=team, user_id=user)


async def test_a_report_comes_back_as_it_was(store: Store, clock: Clock) -> None:
    report_id = await save(store, "ha-app")
    kept = await store.report(report_id)
    assert kept is not None
    assert kept.report == report_on("ha-app")
    assert (kept.app, kept.team_id, kept.user_id) == ("ha-app", "T1", "U1")
    assert kept.at.timestamp() == clock.seconds
    assert await store.snapshot(report_id) == SNAPSHOT


async def test_an_unknown_id_is_nothing(store: Store) -> None:
    assert await store.report("made-up") is None
    assert await store.snapshot("made-up") is None


async def test_ids_cannot_be_counted_up(store: Store) -> None:
    ids = {await save(store, "ha-app") for _ in range(3)}
    assert len(ids) == 3
    assert all(len(report_id) >= 20 for report_id in ids)


async def test_the_latest_are_one_an_app_and_the_newest_first(store: Store, clock: Clock) -> None:
    for app in ("first", "second", "first"):
        await save(store, app)
        clock.pass_by(seconds=1)
    latest = await store.latest_reports("T1")
    assert [each.app for each in latest] == ["first", "second"]
    assert latest[0].at > latest[1].at


async def test_a_workspace_sees_no_reports_of_another(store: Store) -> None:
    await save(store, "theirs", team="T2")
    assert await store.latest_reports("T1") == []


async def test_a_person_can_be_shown_only_what_they_asked_for(store: Store, clock: Clock) -> None:
    await save(store, "ha-app", user="U1")
    clock.pass_by(seconds=1)
    await save(store, "ha-app", user="U2")
    (mine,) = await store.latest_reports("T1", user_id="U1")
    assert mine.user_id == "U1"


async def test_no_more_than_asked_for(store: Store) -> None:
    for app in ("a", "b", "c"):
        await save(store, app)
    assert len(await store.latest_reports("T1", limit=2)) == 2


async def test_a_report_of_a_newer_form_is_passed_over(
    store: Store, database_url: str, clock: Clock
) -> None:
    await save(store, "readable")
    clock.pass_by(seconds=1)
    newer = await save(store, "newer")
    value = written(msgspec.structs.replace(REPORT, schema_version=99), database_url)
    await raw(database_url, f"UPDATE reports SET report = {value} WHERE id = '{newer}'")  # noqa: S608
    assert await store.report(newer) is None
    assert [each.app for each in await store.latest_reports("T1")] == ["readable"]


async def test_old_reports_keep_results_and_lose_the_snapshot(store: Store, clock: Clock) -> None:
    old = await save(store, "ha-app")
    clock.pass_by(days=20)
    recent = await save(store, "ha-app")
    clock.pass_by(days=10, seconds=1)
    await store.prune()
    assert await store.snapshot(old) is None
    assert await store.report(old) is not None
    assert await store.snapshot(recent) == SNAPSHOT


async def test_saving_prunes_by_itself(store: Store, clock: Clock) -> None:
    old = await save(store, "ha-app")
    clock.pass_by(days=31)
    await save(store, "ha-app")
    assert await store.snapshot(old) is None


async def test_foreign_text_is_kept_as_text(store: Store) -> None:
    name = "x'; DROP TABLE reports; -- \u202e\u2603"
    await save(store, name)
    (kept,) = await store.latest_reports("T1")
    assert kept.app == name
