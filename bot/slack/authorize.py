"""With which token the bot speaks in a workspace, and who it is there."""

import asyncio
import logging
from typing import Final

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

from bot.slack.web_api import Json, SlackApi, SlackRefused, SlackUnreachable

_LOG = logging.getLogger(__name__)
_WAIT: Final = 0.5
"""Seconds that an acknowledgement waits to learn who the bot is; without it, it goes on."""


class OneWorkspace(AsyncAuthorize):
    """The workspace of `SLACK_BOT_TOKEN`. Slack is asked once who the bot is.

    Bolt's own asks before each acknowledgement until it had an answer, and has none to give while
    Slack is unreachable.

    Args:
        api: Slack.
        token: The bot's.
    """

    def __init__(self, api: SlackApi, token: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._api = api
        self._token = token
        self._asked: asyncio.Task[Json | None] | None = None

    async def __call__(self, **_: object) -> AuthorizeResult:
        """Say who the bot is, as far as that is known."""
        known = await self._identity() or {}
        return AuthorizeResult(
            enterprise_id=known.get("enterprise_id"),
            team_id=known.get("team_id"),
            bot_user_id=known.get("user_id"),
            bot_id=known.get("bot_id"),
            bot_token=self._token,
        )

    async def _identity(self) -> Json | None:
        if self._asked is None or (self._asked.done() and self._asked.result() is None):
            self._asked = asyncio.create_task(self._ask())
        await asyncio.wait({self._asked}, timeout=_WAIT)
        return self._asked.result() if self._asked.done() else None

    async def _ask(self) -> Json | None:
        try:
            return await self._api.call("auth.test", self._token, {})
        except (SlackRefused, SlackUnreachable) as error:
            _LOG.warning("Slack did not tell who the bot is: %s", error.message)
            return None


class ManyWorkspaces(AsyncAuthorize):
    """The workspaces that installed the bot over OAuth.

    Args:
        installations: Knows them.
    """

    def __init__(self, installations: AsyncInstallationStore) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._installations = installations

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        **_: object,
    ) -> AuthorizeResult | None:
        """Say who the bot is in a workspace; None where it is not installed."""
        bot = await self._installations.async_find_bot(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=context.is_enterprise_install,
        )
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=bot.enterprise_id,
            team_id=bot.team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
        )
