"""Whose eyes the bot looks with: one token for everybody, or each person's own Heroku account."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote
from weakref import WeakValueDictionary

import msgspec

from bot.heroku_login import Grant, HerokuLogin, LoginRefused
from bot.last_known import LastKnown
from bot.settings import Settings
from bot.store import Account, LinkState, Store
from core.errors import HerokuUnavailable, ProdcheckError, Unauthorized

LOGIN_PATH: Final = "/heroku/login"
_MARGIN: Final = timedelta(minutes=5)
"""A token that ends sooner is renewed: no check takes that long."""


class NotLinked(ProdcheckError):
    """The person has no Heroku account linked, or took the permission back.

    Args:
        login_url: Where they link one, for 10 minutes; None: nobody knows at which address the bot
            is reached, and `PRODCHECK_URL` would say.
    """

    def __init__(self, login_url: str | None) -> None:
        super().__init__(
            "No Heroku account is linked.",
            hint="Link one." if login_url else "Whoever runs the bot sets PRODCHECK_URL.",
        )
        self.login_url = login_url


class Accounts:
    """The tokens that Heroku is asked with.

    Args:
        settings: Which kind, and where people sign in.
        store: Keeps what people link.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(
        self, settings: Settings, store: Store, *, now: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._store = store
        self._now = now
        self._heroku = HerokuLogin(settings)
        self._linked = LastKnown(store)
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self.public_url = settings.public_url
        """Where people reach the bot; whoever learns it from a request may set it."""

    @property
    def personal(self) -> bool:
        """Whether each person looks with their own Heroku account."""
        return self._settings.heroku_oauth

    @property
    def login_host(self) -> str:
        """Where people sign in to Heroku: an address without a final slash."""
        return self._settings.heroku_login_url

    async def token_for(
        self,
        team_id: str,
        user_id: str,
        *,
        name: str = "",
        return_to: str = "",
        refused: str | None = None,
    ) -> str:
        """Return the token to ask Heroku with for a person.

        Args:
            team_id: The workspace of the person.
            user_id: The person.
            name: What they are called in Slack: the page where they link an account shows it.
            return_to: Where to lead them back to when that is done: an address of Slack's.
            refused: A token that Heroku has just refused: another one is got, if there is one.

        Raises:
            NotLinked: The person has to link an account first.
            Unauthorized: There is one token for everybody, and it is missing or was refused.
            HerokuUnavailable: The token has ended, and Heroku does not give another one now.
            StoreUnavailable: The database is away, and the person did not ask lately.
        """
        if not self.personal:
            return self._shared(refused)
        async with self._lock(team_id, user_id):
            linked = await self._linked.account(team_id, user_id)
            account = linked and await self._renewed(linked, refused)
        if account is None:
            raise NotLinked(await self.login_url(team_id, user_id, name=name, return_to=return_to))
        return account.access_token

    async def login_url(
        self, team_id: str, user_id: str, *, name: str = "", return_to: str = ""
    ) -> str | None:
        """Return where a person links their account, for 10 minutes; None: no address is known.

        Raises:
            StoreUnavailable: It cannot be remembered who is to come.
        """
        if self.public_url is None:
            return None
        state = await self._store.new_state(team_id, user_id, return_to, name=name)
        return f"{self.public_url}{LOGIN_PATH}?state={quote(state, safe='')}"

    def authorize_url(self, state: str) -> str:
        """Return where a person allows us to read, at Heroku."""
        return self._heroku.authorize_url(state)

    async def link(self, who: LinkState, code: str) -> None:
        """Link the account of a person who came back from Heroku with a code.

        Raises:
            LoginRefused: Heroku does not take the code.
            HerokuUnavailable: Heroku does not answer, or not in a way that makes sense.
            StoreUnavailable: It cannot be kept.
        """
        grant = await self._heroku.exchange(code)
        async with self._lock(who.team_id, who.user_id):
            account = self._account(who.team_id, who.user_id, grant)
            await self._linked.save(account)

    async def account(self, team_id: str, user_id: str) -> Account | None:
        """Return the account that a person linked, if any; Heroku may have ended it since.

        Raises:
            StoreUnavailable: The database is away, and the person did not ask lately.
        """
        return await self._linked.account(team_id, user_id)

    async def disconnect(self, team_id: str, user_id: str) -> bool:
        """Forget a person's account and take the permission back at Heroku.

        Returns:
            Whether Heroku took it back. If not, the person can do it themselves, at
            `https://dashboard.heroku.com/account/applications`.

        Raises:
            StoreUnavailable: It could not be forgotten.
        """
        async with self._lock(team_id, user_id):
            linked = await self._linked.account(team_id, user_id)
            await self._linked.forget(team_id, user_id)
        return linked is not None and await self._revoke(linked)

    async def _revoke(self, account: Account) -> bool:
        ends = account.expires_at
        if ends is None or ends > self._moment():
            return await self._heroku.revoke(account.access_token)
        try:
            renewed = await self._renew(account)
        except HerokuUnavailable:
            return False
        return renewed is None or await self._heroku.revoke(renewed.access_token)

    def _shared(self, refused: str | None) -> str:
        token = self._settings.heroku_api_key
        if token is None:
            raise Unauthorized("The bot has no Heroku token.", hint="Set HEROKU_API_KEY.")
        if token == refused:
            raise Unauthorized(
                "Heroku refuses the token that the bot has.", hint="Set another HEROKU_API_KEY."
            )
        return token

    async def _renewed(self, account: Account, refused: str | None) -> Account | None:
        """Return an account whose token is good for a while; None when Heroku gives no more."""
        now = self._moment()
        ends, is_refused = account.expires_at, account.access_token == refused
        if not is_refused and (ends is None or ends - now > _MARGIN):
            return account
        try:
            renewed = await self._renew(account)
        except HerokuUnavailable:
            if is_refused or ends is None or ends <= now:
                raise
            return account
        if renewed is not None:
            await self._linked.renew(renewed)
        return renewed

    async def _renew(self, account: Account) -> Account | None:
        """Get a new access token; None when Heroku gives no more."""
        if account.refresh_token is None:
            return None
        try:
            grant = await self._heroku.refresh(account.refresh_token)
        except LoginRefused:
            return None
        renewed = self._account(account.team_id, account.user_id, grant)
        return msgspec.structs.replace(
            renewed,
            heroku_user_id=renewed.heroku_user_id or account.heroku_user_id,
            refresh_token=renewed.refresh_token or account.refresh_token,
        )

    def _account(self, team_id: str, user_id: str, grant: Grant) -> Account:
        life = grant.expires_in
        return Account(
            team_id=team_id,
            user_id=user_id,
            heroku_user_id=grant.user_id,
            access_token=grant.access_token,
            refresh_token=grant.refresh_token,
            expires_at=None if life is None else self._moment() + timedelta(seconds=life),
        )

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)

    def _lock(self, team_id: str, user_id: str) -> asyncio.Lock:
        return self._locks.setdefault((team_id, user_id), asyncio.Lock())
