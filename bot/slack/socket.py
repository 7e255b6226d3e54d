"""Socket Mode: the bot calls Slack, and needs no address that can be reached from outside."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from bot.settings import Settings
from bot.slack.bolt import SlackApp
from bot.slack.web_api import SlackApi, SlackRefused, SlackUnreachable
from core.errors import ConfigError

_LOG = logging.getLogger(__name__)
_WHERE: Final = "Basic Information → App-Level Tokens"


IsOpen = Callable[[], Awaitable[bool]]


async def never() -> bool:
    """Say that the socket is not open."""
    return False


async def run_socket(
    settings: Settings,
    app: SlackApp,
    stop: asyncio.Event,
    watch: Callable[[IsOpen], None] = lambda _: None,
) -> None:
    """Answer Slack over a socket until told to stop. Jobs are the caller's to drain.

    Args:
        settings: With the token for the socket.
        app: What answers.
        stop: Set it to end.
        watch: Given what tells from then on whether the socket is open.

    Raises:
        ConfigError: There is no such token, or Slack refuses it.
    """
    token = settings.slack_app_token
    if token is None:
        raise ConfigError(
            "Socket Mode needs SLACK_APP_TOKEN.",
            hint=f"Make one with the scope connections:write: {_WHERE}.",
        )
    await _try(app.api, token)
    handler = AsyncSocketModeHandler(app, token)
    handler.client.proxy = app.client.proxy
    watch(handler.client.is_connected)
    connecting = asyncio.ensure_future(handler.connect_async())  # type: ignore[no-untyped-call]
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait([connecting, stopping], return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            await connecting
            _LOG.info("Connected to Slack over a socket")
            await stopping
    finally:
        connecting.cancel()
        stopping.cancel()
        await handler.close_async()  # type: ignore[no-untyped-call]


async def _try(api: SlackApi, token: str) -> None:
    """Ask for a socket once: Slack's client would go on asking with a token that is refused.

    Raises:
        ConfigError: Slack refuses the token.
    """
    try:
        await api.call("apps.connections.open", token, {})
    except SlackRefused as error:
        raise ConfigError(
            f"Slack refuses SLACK_APP_TOKEN ({error.error}).",
            hint=f"Copy it again, or make one with the scope connections:write: {_WHERE}.",
        ) from None
    except SlackUnreachable as error:
        _LOG.warning("%s It is tried again.", error.message)
