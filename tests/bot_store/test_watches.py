import asyncio
from datetime import UTC, datetime, timedelta

import msgspec

from bot.store import NewPost, Store, Watch
from bot.store.posts import SENDING
from bot.store.watches import LEASE
from tests.bot_store.conftest import START, Clock

NOW = datetime.fromtimestamp(START, UTC)
TOMORROW = NOW + timedelta(days=1)


def watch(name: str = "w1", **changes: object) -> Watch:
    plain = Watch(
        id=name,
        team_id="T1",
        channel_id="C1",
        user_id="U1",
        app=f"app-{name}",
        app_id=f"id-{name}",
        schedule="daily 09:00",
        timezone="UTC",
        made_at=NOW,
        next_due=NOW,
    )
    return msgspec.structs.replace(plain, **changes)


def post(name: str, **changes: object) -> NewPost:
    return msgspec.structs.replace(NewPost(id=name, kind="message", body=b"[]"), **changes)


async def claimed(store: Store, at: datetime = NOW) -> Watch:
    (found,) = await store.claim_due(at, 10)
    return found


async def test_a_watch_comes_back_as_it_was(store: Store) -> None:
    kept = await store.save_watch(watch(digest=True))
    assert kept == watch(digest=True)
    assert await store.watch("w1") == kept
    assert await store.watches_of_channel("T1", "C1") == [kept]
    assert await store.watches_of_app("id-w1") == [kept]
    assert await store.watches_of_team("T2") == []


async def test_watching_again_changes_the_schedule_and_keeps_what_was_found(store: Store) -> None:
    await store.save_watch(watch())
    found = await claimed(store)
    await store.finish_run(msgspec.structs.replace(found, state=b"seen"), ran_at=NOW)
    again = await store.save_watch(
        watch("w2", app="app-w1", schedule="hourly", user_id="U2", paused=None)
    )
    assert (again.id, again.schedule, again.user_id) == ("w1", "hourly", "U2")
    assert again.state == b"seen"


async def test_a_due_watch_is_claimed_by_one_alone(store: Store) -> None:
    for number in range(30):
        await store.save_watch(watch(f"w{number}"))
    batches = await asyncio.gather(*(store.claim_due(NOW, 10) for _ in range(6)))
    ids = [each.id for batch in batches for each in batch]
    assert sorted(ids) == sorted(f"w{number}" for number in range(30))


async def test_what_is_not_due_or_rests_is_left_alone(store: Store) -> None:
    await store.save_watch(watch("later", next_due=TOMORROW))
    await store.save_watch(watch("resting", paused="by <@U1>"))
    assert await store.count_due(NOW) == 0
    assert await store.longest_due(NOW) == timedelta(0)
    assert await store.claim_due(NOW, 10) == []


async def test_a_run_that_dies_is_due_again_and_its_late_end_counts_for_nothing(
    store: Store,
) -> None:
    await store.save_watch(watch())
    dead = await claimed(store)
    assert await store.claim_due(NOW + LEASE / 2, 10) == []
    second = await claimed(store, NOW + LEASE)
    assert second.claim == dead.claim + 1
    assert not await store.finish_run(dead, ran_at=NOW, posts=[post("p1")])
    assert await store.take_posts(NOW + LEASE, 10) == []
    assert await store.finish_run(
        msgspec.structs.replace(second, next_due=TOMORROW), ran_at=NOW, posts=[post("p2")]
    )
    assert [each.id for each in await store.take_posts(NOW + LEASE, 10)] == ["p2"]
    assert not await store.finish_run(second, ran_at=NOW)


async def test_a_change_during_a_run_makes_it_due_once_more(store: Store, clock: Clock) -> None:
    await store.save_watch(watch())
    found = await claimed(store)
    clock.pass_by(seconds=5)
    soon = NOW + timedelta(seconds=5)
    assert await store.ask_again("id-w1", soon) == 1
    assert await store.claim_due(soon, 10) == []
    await store.finish_run(msgspec.structs.replace(found, next_due=TOMORROW), ran_at=NOW)
    again = await claimed(store, soon)
    await store.finish_run(msgspec.structs.replace(again, next_due=TOMORROW), ran_at=soon)
    assert await store.claim_due(soon, 10) == []


async def test_a_change_during_a_run_is_not_lost_to_a_clock_that_is_behind(store: Store) -> None:
    await store.save_watch(watch())
    found = await claimed(store)
    behind = NOW - timedelta(minutes=1)
    assert await store.ask_again("id-w1", behind) == 1
    await store.finish_run(msgspec.structs.replace(found, next_due=TOMORROW), ran_at=NOW)
    again = await claimed(store)
    await store.finish_run(msgspec.structs.replace(again, next_due=TOMORROW), ran_at=NOW)
    assert await store.claim_due(NOW, 10) == []


async def test_what_was_asked_for_before_a_run_began_asks_for_no_other(store: Store) -> None:
    await store.save_watch(watch())
    assert await store.ask_again("id-w1", NOW + timedelta(minutes=1)) == 1
    found = await claimed(store, NOW + timedelta(minutes=1))
    await store.finish_run(msgspec.structs.replace(found, next_due=TOMORROW), ran_at=NOW)
    assert await store.claim_due(NOW + timedelta(minutes=2), 10) == []


