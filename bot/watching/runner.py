"""Runs a watch: looks at its app, keeps the report, and writes down what there is to say."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import msgspec
from msgspec.structs import replace

from bot.accounts import Accounts
from bot.checking import Busy, Checked, Checker
from bot.jobs import new_reference
from bot.settings import Settings
from bot.store import Store, StoreUnavailable
from bot.store.records import Cause, NewPost, Watch
from bot.watching.obstacles import SHARED, allowed, has_told, note, obstacle_of
from bot.watching.outcome import Looked, Outcome, hindered, judged
from bot.watching.state import Obstacle
from core.collect.failure import CallFailed, explain
from core.errors import (
    AppNotFound,
    Unauthorized,
)
from core.snapshot import dump_snapshot

_LOG = logging.getLogger(__name__)
_BUSY: Final = timedelta(minutes=1)
PAUSED_REFUSED: Final = "the settings no longer allow it"
PAUSED_DOUBLE: Final = "another watch here has this app"


class Hooking(Protocol):
    """Has Heroku itself tell of watched apps."""

    async def subscribe(self, app_id: str, app: str, *, token: str, team_id: str) -> bool:
        """See to it that Heroku tells of an app, where the token may ask for that."""
        ...

    async def unsubscribe(self, app_id: str, token: str | None) -> None:
        """Have Heroku tell no more of an app, unless somebody still watches it."""
        ...


class _App(msgspec.Struct):
    name: str


class WatchRunner:
    """Runs watches, each by itself: none of them stops another.

    Args:
        settings: Which apps and channels the bot is for.
        store: Keeps watches and reports.
        checker: Looks at apps.
        accounts: Gives the token to look with.
        now: Tells the time, in seconds since 1970.
        hooks: Has Heroku tell of changes; None: it does not.
        new_id: Makes up the id of a message.
    """

    def __init__(  # noqa: PLR0913  the parts that a run takes
        self,
        settings: Settings,
        store: Store,
        checker: Checker,
        accounts: Accounts,
        *,
        now: Callable[[], float] = time.time,
        hooks: Hooking | None = None,
        new_id: Callable[[], str] = lambda: secrets.token_urlsafe(12),
    ) -> None:
        self._settings = settings
        self._store = store
        self._checker = checker
        self._accounts = accounts
        self._now = now
        self._hooks = hooks
        self._new_id = new_id
        self._hindering = asyncio.Lock()

    async def run(self, watch_id: str, claim: int) -> None:
        """Run a watch, if its claim still stands.

        Args:
            watch_id: The watch.
            claim: The number under which it was claimed.

        Raises:
            StoreUnavailable: What comes of it could not be kept; it is to be called again.
        """
        watch = await self._store.watch(watch_id)
        if watch is None or watch.claim != claim:
            return
        try:
            await self.look(watch)
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001  the others are to run, and this one when its lease ends
            _LOG.exception("A watch was not run [%s]", new_reference())

    async def look(self, watch: Watch, checked: Checked | None = None) -> bool:
        """Look at the app of a watch that is claimed, and keep what comes of it.

        Args:
            watch: As it was claimed.
            checked: What was seen just now; None: it is to be looked at.

        Returns:
            Whether something came of it: the bot may be busy, or somebody else have the claim by
            now.

        Raises:
            StoreUnavailable: It could not be kept; the watch runs again when its lease ends.
        """
        now = datetime.fromtimestamp(self._now(), UTC)
        token = ""
        try:
            if not allowed(watch.app, watch, self._settings):
                return await self._finish((replace(watch, paused=PAUSED_REFUSED), ()), now)
            token = await self._token(watch)
            checked = checked or await self._checked(watch, token)
            outcome = judged(watch, await self._keep(watch, checked), now, self._new_id)
        except StoreUnavailable:
            raise
        except Busy:
            await self._finish((replace(watch, next_due=now + _BUSY), ()), now)
            return False
        except Exception as error:  # noqa: BLE001  whatever it is, the watch goes on
            reference = new_reference()
            note(watch, error, reference)
            return await self._hinder(watch, obstacle_of(error), now, reference)
        kept = await self._finish(await self._alone(outcome), now)
        await self._listen(outcome[0], token, instead_of=watch.app_id)
        return kept

    async def _hinder(
        self, watch: Watch, obstacle: Obstacle, now: datetime, reference: str
    ) -> bool:
        async with self._hindering:  # the next one is to see what this one told
            outcome = hindered(watch, obstacle, now, self._new_id, reference=reference)
            if outcome[1] and obstacle in SHARED and await self._is_told(watch, obstacle):
                outcome = hindered(watch, obstacle, now, self._new_id, told=True)
            return await self._finish(outcome, now)

    async def _is_told(self, watch: Watch, obstacle: Obstacle) -> bool:
        others = await self._store.watches_of_channel(watch.team_id, watch.channel_id)
        return any(has_told(each, obstacle) for each in others if each.id != watch.id)

    async def _finish(self, outcome: Outcome, now: datetime) -> bool:
        watch, posts = outcome
        return await self._store.finish_run(watch, ran_at=now, posts=posts)

    async def _alone(self, outcome: Outcome) -> Outcome:
        """Keep the old name where the channel has another watch of the new one."""
        watch = outcome[0]
        others = await self._store.watches_of_channel(watch.team_id, watch.channel_id)
        if all(each.app != watch.app or each.id == watch.id for each in others):
            return outcome
        old = next((each.app for each in others if each.id == watch.id), watch.app)
        silence: tuple[NewPost, ...] = ()
        return replace(watch, app=old, paused=PAUSED_DOUBLE), silence

    async def _token(self, watch: Watch, refused: str | None = None) -> str:
        return await self._accounts.token_for(watch.team_id, watch.user_id, refused=refused)

    async def _checked(self, watch: Watch, token: str) -> Checked:
        try:
            return await self._same_app(watch, token)
        except Unauthorized:
            # It may have been revoked before its time; if there is another one, that is tried.
            return await self._same_app(watch, await self._token(watch, refused=token))

    async def _same_app(self, watch: Watch, token: str) -> Checked:
        """Look at the app under its name, or under the one it has by now.

        Where it is gone, another of its name takes its place: it was made anew.
        """
        checked = None
        try:
            checked = await self._checker.check(watch.app, token, anew=True)
        except AppNotFound:
            if watch.app_id is None:
                raise
        if checked is not None and watch.app_id in {None, checked.snapshot.app.id}:
            return checked
        try:
            name = await self._name(watch.app_id or watch.app, token)
        except AppNotFound:
            if checked is None:
                raise
            return checked
        if not allowed(name, watch, self._settings):
            raise AppNotFound(f"{name} is not in PRODCHECK_APPS.")
        return await self._checker.check(name, token, anew=True)

    async def _name(self, app_id: str, token: str) -> str:
        async with self._checker.client(token) as heroku:
            try:
                return (await heroku.get(f"/apps/{app_id}", _App)).name
            except CallFailed as failure:
                raise explain(app_id, failure) from None

    async def _keep(self, watch: Watch, checked: Checked) -> Looked:
        report_id = await self._store.save_report(
            checked.report,
            dump_snapshot(checked.snapshot),
            team_id=watch.team_id,
            user_id=watch.user_id,
            cause=await self._cause(watch),
        )
        return Looked(report=checked.report, snapshot=checked.snapshot, report_id=report_id)

    async def _cause(self, watch: Watch) -> Cause:
        """Say why the app is looked at: Heroku told of a change since the last run, or it is time.

        The first run is what somebody asked for.
        """
        if watch.ran_at is None:
            return "asked"
        hook = None if watch.app_id is None else await self._store.hook(watch.app_id)
        asked = hook.asked_at if hook else None
        return "event" if asked is not None and asked > watch.ran_at else "schedule"

    async def _listen(self, watch: Watch, token: str, *, instead_of: str | None) -> None:
        if self._hooks is None or watch.app_id is None or watch.paused is not None:
            return
        try:
            if instead_of is not None and instead_of != watch.app_id:
                await self._hooks.unsubscribe(instead_of, None)
            await self._hooks.subscribe(watch.app_id, watch.app, token=token, team_id=watch.team_id)
        except Exception:  # noqa: BLE001  the schedule is the net below
            _LOG.exception("Heroku could not be asked to tell of an app [%s]", new_reference())
