"""The parts of it as one thing to hold: what is subscribed, what came, what is to be checked."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.heroku_hooks.bursts import Bursts
from bot.heroku_hooks.subscriptions import Subscriptions
from bot.jobs import Jobs
from bot.store import Hook, Store
from core.collect.writing import WritingClient

Wake = Callable[[str], Awaitable[object]]
_AT_ONCE: Final = timedelta(0)


class Hooks:
    """What Heroku tells by itself, and what comes of it.

    Args:
        store: Keeps subscriptions and events.
        jobs: Does what need not be waited for.
        client: Makes a client of Heroku's API for a token; it need not be closed.
        public_url: Tells where people reach the bot, if that is known.
        own_token: Asks Heroku where no person does; None: people have their own accounts.
        wanted: Whether to subscribe at all.
        wake: Told the id of an app whose watches were just made due; None: they are found within
            the minute.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(  # noqa: PLR0913  each is another part of the bot
        self,
        store: Store,
        jobs: Jobs,
        *,
        client: Callable[[str], WritingClient],
        public_url: Callable[[], str | None],
        own_token: str | None,
        wanted: bool = True,
        wake: Wake | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._own_token = own_token
        self._wake = wake
        self._now = now
        self.subscriptions = Subscriptions(
            store, client=client, public_url=public_url, wanted=wanted, now=now
        )
        self.bursts = Bursts(store, self._make_due, now=now)

    def start(self) -> None:
        """Ask for the checks that the process before did not come to ask for."""
        self._jobs.start(self.bursts.catch_up(silent_for=_AT_ONCE))

    async def catch_up(self) -> None:
        """Ask for the checks that no process came to ask for; to be done every minute.

        Raises:
            StoreUnavailable: The database is away.
        """
        await self.bursts.catch_up()

    def found_unwatched(self, hook: Hook) -> None:
        """Have Heroku tell no more of an app of which it told though nobody watches it."""
        self._jobs.start(self.subscriptions.unsubscribe(hook.app_id, self._own_token))

    async def aclose(self) -> None:
        """Stop waiting for what is to come."""
        await self.bursts.aclose()

    async def _make_due(self, app_id: str, _: str) -> None:
        await self._store.ask_again(app_id, datetime.fromtimestamp(self._now(), UTC))
        if self._wake is not None:
            await self._wake(app_id)
