"""Serves an ASGI app on loopback, inside the event loop that is already running."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

LOOPBACK = "127.0.0.1"


class _Server(uvicorn.Server):
    """One that says when it listens, and leaves signals to whoever started the process."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.ended = asyncio.Event()

    async def main_loop(self) -> None:
        """Wait for the end; the loop of uvicorn's own looks for it ten times a second."""
        self.ready.set()
        await self.ended.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class WebServer:
    """A web server on 127.0.0.1.

    Args:
        app: What it serves.
        port: Where it listens; 0: on any free port.
    """

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        self._socket = socket.create_server((LOOPBACK, port), backlog=512)
        self.url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Answer from now on."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        await self._server.ready.wait()

    async def stop(self) -> None:
        """Stop listening, and end every connection."""
        self._server.should_exit = True
        self._server.ended.set()
        if self._task is not None:
            await self._task
        self._socket.close()
