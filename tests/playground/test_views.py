"""Modals and App Home: triggers, stacks, hashes, forms."""

from collections.abc import Awaitable
from typing import Any
from urllib.parse import parse_qs

import msgspec
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import JSONResponse, Response

from sandbox.slack import PretendSlack
from sandbox.slack.views import View
from tests.playground.apps import COMMAND, App, Clock, Json, actions, asks, button, modal, section

HOME = {"type": "home", "blocks": [section("Welcome")]}
TEXT = {"type": "plain_text_input", "action_id": "text"}
FORM = modal(
    asks(TEXT, block_id="say"), submit={"type": "plain_text", "text": "Send"}, callback_id="form"
)


async def trigger(slack: PretendSlack, app: App) -> str:
    await slack.type("ada", "#general", COMMAND)
    return parse_qs(app.requests[-1][1].decode())["trigger_id"][0]


def payload(app: App) -> Json:
    form = parse_qs(app.requests[-1][1].decode())
    decoded: Json = msgspec.json.decode(form["payload"][0])
    return decoded


def shown(slack: PretendSlack) -> View:
    view = slack.modal("ada")
    assert view is not None
    return view


async def error_of(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def opened(slack: PretendSlack, app: App, client: AsyncWebClient, view: Json) -> View:
    await client.views_open(trigger_id=await trigger(slack, app), view=view)
    return shown(slack)


async def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: PretendSlack, app: App, client: AsyncWebClient, clock: Clock
) -> None:
    used = await trigger(slack, app)
    clock.now += 3.0
    await client.views_open(trigger_id=used, view=modal(section("hi")))
    again = client.views_open(trigger_id=used, view=modal(section("hi")))
    assert await error_of(again) == "exchanged_trigger_id"
    late = await trigger(slack, app)
    clock.now += 3.1
    expired = client.views_open(trigger_id=late, view=modal(section("hi")))
    assert await error_of(expired) == "expired_trigger_id"
    guessed = client.views_open(trigger_id="1.2", view=modal(section("hi")))
    assert await error_of(guessed) == "invalid_trigger_id"


async def test_triggers_can_be_lost(slack: PretendSlack, app: App, client: AsyncWebClient) -> None:
    slack.lose_triggers()
    lost = client.views_open(trigger_id=await trigger(slack, app), view=modal(section("hi")))
    assert await error_of(lost) == "expired_trigger_id"
    assert slack.modal("ada") is None


async def test_a_view_that_slack_refuses_uses_up_no_trigger(
    slack: PretendSlack, app: App, client: AsyncWebClient
) -> None:
    at = await trigger(slack, app)
    wrong = client.views_open(trigger_id=at, view=modal(section("hi"), title="x" * 25))
    assert await error_of(wrong) == "invalid_arguments"
    await client.views_open(trigger_id=at, view=modal(section("hi")))


async def test_modals_stack_three_deep_and_close_one_by_one(
    slack: PretendSlack, app: App, client: AsyncWebClient
) -> None:
    first = await opened(slack, app, client, modal(section("1")))
    for words in ("2", "3"):
        at = await trigger(slack, app)
        pushed = await client.views_push(trigger_id=at, view=modal(section(words)))
        assert pushed["view"]["root_view_id"] == first.id
    fourth = client.views_push(trigger_id=await trigger(slack, app), view=modal(section("4")))
    assert await error_of(fourth) == "push_limit_reached"
    await slack.gestures.close(slack.person("ada"), shown(slack))
    assert shown(slack).blocks[0]["text"]["text"] == "2"
    await opened(slack, app, client, modal(section("new")))
    await slack.gestures.close(slack.person("ada"), shown(slack))
    assert slack.modal("ada") is None


async def test_an_update_can_ask_for_the_version_it_knows(
    slack: PretendSlack, app: App, client: AsyncWebClient
) -> None:
    view = await opened(slack, app, client, modal(section("Loading")))
    old = view.hash
    await client.views_update(view_id=view.id, hash=old, view=modal(section("Loaded")))
    assert shown(slack).blocks[0]["text"]["text"] == "Loaded"
    stale = client.views_update(view_id=view.id, hash=old, view=modal(section("Late")))
    assert await error_of(stale) == "hash_conflict"
    gone = client.views_update(view_id="V0", view=modal(section("Late")))
    assert await error_of(gone) == "not_found"


