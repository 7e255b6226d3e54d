"""App Home, for one person: what needs attention, and how the bot is set up."""

import logging

from bot.access import app_allowed
from bot.accounts import Accounts, NotLinked
from bot.app_names import AppNames
from bot.jobs import new_reference
from bot.manifest import BOT_NAME
from bot.settings import Settings
from bot.slack.answers import Examiner
from bot.slack.blocks.home import Setup, home_view
from bot.slack.blocks.notices import message_home
from bot.slack.blocks.surfaces import Home
from bot.slack.blocks.watch_rows import Row
from bot.slack.origin import Origin
from bot.slack.screens import Screens
from bot.store import Store, StoreUnavailable
from bot.watching.listed import listed
from core.errors import HerokuError
from core.report import Report
from core.version import __version__

_LOG = logging.getLogger(__name__)
_OWN = "your own Heroku account"
_SHARED = "HEROKU_API_KEY"


class HomePage:
    """Composes and shows App Home.

    Args:
        settings: What the bot is set up with.
        store: Has the reports.
        accounts: Knows who linked a Heroku account.
        names: Knows what accounts are called.
        examiner: Knows who may ask.
        screens: Shows it.
    """

    def __init__(  # noqa: PLR0913, PLR0917  the parts that it is made of
        self,
        settings: Settings,
        store: Store,
        accounts: Accounts,
        names: AppNames,
        examiner: Examiner,
        screens: Screens,
    ) -> None:
        self._settings = settings
        self._store = store
        self._accounts = accounts
        self._names = names
        self._examiner = examiner
        self._screens = screens

    async def show(self, origin: Origin) -> None:
        """Show it to the person.

        Raises:
            SlackRefused: Slack does not take it.
            SlackUnreachable: Slack does not answer.
        """
        await self._screens.home(origin, await self._view(origin))

    async def _view(self, origin: Origin) -> Home:
        refused = await self._examiner.refused(origin)
        if refused is not None:
            return message_home(refused)
        return home_view(
            await self._reports(origin), await self._setup(origin), await self._watches(origin)
        )

    async def _watches(self, origin: Origin) -> list[Row]:
        """List the watches that the person asked for."""
        team = origin.home_team or origin.team_id
        try:
            kept = await self._store.watches_of_team(team, user_id=origin.user_id)
        except StoreUnavailable:
            _LOG.error("App Home shows no watches: the database is away [%s]", new_reference())
            return []
        return list(map(listed, kept))

    async def _reports(self, origin: Origin) -> list[Report]:
        """List the last report of each app that the person may see.

        Where people link their own accounts, others' reports may be of apps out of sight.
        """
        asker = origin.user_id if self._accounts.personal else None
        try:
            kept = await self._store.latest_reports(origin.team_id, user_id=asker)
        except StoreUnavailable:
            _LOG.error("App Home shows no reports: the database is away [%s]", new_reference())
            return []
        return [each.report for each in kept if app_allowed(each.app, self._settings)]

    async def _setup(self, origin: Origin) -> Setup:
        account, sign_in = await self._account(origin)
        return Setup(
            account=account,
            sign_in_url=sign_in,
            can_sign_out=self._accounts.personal and account is not None,
            apps=self._settings.apps,
            channels=self._settings.channels,
            people=len(self._settings.users),
            version=__version__,
            bot=BOT_NAME,
        )

    async def _account(self, origin: Origin) -> tuple[str | None, str | None]:
        """Say which Heroku account is read with, or where the person links one."""
        try:
            token = await self._accounts.token_for(
                origin.team_id, origin.user_id, return_to=f"slack://open?team={origin.team_id}"
            )
        except NotLinked as missing:
            return None, missing.login_url
        except (HerokuError, StoreUnavailable):
            return None, None
        name = await self._names.account(token)
        return name or (_OWN if self._accounts.personal else _SHARED), None
