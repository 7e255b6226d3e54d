"""How people begin, change and end watches, and who may."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.slack.typed import CheckApp, Help, ListWatches, NewWatch, Unwatch, WatchApp, parse
from bot.store import Account
from sandbox import Sandbox
from sandbox.slack import PretendSlack
from sandbox.slack.faults import Refused
from sandbox.slack.people import TEAM
from sandbox.slack.views import View
from tests.bot_slack.bots import Bot, option_of, running_bot, words_of
from tests.bot_slack.test_accounts import OAUTH
from tests.bot_slack.watching import OPS, begin, direct, kept, posted, run, told


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("watch", NewWatch()),
        ("watch ha-app", WatchApp("ha-app")),
        ("Watch `ha-app` at 9:00 Europe/Berlin", WatchApp("ha-app", "at 9:00 Europe/Berlin")),
        ("watch https://dashboard.heroku.com/apps/ha-app weekly", WatchApp("ha-app", "weekly")),
        ("watch <!channel>", Help("watch <!channel>")),
        ("unwatch ha-app.", Unwatch("ha-app")),
        ("unwatch", ListWatches()),
        ("unwatch ha-app now", Help("unwatch ha-app now")),
        ("watches", ListWatches()),
        ("watches ha-app", Help("watches ha-app")),
        ("app watch", CheckApp("watch")),
    ],
)
def test_what_is_typed_about_watches(text: str, meant: object) -> None:
    assert parse(text) == meant


async def test_a_watch_keeps_what_was_typed(bot: Bot) -> None:
    said = await begin(bot, "ha-app weekly friday at 8:30 America/New_York digest")
    assert "every Friday at 8:30 (America/New_York)" in said
    (watch,) = await kept(bot)
    assert (watch.schedule, watch.timezone, watch.digest) == (
        "weekly friday 8:30",
        "America/New_York",
        True,
    )


async def test_a_time_is_meant_where_the_person_is(bot: Bot) -> None:
    assert "every day at 9:00 (Europe/London)" in await begin(bot, "ha-app 9am")


async def test_a_watch_that_is_there_is_changed_and_says_nothing_anew(bot: Bot) -> None:
    await begin(bot, "ha-app hourly digest")
    said = await begin(bot, "ha-app at 9:00", name="grace")
    assert "every day at 9:00" in said
    (watch,) = await kept(bot)
    assert (watch.user_id, watch.digest) == (bot.slack.person("grace").id, True)
    assert len(posted(bot)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ha-app at 25:00", "'25:00' is no time of day"),
        ("ha-app minutely", "I know no schedule 'minutely'"),
        ("ha-app at 9:00 Mars/Olympus", "I know no time zone"),
        ("ha-app <!channel> *x*", "I know no schedule"),
    ],
)
async def test_what_is_no_schedule_is_told_and_watches_nothing(
    bot: Bot, typed: str, said: str
) -> None:
    answer = await begin(bot, typed)
    assert said in answer
    assert "Type `" in answer
    assert "<!" not in answer
    assert await kept(bot) == []


async def test_an_app_that_is_not_there_gets_suggestions(bot: Bot) -> None:
    assert "Did you mean" in await begin(bot, "ha-ap")
    assert await kept(bot) == []


async def test_unwatch_is_told_to_the_channel(bot: Bot) -> None:
    await begin(bot)
    await bot.say("/prodcheck unwatch ha-app", channel=OPS, name="grace")
    assert f"<@{bot.slack.person('grace').id}> ended the watch of *ha-app*" in words_of(
        posted(bot)[-1]
    )
    assert await kept(bot) == []
    await bot.say("/prodcheck unwatch ha-app", channel=OPS)
    assert "*ha-app* is not watched here" in told(bot)


async def test_what_is_watched_is_listed_with_a_menu(bot: Bot) -> None:
    await bot.say("/prodcheck watches", channel=OPS)
    assert "Nothing is watched in this channel" in told(bot)
    await begin(bot, "troubled-app")
    await begin(bot, "ha-app hourly")
    await bot.say("/prodcheck watches", channel=OPS, name="grace")
    listed = told(bot, "grace")
    assert "Watched in this channel: 2" in listed
    assert "*ha-app* every hour" in listed
    message = bot.seen("grace", OPS)[-1]
    await bot.choose(message, "watch:menu:0", _option(message, "Pause", 0), name="grace")
    assert "The watch of *ha-app* rests" in told(bot, "grace")
    paused = next(w for w in await kept(bot) if w.app == "ha-app")
    assert paused.paused == "somebody paused it"
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    assert "🔻" not in words_of(posted(bot)[-1])
    await bot.choose(message, "watch:menu:0", _option(message, "Edit", 0), name="grace")
    await bot.slack.submit("grace")
    await bot.settled()
    assert "The watch of *ha-app* rests" in told(bot, "grace")
    await bot.press(bot.seen("grace", OPS)[-1], "Resume", name="grace")
    assert "🔻" in words_of(posted(bot)[-1])


def _option(message: object, words: str, position: int) -> str:
    menus = [
        b["accessory"]["options"]
        for b in message.blocks  # type: ignore[attr-defined]
        if b.get("accessory", {}).get("type") == "overflow"
    ]
    return next(str(o["value"]) for o in menus[position] if o["text"]["text"].startswith(words))


@pytest.mark.parametrize("name", ["gus", "olga"])
async def test_guests_and_people_of_other_workspaces_watch_nothing(bot: Bot, name: str) -> None:
    channel = OPS if name == "gus" else "#partners"
    await bot.slack.type(name, channel, "/prodcheck watch ha-app")
    await bot.settled()
    assert await kept(bot, channel) == []
    assert bot.heroku.requests == []


async def test_a_guest_presses_in_vain(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    await bot.press(posted(bot)[-1], "Mute 7 days", name="gus")
    assert "I am not set up to answer you" in told(bot, "gus")
    (watch,) = await kept(bot)
    assert watch.mutes == b""


async def test_a_channel_without_the_bot_is_told_how_to_invite_it(bot: Bot) -> None:
    said = await begin(bot, channel="#random")
    assert "Type `/invite @prodcheck` there" in said
    (watch,) = await kept(bot, "#random")
    assert watch.paused == "I cannot post to the channel"


async def test_a_conversation_of_others_cannot_be_told(bot: Bot) -> None:
    bot.slack.fail("chat.postMessage", Refused("channel_not_found"), times=1)
    direct_id = bot.slack.workspace.direct(bot.slack.person("ada").id).id
    await bot.say("/prodcheck watch ha-app", channel=direct_id)
    assert any("in a channel that I am in" in each for each in direct(bot))


async def test_a_person_can_watch_alone(bot: Bot) -> None:
    direct_id = bot.slack.workspace.direct(bot.slack.person("ada").id).id
    await bot.say("/prodcheck watch ha-app", channel=direct_id)
    assert any("Watching *ha-app*" in each for each in direct(bot))


async def test_it_is_asked_for_in_a_thread_by_mentioning(bot: Bot) -> None:
    await bot.slack.type("ada", OPS, "@prodcheck watch ha-app hourly")
    await bot.settled()
    (watch,) = await kept(bot)
    assert watch.schedule == "hourly"
    await bot.slack.type("ada", OPS, "@prodcheck watch ha-app nonsense")
    await bot.settled()
    assert "I know no schedule" in told(bot)
    await bot.slack.type("ada", OPS, "@prodcheck unwatch ha-app")
    await bot.settled()
    assert await kept(bot) == []


async def _home(bot: Bot, name: str = "ada") -> View:
    await bot.slack.open_home(name)
    await bot.settled()
    home = bot.slack.home(name)
    assert home is not None
    return home


async def test_a_watch_is_made_changed_and_ended_in_app_home(bot: Bot) -> None:
    await bot.press(await _home(bot), "New watch")
    form = bot.modal()
    await bot.choose(form, "watch:app", "ha-app")
    await bot.choose(form, "watch:where", "C024OPS")
    await bot.choose(form, "watch:every", "weekly")
    await bot.choose(form, "watch:day", "friday")
    await bot.choose(form, "watch:time", "17:30")
    await bot.slack.submit("ada")
    await bot.settled()
    assert "every Friday at 17:30 (Europe/London), and tell <#C024OPS>" in words_of(bot.modal())
    assert "Watching *ha-app*" in words_of(posted(bot)[-1])
    home = bot.slack.home("ada")
    assert home is not None
    assert "*ha-app* in <#C024OPS> every Friday at 17:30" in words_of(home)
    await bot.choose(home, "watch:menu:0", option_of(home, "Edit"))
    await bot.choose(bot.modal(), "watch:every", "hourly")
    await bot.choose(bot.modal(), "watch:digest", "digest")
    await bot.slack.submit("ada")
    await bot.settled()
    (watch,) = await kept(bot)
    assert (watch.schedule, watch.digest) == ("hourly", True)
    assert "I watch *ha-app* every hour, and tell <#C024OPS>" in told(bot)
    assert "every hour, with a weekly digest" in words_of(home)
    await bot.choose(home, "watch:menu:0", option_of(home, "Run now"))
    assert "was looked at" in direct(bot)[-1]
    await bot.choose(home, "watch:menu:0", option_of(home, "End"))
    assert "End the watch of *ha-app*" in words_of(bot.modal())
    await bot.slack.submit("ada")
    await bot.settled()
    assert await kept(bot) == []
    assert "Nothing yet" in words_of(home)


async def test_others_see_no_watches_of_mine_in_their_home(bot: Bot) -> None:
    await begin(bot)
    assert "*ha-app* in" not in words_of(await _home(bot, "grace"))


async def test_a_watch_is_made_from_a_report(bot: Bot) -> None:
    report = await bot.say("/prodcheck ha-app", channel=OPS)
    await bot.press(report, "Watch")
    await bot.slack.submit("ada")
    await bot.settled()
    (watch,) = await kept(bot)
    assert (watch.app, watch.schedule) == ("ha-app", "daily")


async def test_the_form_is_opened_by_the_bare_word(bot: Bot) -> None:
    await bot.slack.type("ada", OPS, "/prodcheck watch")
    await bot.settled()
    await bot.choose(bot.modal(), "watch:app", "ha-app")
    await bot.slack.submit("ada")
    await bot.settled()
    assert [watch.app for watch in await kept(bot)] == ["ha-app"]


async def test_time_zones_are_found_by_their_city(bot: Bot) -> None:
    await bot.press(await _home(bot), "New watch")
    found = await bot.slack.options("ada", bot.modal(), "watch:zone", "new yo")
    assert [option["value"] for option in found] == ["America/New_York"]
    assert await bot.slack.options("ada", bot.modal(), "watch:zone", "<!channel>") == []


async def test_what_somebody_else_watches_elsewhere_cannot_be_changed(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    alert = posted(bot)[-1]
    (watch,) = await kept(bot)
    button = next(e for e in alert.blocks[-1]["elements"] if e["action_id"] == "watch:mute")
    forged = bot.slack.workspace.post("C024GENERAL", alert.author, "x")
    forged.blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
    await bot.press(forged, "Mute 7 days", name="grace")
    assert "This watch is no longer there" in told(bot, "grace", "#general")
    assert (await kept(bot))[0].mutes == watch.mutes == b""


async def test_a_press_on_a_watch_that_ended_is_told(bot: Bot) -> None:
    await begin(bot)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    alert = posted(bot)[-1]
    await bot.say("/prodcheck unwatch ha-app", channel=OPS)
    await bot.press(alert, "Re-run")
    assert "This watch is no longer there" in told(bot)


async def test_two_people_at_once_make_one_watch(bot: Bot) -> None:
    typed = ("ada", "grace", "ada")
    await asyncio.gather(*(bot.slack.type(n, OPS, "/prodcheck watch ha-app") for n in typed))
    await bot.settled()
    assert len(await kept(bot)) == 1
    assert len(posted(bot)) == 1


@pytest.fixture
async def personal(slack: PretendSlack, heroku: Sandbox, database: str) -> AsyncIterator[Bot]:
    async with running_bot(slack, heroku, database, environ=OAUTH) as bot:
        yield bot


async def _link(bot: Bot, name: str, token: str) -> None:
    await bot.store.save_account(
        Account(team_id=TEAM, user_id=bot.slack.person(name).id, access_token=token)
    )


async def test_where_people_link_accounts_nobody_watches_what_they_may_not_see(
    personal: Bot,
) -> None:
    assert "Link your Heroku account" in await begin(personal)
    await _link(personal, "ada", personal.heroku.tokens.nothing)
    assert "I see no app called *ha-app*" in await begin(personal)
    assert await kept(personal) == []


async def test_a_watch_reads_with_the_account_of_whoever_asked_and_says_when_it_is_gone(
    personal: Bot,
) -> None:
    await _link(personal, "ada", personal.heroku.token)
    await begin(personal)
    ada = personal.slack.person("ada").id
    await personal.accounts.disconnect(TEAM, ada)
    await run(personal, times=2)
    _, trouble = posted(personal)
    assert f"the Heroku account of <@{ada}> is linked no longer" in words_of(trouble)
    await _link(personal, "ada", personal.heroku.token)
    await run(personal)
    assert "I can look at *ha-app* again" in words_of(trouble)


async def test_a_report_of_a_watch_is_shown_to_those_who_may_see_the_app(personal: Bot) -> None:
    await _link(personal, "ada", personal.heroku.token)
    await _link(personal, "grace", personal.heroku.tokens.nothing)
    await begin(personal)
    await personal.press(posted(personal)[0], "Full report", name="grace")
    assert "kept no longer" in words_of(personal.modal("grace"))
    await personal.press(posted(personal)[0], "Full report", name="ada")
    assert "ha-app is ready" in words_of(personal.modal("ada"))
