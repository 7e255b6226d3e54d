"""Fleets in Slack, over a pretend Slack and a pretend Heroku."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.access import DIRECT
from bot.fleets import scanner
from bot.store import FleetRun, StoreUnavailable
from sandbox import Sandbox
from sandbox.faults import RATE_LIMITED, UNAUTHORIZED, UNAVAILABLE, HttpError, Slow
from sandbox.slack import PretendSlack
from sandbox.slack.faults import EVERYTHING_OF_2026, Broken, Refused
from sandbox.slack.messages import Message
from sandbox.slack.people import TEAM
from tests.bot_slack.bots import Bot, running_bot, until, words_of

APPS = 12
PUBLIC = {"PRODCHECK_URL": "https://bot.example.com"}
HERE = "D024ADABOT"
"""The conversation of ada with the bot."""


@pytest.fixture
async def heroku() -> AsyncIterator[Sandbox]:
    async with Sandbox(fleet=APPS) as heroku:
        yield heroku


@pytest.fixture
async def bot(slack: PretendSlack, heroku: Sandbox, database: str) -> AsyncIterator[Bot]:
    for person in ("ada", "grace"):
        slack.workspace.direct(slack.person(person).id)
    async with running_bot(slack, heroku, database, environ=PUBLIC) as bot:
        yield bot


def apps_of(message: Message) -> list[str]:
    """The first cells of the table of a message."""
    (table,) = [block for block in message.blocks if block["type"] == "data_table"]
    return [row[0]["text"] for row in table["rows"][1:]]


async def scanned(bot: Bot, typed: str = "fleet", channel: str = HERE) -> Message:
    """Ask for a fleet, and return the message when all is done."""
    await bot.say(f"/prodcheck {typed}")
    return bot.seen(channel=channel)[-1]


async def begin(bot: Bot, typed: str = "fleet", name: str = "ada") -> None:
    """Ask for a fleet, and go on while it is scanned."""
    outcome = await bot.slack.type(name, "#general", f"/prodcheck {typed}")
    assert outcome.failure is None


async def rows_kept(bot: Bot) -> int:
    async with bot.store.database.begin() as connection:
        table = bot.store.tables.fleet_rows
        return len((await connection.execute(table.select())).all())


async def test_the_answer_is_one_message_changed_in_its_place(bot: Bot) -> None:
    told = await bot.say("/prodcheck fleet")
    assert "in our conversation" in words_of(told)
    (message,) = bot.seen(channel=HERE)
    assert "of 21 ready" in message.text
    assert len(apps_of(message)) == 21
    assert bot.methods().count("chat.postMessage") == 1
    assert {"chat.update"} == set(bot.methods()[-2:])


async def test_a_channel_sees_it_when_that_is_asked_for(bot: Bot) -> None:
    await bot.say("/prodcheck fleet all public")
    message = bot.seen()[-1]
    assert bot.seen("grace")[-1] == message
    assert len(apps_of(message)) == 21


async def test_a_mention_is_answered_in_its_thread(bot: Bot) -> None:
    await bot.slack.type("ada", "#general", "@prodcheck fleet")
    await bot.settled()
    message = bot.seen()[-1]
    assert message.thread_ts is not None
    assert len(apps_of(message)) == 21


async def test_a_channel_without_the_bot_gets_it_told_to_the_person(bot: Bot) -> None:
    bot.slack.fail("chat.postMessage", Refused("not_in_channel"), times=1)
    await bot.say("/prodcheck fleet public")
    assert "could not post" in " ".join(map(words_of, bot.seen()))
    assert len(apps_of(bot.seen(channel=HERE)[-1])) == 21


async def test_teams_and_pipelines_are_smaller(bot: Bot, heroku: Sandbox) -> None:
    team = next(app.team for app in heroku.catalogue.apps.values() if app.team)
    message = await scanned(bot, f"fleet team {team}")
    assert f"The team {team}" in message.text
    assert 0 < len(apps_of(message)) < 21


async def test_a_name_that_is_none_is_answered_with_what_is_like_it(
    bot: Bot, heroku: Sandbox
) -> None:
    team = next(app.team for app in heroku.catalogue.apps.values() if app.team)
    told = await bot.say(f"/prodcheck fleet team {team}x")
    assert f"I see no team called *{team}x*" in words_of(told)
    assert f"/prodcheck fleet team {team}" in words_of(told)
    assert bot.seen(channel=HERE) == []
    told = await bot.say("/prodcheck fleet pipeline Nothing Like It")
    assert "I see no pipeline called *Nothing Like It*" in words_of(told)


async def test_what_is_no_fleet_is_answered_with_help(bot: Bot) -> None:
    for typed in ("fleet acme", "fleet team", "fleet pipeline", "fleet all of them"):
        assert "I do not understand" in words_of(await bot.say(f"/prodcheck {typed}"))


async def test_only_what_fails_is_shown_and_all_again(bot: Bot) -> None:
    message = await scanned(bot, "fleet failing")
    failing = apps_of(message)
    assert 0 < len(failing) < 21
    await bot.press(message, "Show all")
    assert len(apps_of(bot.seen(channel=HERE)[-1])) == 21
    await bot.press(bot.seen(channel=HERE)[-1], "Only failing")
    assert apps_of(bot.seen(channel=HERE)[-1]) == failing


async def test_an_app_is_opened_by_a_few_letters(bot: Bot) -> None:
    message = await scanned(bot)
    offered = await bot.slack.options("ada", message, "fleet:open", "ha-")
    assert [option["value"] for option in offered] == ["ha-app"]
    await bot.choose(message, "fleet:open", "ha-app")
    assert "ha-app is ready for production" in words_of(bot.seen(channel=HERE)[-1])


async def test_a_second_scan_takes_the_first_ones_place_and_says_what_changed(
    bot: Bot, heroku: Sandbox
) -> None:
    message = await scanned(bot)
    assert "Since" not in words_of(message)
    heroku.fail("/apps/ha-app/formation", Slow(0.01))
    await bot.press(message, "Re-run")
    (again,) = bot.seen(channel=HERE)
    assert "nothing changed" in words_of(again)


async def test_an_older_client_gets_bullets_and_one_without_blocks_text(bot: Bot) -> None:
    bot.slack.fail("chat.update", EVERYTHING_OF_2026)
    message = await scanned(bot)
    assert "data_table" not in {block["type"] for block in message.blocks}
    assert "• " in words_of(message) or "❌ *" in words_of(message)
    assert "and 6 more" in words_of(message)


async def test_it_stops_when_somebody_stops_it(bot: Bot, heroku: Sandbox) -> None:
    heroku.fail("/apps/big-app/dynos", Slow(30))
    await begin(bot)
    await until_kept(bot, 10)
    (message,) = bot.seen(channel=HERE)
    await bot.slack.press("ada", message, "Stop")
    await bot.settled()
    (shown,) = bot.seen(channel=HERE)
    assert "stopped after" in shown.text
    assert "of 21" in shown.text


async def until_kept(bot: Bot, count: int) -> None:
    async with asyncio.timeout(60):
        while await rows_kept(bot) < count:  # noqa: ASYNC110  nothing tells of a row
            await asyncio.sleep(0.01)


async def test_a_killed_scan_goes_on_where_it_stopped(bot: Bot, heroku: Sandbox) -> None:
    heroku.fail("/apps/wind-app/dynos", Slow(0.01))
    heroku.fail("/apps/big-app/dynos", Slow(30))
    await begin(bot)
    await until_kept(bot, 10)
    await bot.engine.stop()
    done = await rows_kept(bot)
    heroku.heal()
    asked = len(heroku.requests)
    await bot.engine.start()
    await bot.settled()
    (message,) = bot.seen(channel=HERE)
    assert len(apps_of(message)) == 21
    later = [request.path for request in heroku.requests[asked:]]
    assert len([path for path in later if path.endswith("/formation")]) <= 21 - done


async def test_two_who_ask_at_once_get_one_scan(bot: Bot, heroku: Sandbox) -> None:
    await asyncio.gather(begin(bot), begin(bot, name="grace"))
    await bot.settled()
    for name, place in (("ada", HERE), ("grace", "D024GRACEBOT")):
        (message,) = bot.seen(name, place)
        assert len(apps_of(message)) == 21
    lists = [request for request in heroku.requests if request.path == "/addons"]
    assert len(lists) == 1


async def test_nobody_waits_for_ever_for_a_scan_that_does_not_get_on(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "_STUCK", 0.1)
    made_at = datetime.now(UTC) - timedelta(minutes=1)
    lost = FleetRun(id="f0", team_id=TEAM, user_id="U0", scope="all", made_at=made_at)
    await bot.store.save_fleet(lost)
    async with asyncio.timeout(60):
        message = await scanned(bot)
    assert len(apps_of(message)) == 21


async def test_a_scan_that_could_not_be_begun_holds_up_no_other(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreUnavailable("away")

    with monkeypatch.context() as patched:
        patched.setattr(bot.engine, "enqueue", away)
        assert "My database does not answer" in words_of(await scanned(bot))
    async with asyncio.timeout(60):
        message = await scanned(bot)
    assert len(apps_of(message)) == 21


@pytest.mark.parametrize("healed_by", ["the job begun anew", "a press"])
async def test_a_result_that_did_not_reach_slack_is_shown_later(bot: Bot, healed_by: str) -> None:
    bot.slack.fail("chat.update", Broken())
    message = await scanned(bot)
    assert "Scanning" in message.text
    bot.slack.heal()
    if healed_by == "a press":
        await bot.press(message, "Stop")
    else:
        (_, argument) = bot.engine.asked[0]
        await bot.engine.works["fleet"](argument)
    (message,) = bot.seen(channel=HERE)
    assert "of 21 ready" in message.text
    assert len(apps_of(message)) == 21


async def test_what_failed_is_not_shown_as_if_it_were_all_there_is(
    bot: Bot, heroku: Sandbox
) -> None:
    heroku.fail("/apps", UNAVAILABLE)
    bot.slack.fail("chat.update", Broken())
    message = await scanned(bot)
    assert "Scanning" in message.text
    bot.slack.heal()
    await bot.press(message, "Stop")
    (shown,) = bot.seen(channel=HERE)
    assert "was not finished" in shown.text
    heroku.heal()
    await bot.press(shown, "Try again")
    assert len(apps_of(bot.seen(channel=HERE)[-1])) == 21


async def test_what_the_person_was_told_instead_can_be_filtered(bot: Bot) -> None:
    bot.slack.fail("chat.update", Refused("is_archived"))
    await bot.say("/prodcheck fleet public")
    bot.slack.heal()
    message = bot.seen(channel=HERE)[-1]
    await bot.press(message, "Only failing")
    (shown,) = bot.seen(channel=HERE)
    assert shown.ts == message.ts
    assert 0 < len(apps_of(shown)) < 21


async def test_that_it_waits_for_herokus_rate_limit_is_said(bot: Bot, heroku: Sandbox) -> None:
    heroku.fail("/apps/ha-app/formation", RATE_LIMITED, times=1)
    await begin(bot)
    async with asyncio.timeout(60):
        while "rate limit" not in " ".join(map(words_of, bot.seen(channel=HERE))):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    (message,) = bot.seen(channel=HERE)
    assert "kept for people" in words_of(message)
    await bot.slack.press("ada", message, "Stop")
    await bot.settled()
    assert "stopped after" in bot.seen(channel=HERE)[-1].text


async def test_one_app_that_cannot_be_read_does_not_stop_the_others(
    bot: Bot, heroku: Sandbox
) -> None:
    heroku.fail("/apps/fir-app/*", UNAVAILABLE)
    message = await scanned(bot)
    assert len(apps_of(message)) == 21


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (UNAVAILABLE, "Heroku does not answer"),
        (UNAUTHORIZED, "Heroku refuses the token"),
        (HttpError(403, "forbidden", "no"), "does not let the account that I use list"),
    ],
)
async def test_why_nothing_came_of_it_is_said(
    bot: Bot, heroku: Sandbox, fault: HttpError, words: str
) -> None:
    heroku.fail("/apps", fault)
    assert words in words_of(await scanned(bot))


async def test_a_deleted_message_is_not_brought_back(bot: Bot) -> None:
    bot.slack.fail("chat.update", Refused("message_not_found"))
    await bot.say("/prodcheck fleet public")
    assert bot.methods().count("chat.postMessage") == 1
    assert await rows_kept(bot) == 21


async def test_where_the_channel_was_archived_the_person_is_told(bot: Bot) -> None:
    bot.slack.fail("chat.update", Refused("is_archived"))
    await bot.say("/prodcheck fleet public")
    assert len(apps_of(bot.seen(channel=HERE)[-1])) == 21


async def test_only_apps_the_bot_is_for_are_looked_at(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    only = {"PRODCHECK_APPS": "ha-*"}
    async with running_bot(slack, heroku, database, environ=only) as bot:
        message = await scanned(bot)
        assert apps_of(message) == ["ha-app"]
        assert not any("troubled-app" in request.path for request in heroku.requests)


async def test_a_guest_gets_no_fleet(bot: Bot) -> None:
    told = await bot.say("/prodcheck fleet", name="gus", channel="#ops")
    assert "not set up to answer you" in words_of(bot.seen("gus", "#ops")[-1])
    assert told is not None
    assert bot.engine.asked == []


async def test_a_scan_that_ends_its_workers_is_given_up(bot: Bot, heroku: Sandbox) -> None:
    heroku.fail("/apps/big-app/dynos", Slow(30))
    await begin(bot)
    await until(lambda: bool(bot.engine.asked))
    await bot.engine.stop()
    (_, argument) = bot.engine.asked[0]
    await bot.engine.works["fleet: given up"](argument)
    assert "was not finished" in words_of(bot.seen(channel=HERE)[-1])
    await bot.engine.works["fleet"](argument)
    assert "was not finished" in words_of(bot.seen(channel=HERE)[-1])


async def test_a_forged_press_of_another_workspace_finds_nothing(bot: Bot) -> None:
    message = await scanned(bot)
    payload: dict[str, Any] = {
        "type": "block_actions",
        "team": {"id": "T0OTHER"},
        "user": {"id": "U0OTHER", "team_id": "T0OTHER"},
        "container": {"type": "message", "message_ts": message.ts, "channel_id": HERE},
        "channel": {"id": HERE},
        "actions": [{"action_id": "fleet:filter", "value": '{"f":"nothing-like-it"}'}],
    }
    await bot.interact(payload)
    assert bot.seen(channel=HERE)[0].ts == message.ts
    assert HERE.startswith(DIRECT)


async def test_app_home_offers_to_scan(bot: Bot) -> None:
    await bot.say("/prodcheck ha-app")
    await bot.slack.open_home("ada")
    await bot.settled()
    home = bot.slack.home("ada")
    assert home is not None
    await bot.press(home, "Scan all apps")
    assert len(apps_of(bot.seen(channel=HERE)[-1])) == 21
