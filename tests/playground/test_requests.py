"""What the pretend Slack sends an app, and what it makes of the answer."""

import asyncio
from urllib.parse import parse_qs

import msgspec
import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.slack import PretendSlack
from sandbox.slack.delivery import PATIENCE
from sandbox.slack.line import RETRY_DELAYS
from tests.playground.apps import (
    COMMAND,
    App,
    Clock,
    Json,
    actions,
    button,
    running_app,
    said,
    section,
)


def form(app: App, index: int = -1) -> dict[str, str]:
    return {name: value[0] for name, value in parse_qs(app.requests[index][1].decode()).items()}


def payload(app: App, index: int = -1) -> Json:
    decoded: Json = msgspec.json.decode(form(app, index)["payload"])
    return decoded


async def never(_request: Request) -> Response:
    await asyncio.sleep(30)
    return Response()


def test_slack_waits_three_seconds_and_tells_of_an_event_again_after_0_60_and_300() -> None:
    assert PATIENCE == 3.0
    assert RETRY_DELAYS == (0.0, 60.0, 300.0)


async def test_a_command_is_signed_as_slack_signs(
    slack: PretendSlack, app: App, clock: Clock
) -> None:
    await slack.type("ada", "#general", f"{COMMAND} ha-app  public ")
    request, body = app.requests[0]
    verifier = SignatureVerifier(slack.environ["SLACK_SIGNING_SECRET"])
    verifier.clock.now = lambda: clock.now  # type: ignore[method-assign]
    assert verifier.is_valid_request(body, dict(request.headers))
    assert not verifier.is_valid_request(body + b"x", dict(request.headers))
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    sent = form(app)
    assert (sent["command"], sent["text"]) == (COMMAND, "ha-app  public")
    assert (sent["user_id"], sent["channel_id"]) == ("U024ADA", "C024GENERAL")
    assert sent["response_url"].startswith(slack.url)
    assert sent["trigger_id"]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (never, "operation_timeout"),
        (Response(status_code=500), "dispatch_failed"),
        (Response(status_code=404), "dispatch_failed"),
    ],
)
async def test_a_command_that_is_not_answered_in_time_is_told_to_the_person_alone(
    slack: PretendSlack, app: App, answer: Response, failure: str
) -> None:
    app.answers = [answer]
    outcome = await slack.type("ada", "#general", COMMAND)
    assert outcome.failure == failure
    (told,) = slack.messages("ada", "#general")
    assert told.text == f'{COMMAND} failed with the error "{failure}"'
    assert slack.messages("grace", "#general") == []


async def test_an_app_that_is_not_there_is_a_failed_dispatch(slack: PretendSlack) -> None:
    async with running_app(slack):
        pass
    outcome = await slack.type("ada", "#general", COMMAND)
    assert outcome.failure == "dispatch_failed"


async def test_an_empty_answer_says_nothing(slack: PretendSlack, app: App) -> None:
    app.answers = [Response()]
    assert (await slack.type("ada", "#general", COMMAND)).failure is None
    assert slack.messages("ada", "#general") == []


async def test_plain_text_is_an_answer_for_one_person(slack: PretendSlack, app: App) -> None:
    app.answers = [Response("*hi*", media_type="text/plain")]
    await slack.type("ada", "#general", COMMAND)
    assert [message.text for message in slack.messages("ada", "#general")] == ["*hi*"]
    assert slack.messages("grace", "#general") == []


async def test_an_answer_in_the_channel_shows_the_command_too(
    slack: PretendSlack, app: App
) -> None:
    app.answers = [said(section("hi"), response_type="in_channel")]
    await slack.type("ada", "#general", f"{COMMAND} x")
    typed, answer = slack.messages("grace", "#general")
    assert (typed.author, typed.text) == ("U024ADA", f"{COMMAND} x")
    assert answer.blocks[0]["block_id"]


async def test_an_answer_that_slack_refuses_is_shown_and_kept(
    slack: PretendSlack, app: App
) -> None:
    app.answers = [said(section("x" * 3_001))]
    await slack.type("ada", "#general", COMMAND)
    (told,) = slack.messages("ada", "#general")
    assert "invalid_blocks" in told.text
    assert "/blocks/0/text/text" in told.refused
    assert [call.answer["error"] for call in slack.calls] == ["invalid_blocks"]


async def test_commands_reach_nobody_from_threads_and_other_workspaces(
    slack: PretendSlack, app: App
) -> None:
    await slack.type("ada", "#partners", "a first message")
    (first,) = slack.messages("ada", "#partners")
    await slack.type("ada", "#partners", COMMAND, thread=first)
    await slack.type("olga", "#partners", COMMAND)
    await slack.type("ada", "#partners", "/unknown")
    assert app.requests == []
    assert "not supported in threads" in slack.messages("ada", "#partners")[1].text
    assert "not a valid command" in slack.messages("olga", "#partners")[-1].text
    assert "not a valid command" in slack.messages("ada", "#partners")[-1].text


async def test_a_press_carries_what_the_app_put_there_and_what_to_answer_with(
    slack: PretendSlack, app: App
) -> None:
    again = button("Again", value="v1", style="primary")
    app.answers = [said(actions(again, block_id="b"), response_type="in_channel")]
    await slack.type("ada", "#general", COMMAND)
    message = slack.messages("ada", "#general")[-1]
    await slack.press("olga", message, "Again")
    sent = payload(app)
    (action,) = sent["actions"]
    assert sent["type"] == "block_actions"
    assert sent["user"] == {
        "id": "U024OLGA",
        "username": "olga",
        "name": "olga",
        "team_id": "T024OTHER",
    }
    assert (action["action_id"], action["block_id"], action["value"]) == ("press", "b", "v1")
    assert sent["container"]["message_ts"] == sent["message"]["ts"] == message.ts
    assert sent["response_url"]
    assert sent["trigger_id"]


