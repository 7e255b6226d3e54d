"""Calls of Slack's Web API and of response URLs: bounded, and patient when Slack asks for it."""

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final, TypeVar

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from core.errors import ProdcheckError

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

_TIMEOUT: Final = 10.0
"""Seconds for one call, connection included."""
_MOST_PATIENCE: Final = 60.0
"""Seconds of waiting, over all tries of one call, when Slack takes no more for now."""
_CONNECTIONS: Final = 20
_LONGEST_ANSWER: Final = 2_000
_TOO_MANY: Final = 429
_OK: Final = 200

_UNSAID: Final = 5.0
"""Seconds to wait when Slack does not say how long."""
_BROKEN: Final = (
    aiohttp.ClientError,
    SlackClientError,
    OSError,
    ValueError,
    # Slack's SDK takes any text for JSON, and any JSON for an object.
    AttributeError,
    TypeError,
)
_WORD: Final = re.compile(r"[a-z_]{1,60}")

Json = dict[str, Any]


class _Said(msgspec.Struct):
    ok: bool = True
    error: str = "unknown_error"


class SlackRefused(ProdcheckError):
    """Slack answered no.

    Args:
        error: Slack's own word for it, for example `channel_not_found`.
    """

    def __init__(self, error: str) -> None:
        super().__init__(f"Slack answers {error}.")
        self.error = error


class SlackUnreachable(ProdcheckError):
    """Slack did not answer, or not in a way that makes sense."""


class SlackApi:
    """Slack, over connections that all answers share.

    Args:
        settings: Where Slack is.
        sleep: Waits, when Slack asks for it.
    """

    def __init__(
        self, settings: Settings, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._base_url = settings.slack_api_url
        self._proxy = settings.sources.proxy if self._base_url.startswith("https:") else None
        self._sleep = sleep
        self._session: aiohttp.ClientSession | None = None

    def client(self, token: str | None = None) -> AsyncWebClient:
        """Make a client of the Web API. Each of its calls opens a connection of its own."""
        client = AsyncWebClient(token=token, base_url=self._base_url, retry_handlers=[])
        client.proxy = self._proxy  # otherwise it reads the environment for itself
        return client

    async def call(self, method: str, token: str, body: Mapping[str, object]) -> Json:
        """Call a method of the Web API that writes.

        Args:
            method: Its name, for example `chat.postMessage`.
            token: The bot's.
            body: Its arguments; what is nested in them goes out as it is.

        Raises:
            SlackRefused: Slack answers no.
            SlackUnreachable: Slack does not answer, or takes no more calls for longer than we wait.
        """
        return await self._method(method, token, body)

    async def read(self, method: str, token: str, **arguments: str) -> Json:
        """Call a method of the Web API that reads: those take a form. Raises as `call` does."""
        return await self._method(method, token, arguments, as_form=True)

    async def respond(self, url: str, body: Mapping[str, object]) -> None:
        """Post to a response URL: at most 5 times within 30 minutes.

        Raises:
            SlackRefused: The URL is used up or expired, or what is posted is refused.
            SlackUnreachable: As in `call`.
        """

        async def once() -> tuple[float | None, None]:
            async with self._shared().post(
                url, json=body, proxy=self._proxy, allow_redirects=False
            ) as answer:
                said = (await answer.content.read(_LONGEST_ANSWER)).decode("utf-8", "replace")
                if answer.status == _TOO_MANY:
                    return _seconds(answer.headers), None
            if said.lstrip().startswith("<"):
                raise SlackUnreachable(f"A page for people answers for Slack ({answer.status}).")
            word = _error_word(said)
            if answer.status != _OK or word:
                raise SlackRefused(word or f"status_{answer.status}")
            return None, None

        async with _named("the response URL"):
            await self._patiently("the response URL", once)

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def _method(
        self, method: str, token: str, body: Mapping[str, object], *, as_form: bool = False
    ) -> Json:
        kind = "data" if as_form else "json"

        async def once() -> tuple[float | None, Json]:
            client = self.client(token)
            client.session = self._shared()
            try:
                answer = await client.api_call(method, **{kind: dict(body)})  # type: ignore[arg-type]
            except SlackApiError as error:
                return _wait_after(error), {}
            return None, answer.data if isinstance(answer.data, dict) else {}

        async with _named(method):
            return await self._patiently(method, once)

    async def _patiently(
        self, what: str, once: Callable[[], Awaitable[tuple[float | None, _T]]]
    ) -> _T:
        """Try until Slack takes the call, or asks to wait for too long."""
        waited = 0.0
        while True:
            wait, answer = await once()
            if wait is None:
                return answer
            waited += max(wait, 1.0)
            if waited > _MOST_PATIENCE:
                raise SlackUnreachable(f"Slack takes no more calls of {what} for {wait:g} s.")
            _LOG.info("Slack asks to wait %g s before %s", wait, what)
            await self._sleep(wait)

    def _shared(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                timeout=aiohttp.ClientTimeout(total=_TIMEOUT),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


@contextlib.asynccontextmanager
async def _named(what: str) -> AsyncIterator[None]:
    try:
        yield
    except _BROKEN as error:
        # Its text may quote an address that answers in our name.
        raise SlackUnreachable(f"Slack does not answer {what} ({type(error).__name__}).") from None


def _wait_after(error: SlackApiError) -> float:
    """Say how long Slack asks to wait.

    Raises:
        SlackRefused: It asks for nothing of the kind.
    """
    status, data = error.response.status_code, error.response.data
    if status == _TOO_MANY:
        return _seconds(error.response.headers)
    word = data.get("error") if isinstance(data, dict) else None
    if not isinstance(word, str) and status != _OK:
        raise SlackUnreachable(f"Slack answers {status}.")
    raise SlackRefused(str(word))


def _seconds(headers: Mapping[str, str]) -> float:
    said = headers.get("Retry-After", "")
    return float(said) if said.isascii() and said.isdecimal() else _UNSAID


def _error_word(said: str) -> str | None:
    """Read Slack's word for what is wrong, in JSON or alone; None when all is well."""
    try:
        answer = msgspec.json.decode(said, type=_Said)
    except (msgspec.DecodeError, UnicodeDecodeError):
        word = said.strip()
        return word if _WORD.fullmatch(word) and word != "ok" else None
    return None if answer.ok else answer.error
