"""What people do with watches: begin, change, pause, mute and end them."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from msgspec import UnsetType
from msgspec.structs import replace

from bot.checking import Checked
from bot.slack.blocks.watch_alerts import MUTE_DAYS
from bot.store import Store
from bot.store.records import Watch
from bot.store.watches import new_watch_id
from bot.watching.runner import Hooking, WatchRunner
from bot.watching.schedule import Wish, next_after, read
from bot.watching.sender import PAUSED_CLOSED, PostSender
from bot.watching.state import Mute, begun_anew, dump, load_mutes
from core.errors import ProdcheckError

_LOG = logging.getLogger(__name__)

PAUSED_BY_HAND: Final = "somebody paused it"
MOST: Final = 100
"""Watches of one channel."""


_T = TypeVar("_T")


class TooMany(ProdcheckError):
    """The channel has as many watches as it may."""


class Watches:
    """Watches, as people handle them; who may is for the caller to say.

    Every method raises `StoreUnavailable` while the database is away.

    Args:
        store: Keeps them.
        runner: Runs them.
        sender: Sends what they say.
        hooks: Has Heroku tell of changes; None: it does not.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        runner: WatchRunner,
        sender: PostSender,
        *,
        hooks: Hooking | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._runner = runner
        self._sender = sender
        self._hooks = hooks
        self._now = now

    async def begin(  # noqa: PLR0913  what a watch is made of
        self,
        checked: Checked,
        wish: Wish,
        *,
        team_id: str,
        channel_id: str,
        user_id: str,
        timezone: str,
    ) -> Watch:
        """Begin to watch an app that was just seen, or change the watch that the channel has.

        Args:
            checked: What was seen.
            wish: When to look; what was not said is left as it is.
            team_id: The workspace.
            channel_id: Who is told.
            user_id: Who asks: the app is read with their account.
            timezone: That of the person, where none was said.

        Returns:
            The watch after its first run.

        Raises:
            TooMany: The channel has too many.
        """
        others = await self._store.watches_of_channel(team_id, channel_id)
        old = next((each for each in others if each.app == checked.report.app), None)
        if old is None and len(others) >= MOST:
            raise TooMany(f"This channel has {MOST} watches.", hint="End one that is not needed.")
        now = self._moment()
        watch = await self._store.save_watch(
            Watch(
                id=new_watch_id(),
                team_id=team_id,
                channel_id=channel_id,
                user_id=user_id,
                app=checked.report.app,
                app_id=checked.snapshot.app.id,
                schedule=str(_given(wish.schedule, read(old.schedule if old else ""))),
                timezone=_given(wish.timezone, old.timezone if old else timezone),
                digest=_given(wish.digest, old.digest if old else False),
                made_at=now,
                next_due=now,
            )
        )
        unheard = old is not None and old.paused == PAUSED_CLOSED
        return await self._run(watch, checked, anew=unheard) or watch

    async def change(self, watch: Watch, wish: Wish) -> Watch:
        """Give a watch another schedule; whoever made it still lends it their eyes."""
        schedule = _given(wish.schedule, read(watch.schedule))
        timezone = _given(wish.timezone, watch.timezone)
        due = next_after(schedule, timezone, self._moment(), watch.id)
        return await self._store.save_watch(
            replace(
                watch,
                schedule=str(schedule),
                timezone=timezone,
                digest=_given(wish.digest, watch.digest),
                next_due=due,
            )
        )

    async def end(self, watch: Watch, token: str | None) -> bool:
        """Forget a watch.

        Args:
            watch: The watch.
            token: To ask Heroku to tell of the app no longer; None: there is none.

        Returns:
            Whether it was there.
        """
        gone = await self._store.delete_watch(watch.id)
        if gone is not None:
            await self._unhook(gone, token)
        return gone is not None

    async def run_now(self, watch: Watch) -> Watch | None:
        """Look at the app now, paused or not.

        Returns:
            The watch as it is then; None: that is put off for a moment, as somebody else is at it,
            or the bot is busy.
        """
        return await self._run(watch, None, anew=watch.paused == PAUSED_CLOSED)

    async def pause(self, watch: Watch) -> None:
        """Let a watch rest until somebody resumes it."""
        await self._store.pause_watch(watch.id, PAUSED_BY_HAND)

    async def mute(self, watch: Watch, check: str, by: str) -> datetime:
        """Say nothing of a check for a while, whoever mutes others meanwhile; return until when."""
        now = self._moment()
        mute = Mute(check=check, until=now + timedelta(days=MUTE_DAYS), by=by)
        known: Watch | None = watch
        while known is not None:
            others = (each for each in load_mutes(known.mutes, now) if each.check != check)
            if await self._store.set_mutes(known, dump((*others, mute))):
                break
            known = await self._store.watch(watch.id)
        return mute.until

    async def _unhook(self, gone: Watch, token: str | None) -> None:
        if self._hooks is None or gone.app_id is None:
            return
        try:
            await self._hooks.unsubscribe(gone.app_id, token)
        except ProdcheckError as error:
            _LOG.warning("Heroku tells of an app that nobody watches: %s", error.message)

    async def _run(self, watch: Watch, checked: Checked | None, *, anew: bool) -> Watch | None:
        """Run a watch here and now; where somebody else is at it, once more after that.

        Args:
            watch: The watch.
            checked: What was seen just now; None: it is to be looked at.
            anew: Whether nobody has seen what it said last: it begins as a new one does.
        """
        claimed = await self._store.claim_watch(watch.id, self._moment())
        if claimed is None:
            await self._store.make_due(watch.id, self._moment())
            return None
        if anew:
            claimed = replace(claimed, state=begun_anew(claimed.state))
        looked = await self._runner.look(claimed, checked)
        await self._sender.send_due()
        return await self._store.watch(watch.id) if looked else None

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)


def _given(value: _T | UnsetType, otherwise: _T) -> _T:
    return otherwise if isinstance(value, UnsetType) else value
