"""The address for Slack, watched: requests counted and timed, signatures looked at."""

from time import perf_counter

from slack_sdk.signature import SignatureVerifier
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.arrivals import Arrivals
from bot.web.metrics import Metrics


class Watched:
    """Wraps what answers Slack, and changes nothing of it.

    The signature is verified here once more: an answer of 200 does not tell that there was one,
    as Slack's `ssl_check` has none.

    Args:
        app: Answers Slack.
        arrivals: Told of each signature.
        metrics: Told of each request.
        secret: What Slack signs with.
    """

    def __init__(
        self, app: ASGIApp, *, arrivals: Arrivals, metrics: Metrics, secret: str | None
    ) -> None:
        self._app = app
        self._arrivals = arrivals
        self._metrics = metrics
        self._verifier = SignatureVerifier(secret) if secret else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        start, body, status = perf_counter(), bytearray(), 500

        async def hear() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def say(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._metrics.slack_request(status, perf_counter() - start)
            await send(message)

        await self._app(scope, hear, say)
        self._look(Headers(scope=scope), bytes(body), status)

    def _look(self, headers: Headers, body: bytes, status: int) -> None:
        if self._verifier is None or "x-slack-signature" not in headers:
            return
        if self._is_signed(self._verifier, headers, body):
            self._arrivals.good()
        elif status == 401:  # noqa: PLR2004  HTTP's own number
            self._arrivals.bad()

    def _is_signed(self, verifier: SignatureVerifier, headers: Headers, body: bytes) -> bool:
        try:
            return verifier.is_valid_request(body, headers)
        except (ValueError, TypeError):  # neither a number, nor UTF-8, nor ASCII
            return False
