"""Messages that nobody asked for just now: posted to a place, and changed there later."""

from functools import partial
from typing import Protocol

from bot.settings import Settings
from bot.slack.blocks.validate import Payload
from bot.slack.delivery import Steps, down_the_ladder, sendable
from bot.slack.web_api import Json, SlackApi, SlackRefused
from bot.store import Store
from bot.store.installations import Installations

NOT_INSTALLED = "account_inactive"
"""Slack's word for a token of a workspace that removed the app."""


class Tokens(Protocol):
    """Knows with which token the bot speaks in a workspace."""

    async def bot_token(self, team_id: str) -> str | None:
        """Return it; None where the bot is not installed."""


class OneToken:
    """The token of the only workspace.

    Args:
        token: The bot's.
    """

    def __init__(self, token: str | None) -> None:
        self._token = token

    async def bot_token(self, team_id: str) -> str | None:  # noqa: ARG002  there is but one
        """Return it, whatever the workspace."""
        return self._token


def tokens_of(settings: Settings, store: Store) -> Tokens:
    """Say where the bot's token in a workspace comes from."""
    if settings.slack_oauth:
        return Installations(store, settings.slack_client_id or "")
    return OneToken(settings.slack_bot_token)


class Poster:
    """Posts to channels and to people. Each method raises as `SlackApi.call` does.

    Args:
        api: Slack.
        tokens: Knows with which token.
    """

    def __init__(self, api: SlackApi, tokens: Tokens) -> None:
        self._api = api
        self._tokens = tokens

    async def post(
        self, team_id: str, channel: str, steps: Steps, thread_ts: str | None = None
    ) -> str:
        """Post a message.

        Args:
            team_id: The workspace.
            channel: Where; a person's id opens the conversation with them.
            steps: The message, the richest first.
            thread_ts: The message under which it belongs.

        Returns:
            What Slack knows the message by.

        Raises:
            SlackRefused: Slack answers no; `account_inactive`, where the bot is not installed.
            SlackUnreachable: As in `SlackApi.call`.
        """
        return await self.post_payloads(team_id, channel, list(sendable(steps)), thread_ts)

    async def begin(
        self, team_id: str, channel: str, steps: Steps, thread_ts: str | None = None
    ) -> tuple[str, str]:
        """Post a message that is going to be changed; see `post`.

        Returns:
            The channel it is in, which is another id than a person's, and what Slack knows it by.
        """
        thread = {} if thread_ts is None else {"thread_ts": thread_ts}
        payloads = list(sendable(steps))
        answer = await self._send("chat.postMessage", team_id, payloads, channel=channel, **thread)
        return str(answer.get("channel", channel)), str(answer.get("ts", ""))

    async def update(self, team_id: str, channel: str, ts: str, steps: Steps) -> None:
        """Put a message in the place of one that was posted."""
        await self.update_payloads(team_id, channel, ts, list(sendable(steps)))

    async def post_payloads(
        self, team_id: str, channel: str, steps: list[Payload], thread_ts: str | None = None
    ) -> str:
        """Post a message whose steps were checked before; see `post`."""
        thread = {} if thread_ts is None else {"thread_ts": thread_ts}
        answer = await self._send("chat.postMessage", team_id, steps, channel=channel, **thread)
        return str(answer.get("ts", ""))

    async def update_payloads(
        self, team_id: str, channel: str, ts: str, steps: list[Payload]
    ) -> None:
        """Put a message in the place of another, its steps checked before."""
        await self._send("chat.update", team_id, steps, channel=channel, ts=ts)

    async def _send(self, method: str, team_id: str, steps: list[Payload], **place: str) -> Json:
        token = await self._tokens.bot_token(team_id)
        if token is None:
            raise SlackRefused(NOT_INSTALLED)
        return await down_the_ladder(partial(self._call, method, token, place), steps)

    async def _call(self, method: str, token: str, place: dict[str, str], body: Payload) -> Json:
        return await self._api.call(method, token, {**body, **place})
