"""Takes to the app what people did, and brings back its answer, in time or not at all."""

import asyncio
from typing import Final, Literal, Protocol, TypeAlias
from urllib.parse import urlencode

import httpx
from msgspec import Struct

from sandbox.slack.json import Json, decoded, encoded
from sandbox.slack.signing import signature
from sandbox.slack.workspace import Workspace

PATIENCE: Final = 3.0
"""Seconds in which an app has to answer: docs.slack.dev/interactivity/handling-user-interaction."""
AGENT: Final = "Slackbot 1.0 (+https://api.slack.com/robots)"

Kind: TypeAlias = Literal["slash_commands", "interactive", "options", "events_api"]
Failure: TypeAlias = Literal["operation_timeout", "dispatch_failed"]


class Answer(Struct, frozen=True, kw_only=True):
    """What an app answered."""

    status: int = 200
    content_type: str = ""
    body: bytes = b""

    @property
    def json(self) -> Json | None:
        """Its body as a JSON object, if it is one."""
        return decoded(self.body) if self.body.strip() else None


class Retry(Struct, frozen=True):
    """Says that an event was sent before, and what became of it."""

    number: int
    reason: str


class AppFailed(Exception):
    """The app did not answer as it should.

    Args:
        failure: Slack's word for it.
        detail: What really happened, for whoever builds the app.
    """

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(f"{failure}: {detail}")
        self.failure = failure
        self.detail = detail


class Transport(Protocol):
    """A way to an app."""

    async def deliver(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        """Deliver something and return the answer.

        Raises:
            AppFailed: There is none, or not in time.
        """


class HttpTransport(Struct, frozen=True):
    """Signed requests to the addresses of the manifest."""

    workspace: Workspace
    client: httpx.AsyncClient
    patience: float = PATIENCE

    async def deliver(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        """Deliver something and return the answer.

        Raises:
            AppFailed: There is none, or not in time, or it is an error.
        """
        url = self._url(kind, payload)
        if url is None:
            raise AppFailed("dispatch_failed", "the manifest has no address for it")
        body, content_type = _encoded(kind, payload)
        headers = self._signed(body) | {"Content-Type": content_type} | _retry_headers(retry)
        try:
            async with asyncio.timeout(self.patience):
                response = await self.client.post(url, content=body, headers=headers)
        except TimeoutError:
            detail = f"no answer within {self.patience:g} s"
            raise AppFailed("operation_timeout", detail) from None
        except httpx.HTTPError as error:
            detail = f"{url} cannot be reached: {type(error).__name__}"
            raise AppFailed("dispatch_failed", detail) from None
        if response.status_code != httpx.codes.OK:
            raise AppFailed("dispatch_failed", f"status {response.status_code}")
        kind_of_body = response.headers.get("content-type", "").partition(";")[0]
        return Answer(status=200, content_type=kind_of_body, body=response.content)

    def _url(self, kind: Kind, payload: Json) -> str | None:
        app = self.workspace.app
        if kind == "slash_commands":
            return app.commands[payload["command"]].url
        if kind == "events_api":
            return app.events_url
        return app.options_url if kind == "options" else app.interactivity_url

    def _signed(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(self.workspace.clock()))
        return {
            "User-Agent": AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self.workspace.secrets.signing_secret, timestamp, body),
        }


class EitherWay(Struct, frozen=True):
    """The way that the manifest of the app asks for."""

    workspace: Workspace
    requests: Transport
    socket: Transport

    async def deliver(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        """Deliver something and return the answer.

        Raises:
            AppFailed: There is none, or not in time.
        """
        way = self.socket if self.workspace.app.socket_mode else self.requests
        return await way.deliver(kind, payload, retry)


def _encoded(kind: Kind, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return encoded(payload).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": encoded(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _retry_headers(retry: Retry | None) -> dict[str, str]:
    if retry is None:
        return {}
    return {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
