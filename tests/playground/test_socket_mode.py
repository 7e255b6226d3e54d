"""Socket Mode: the same things reach an app that called, and its answers come back."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import PretendSlack
from tests.playground.apps import COMMAND, manifest


@pytest.fixture
async def session(slack: PretendSlack) -> AsyncIterator[ClientSession]:
    slack.install(manifest(None))
    async with ClientSession() as session:
        yield session


async def connected(slack: PretendSlack, session: ClientSession) -> ClientWebSocketResponse:
    client = AsyncWebClient(base_url=slack.environ["SLACK_API_URL"])
    token = slack.socket_environ["SLACK_APP_TOKEN"]
    url = (await client.apps_connections_open(app_token=token))["url"]
    link = await session.ws_connect(url)
    assert (await link.receive_json())["type"] == "hello"
    with pytest.raises(WSServerHandshakeError):
        await session.ws_connect(url)
    return link


async def test_a_command_and_its_answer(slack: PretendSlack, session: ClientSession) -> None:
    link = await connected(slack, session)
    typed = asyncio.ensure_future(slack.type("ada", "#general", f"{COMMAND} x"))
    envelope = await link.receive_json()
    assert envelope["type"] == "slash_commands"
    assert envelope["payload"]["text"] == "x"
    answer = {"envelope_id": envelope["envelope_id"], "payload": {"text": "hi"}}
    await link.send_json(answer)
    assert (await typed).failure is None
    assert slack.messages("ada", "#general")[-1].text == "hi"
    await link.close()


async def test_nobody_called(slack: PretendSlack, session: ClientSession) -> None:
    assert not session.closed
    assert (await slack.type("ada", "#general", COMMAND)).failure == "dispatch_failed"


async def test_an_app_that_does_not_answer(slack: PretendSlack, session: ClientSession) -> None:
    link = await connected(slack, session)
    assert (await slack.type("ada", "#general", COMMAND)).failure == "operation_timeout"
    await link.close()


async def test_an_event_is_sent_again(slack: PretendSlack, session: ClientSession) -> None:
    link = await connected(slack, session)
    slack.gestures.open_home(slack.person("ada"))
    first, second = await link.receive_json(), await link.receive_json()
    assert first["payload"] == second["payload"]
    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert second["retry_reason"] == "http_timeout"
    await link.send_json({"envelope_id": second["envelope_id"]})
    await slack.line.settled()
    await link.close()