async def test_a_person_can_have_it_now_even_when_it_rests(store: Store) -> None:
    await store.save_watch(watch(next_due=TOMORROW, paused="for the night"))
    await store.make_due("w1", NOW)
    assert (await claimed(store)).paused is None


async def test_resting_and_going_on(store: Store) -> None:
    await store.save_watch(watch())
    await store.pause_watch("w1", "the channel is archived")
    kept = await store.watch("w1")
    assert kept is not None
    assert kept.paused == "the channel is archived"
    found = await store.claim_watch("w1", NOW)
    assert found is not None
    assert await store.finish_run(found, ran_at=NOW)
    kept = await store.watch("w1")
    assert kept is not None
    assert kept.paused is None


async def test_mutes_survive_a_run_under_way(store: Store) -> None:
    await store.save_watch(watch())
    found = await claimed(store)
    assert await store.set_mutes(found, b"dns")
    assert not await store.set_mutes(found, b"ssl")
    await store.finish_run(msgspec.structs.replace(found, state=b"seen"), ran_at=NOW)
    kept = await store.watch("w1")
    assert kept is not None
    assert (kept.state, kept.mutes) == (b"seen", b"dns")


async def test_what_a_person_changes_during_a_run_stays(store: Store) -> None:
    await store.save_watch(watch())
    found = await claimed(store)
    await store.save_watch(watch(schedule="weekly monday 09:00", next_due=TOMORROW))
    await store.pause_watch("w1", "on holiday")
    assert await store.finish_run(found, ran_at=NOW)
    kept = await store.watch("w1")
    assert kept is not None
    assert (kept.schedule, kept.next_due) == ("weekly monday 09:00", TOMORROW)
    assert kept.paused == "on holiday"


async def test_a_run_can_let_its_watch_rest(store: Store) -> None:
    await store.save_watch(watch())
    found = await claimed(store)
    await store.finish_run(msgspec.structs.replace(found, paused="gone"), ran_at=NOW)
    kept = await store.watch("w1")
    assert kept is not None
    assert kept.paused == "gone"


async def test_a_deleted_watch_says_nothing_more(store: Store) -> None:
    await store.save_watch(watch())
    found = await claimed(store)
    await store.finish_run(found, ran_at=NOW, posts=[post("p1")])
    assert await store.delete_watch("w1") is not None
    assert await store.take_posts(NOW, 10) == []
    assert await store.delete_watch("w1") is None
    assert not await store.finish_run(found, ran_at=NOW)


async def test_messages_of_a_watch_go_out_in_order_and_know_their_parent(store: Store) -> None:
    await store.save_watch(watch())
    found = await claimed(store)
    posts = [post("p1"), post("p2", kind="reply", parent_id="p1")]
    await store.finish_run(found, ran_at=NOW, posts=posts)
    (first,) = await store.take_posts(NOW, 10)
    assert (first.id, first.channel_id, first.tries) == ("p1", "C1", 1)
    assert await store.take_posts(NOW, 10) == []
    await store.post_sent("p1", "123.456", NOW)
    (second,) = await store.take_posts(NOW, 10)
    assert (second.id, second.parent_ts) == ("p2", "123.456")


async def test_a_message_whose_sender_died_is_sent_by_another(store: Store) -> None:
    await store.save_watch(watch())
    await store.finish_run(await claimed(store), ran_at=NOW, posts=[post("p1")])
    await store.take_posts(NOW, 10)
    (again,) = await store.take_posts(NOW + SENDING, 10)
    assert (again.id, again.tries) == ("p1", 2)
    await store.post_later("p1", TOMORROW)
    assert await store.take_posts(NOW + SENDING * 3, 10) == []
    assert len(await store.take_posts(TOMORROW, 10)) == 1


async def test_a_message_is_taken_by_one_sender_alone(store: Store) -> None:
    for number in range(8):
        await store.save_watch(watch(f"w{number}"))
    for found in await store.claim_due(NOW, 10):
        await store.finish_run(found, ran_at=NOW, posts=[post(f"p-{found.id}")])
    taken = await asyncio.gather(*(store.take_posts(NOW, 3) for _ in range(5)))
    ids = [each.id for batch in taken for each in batch]
    assert sorted(ids) == sorted(f"p-w{number}" for number in range(8))


async def test_one_watch_is_claimed_due_or_not_unless_somebody_is_at_it(store: Store) -> None:
    await store.save_watch(watch(next_due=TOMORROW))
    mine = await store.claim_watch("w1", NOW)
    assert mine is not None
    assert await store.claim_watch("w1", NOW) is None
    assert await store.claim_due(NOW, 10) == []
    later = await store.claim_watch("w1", NOW + LEASE)
    assert later is not None
    assert not await store.finish_run(mine, ran_at=NOW)
    assert await store.finish_run(later, ran_at=NOW)
    assert await store.claim_watch("nobody", NOW) is None
