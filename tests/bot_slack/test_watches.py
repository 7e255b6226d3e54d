"""Watches over the pretend Slack and the pretend Heroku: what a channel is told."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.store import NewPost, StoreUnavailable
from bot.watching.state import load_mutes
from sandbox import Sandbox
from sandbox.faults import FORBIDDEN, NOT_FOUND, RATE_LIMITED, UNAUTHORIZED, UNAVAILABLE
from sandbox.slack import PretendSlack
from sandbox.slack.faults import RateLimited, Refused
from tests.bot_slack.bots import Bot, running_bot, until, words_of
from tests.bot_slack.watching import OPS, begin, direct, kept, posted, run, told, with_clock

REDUNDANCY = "*Two or more dynos of each type*"


async def test_a_watch_begins_alarms_and_recovers(bot: Bot) -> None:
    assert "I watch *ha-app* every hour" in await begin(bot, "ha-app hourly")
    (first,) = posted(bot)
    assert "Watching *ha-app* every hour: ✅ all is well" in words_of(first)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    _, alert = posted(bot)
    assert f"🔻 *ha-app* got worse: {REDUNDANCY}" in words_of(alert)
    assert "✅ passed → ❌ failed" in words_of(alert)
    assert "heroku ps:scale web=2" in words_of(alert)
    await run(bot, times=2)
    assert len(posted(bot)) == 2
    bot.heroku.change.scale("ha-app", web=2)
    await run(bot)
    _, alert, reply = posted(bot)
    assert f"✅ *ha-app* recovered: {REDUNDANCY}" in words_of(alert)
    assert alert.edited
    assert "recovered" in words_of(reply)
    assert reply.thread_ts == alert.ts
    await run(bot)
    assert len(posted(bot)) == 3


async def test_what_is_bad_at_first_is_said_without_alarm(bot: Bot) -> None:
    await begin(bot, "troubled-app")
    (first,) = posted(bot)
    said = words_of(first)
    assert "👀 Watching *troubled-app* every day: ❌ " in said
    assert "🔻" not in said
    assert f"asked for by <@{bot.slack.person('ada').id}>" in said
    await run(bot, times=2)
    assert len(posted(bot)) == 1


async def test_a_day_to_come_is_told_at_the_beginning_and_not_again(bot: Bot) -> None:
    await begin(bot, "troubled-app")
    assert "📅 the certificate of " in words_of(posted(bot)[0])
    clock = with_clock(bot)
    clock.pass_(hours=2)
    await run(bot)
    assert len(posted(bot)) == 1


async def test_four_changes_make_one_message(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    bot.heroku.change.set("ha-app", maintenance=True, stack="heroku-20", log_drains=())
    bot.heroku.change.crash("ha-app", "web.1")
    await run(bot)
    _, alert = posted(bot)
    assert "checks changed" in words_of(alert)
    assert "Mute 7 days" in words_of(alert)
    await bot.choose(alert, "watch:mute", _mute_of(alert, "maintenance-mode"))
    assert "muted `maintenance-mode`" in words_of(posted(bot)[-1])


def _mute_of(alert: object, check: str) -> str:
    blocks = alert.blocks  # type: ignore[attr-defined]
    options = [o for b in blocks for e in b.get("elements", ()) for o in e.get("options", ())]
    return next(str(o["value"]) for o in options if f'"c":"{check}"' in o["value"])


async def test_a_release_that_came_with_it_is_named(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.fail_release("ha-app", "Deploy <!channel> *bad*")
    await run(bot)
    said = words_of(posted(bot)[-1])
    assert "Since release v" in said
    assert "by owner@example.com" in said
    assert "<!channel>" not in said


async def test_what_cannot_be_read_is_told_after_three_runs(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.fail("/apps/ha-app/formation", FORBIDDEN)
    await run(bot, times=2)
    assert len(posted(bot)) == 1
    await run(bot)
    assert "❓ *Two or more dynos of each type*: formation could" in words_of(posted(bot)[-1])
    told_so_far = len(posted(bot))
    await run(bot)
    assert len(posted(bot)) == told_so_far
    bot.heroku.heal()
    await run(bot)
    assert "recovered" in words_of(posted(bot)[-1])


@pytest.mark.parametrize("web", [1, 2])
async def test_what_a_failed_call_hides_is_looked_for_a_minute_later(bot: Bot, web: int) -> None:
    bot.heroku.change.scale("ha-app", web=3 - web)
    await begin(bot)
    clock = with_clock(bot)
    bot.heroku.change.scale("ha-app", web=web)
    bot.heroku.fail("/apps/ha-app/formation", FORBIDDEN)
    (regular,) = await kept(bot)
    await run(bot)
    assert len(posted(bot)) == 1
    bot.heroku.heal()
    clock.pass_(minutes=1)
    assert await due(bot, clock()) == [regular.id]
    await run(bot)
    assert ("got worse" if web == 1 else "recovered") in words_of(posted(bot)[-1])
    clock.pass_(minutes=1)
    assert await due(bot, clock()) == []


async def test_what_stays_unread_is_looked_for_once(bot: Bot) -> None:
    await begin(bot, "ha-app weekly")
    clock = with_clock(bot)
    bot.heroku.fail("/apps/ha-app/formation", FORBIDDEN)
    await run(bot, times=2)
    clock.pass_(minutes=2)
    assert await due(bot, clock()) == []


async def due(bot: Bot, now: float) -> list[str]:
    moment = datetime.fromtimestamp(now, UTC)
    return [each.id for each in await kept(bot) if each.next_due <= moment]


async def test_a_mute_lasts_a_week_and_says_who_wanted_it(bot: Bot) -> None:
    clock = with_clock(bot)
    await begin(bot, "ha-app hourly")
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    alert = posted(bot)[-1]
    await bot.press(alert, "Mute 7 days", name="grace")
    note = posted(bot)[-1]
    assert f"<@{bot.slack.person('grace').id}> muted `dyno-redundancy`" in words_of(note)
    assert note.thread_ts == alert.ts
    said = len(posted(bot))
    clock.pass_(days=6)
    await run(bot)
    assert [m for m in posted(bot)[said:] if "dyno" in words_of(m)] == []
    clock.pass_(days=2)
    await run(bot)
    assert "still ❌ failed, and no longer muted" in words_of(posted(bot)[-1])


async def test_those_who_mute_at_once_are_all_heeded(bot: Bot) -> None:
    await begin(bot)
    (watch,) = await kept(bot)
    checks = ("dns", "ssl", "stack", "preboot")
    await asyncio.gather(*(bot.app.desk.watches.mute(watch, each, "U1") for each in checks))
    (watch,) = await kept(bot)
    assert {each.check for each in load_mutes(watch.mutes, watch.made_at)} == set(checks)


async def test_alerts_have_buttons_that_work(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    alert = posted(bot)[-1]
    await bot.press(alert, "Full report", name="grace")
    assert "ha-app is not ready" in words_of(bot.modal("grace"))
    await bot.press(alert, "Re-run", name="grace")
    assert "ha-app* was looked at: ❌ 1 failed" in told(bot, "grace")
    bot.heroku.change.scale("ha-app", web=2)
    await bot.press(alert, "Re-run", name="ada")
    assert "✅ all is well" in told(bot)
    assert f"✅ *ha-app* recovered: {REDUNDANCY}" in words_of(alert)


@pytest.mark.parametrize(
    ("fault", "why"),
    [(UNAVAILABLE, "Heroku does not answer"), (UNAUTHORIZED, "Heroku refuses the token")],
)
async def test_a_look_that_failed_is_never_said_to_be_one(
    bot: Bot, fault: object, why: str
) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    bot.heroku.fail("/apps/ha-app", fault)  # type: ignore[arg-type]
    await bot.press(posted(bot)[1], "Re-run")
    assert f"*ha-app* could not be looked at: {why}" in told(bot)
    await bot.say("/prodcheck watches", channel=OPS)
    assert f"❓ could not be looked at: {why}" in told(bot)
    assert "1 failed" not in told(bot)
    bot.heroku.heal()
    await bot.say("/prodcheck watches", channel=OPS, name="grace")
    await bot.press(posted(bot)[1], "Re-run", name="grace")
    assert "was looked at: ❌ 1 failed" in told(bot, "grace")


async def test_a_look_that_waits_for_another_one_is_not_said_to_be_over(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    (watch,) = await kept(bot)
    assert await bot.store.claim_watch(watch.id, watch.next_due) is not None
    await bot.press(posted(bot)[1], "Re-run")
    assert "*ha-app* is looked at in a moment" in told(bot)


async def test_what_is_muted_or_cannot_be_read_is_not_said_to_be_well(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    alert = posted(bot)[-1]
    await bot.press(alert, "Mute 7 days")
    bot.heroku.fail("/apps/ha-app/domains", FORBIDDEN)
    await bot.press(alert, "Re-run")
    assert re.search(r"was looked at: ❓ \d unknown, 🔇 1 muted", told(bot)) is not None
    bot.heroku.heal()
    await bot.press(alert, "Re-run", name="grace")
    assert "was looked at: 🔇 1 muted" in told(bot, "grace")


async def test_an_app_that_is_deleted_is_told_once_and_the_watch_rests(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.delete("ha-app")
    await run(bot, times=3)
    _, gone = posted(bot)
    assert "I see no app called *ha-app* any more" in words_of(gone)
    (watch,) = await kept(bot)
    assert watch.paused == "the app is gone"
    await bot.press(gone, "Resume")
    assert "could not be watched: the app is gone" in told(bot)


async def test_an_app_that_is_renamed_is_followed(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.rename("ha-app", "shiny-app")
    await run(bot, times=2)
    _, renamed = posted(bot)
    assert "*ha-app* is called *shiny-app* now" in words_of(renamed)
    assert [watch.app for watch in await kept(bot)] == ["shiny-app"]


async def test_another_app_of_the_same_name_is_not_taken_for_it(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.rename("ha-app", "shiny-app")
    bot.heroku.change.rename("troubled-app", "ha-app")
    await run(bot)
    assert [watch.app for watch in await kept(bot)] == ["shiny-app"]


async def test_an_app_that_is_made_anew_is_watched_and_told_of(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.delete("ha-app")
    bot.heroku.change.rename("troubled-app", "ha-app")
    await run(bot, times=2)
    assert "*ha-app* is another app now" in words_of(posted(bot)[1])
    assert "🔻 *ha-app*: " in words_of(posted(bot)[2])
    assert "📅 *ha-app*: " in words_of(posted(bot)[3])
    assert len(posted(bot)) == 4
    (watch,) = await kept(bot)
    assert watch.paused is None
    assert watch.app_id == bot.heroku.catalogue.apps["ha-app"].id


async def test_two_watches_of_a_channel_never_become_one_by_a_new_name(bot: Bot) -> None:
    await begin(bot, "ha-app")
    await begin(bot, "troubled-app")
    bot.heroku.change.delete("troubled-app")
    bot.heroku.change.rename("ha-app", "troubled-app")
    await run(bot, times=2)
    assert {watch.app for watch in await kept(bot)} == {"ha-app", "troubled-app"}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (UNAUTHORIZED, "Heroku refuses the token"),
        (FORBIDDEN, "no longer lets me look"),
    ],
)
async def test_a_token_that_works_no_longer_is_told_once_and_it_goes_on(
    bot: Bot, fault: object, said: str
) -> None:
    await begin(bot)
    bot.heroku.fail("/apps/ha-app", fault)  # type: ignore[arg-type]
    await run(bot, times=3)
    _, trouble = posted(bot)
    assert said in words_of(trouble)
    bot.heroku.heal()
    await run(bot, times=2)
    assert len(posted(bot)) == 2
    assert "I can look at *ha-app* again" in words_of(trouble)


@pytest.mark.parametrize(
    ("fault", "times"), [(UNAUTHORIZED, 1), (UNAVAILABLE, 3), (RATE_LIMITED, 3)]
)
async def test_what_keeps_all_watches_from_looking_is_told_once_in_a_channel(
    bot: Bot, fault: object, times: int
) -> None:
    apps = ("ha-app", "troubled-app", "big-app")
    for app in apps:
        await begin(bot, app)
    before = len(posted(bot))
    bot.heroku.fail("/apps/*", fault)  # type: ignore[arg-type]
    await run(bot, times=times + 1)
    (told_by,) = posted(bot)[before:]
    assert "Other watches of this channel that meet the same do not repeat it" in words_of(told_by)
    first = next(app for app in apps if f"*{app}*" in words_of(told_by))
    bot.heroku.heal()
    for app in {*apps} - {first}:
        bot.heroku.fail(f"/apps/{app}", fault)  # type: ignore[arg-type]
    await run(bot)  # the others are told of by one of them, once this one can look
    await run(bot)
    told_by, next_by = posted(bot)[before:]
    assert f"I can look at *{first}* again" in words_of(told_by)
    assert f"*{first}*" not in words_of(next_by)
    bot.heroku.heal()
    await run(bot)
    assert len(posted(bot)) == before + 2
    assert "again" in words_of(next_by)


async def test_all_that_was_told_of_obstacles_is_over_when_they_are(bot: Bot) -> None:
    await begin(bot)
    for fault in (UNAUTHORIZED, FORBIDDEN):
        bot.heroku.fail("/apps/ha-app", fault)
        await run(bot)
        bot.heroku.heal()
    assert len(posted(bot)) == 3
    await run(bot)
    assert all("I can look at *ha-app* again" in words_of(each) for each in posted(bot)[1:])
    assert len(posted(bot)) == 3


@pytest.mark.parametrize("fault", [UNAVAILABLE, RATE_LIMITED])
async def test_heroku_that_is_down_is_told_after_three_runs(bot: Bot, fault: object) -> None:
    await begin(bot)
    (before,) = await kept(bot)
    bot.heroku.fail("/apps/ha-app", fault)  # type: ignore[arg-type]
    await run(bot, times=2)
    assert len(posted(bot)) == 1
    (after,) = await kept(bot)
    assert after.next_due <= before.next_due
    await run(bot, times=2)
    assert "3 times in a row" in words_of(posted(bot)[-1])
    assert len(posted(bot)) == 2
    bot.heroku.heal()
    await run(bot)
    assert "again" in words_of(posted(bot)[-1])


@pytest.mark.parametrize("error", ["is_archived", "channel_not_found", "not_in_channel"])
async def test_a_channel_that_takes_nothing_more_is_told_to_who_asked(bot: Bot, error: str) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    bot.slack.fail("chat.postMessage", Refused(error), times=1)
    await run(bot)
    (watch,) = await kept(bot)
    assert watch.paused == "I cannot post to the channel"
    (letter,) = direct(bot)
    assert "I cannot post to <#C024OPS>" in letter
    assert "/invite @prodcheck" in letter
    await run(bot, times=2)
    assert len(direct(bot)) == 1


async def test_it_is_resumed_from_that_letter_and_tells_what_nobody_heard(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    bot.slack.fail("chat.postMessage", Refused("is_archived"), times=1)
    await run(bot)
    channel = bot.slack.workspace.direct(bot.slack.person("ada").id).id
    await bot.press(bot.seen("ada", channel)[-1], "Resume")
    (watch,) = await kept(bot)
    assert watch.paused is None
    assert f"1 failed. 👀 Watching *ha-app* every day: ❌ 1 failed.\n❌ {REDUNDANCY}" in words_of(
        posted(bot)[-1]
    )
    await run(bot)
    assert len(posted(bot)) == 2


async def test_what_was_said_before_a_channel_closed_ends_when_it_is_over(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    bot.heroku.change.set("ha-app", maintenance=True)
    bot.slack.fail("chat.postMessage", Refused("is_archived"), times=1)
    await run(bot)
    bot.heroku.change.scale("ha-app", web=2)
    await begin(bot)
    _, alert, anew = posted(bot)
    assert f"✅ *ha-app* recovered: {REDUNDANCY}" in words_of(alert)
    assert "Watching *ha-app* every day: ❌ 1 failed" in words_of(anew)
    bot.heroku.change.set("ha-app", maintenance=False)
    await run(bot)
    assert "✅ all is well" in words_of(anew)
    assert [m.thread_ts for m in posted(bot)[3:]] == [anew.ts]


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked"])
async def test_a_token_of_slack_that_works_no_longer_loses_nothing(bot: Bot, error: str) -> None:
    clock = with_clock(bot)
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    bot.slack.fail("chat.postMessage", Refused(error))
    await run(bot)
    (watch,) = await kept(bot)
    assert watch.paused is None
    bot.slack.heal()
    clock.pass_(minutes=5)
    await bot.app.watching.sender.send_due()
    assert "🔻 *ha-app* got worse" in words_of(posted(bot)[-1])


async def test_an_alert_that_somebody_deleted_recovers_in_a_message_of_its_own(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    bot.slack.workspace.remove(posted(bot)[-1])
    bot.heroku.change.scale("ha-app", web=2)
    await run(bot)
    _, said = posted(bot)
    assert "✅ *ha-app* recovered, after " in words_of(said)
    assert f"{REDUNDANCY} (web)" in words_of(said)
    assert said.thread_ts is None
    assert "not delivered" not in caplog.text


async def test_a_bot_that_is_nowhere_told_of_says_nothing_and_rests(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    bot.slack.fail("chat.postMessage", Refused("account_inactive"))
    await run(bot)
    (watch,) = await kept(bot)
    assert watch.paused is not None
    assert "Nobody could be told" in caplog.text


async def test_slack_that_takes_no_more_gets_it_later(bot: Bot) -> None:
    clock = with_clock(bot)
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    bot.slack.fail("chat.postMessage", RateLimited(600))
    await run(bot)
    assert len(posted(bot)) == 1
    bot.slack.heal()
    clock.pass_(minutes=5)
    await bot.app.watching.sender.send_due()
    assert len(posted(bot)) == 2


async def test_a_message_that_was_sent_while_the_database_went_away_is_not_sent_twice(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.watching.sender._AWAY", 0.01)
    clock, noted, away = with_clock(bot), bot.store.post_sent, iter(range(3))

    async def note(post_id: str, slack_ts: str | None, now: datetime) -> None:
        if next(away, None) is not None:
            raise StoreUnavailable("away")
        await noted(post_id, slack_ts, now)

    await begin(bot)
    monkeypatch.setattr(bot.store, "post_sent", note)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    clock.pass_(minutes=5)
    assert await bot.app.watching.sender.send_due() == 0
    assert len(posted(bot)) == 2


async def test_what_slack_refuses_for_good_holds_up_nothing_that_follows(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    bot.slack.fail("chat.postMessage", Refused("as_user_not_supported"))
    await run(bot)
    assert "A message was not delivered" in caplog.text
    bot.slack.heal()
    bot.heroku.change.set("ha-app", maintenance=True)
    await run(bot)
    assert "Maintenance" in words_of(posted(bot)[-1]) or "maintenance" in words_of(posted(bot)[-1])


async def test_a_recovery_of_what_was_never_posted_is_said_on_its_own(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    bot.slack.fail("chat.postMessage", Refused("as_user_not_supported"))
    await run(bot)
    bot.slack.heal()
    bot.heroku.change.scale("ha-app", web=2)
    await run(bot)
    assert "recovered" in words_of(posted(bot)[-1])
    assert posted(bot)[-1].thread_ts is None


async def test_an_app_that_is_no_longer_for_the_bot_is_not_looked_at(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database) as bot:
        await begin(bot)
    seen = len(heroku.requests)
    async with running_bot(slack, heroku, database, environ={"PRODCHECK_APPS": "x-*"}) as bot:
        await run(bot)
        (watch,) = await kept(bot)
        assert watch.paused == "the settings no longer allow it"
    assert len(heroku.requests) == seen


async def test_a_claim_of_somebody_else_is_left_alone(bot: Bot) -> None:
    await begin(bot)
    (watch,) = await kept(bot)
    bot.heroku.change.scale("ha-app", web=1)
    await bot.app.watching.runner.run(watch.id, watch.claim - 1)
    await bot.app.watching.runner.run("nobody", 1)
    assert len(posted(bot)) == 1


async def test_two_who_run_it_at_once_make_one_message(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    (watch,) = await kept(bot)
    await asyncio.gather(*(bot.app.desk.watches.run_now(watch) for _ in range(3)))
    assert len(posted(bot)) == 2


async def test_a_digest_sums_up_the_week(bot: Bot) -> None:
    clock = with_clock(bot)
    await begin(bot, "ha-app hourly digest")
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    clock.pass_(days=8)
    await run(bot)
    said = words_of(posted(bot)[-1])
    assert "🗓️ *ha-app* this week: ❌ 1 failed" in said
    assert "🔻 got worse: Two or more dynos" in said
    assert "*Still*" in said
    many = len(posted(bot))
    await run(bot)
    assert len(posted(bot)) == many


@pytest.fixture
async def hostile(slack: PretendSlack, heroku: Sandbox, database: str) -> AsyncIterator[Bot]:
    async with running_bot(slack, heroku, database) as bot:
        yield bot


async def test_hostile_names_stay_inert(hostile: Bot) -> None:
    await begin(hostile, "hostile-app")
    said = words_of(posted(hostile)[0])
    assert "<!" not in said.replace("<!date^", "")
    assert "<@U" not in said.replace(f"<@{hostile.slack.person('ada').id}>", "")
    assert "](" not in said


async def test_an_app_that_is_not_there_is_not_watched(bot: Bot) -> None:
    bot.heroku.fail("/apps/ha-app", NOT_FOUND)
    assert "I see no app called *ha-app*" in await begin(bot)
    assert await kept(bot) == []
    assert posted(bot, OPS) == []


async def test_a_channel_that_was_closed_hears_all_of_it_when_it_is_watched_again(
    bot: Bot,
) -> None:
    await begin(bot, "troubled-app", channel="#random")
    assert posted(bot, "#random") == []
    general = bot.slack.workspace.channel("#random")
    general.members = (*general.members, bot.slack.person("prodcheck").id)
    await begin(bot, "troubled-app", channel="#random")
    assert "Watching *troubled-app*" in words_of(posted(bot, "#random")[-1])


async def test_a_message_that_cannot_be_read_holds_up_nothing(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    await begin(bot)
    (watch,) = await kept(bot)
    claimed = await bot.store.claim_watch(watch.id, watch.next_due)
    assert claimed is not None
    posts = (
        NewPost(id="p1", kind="message", body=b"garbage"),
        NewPost(id="p2", kind="update", parent_id="p1", body=b'[{"text":"an update"}]'),
        NewPost(id="p3", kind="reply", parent_id="p1", body=b'[{"text":"a reply"}]'),
    )
    await bot.store.finish_run(claimed, ran_at=claimed.next_due, posts=posts)
    assert await bot.app.watching.sender.send_due() == 3
    assert "cannot be read" in caplog.text
    assert [words_of(m) for m in posted(bot)[1:]] == ["a reply"]


async def test_what_waits_too_long_for_slack_is_given_up(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    clock = with_clock(bot)
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    bot.slack.fail("chat.postMessage", Refused("internal_error"))
    await run(bot)
    for _ in range(60):
        clock.pass_(hours=2)
        await bot.app.watching.sender.send_due()
    assert "A message is given up" in caplog.text
    bot.slack.heal()
    clock.pass_(hours=2)
    assert await bot.app.watching.sender.send_due() == 0


async def test_without_a_database_nothing_is_watched_and_the_engine_is_told(
    slack: PretendSlack, heroku: Sandbox
) -> None:
    async with running_bot(slack, heroku, "sqlite:////nowhere/at/all/bot.db") as bot:
        assert "Something went wrong on my side" in await begin(bot)
        assert posted(bot) == []
        with pytest.raises(StoreUnavailable):
            await bot.app.watching.runner.run("w1", 1)


async def test_what_goes_wrong_on_our_side_is_told_after_three_runs_with_a_reference(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await begin(bot)

    async def crash(*_: object, **__: object) -> None:
        raise ValueError("a poisonous app")

    with monkeypatch.context() as broken:
        broken.setattr(bot.checker, "check", crash)
        await run(bot, times=4)
    _, trouble = posted(bot)
    assert "something goes wrong on my side" in words_of(trouble)
    assert "a poisonous app" not in words_of(trouble)
    assert re.search(r"Reference `[0-9a-f]+`", words_of(trouble)) is not None
    assert "a poisonous app" in caplog.text
    await run(bot)
    assert "I can look at *ha-app* again" in words_of(trouble)


async def test_a_bot_that_is_busy_looks_a_minute_later_and_says_nothing(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database) as bot:
        await begin(bot)
    limits = {"PRODCHECK_MAX_CHECKS": "1", "PRODCHECK_MAX_WAITING": "0"}
    async with running_bot(slack, heroku, database, environ=limits) as bot:
        bot.checker.gate = asyncio.Event()
        other = asyncio.create_task(bot.checker.check("troubled-app", heroku.token))
        await until(lambda: bot.checker.full)
        await run(bot)
        (watch,) = await kept(bot)
        assert watch.ran_at is not None
        assert watch.next_due - watch.ran_at == timedelta(minutes=1)
        bot.checker.gate.set()
        await other
        assert len(posted(bot)) == 1