async def test_an_ephemeral_message_does_not_come_back_with_a_press(
    slack: PretendSlack, app: App
) -> None:
    app.answers = [said(actions(button("Again")))]
    await slack.type("ada", "#general", COMMAND)
    await slack.press("ada", slack.messages("ada", "#general")[-1], "Again")
    assert "message" not in payload(app)
    assert payload(app)["container"]["is_ephemeral"] is True


async def test_a_press_that_is_not_answered_fails_as_a_warning_sign(
    slack: PretendSlack, app: App
) -> None:
    app.answers = [said(actions(button("Again"))), Response(status_code=404)]
    await slack.type("ada", "#general", COMMAND)
    outcome = await slack.press("ada", slack.messages("ada", "#general")[-1], "Again")
    assert outcome.failure == "dispatch_failed"


async def test_what_was_chosen_comes_with_its_option(slack: PretendSlack, app: App) -> None:
    options = [
        {"text": {"type": "plain_text", "text": word}, "value": word} for word in ("one", "two")
    ]
    menu = {"type": "overflow", "action_id": "more", "options": options}
    app.answers = [said(actions(menu))]
    await slack.type("ada", "#general", COMMAND)
    message = slack.messages("ada", "#general")[-1]
    await slack.choose("ada", message, "more", "two")
    assert payload(app)["actions"][0]["selected_option"] == options[1]
    with pytest.raises(KeyError):
        await slack.choose("ada", message, "more", "three")


async def test_a_select_asks_for_its_options_as_one_types(slack: PretendSlack, app: App) -> None:
    option = {"text": {"type": "plain_text", "text": "ha-app"}, "value": "ha-app"}
    select = {"type": "external_select", "action_id": "app", "min_query_length": 0}
    app.answers = [
        said(actions(select)),
        JSONResponse({"options": [option]}),
        JSONResponse({"options": [{**option, "value": "v" * 151}]}),
        Response(status_code=500),
    ]
    await slack.type("ada", "#general", COMMAND)
    message = slack.messages("ada", "#general")[-1]
    assert await slack.options("ada", message, "app", "ha") == [option]
    assert (payload(app)["type"], payload(app)["value"]) == ("block_suggestion", "ha")
    assert await slack.options("ada", message, "app", "ha") == []
    assert slack.calls[-1].answer["error"] == "invalid_arguments"
    assert await slack.options("ada", message, "app", "ha") == []


async def test_an_event_is_sent_again_until_it_is_taken(slack: PretendSlack, app: App) -> None:
    app.answers = [Response(status_code=500), never, Response()]
    await slack.type("ada", "#general", "hi @prodcheck, see <b> & #ops")
    await slack.line.settled()
    bodies = [msgspec.json.decode(body) for _, body in app.requests]
    retries = [request.headers.get("x-slack-retry-num") for request, _ in app.requests]
    reasons = [request.headers.get("x-slack-retry-reason") for request, _ in app.requests]
    assert retries == [None, "1", "2"]
    assert reasons == [None, "http_error", "http_timeout"]
    assert len({body["event_id"] for body in bodies}) == 1
    event = bodies[0]["event"]
    assert event["type"] == "app_mention"
    assert event["text"] == "hi <@U024PRODCHK>, see &lt;b&gt; &amp; <#C024OPS|ops>"


async def test_an_event_is_given_up_after_the_last_attempt(slack: PretendSlack, app: App) -> None:
    app.answers = [Response(status_code=500)] * 5
    await slack.open_home("ada")
    assert len(app.requests) == 3


async def test_a_mention_where_the_app_was_not_invited_reaches_it_not(
    slack: PretendSlack, app: App
) -> None:
    await slack.type("ada", "#random", "@prodcheck ha-app")
    await slack.line.settled()
    assert app.requests == []
    assert "not in this channel" in slack.messages("ada", "#random")[-1].text


async def test_what_is_written_to_the_app_alone_is_an_event(slack: PretendSlack, app: App) -> None:
    channel = slack.workspace.direct(slack.person("ada").id)
    await slack.type("ada", channel.id, "ha-app")
    await slack.line.settled()
    event = msgspec.json.decode(app.requests[0][1])["event"]
    assert (event["type"], event["channel_type"], event["text"]) == ("message", "im", "ha-app")


async def test_events_that_nobody_subscribed_to_are_not_sent(slack: PretendSlack) -> None:
    async with running_app(slack, events=()) as app:
        await slack.open_home("ada")
        await slack.type("ada", "#general", "@prodcheck")
        await slack.line.settled()
        assert app.requests == []


async def test_shortcuts(slack: PretendSlack, app: App) -> None:
    await slack.type("ada", "#general", "ha-app is down")
    (message,) = slack.messages("ada", "#general")
    await slack.gestures.choose_shortcut(slack.person("ada"), "look", message)
    sent = payload(app)
    assert (sent["type"], sent["callback_id"]) == ("message_action", "look")
    assert sent["message"]["text"] == "ha-app is down"
    assert sent["response_url"]
    await slack.gestures.choose_shortcut(slack.person("ada"), "go")
    assert payload(app)["type"] == "shortcut"
    assert "response_url" not in payload(app)
