"""Whose eyes the bot looks with: one token for everybody, or each person's own Heroku account."""

from bot.settings import Settings
from bot.store import Account, Store
from core.errors import ProdcheckError


class NotLinked(ProdcheckError):
    """The person has no Heroku account linked, or took the permission back.

    Args:
        login_url: Where they link one, for 10 minutes; None: nobody knows at which address the bot
            is reached, and `PRODCHECK_URL` would say.
    """

    def __init__(self, login_url: str | None) -> None:
        super().__init__(
            "No Heroku account is linked yet.",
            hint="Link one." if login_url else "Whoever runs the bot sets PRODCHECK_URL.",
        )
        self.login_url = login_url


class Accounts:
    """The tokens that Heroku is asked with.

    Args:
        settings: Which kind, and where people sign in.
        store: Keeps what people link.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self.public_url = settings.public_url
        """Where people reach the bot; whoever learns it from a request may set it."""

    @property
    def personal(self) -> bool:
        """Whether each person looks with their own Heroku account."""
        return self._settings.heroku_oauth

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
            return_to: Where to lead them back to when that is done.
            refused: A token that Heroku has just refused: another one is got, if there is one.

        Raises:
            NotLinked: The person has to link an account first.
            Unauthorized: There is one token for everybody, and it is missing or was refused.
            HerokuUnavailable: The token has ended, and Heroku does not give another one now.
            StoreUnavailable: Nobody knows which accounts are linked.
        """
        raise NotImplementedError

    async def login_url(
        self, team_id: str, user_id: str, *, name: str = "", return_to: str = ""
    ) -> str | None:
        """Return where a person links their account, for 10 minutes; None: no address is known."""
        raise NotImplementedError

    async def account(self, team_id: str, user_id: str) -> Account | None:
        """Return the account that a person linked, if any."""
        return await self._store.account(team_id, user_id)

    async def disconnect(self, team_id: str, user_id: str) -> bool:
        """Forget a person's account and take the permission back at Heroku.

        Returns:
            Whether Heroku took it back. If not, the person can do it themselves, at
            `https://dashboard.heroku.com/account/applications`.
        """
        raise NotImplementedError
