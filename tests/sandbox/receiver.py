"""Somebody who is told by webhooks, over a real socket."""

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.slack.server import WebServer


class Receiver:
    """Keeps what it is told, and answers with the statuses that were put in, then with 204."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.told: list[tuple[dict[str, str], bytes]] = []
        self._server = WebServer(Starlette(routes=[Route("/told", self._tell, methods=["POST"])]))
        self.url = f"{self._server.url}/told"

    async def _tell(self, request: Request) -> Response:
        self.told.append((dict(request.headers), await request.body()))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 204)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Receiver"]:
        await self._server.start()
        try:
            yield self
        finally:
            await self._server.stop()
