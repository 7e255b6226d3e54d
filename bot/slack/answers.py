"""From a question to an answer: every error becomes a short message of its own."""

import logging
from collections.abc import Sequence
from datetime import datetime

from bot.access import Refusal
from bot.accounts import Accounts, NotLinked
from bot.app_names import AppNames, close
from bot.checking import Busy, Checked, Checker
from bot.jobs import new_reference
from bot.settings import Settings
from bot.slack.answer import Answer, short
from bot.slack.blocks import notices, states
from bot.slack.blocks.controls import Occasion
from bot.slack.blocks.ladder import ladder
from bot.slack.blocks.surfaces import Message
from bot.slack.delivery import Audience
from bot.slack.keeping import Keeper
from bot.slack.origin import Origin
from bot.slack.people import People
from bot.store import Store, StoreUnavailable
from bot.web.addresses import Addresses
from core.changes import compare
from core.errors import (
    AppNotFound,
    Forbidden,
    HerokuError,
    HerokuUnavailable,
    RateLimited,
    Unauthorized,
)
from core.report import Report

_LOG = logging.getLogger(__name__)


class Examiner:
    """Answers questions about apps.

    Args:
        settings: Who may ask.
        store: Keeps reports.
        checker: Checks.
        accounts: Gives the token to look with.
        names: Knows which apps a person may see.
        people: Knows who may ask.
        addresses: Makes links to pages.
    """

    def __init__(  # noqa: PLR0913  the parts that an answer takes
        self,
        settings: Settings,
        *,
        store: Store,
        checker: Checker,
        accounts: Accounts,
        names: AppNames,
        people: People,
        addresses: Addresses,
    ) -> None:
        self._settings = settings
        self._store = store
        self._keeper = Keeper(store, accounts)
        self._checker = checker
        self._accounts = accounts
        self._names = names
        self._people = people
        self._addresses = addresses

    async def answer(self, origin: Origin, app: str, audience: Audience) -> Answer:
        """Check an app and say how it stands, or why not. It raises nothing.

        Args:
            origin: Who asks, and where.
            app: The app.
            audience: Who sees the report; anything else goes to the person alone.
        """
        try:
            refused = await self.refused(origin, app)
            if refused is not None:
                return short(refused)
            checked = await self.checked(origin, app)
            before = await self.report_before(origin, app, checked.report.taken_at)
            kept = await self._keeper.keep(origin, checked)
            return self._reported(origin, checked, audience, report_id=kept, before=before)
        except Exception as error:  # noqa: BLE001  somebody waits for an answer, whatever happens
            return short(await self.explained(origin, app, error))

    async def refused(self, origin: Origin, app: str | None = None) -> Message | None:
        """Say why somebody is not answered; None when they are.

        An app that the bot is not for is as unknown as one that is not there.
        """
        match await self._people.refusal(origin, app):
            case None:
                return None
            case Refusal.APP:
                reference = new_reference()
                _LOG.info("An app that is not in PRODCHECK_APPS was asked for [%s]", reference)
                return await self._unknown(origin, app or "", reference)
            case Refusal.CHANNEL:
                return states.channel_not_allowed()
            case Refusal.PERSON:
                return states.person_not_allowed()
            case Refusal.UNSURE:
                reference = new_reference()
                _LOG.warning("Slack did not tell who somebody is [%s]", reference)
                return notices.unsure(reference)

    async def timezone(self, origin: Origin) -> str:
        """Return the time zone of a person."""
        return await self._people.timezone(origin)

    async def visible(self, origin: Origin) -> tuple[str, ...]:
        """List the apps that a person may see; none when that cannot be told."""
        try:
            token = await self._accounts.token_for(origin.team_id, origin.user_id)
            return await self._names.visible(token)
        except (HerokuError, NotLinked, StoreUnavailable) as error:
            _LOG.info("The apps of a person could not be listed: %s", error.message)
            return ()

    async def report_before(self, origin: Origin, app: str, moment: datetime) -> Report | None:
        """Return the newest report of an app from before a moment that the person may see."""
        mine = origin.user_id if self._accounts.personal else None
        try:
            stored = await self._store.report_before(origin.team_id, app, moment, user_id=mine)
        except StoreUnavailable:
            return None
        return None if stored is None else stored.report

    async def explained(self, origin: Origin, app: str, error: Exception) -> Message:
        """Say what went wrong, what to do, and under which reference the log has more."""
        reference = new_reference()
        _log(error, app, reference)
        match error:
            case NotLinked(login_url=url):
                said = states.sign_in(url) if url else notices.no_address()
            case Busy():
                said = states.busy(app)
            case Unauthorized():
                said = states.bad_token(reference)
            case AppNotFound():
                said = await self._unknown(origin, app, reference)
            case Forbidden():
                said = await self._forbidden(origin, app, reference)
            case RateLimited():
                said = states.rate_limited(app, reference=reference)
            case HerokuUnavailable():
                said = states.heroku_down(app, reference)
            case _:
                said = states.failure(reference)
        return said

    async def checked(self, origin: Origin, app: str) -> Checked:
        """Check an app with the account of whoever asks.

        Raises:
            NotLinked: They have to link one first.
            ProdcheckError: As `Checker.check` raises it.
            StoreUnavailable: The database is away.
        """
        token = await self._token(origin)
        try:
            return await self._checker.check(app, token)
        except Unauthorized:
            # It may have been revoked before its time; if there is another one, that is tried.
            return await self._checker.check(app, await self._token(origin, refused=token))

    async def _token(self, origin: Origin, refused: str | None = None) -> str:
        return await self._accounts.token_for(
            origin.team_id,
            origin.user_id,
            name=origin.user_name,
            return_to=_back_to(origin),
            refused=refused,
        )

    def _reported(
        self,
        origin: Origin,
        checked: Checked,
        audience: Audience,
        *,
        report_id: str | None,
        before: Report | None,
    ) -> Answer:
        public = audience is Audience.CHANNEL or (audience is Audience.SAME and origin.public)
        occasion = Occasion(
            asked_by=origin.user_id,
            seconds=checked.seconds,
            public=public,
            report_id=report_id,
            changes=None if before is None else compare(before, checked.report),
            page=None if report_id is None else self._addresses.report(report_id),
        )
        return Answer(
            steps=ladder(checked.report, occasion).steps,
            audience=audience,
            report=checked.report,
            report_id=report_id,
        )

    async def _unknown(self, origin: Origin, app: str, reference: str) -> Message:
        return states.unknown_app(app, _guesses(app, await self.visible(origin)), reference)

    async def _forbidden(self, origin: Origin, app: str, reference: str) -> Message:
        """Say that Heroku does not let us look, and of an app out of sight nothing at all."""
        try:
            token = await self._accounts.token_for(origin.team_id, origin.user_id)
            names = await self._names.visible(token)
        except Forbidden:
            return notices.account_trouble(reference)
        except (HerokuError, NotLinked, StoreUnavailable):
            names = ()
        if app in names:
            return states.no_access(app, await self._names.account(token), reference)
        return states.unknown_app(app, _guesses(app, names), reference)


def _guesses(app: str, names: Sequence[str]) -> list[str]:
    return [name for name in close(app, names) if name != app]


def _back_to(origin: Origin) -> str:
    """Return the address of where it was asked, to come back to after signing in at Heroku."""
    if origin.channel_id is None:
        return f"slack://open?team={origin.team_id}"
    return f"slack://channel?team={origin.team_id}&id={origin.channel_id}"


def _log(error: Exception, app: str, reference: str) -> None:
    match error:
        case NotLinked() | Busy():
            _LOG.info("%r was not checked: %s [%s]", app, error.message, reference)
        case HerokuError():
            heroku = f" (Heroku's request {error.request_id})" if error.request_id else ""
            _LOG.warning("%r was not checked: %s%s [%s]", app, error.message, heroku, reference)
        case _:
            _LOG.error("%r was not checked [%s]", app, reference, exc_info=error)