async def test_a_form_comes_with_what_was_filled_in(
    slack: PretendSlack, app: App, client: AsyncWebClient
) -> None:
    view = await opened(slack, app, client, {**FORM, "private_metadata": "m"})
    await slack.submit("ada")
    assert "required" in shown(slack).errors["say"]
    await slack.choose("ada", view, "text", "words")
    before = len(app.requests)
    await slack.submit("ada")
    assert len(app.requests) == before + 1
    sent = payload(app)
    assert (sent["type"], sent["view"]["private_metadata"]) == ("view_submission", "m")
    values = sent["view"]["state"]["values"]
    assert values == {"say": {"text": {"type": "plain_text_input", "value": "words"}}}
    assert slack.modal("ada") is None


async def submitted(
    slack: PretendSlack, app: App, client: AsyncWebClient, answer: Response
) -> View | None:
    view = await opened(slack, app, client, FORM)
    await slack.choose("ada", view, "text", "words")
    app.answers = [answer]
    await slack.submit("ada")
    return slack.modal("ada")


async def test_what_an_app_can_answer_to_a_form(
    slack: PretendSlack, app: App, client: AsyncWebClient
) -> None:
    wrong = JSONResponse({"response_action": "errors", "errors": {"say": "Not that."}})
    view = await submitted(slack, app, client, wrong)
    assert view is not None
    assert view.errors == {"say": "Not that."}
    update = JSONResponse({"response_action": "update", "view": modal(section("Next"))})
    view = await submitted(slack, app, client, update)
    assert view is not None
    assert view.blocks[0]["text"]["text"] == "Next"
    push = JSONResponse({"response_action": "push", "view": modal(section("Above"))})
    view = await submitted(slack, app, client, push)
    assert view is not None
    assert view.previous_id
    assert await submitted(slack, app, client, JSONResponse({"response_action": "clear"})) is None


@pytest.mark.parametrize(
    "answer",
    [
        Response(status_code=500),
        JSONResponse({"response_action": "update", "view": {"type": "modal"}}),
        JSONResponse({"response_action": "dance"}),
    ],
)
async def test_a_form_that_is_answered_wrongly_stays_open_and_says_so(
    slack: PretendSlack, app: App, client: AsyncWebClient, answer: Response
) -> None:
    view = await submitted(slack, app, client, answer)
    assert view is not None
    assert "trouble connecting" in view.trouble


async def test_an_app_hears_of_closing_where_it_asked_to(
    slack: PretendSlack, app: App, client: AsyncWebClient
) -> None:
    view = await opened(slack, app, client, modal(section("hi"), notify_on_close=True))
    await slack.gestures.close(slack.person("ada"), view)
    assert (payload(app)["type"], payload(app)["is_cleared"]) == ("view_closed", False)
    await opened(slack, app, client, modal(section("hi"), notify_on_close=True))
    await slack.gestures.close_all(slack.person("ada"))
    assert payload(app)["is_cleared"] is True
    await opened(slack, app, client, modal(section("hi")))
    before = len(app.requests)
    await slack.gestures.close_all(slack.person("ada"))
    assert len(app.requests) == before


async def test_a_press_in_a_modal_names_the_view_and_no_channel(
    slack: PretendSlack, app: App, client: AsyncWebClient
) -> None:
    view = await opened(slack, app, client, modal(actions(button("Go"))))
    await slack.press("ada", view, "Go")
    assert payload(app)["container"] == {"type": "view", "view_id": view.id}
    assert payload(app)["view"]["hash"] == view.hash
    assert "response_url" not in payload(app)
    assert "channel" not in payload(app)


async def test_each_person_has_a_home_of_their_own(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    await client.views_publish(user_id="U024ADA", view=HOME)
    home = slack.home("ada")
    assert home is not None
    assert slack.home("grace") is None
    stale = client.views_publish(user_id="U024ADA", view=HOME, hash="1.old")
    assert await error_of(stale) == "hash_conflict"
    await client.views_publish(user_id="U024ADA", view=HOME, hash=home.hash)
    wrong = client.views_publish(user_id="U024ADA", view=modal(section("hi")))
    assert await error_of(wrong) == "invalid_arguments"
