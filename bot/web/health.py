"""For machines: whether the process runs, whether it can do its work, and its counts."""

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.engine.port import Engine
from bot.store import Store, StoreUnavailable
from bot.web.board import Board
from bot.web.metrics import CONTENT_TYPE, Metrics

_PATIENCE: Final = 3.0
"""Seconds for what the database has to say."""
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


async def healthz(_: Request) -> Response:
    """Say that the process runs."""
    return PlainTextResponse("ok\n", headers=_HEADERS)


class Readyz:
    """Says whether the bot can answer, and if not, which of its parts is the reason.

    Args:
        board: What is known of its parts.
    """

    def __init__(self, board: Board) -> None:
        self._board = board

    async def serve(self, _: Request) -> Response:
        """Answer one request."""
        reasons = await self._board.not_ready()
        text = f"not ready: {', '.join(reasons)}\n" if reasons else "ok\n"
        return PlainTextResponse(text, status_code=503 if reasons else 200, headers=_HEADERS)


class MetricsPage:
    """Serves the counts.

    Args:
        metrics: The counts.
        engine: Runs durable jobs.
        store: Has the watches.
    """

    def __init__(self, metrics: Metrics, engine: Engine, store: Store) -> None:
        self._metrics = metrics
        self._engine = engine
        self._store = store

    async def serve(self, _: Request) -> Response:
        """Answer one request; while the database is away, without what only it knows."""
        with contextlib.suppress(StoreUnavailable, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._ask()
        return Response(self._metrics.page(), media_type=CONTENT_TYPE, headers=_HEADERS)

    async def _ask(self) -> None:
        now = datetime.now(UTC)
        self._metrics.work(
            await self._engine.pulse(),
            alive=self._engine.alive,
            due=await self._store.count_due(now),
            late=await self._store.longest_due(now),
        )
