"""`python -m bot --socket`: the bot calls Slack, and nobody needs to reach it."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator

from aiohttp import WSMsgType, web

from sandbox.slack import PretendSlack
from tests.bot_web.bots import running

Environ = dict[str, str]
COMMAND = {
    "envelope_id": "e-1",
    "type": "slash_commands",
    "accepts_response_payload": True,
    "payload": {
        "command": "/prodcheck",
        "text": "help",
        "team_id": "T1",
        "user_id": "U1",
        "user_name": "ada",
        "channel_id": "C1",
        "response_url": "http://127.0.0.1:9/hooks/1",
        "trigger_id": "1.2",
    },
}


class Line:
    """A pretend end of Slack's socket: sends one command, and keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[dict[str, object]] = []
        self.acknowledged = asyncio.Event()
        self.closed = asyncio.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.SockSite(runner, self._socket).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _api(self, request: web.Request) -> web.Response:
        if request.match_info["method"] == "apps.connections.open":
            assert request.headers["Authorization"].startswith("Bearer xapp-")
            return web.json_response({"ok": True, "url": f"ws://{self.address}/link"})
        return web.json_response({"ok": True, "team_id": "T1", "user_id": "U0", "bot_id": "B0"})

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        link = web.WebSocketResponse()
        await link.prepare(request)
        await link.send_json({"type": "hello", "num_connections": 1})
        await link.send_json(COMMAND)
        async for message in link:
            if message.type is WSMsgType.TEXT:
                self.heard.append(json.loads(message.data))
                self.acknowledged.set()
        self.closed.set()
        return link


async def test_a_command_that_comes_over_the_socket_is_answered(
    slack: PretendSlack, database: Environ
) -> None:
    line = Line()
    environ = {
        **slack.environ,
        **database,
        "SLACK_API_URL": f"http://{line.address}/api/",
        "SLACK_APP_TOKEN": slack.workspace.secrets.app_token,
        "PRODCHECK_ALLOW_GUESTS": "1",
    }
    async with asyncio.timeout(60), line.open():
        async with running(environ, socket=True) as bot:
            await line.acknowledged.wait()
            page = (await bot.get("/")).text
            assert (await bot.post("/slack/events", content=b"{}")).status_code == 404
        await line.closed.wait()
    assert line.heard[0]["envelope_id"] == "e-1"
    assert "/prodcheck" in str(line.heard[0]["payload"])
    assert "Slack&#39;s requests arrive" in page


async def test_while_slack_is_unreachable_it_can_still_be_ended(
    slack: PretendSlack, database: Environ
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        nobody = found.getsockname()[1]
    environ = {
        **slack.environ,
        **database,
        "SLACK_API_URL": f"http://127.0.0.1:{nobody}/",
        "SLACK_APP_TOKEN": slack.workspace.secrets.app_token,
    }
    async with asyncio.timeout(60):
        async with running(environ, socket=True) as bot:
            await asyncio.sleep(0.2)
            assert (await bot.get("/healthz")).status_code == 200
