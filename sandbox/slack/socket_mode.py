"""Socket Mode: the app calls Slack, and what people do reaches it over that connection."""

import asyncio
import itertools
from typing import Final

from aiohttp import WSMsgType, web

from sandbox.slack.delivery import PATIENCE, Answer, AppFailed, Kind, Retry
from sandbox.slack.json import Json, decoded, encoded
from sandbox.slack.server import LOOPBACK
from sandbox.slack.workspace import Workspace

_ENVELOPES: Final = {"options": "interactive"}
"""Kinds of delivery that go under the name of another: docs.slack.dev/apis/events-api."""


class SocketMode:
    """Serves WebSockets on 127.0.0.1, and delivers over them.

    Args:
        workspace: Whose app calls.
        patience: Seconds in which it has to answer.
    """

    def __init__(self, workspace: Workspace, patience: float = PATIENCE) -> None:
        self._workspace = workspace
        self._patience = patience
        self._links: list[web.WebSocketResponse] = []
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._numbers = itertools.count(1)
        app = web.Application()
        app.router.add_get("/link", self._link)
        self._runner = web.AppRunner(app, shutdown_timeout=1.0)

    async def start(self) -> None:
        """Take calls from now on."""
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, 0).start()

    async def stop(self) -> None:
        """Hang up."""
        for link in self._links:
            await link.close()
        await self._runner.cleanup()

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._links)

    def address(self) -> str:
        """Make an address that can be connected to once."""
        ticket = self._workspace.ids.secret()
        self._tickets.add(ticket)
        host, port = self._runner.addresses[0]
        return f"ws://{host}:{port}/link?ticket={ticket}"

    async def deliver(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        """Deliver something over the newest connection, and return the answer.

        Raises:
            AppFailed: No connection is open, or no answer comes in time.
        """
        if not self._links:
            raise AppFailed("dispatch_failed", "the app has no socket open")
        envelope_id = f"envelope-{next(self._numbers)}"
        answer = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._patience):
                await self._links[-1].send_json(_envelope(envelope_id, kind, payload, retry))
                said = (await answer).get("payload")
        except TimeoutError:
            detail = f"no answer within {self._patience:g} s"
            raise AppFailed("operation_timeout", detail) from None
        finally:
            del self._waiting[envelope_id]
        body = encoded(said).encode() if said else b""
        return Answer(content_type="application/json", body=body)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        link = web.WebSocketResponse(heartbeat=20.0)
        await link.prepare(request)
        self._links.append(link)
        try:
            await link.send_json({"type": "hello", "num_connections": len(self._links)})
            async for message in link:
                if message.type is WSMsgType.TEXT:
                    self._hear(decoded(message.data) or {})
        finally:
            self._links.remove(link)
        return link

    def _hear(self, said: Json) -> None:
        waiting = self._waiting.get(str(said.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(said)


def _envelope(envelope_id: str, kind: Kind, payload: Json, retry: Retry | None) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": _ENVELOPES.get(kind, kind),
        "payload": payload,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        envelope["retry_attempt"] = retry.number if retry else 0
        envelope["retry_reason"] = retry.reason if retry else ""
    return envelope
