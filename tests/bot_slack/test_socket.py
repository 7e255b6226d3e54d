"""Socket Mode, against a socket on loopback."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from aiohttp import WSMsgType, web

from bot.slack.app import run_socket
from core.errors import ConfigError
from sandbox import Sandbox
from sandbox.slack import PretendSlack
from tests.bot_slack.bots import Bot, running_bot

TOKEN = "xapp-1-A024PRODCHK-024-0123456789abcdef"


class SocketServer:
    """The part of Slack that hands out sockets, and one socket."""

    def __init__(self) -> None:
        self.error: str | None = None
        self.opened = 0
        self.answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.socket: asyncio.Future[web.WebSocketResponse] = (
            asyncio.get_running_loop().create_future()
        )
        self.url = ""

    async def open(self, request: web.Request) -> web.Response:
        self.opened += 1
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        if self.error:
            return web.json_response({"ok": False, "error": self.error})
        return web.json_response({"ok": True, "url": self.url.replace("http", "ws") + "/socket"})

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.socket.set_result(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.answers.put_nowait(msgspec.json.decode(message.data))
        return socket


@pytest.fixture
async def server() -> AsyncIterator[SocketServer]:
    server = SocketServer()
    app = web.Application()
    app.router.add_post("/api/apps.connections.open", server.open)
    app.router.add_get("/socket", server.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}"
    yield server
    await runner.cleanup()


@pytest.fixture
async def bot(
    slack: PretendSlack, heroku: Sandbox, database: str, server: SocketServer
) -> AsyncIterator[Bot]:
    environ = {"SLACK_APP_TOKEN": TOKEN, "SLACK_API_URL": f"{server.url}/api/"}
    async with running_bot(slack, heroku, database, environ=environ) as bot:
        yield bot


@pytest.mark.parametrize("error", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
async def test_a_token_that_slack_refuses_ends_it_with_a_word(
    bot: Bot, server: SocketServer, error: str
) -> None:
    server.error = error
    with pytest.raises(ConfigError, match=f"refuses SLACK_APP_TOKEN .{error}.") as caught:
        await run_socket(bot.settings, bot.app, asyncio.Event())
    assert "connections:write" in (caught.value.hint or "")
    assert TOKEN not in str(caught.value)
    assert server.opened == 1


async def test_without_a_token_it_says_which(bot: Bot) -> None:
    settings = msgspec.structs.replace(bot.settings, slack_app_token=None)
    with pytest.raises(ConfigError, match="SLACK_APP_TOKEN"):
        await run_socket(settings, bot.app, asyncio.Event())


async def test_a_command_is_answered_over_the_socket(bot: Bot, server: SocketServer) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(run_socket(bot.settings, bot.app, stop))
    socket = await server.socket
    payload = {
        "command": "/prodcheck",
        "text": "help",
        "team_id": "T024ACME",
        "user_id": "U024ADA",
        "channel_id": "C024GENERAL",
    }
    await socket.send_json(
        {
            "type": "slash_commands",
            "envelope_id": "e-1",
            "payload": payload,
            "accepts_response_payload": True,
        }
    )
    answer = await server.answers.get()
    assert answer["envelope_id"] == "e-1"
    assert "/prodcheck myapp" in answer["payload"]["text"]
    stop.set()
    await running


async def test_it_ends_though_slack_was_never_reached(bot: Bot, server: SocketServer) -> None:
    settings = msgspec.structs.replace(bot.settings, slack_api_url="http://127.0.0.1:9/api/")
    stop = asyncio.Event()
    bot.app.client.base_url = settings.slack_api_url
    server.error = "ratelimited"
    stop.set()
    with pytest.raises(ConfigError):
        await run_socket(settings, bot.app, stop)
    server.error = None
    await run_socket(settings, bot.app, stop)
