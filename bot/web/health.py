"""For machines: whether the process runs, whether it can do its work, and its counts."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.board import Board
from bot.web.metrics import CONTENT_TYPE, Metrics

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
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def serve(self, _: Request) -> Response:
        """Answer one request."""
        return Response(self._metrics.page(), media_type=CONTENT_TYPE, headers=_HEADERS)
