"""App Home, and checks that are asked for there."""

import asyncio

import pytest

from bot.slack.patience import Patience
from sandbox import Sandbox
from sandbox.faults import NOT_FOUND, UNAVAILABLE
from sandbox.slack import PretendSlack
from sandbox.slack.faults import Refused
from sandbox.slack.views import View
from tests.bot_slack.bots import HASTY, Bot, running_bot, until, words_of


async def _home(bot: Bot, name: str = "ada") -> View:
    await bot.slack.open_home(name)
    await bot.settled()
    home = bot.slack.home(name)
    assert home is not None
    return home


async def test_an_empty_home_says_how_to_begin(bot: Bot) -> None:
    shown = words_of(await _home(bot))
    assert "Three steps" in shown
    assert "@example.com" in shown or "HEROKU_API_KEY" in shown


async def test_home_shows_what_needs_attention_first(bot: Bot) -> None:
    for app in ("ha-app", "troubled-app"):
        await bot.say(f"/prodcheck {app}")
    shown = words_of(await _home(bot, "grace"))
    assert "1 of 2 apps needs attention" in shown
    assert "*troubled-app* is not ready" in shown


async def test_home_shows_no_app_that_the_bot_is_no_longer_for(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database) as bot:
        for app in ("ha-app", "troubled-app"):
            await bot.say(f"/prodcheck {app}")
    async with running_bot(slack, heroku, database, environ={"PRODCHECK_APPS": "ha-*"}) as bot:
        shown = words_of(await _home(bot))
    assert "ha-app" in shown
    assert "troubled-app" not in shown


async def test_checking_again_shows_the_results_and_freshens_home(bot: Bot) -> None:
    await bot.say("/prodcheck troubled-app")
    home = await _home(bot)
    version = home.version
    await bot.press(home, "Check again")
    assert "troubled-app is not ready" in words_of(bot.modal())
    assert home.version > version
    assert len(bot.seen()) == 1


async def test_an_app_is_picked_and_checked_in_the_modal(bot: Bot) -> None:
    await bot.press(await _home(bot), "Check an app")
    await bot.choose(bot.modal(), "pick:app", "ha-app")
    await bot.slack.submit("ada")
    await bot.settled()
    assert "ha-app is ready" in words_of(bot.modal())
    assert bot.seen() == []


async def test_what_goes_wrong_is_shown_in_the_modal_and_can_be_tried_again_there(
    bot: Bot,
) -> None:
    await bot.press(await _home(bot), "Check an app")
    await bot.choose(bot.modal(), "pick:app", "ha-app")
    bot.heroku.fail("/apps/ha-app", UNAVAILABLE)
    await bot.slack.submit("ada")
    await bot.settled()
    assert "Heroku does not answer" in words_of(bot.modal())
    bot.heroku.heal()
    await bot.press(bot.modal(), "Try again")
    assert "ha-app is ready" in words_of(bot.modal())


async def test_the_answer_arrives_when_the_modal_is_closed_before(bot: Bot) -> None:
    await bot.say("/prodcheck troubled-app")
    home = await _home(bot)
    bot.slack.fail("views.update", Refused("not_found"))
    await bot.press(home, "Check again")
    direct = bot.slack.workspace.direct(bot.slack.person("ada").id).id
    assert "troubled-app is not ready" in words_of(bot.seen(channel=direct)[-1])


async def test_a_long_check_fills_the_modal_later(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        await bot.press(await _home(bot), "Check an app")
        await bot.choose(bot.modal(), "pick:app", "ha-app")
        bot.checker.gate = asyncio.Event()
        await slack.submit("ada")
        assert "Checking" in words_of(bot.modal())
        bot.checker.gate.set()
        await bot.settled()
        assert "ha-app is ready" in words_of(bot.modal())
        await bot.press(await _home(bot), "Check an app")
        await bot.choose(bot.modal(), "pick:app", "ha-app")
        bot.checker.gate = asyncio.Event()
        await slack.submit("ada")
        await until(lambda: bot.checker.asked == 2)
        await bot.jobs.drain(0)
        assert "being restarted" in words_of(bot.modal())


async def test_a_guest_sees_a_home_that_tells_nothing(bot: Bot) -> None:
    await bot.say("/prodcheck troubled-app")
    shown = words_of(await _home(bot, "gus"))
    assert "I am not set up to answer you" in shown
    assert "troubled-app" not in shown


async def test_the_tab_with_messages_asks_for_nothing(bot: Bot) -> None:
    bot.slack.gestures.open_home(bot.slack.person("ada"), tab="messages")
    await bot.settled()
    assert bot.slack.home("ada") is None


async def test_a_home_that_slack_refuses_is_logged_and_told(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    bot.slack.fail("views.publish", Refused("internal_error"))
    await bot.slack.open_home("ada")
    await bot.settled()
    assert "internal_error" in caplog.text


async def test_the_shortcut_from_anywhere_opens_the_list(bot: Bot) -> None:
    await bot.slack.gestures.choose_shortcut(bot.slack.person("ada"), "check_app")
    await bot.settled()
    await bot.choose(bot.modal(), "pick:app", "ha-app")
    await bot.slack.submit("ada")
    await bot.settled()
    assert "ha-app is ready" in words_of(bot.modal())


async def _on_alert(bot: Bot, **alert: object) -> None:
    message = bot.slack.workspace.post("C024GENERAL", "U024GRACE", str(alert.get("text", "")))
    message.blocks = alert.get("blocks", [])  # type: ignore[assignment]
    await bot.slack.gestures.choose_shortcut(bot.slack.person("ada"), "check_message", message)
    await bot.settled()


@pytest.mark.parametrize(
    "alert",
    [
        {"text": "H12 on <https://ha-app.herokuapp.com/x>"},
        {
            "blocks": [
                {"type": "section", "text": {"type": "mrkdwn", "text": "*ha-app*: 500s are up"}}
            ]
        },
        {
            "blocks": [
                {
                    "type": "actions",
                    "elements": [
                        {
                            "type": "button",
                            "action_id": "open",
                            "text": {"type": "plain_text", "text": "Open"},
                            "url": "https://dashboard.heroku.com/apps/ha-app",
                        }
                    ],
                }
            ]
        },
    ],
)
async def test_the_app_that_an_alert_is_about_is_checked(
    bot: Bot, alert: dict[str, object]
) -> None:
    await _on_alert(bot, **alert)
    said = bot.seen()[-1]
    assert "ha-app is ready" in words_of(said)
    assert said.only_for == bot.slack.person("ada").id


@pytest.mark.parametrize("text", ["all is lost", "ha-app and troubled-app are down"])
async def test_an_alert_about_no_app_or_several_opens_the_list(bot: Bot, text: str) -> None:
    await _on_alert(bot, text=text)
    assert "Check an app" in words_of(bot.modal()) or bot.modal().payload["title"]
    await bot.choose(bot.modal(), "pick:app", "troubled-app")
    await bot.slack.submit("ada")
    await bot.settled()
    assert "troubled-app is not ready" in words_of(bot.seen()[-1])


async def test_an_alert_tells_nobody_of_apps_out_of_sight(bot: Bot) -> None:
    bot.heroku.fail("/apps", NOT_FOUND)
    await _on_alert(bot, text="ha-app is down")
    assert bot.seen() == []
    assert bot.slack.modal("ada") is not None
