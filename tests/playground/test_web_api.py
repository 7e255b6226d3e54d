"""The Web API as Slack's own client meets it."""

from collections.abc import Awaitable
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import PretendSlack
from sandbox.slack.faults import Broken, OldClient, RateLimited, Refused, Slow
from tests.playground.apps import App, actions, button, running_app, section

GENERAL = "C024GENERAL"
ADA = "U024ADA"


async def error_of(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_it_knows_its_token(slack: PretendSlack, client: AsyncWebClient) -> None:
    assert (await client.auth_test())["user_id"] == "U024PRODCHK"
    other = AsyncWebClient("xoxb-wrong", base_url=slack.environ["SLACK_API_URL"])
    assert await error_of(other.auth_test()) == "invalid_auth"
    assert await error_of(AsyncWebClient(base_url=other.base_url).auth_test()) == "not_authed"


async def test_tokens_are_not_kept(slack: PretendSlack, client: AsyncWebClient) -> None:
    await client.auth_test()
    await client.chat_postMessage(channel=GENERAL, text="hi")
    assert slack.environ["SLACK_BOT_TOKEN"] not in repr(slack.calls)
    assert slack.environ["SLACK_SIGNING_SECRET"] not in repr(slack.workspace.secrets)


async def test_a_method_that_is_not_there(client: AsyncWebClient) -> None:
    assert await error_of(client.api_call("chat.shout")) == "unknown_method"


async def test_a_form_does_as_well_as_json(slack: PretendSlack, client: AsyncWebClient) -> None:
    assert client.token
    fields = {
        "token": client.token,
        "channel": GENERAL,
        "text": "hi",
        "blocks": '[{"type": "divider"}]',
    }
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{slack.url}/api/chat.postMessage", data=fields)
        broken = await http.post(
            f"{slack.url}/api/chat.postMessage", data={**fields, "blocks": "[{"}
        )
    assert answer.json()["message"]["blocks"][0]["type"] == "divider"
    assert broken.json()["error"] == "invalid_blocks_format"


async def test_a_message_is_posted_rewritten_and_deleted(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=GENERAL, text="one", blocks=[section("one")])
    ts = posted["ts"]
    assert posted["message"]["blocks"][0]["block_id"]
    await client.chat_update(channel=GENERAL, ts=ts, text="two")
    (message,) = slack.messages("grace", "#general")
    assert (message.text, message.blocks, message.edited) == ("two", [], True)
    assert await error_of(client.chat_update(channel=GENERAL, ts=ts, text="x" * 4_001)) == (
        "msg_too_long"
    )
    await client.chat_delete(channel=GENERAL, ts=ts)
    assert slack.messages("grace", "#general") == []
    assert await error_of(client.chat_update(channel=GENERAL, ts=ts, text="x")) == (
        "message_not_found"
    )


async def test_the_words_of_others_stay_as_they_are(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    await slack.type("ada", "#general", "mine")
    (message,) = slack.messages("ada", "#general")
    update = client.chat_update(channel=GENERAL, ts=message.ts, text="yours")
    assert await error_of(update) == "cant_update_message"
    delete = client.chat_delete(channel=GENERAL, ts=message.ts)
    assert await error_of(delete) == "cant_delete_message"


async def test_an_ephemeral_message_is_seen_once_and_cannot_be_updated(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    posted = await client.chat_postEphemeral(channel=GENERAL, user=ADA, text="psst")
    assert [m.text for m in slack.messages("ada", "#general")] == ["psst"]
    assert slack.messages("grace", "#general") == []
    update = client.chat_update(channel=GENERAL, ts=posted["message_ts"], text="x")
    assert await error_of(update) == "message_not_found"
    other = client.chat_postEphemeral(channel=GENERAL, user="U024OLGA", text="psst")
    assert await error_of(other) == "user_not_in_channel"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C024RANDOM", "not_in_channel"),
        ("C024INCIDENT", "channel_not_found"),
        ("D024GRACE", "channel_not_found"),
        ("C0NOWHERE", "channel_not_found"),
    ],
)
async def test_where_an_app_may_not_write(client: AsyncWebClient, channel: str, error: str) -> None:
    assert await error_of(client.chat_postMessage(channel=channel, text="hi")) == error


async def test_a_scope_opens_public_channels(slack: PretendSlack, client: AsyncWebClient) -> None:
    async with running_app(slack, scopes=("chat:write", "chat:write.public")):
        await client.chat_postMessage(channel="C024RANDOM", text="hi")
        private = client.chat_postMessage(channel="C024INCIDENT", text="hi")
        assert await error_of(private) == "channel_not_found"


async def test_each_method_asks_for_its_scope(slack: PretendSlack, client: AsyncWebClient) -> None:
    async with running_app(slack, scopes=()):
        calls = {
            "chat:write": client.chat_postMessage(channel=GENERAL, text="hi"),
            "users:read": client.users_info(user=ADA),
            "channels:read": client.conversations_info(channel=GENERAL),
            "im:write": client.conversations_open(users=ADA),
        }
        for scope, call in calls.items():
            with pytest.raises(SlackApiError) as caught:
                await call
            assert caught.value.response["error"] == "missing_scope"
            assert caught.value.response["needed"] == scope


async def test_a_person_can_be_written_to_where_the_app_has_a_messages_tab(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=ADA, text="hi")
    direct = slack.workspace.direct(ADA)
    assert [m.text for m in slack.messages("ada", direct.id)] == ["hi"]
    async with running_app(slack, messages_tab=False):
        closed = client.chat_postMessage(channel=ADA, text="hi")
        assert await error_of(closed) == "messages_tab_disabled"


async def test_threads(slack: PretendSlack, client: AsyncWebClient) -> None:
    first = await client.chat_postMessage(channel=GENERAL, text="first")
    reply = await client.chat_postMessage(channel=GENERAL, text="re", thread_ts=first["ts"])
    below = await client.chat_postMessage(channel=GENERAL, text="re", thread_ts=reply["ts"])
    assert below["message"]["thread_ts"] == first["ts"]
    nowhere = client.chat_postMessage(channel=GENERAL, text="re", thread_ts="1.1")
    assert await error_of(nowhere) == "thread_not_found"
    assert len(slack.messages("ada", "#general")) == 3


async def test_people(client: AsyncWebClient) -> None:
    users = {id_: (await client.users_info(user=id_))["user"] for id_ in ("U024GUS", "U024OLGA")}
    assert users["U024GUS"]["is_restricted"] is True
    assert users["U024OLGA"]["team_id"] == "T024OTHER"
    assert await error_of(client.users_info(user="U0NOBODY")) == "user_not_found"


async def test_what_is_refused_is_told_as_slack_tells_it(client: AsyncWebClient) -> None:
    blocks = [section("x" * 3_001), actions(*[button("a", f"{n}") for n in range(26)])]
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=GENERAL, text="hi", blocks=blocks)
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        "[ERROR] no more than 25 items allowed [json-pointer:/blocks/1/elements]",
    ]
    empty = client.api_call("chat.postMessage", json={"channel": GENERAL, "text": " "})
    assert await error_of(empty) == "no_text"


