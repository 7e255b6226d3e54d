"""The address for Slack, watched from both sides of its guard."""

from collections.abc import Callable
from time import perf_counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.arrivals import Arrivals
from bot.web.metrics import Metrics


class Outside:
    """Wraps the guard: counts and times requests, and remembers a signature that was refused.

    Args:
        app: The guard.
        arrivals: Told of refused signatures.
        metrics: Told of each request.
    """

    def __init__(self, app: ASGIApp, *, arrivals: Arrivals, metrics: Metrics) -> None:
        self._app = app
        self._arrivals = arrivals
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        start = perf_counter()

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(message["status"], perf_counter() - start, Headers(scope=scope))
            await send(message)

        await self._app(scope, receive, say)

    def _count(self, status: int, seconds: float, headers: Headers) -> None:
        self._metrics.slack_request(status, seconds)
        if status == 401 and "x-slack-signature" in headers:  # noqa: PLR2004  HTTP's own number
            self._arrivals.bad()


class Inside:
    """Wraps what the guard lets through: all of it is signed.

    Args:
        app: Answers Slack.
        arrivals: Told of each request.
        reached_at: Told the `Host` of each request: Slack calls the address that it was given.
    """

    def __init__(
        self, app: ASGIApp, *, arrivals: Arrivals, reached_at: Callable[[str], None]
    ) -> None:
        self._app = app
        self._arrivals = arrivals
        self._reached_at = reached_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        self._arrivals.good()
        self._reached_at(Headers(scope=scope).get("host", ""))
        await self._app(scope, receive, send)
