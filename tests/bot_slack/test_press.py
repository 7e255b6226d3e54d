"""Presses of what a message offers."""

from typing import Any

import pytest

from bot.slack.patience import Patience
from sandbox import Sandbox
from sandbox.faults import NOT_FOUND
from sandbox.slack import PretendSlack
from sandbox.slack.faults import Refused
from sandbox.slack.messages import Message
from sandbox.slack.people import OLGA
from tests.bot_slack.bots import HASTY, Bot, option_of, running_bot, words_of


async def test_a_new_check_takes_the_place_of_the_old_report(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    before = len(bot.heroku.requests)
    await bot.press(said, "Re-run")
    assert bot.seen() == [said]
    assert said.edited
    assert "is not ready for production" in words_of(said)
    assert "Post to channel" in words_of(said)
    assert len(bot.heroku.requests) > before


async def test_a_public_report_is_checked_again_in_public_by_anybody(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app public")
    await bot.press(said, "Re-run", name="grace")
    assert said.edited
    assert bot.slack.person("grace").id in words_of(said)
    assert "Post to channel" not in words_of(said)
    assert said.only_for is None


async def test_a_check_again_that_takes_longer_says_so_to_the_person_alone(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        await bot.say("/prodcheck ha-app public")
        report = bot.seen()[-1]
        await bot.press(report, "Re-run")
        last = bot.seen()[-1]
    assert "Checking" in last.text
    assert last.only_for == slack.person("ada").id
    assert report.edited


async def test_a_message_is_updated_by_the_web_api_when_the_response_url_has_expired(
    bot: Bot,
) -> None:
    said = await bot.say("/prodcheck troubled-app public")
    bot.slack.expire_response_urls()
    await bot.press(said, "Re-run")
    assert bot.methods()[-2:] == ["response_url", "chat.update"]
    assert said.edited


async def test_the_app_of_an_old_message_may_be_gone(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    bot.heroku.fail("/apps/troubled-app", NOT_FOUND)
    await bot.press(said, "Re-run")
    assert not said.edited
    assert "I see no app called *troubled-app*" in bot.seen()[-1].text


async def test_a_report_is_posted_as_it_was(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    before = len(bot.heroku.requests)
    await bot.press(said, "Post to channel")
    (posted,) = bot.seen("grace")
    assert "is not ready for production" in words_of(posted)
    assert bot.slack.person("ada").id in words_of(posted)
    assert "Post to channel" not in words_of(posted)
    assert len(bot.heroku.requests) == before


async def test_a_double_click_is_one(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    await bot.slack.press("ada", said, "Post to channel")
    await bot.slack.press("ada", said, "Post to channel")
    await bot.settled()
    assert len(bot.seen("grace")) == 1
    before = sum(each.path == "/apps/troubled-app" for each in bot.heroku.requests)
    await bot.slack.press("ada", said, "Re-run")
    await bot.slack.press("ada", said, "Re-run")
    await bot.settled()
    assert sum(each.path == "/apps/troubled-app" for each in bot.heroku.requests) == before + 1


async def test_why_opens_the_documentation_with_what_was_found_and_what_to_type(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    await bot.choose(said, "report:more", option_of(said, "Why?"))
    shown = words_of(bot.modal())
    assert "Why it matters" in shown
    assert "heroku " in shown
    assert bot.methods()[-2:] == ["views.open", "views.update"]
    await bot.choose(bot.modal(), "why:pick", "dns")
    assert "`dns`" in words_of(bot.modal())


async def test_all_results_lead_to_the_documentation_of_each(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    await bot.choose(said, "report:more", option_of(said, "Show all results"))
    results = bot.modal()
    assert "troubled-app is not ready" in words_of(results)
    await bot.press(results, "Why?")
    assert bot.methods()[-2:] == ["views.push", "views.update"]
    assert "Why it matters" in words_of(bot.modal())
    assert bot.modal().id != results.id


async def test_json_can_be_copied(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    await bot.choose(said, "report:more", option_of(said, "Show as JSON"))
    assert '"verdict": "not_ready"' in words_of(bot.modal())


async def test_what_opens_an_address_is_acknowledged_and_no_more(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    before = bot.methods()
    await bot.press(said, "How to fix")
    await bot.choose(said, "report:more", option_of(said, "Open in Dashboard"))
    assert bot.methods() == before


async def test_a_modal_that_cannot_be_opened_in_time_is_explained(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    bot.slack.lose_triggers()
    await bot.choose(said, "report:more", option_of(said, "Why?"))
    assert bot.slack.modal("ada") is None
    assert "That took too long" in bot.seen()[-1].text


async def test_a_modal_that_slack_refuses_says_so(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    bot.slack.fail("views.update", Refused("invalid_arguments"), times=1)
    await bot.choose(said, "report:more", option_of(said, "Show all results"))
    assert "Something went wrong on my side" in words_of(bot.modal())


async def test_a_report_that_is_kept_no_longer_can_be_asked_about(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    value = option_of(said, "Show all results")
    await bot.interact(_menu(bot, said, value.replace(_report_id(value), "x" * 22)))
    assert "kept no longer" in words_of(bot.modal())
    why = option_of(said, "Why?")
    await bot.interact(_menu(bot, said, why.replace(_report_id(why), "x" * 22)))
    assert "kept no longer" in words_of(bot.modal())
    assert "Why it matters" in words_of(bot.modal())


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("report:rerun", None),
        ("report:rerun", "troubled-app"),
        ("report:rerun", '{"a":"TROUBLED"}'),
        ("report:rerun", '{"a":"troubled-app","x":1}'),
        ("report:rerun", '{"a":"' + "x" * 3_000 + '"}'),
        ("report:post", "{}"),
        ("report:post", '{"a":"../account"}'),
        ("app:check:0", "[]"),
        ("why:open:0", '{"a":'),
        ("report:delete", '{"a":"troubled-app"}'),
        ("app:check:x", '{"a":"troubled-app"}'),
        ("fix:dns", "go"),
        ("", None),
    ],
)
async def test_what_is_forged_or_unknown_is_answered_politely(
    bot: Bot, action_id: str, value: str | None
) -> None:
    said = await bot.say("/prodcheck help")
    before = len(bot.heroku.requests)
    action = {"action_id": action_id, "block_id": "b1", "type": "button", "value": value}
    response = await bot.interact(_press(bot, said, action))
    assert response.status_code == 200
    assert "I do not know that button" in bot.seen()[-1].text
    assert bot.seen()[-1].only_for == bot.slack.person("ada").id
    assert len(bot.heroku.requests) == before


async def test_a_check_that_is_forged_is_explained_as_unknown(bot: Bot) -> None:
    said = await bot.say("/prodcheck help")
    action = {
        "action_id": "why:open:0",
        "block_id": "b1",
        "type": "button",
        "value": '{"a":"troubled-app","c":"no-such-check"}',
    }
    await bot.interact(_press(bot, said, action))
    assert "There is no check called `no-such-check`" in words_of(bot.modal())


async def test_a_report_of_another_workspace_is_not_shown(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    stored = await bot.store.report(_report_id(option_of(said, "Show all results")))
    assert stored is not None
    foreign = await bot.store.save_report(stored.report, None, team_id="T0THERS", user_id="U1")
    value = option_of(said, "Show all results")
    await bot.interact(_menu(bot, said, value.replace(_report_id(value), foreign)))
    assert "kept no longer" in words_of(bot.modal())


async def test_people_of_other_workspaces_press_in_vain(bot: Bot) -> None:
    await bot.slack.type("ada", "#partners", "/prodcheck troubled-app public")
    await bot.settled()
    (posted,) = bot.seen("olga", "#partners")
    before = len(bot.heroku.requests)
    for words in ("Re-run", "How to fix"):
        await bot.press(posted, words, name=OLGA.name)
    assert not posted.edited
    assert "I am not set up to answer you" in bot.seen("olga", "#partners")[-1].text
    await bot.choose(posted, "report:more", option_of(posted, "Why?"), name=OLGA.name)
    assert "I am not set up to answer you" in words_of(bot.modal("olga"))
    assert len(bot.heroku.requests) == before


async def test_a_view_that_is_closed_before_it_is_filled_is_no_error(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app")
    bot.slack.fail("views.update", Refused("not_found"))
    await bot.choose(said, "report:more", option_of(said, "Show all results"))
    assert bot.seen()[-1] is said


def _press(bot: Bot, source: Message, action: dict[str, Any]) -> dict[str, Any]:
    payloads = bot.slack.gestures.payloads
    payload = payloads.block_actions(bot.slack.person("ada"), source, action)
    return {name: value for name, value in payload.items() if value is not None}


def _menu(bot: Bot, source: Message, value: str) -> dict[str, Any]:
    action = {
        "action_id": "report:more",
        "block_id": "b1",
        "type": "overflow",
        "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": value},
    }
    return _press(bot, source, action)


def _report_id(value: str) -> str:
    return value.partition('"r":"')[2].partition('"')[0]