async def test_all_text_of_a_posted_message_has_a_limit_together(client: AsyncWebClient) -> None:
    blocks = [section("x" * 2_900)] * 4
    posted = client.chat_postMessage(channel=GENERAL, text="hi", blocks=blocks)
    assert await error_of(posted) == "msg_blocks_too_long"


async def test_faults(slack: PretendSlack, client: AsyncWebClient) -> None:
    slack.fail("chat.*", RateLimited(3), times=1)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=GENERAL, text="hi")
    assert (caught.value.response.status_code, caught.value.response["error"]) == (
        429,
        "ratelimited",
    )
    assert caught.value.response.headers["Retry-After"] == "3"
    slack.fail("chat.postMessage", Refused("fatal_error"), times=1)
    assert await error_of(client.chat_postMessage(channel=GENERAL, text="hi")) == "fatal_error"
    slack.fail("chat.postMessage", OldClient(("header",)), times=1)
    header = {"type": "header", "text": {"type": "plain_text", "text": "Hi"}}
    richer = client.chat_postMessage(channel=GENERAL, text="hi", blocks=[header])
    assert await error_of(richer) == "invalid_blocks"
    slack.fail("auth.test", Broken(503), times=1)
    with pytest.raises(SlackApiError):
        await client.auth_test()
    slack.fail("*", Slow(0.01))
    await client.auth_test()
    slack.heal()
    await client.chat_postMessage(channel=GENERAL, text="hi", blocks=[header])
    assert len(slack.messages("ada", "#general")) == 1


async def test_socket_addresses_are_for_app_tokens(
    slack: PretendSlack, client: AsyncWebClient, app: App
) -> None:
    assert app.url
    token = slack.socket_environ["SLACK_APP_TOKEN"]
    assert (await client.apps_connections_open(app_token=token))["url"].startswith("ws://127")
    assert await error_of(client.apps_connections_open(app_token="xapp-x")) == "invalid_auth"
