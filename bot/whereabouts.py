"""Where people reach the bot: as it was set, or as Slack's requests show."""

from typing import Final

from bot.accounts import Accounts
from bot.jobs import Jobs
from bot.settings import Settings
from bot.store import Store, StoreUnavailable

NOTE: Final = "public-url"


class Whereabouts:
    """Learns the address of the bot.

    A worker answers nobody, and a web process that was just started has not been asked anything
    yet: both take the address that was noted last.

    Args:
        settings: May say the address outright.
        accounts: Holds it for those who need it.
        store: Where it is noted.
        jobs: Does what need not be waited for.
    """

    def __init__(self, settings: Settings, accounts: Accounts, store: Store, jobs: Jobs) -> None:
        self._settings = settings
        self._accounts = accounts
        self._store = store
        self._jobs = jobs

    async def recall(self) -> None:
        """Take the address that was noted last, where none is set."""
        if self._accounts.public_url is not None:
            return
        try:
            self._accounts.public_url = await self._store.noted(NOTE)
        except StoreUnavailable:
            return  # Slack's next request shows it

    def learn(self, host: str) -> None:
        """Take the address at which a request came that Slack has signed.

        Args:
            host: The `Host` of the request.
        """
        url = self._settings.url_at(host)
        if url is None or url == self._accounts.public_url:
            return
        self._accounts.public_url = url
        self._jobs.start(self._store.note(NOTE, url))
