"""Bolt as we use it: our tokens, our log, and nothing of the environment it reads for itself."""

import logging
import secrets
from typing import Final

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings

from bot.app_names import AppNames
from bot.manifest import BOT_SCOPES
from bot.settings import Settings
from bot.slack.authorize import ManyWorkspaces, OneWorkspace
from bot.slack.desk import Desk
from bot.slack.web_api import SlackApi
from bot.store import Store
from bot.store.installations import Installations, SlackStates
from bot.watching.parts import Watching

INSTALL_PATH: Final = "/slack/install"
REDIRECT_PATH: Final = "/slack/oauth_redirect"


class SlackApp(AsyncApp):
    """Bolt's app, with what it has to close. `create_slack_app` makes it whole."""

    api: SlackApi
    names: AppNames
    desk: Desk
    watching: Watching

    async def aclose(self) -> None:
        """Close the connections. Jobs are to be drained before: they speak over them."""
        await self.names.aclose()
        await self.api.aclose()


def make_bolt(settings: Settings, store: Store, api: SlackApi) -> SlackApp:
    """Make the app without any listener."""
    # Bolt and Slack's SDK log bodies and headers; what matters of them, our own log says.
    logger = logging.getLogger("bot.slack.bolt")
    logger.setLevel(logging.ERROR)
    authorize: AsyncAuthorize = OneWorkspace(api, settings.slack_bot_token or "")
    oauth = None
    if settings.slack_oauth:
        oauth = _oauth(settings, store)
        authorize = ManyWorkspaces(oauth.installation_store)
    app = SlackApp(
        name="prodcheck",
        logger=logger,
        # Without a secret nothing may be let in, and an empty one anybody could sign with.
        signing_secret=settings.slack_signing_secret or secrets.token_hex(32),
        authorize=authorize,  # type: ignore[arg-type]  # Bolt takes its own class, and says not so
        oauth_settings=oauth,
    )
    ours = api.client()
    app.client.base_url, app.client.proxy = ours.base_url, ours.proxy
    return app


def _oauth(settings: Settings, store: Store) -> AsyncOAuthSettings:
    return AsyncOAuthSettings(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret,
        scopes=list(BOT_SCOPES),
        user_scopes=[],
        redirect_uri=f"{settings.public_url}{REDIRECT_PATH}" if settings.public_url else None,
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        installation_store=Installations(store, settings.slack_client_id or ""),
        state_store=SlackStates(store),
    )
