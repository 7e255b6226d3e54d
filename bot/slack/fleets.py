"""Fleets in Slack: scans that people ask for, stop, and look at again."""

import contextlib
import logging
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import msgspec

from bot.access import DIRECT
from bot.accounts import Accounts
from bot.app_names import matching
from bot.checking import Checker
from bot.engine.port import Engine
from bot.fleets.past import NOT_BEGUN, STOPPED, fleet_of_run, scope_of
from bot.fleets.port import FLEET, FleetJob
from bot.fleets.scopes import guesses
from bot.jobs import new_reference
from bot.manifest import BOT_NAME
from bot.slack.answers import Examiner
from bot.slack.blocks import fleet, fleet_notices, notices
from bot.slack.blocks.ids import FleetTarget
from bot.slack.blocks.surfaces import Message
from bot.slack.delivery import Delivery, Steps
from bot.slack.fleet_board import FleetBoard
from bot.slack.origin import Origin
from bot.slack.posting import Poster
from bot.slack.typed import ScanFleet
from bot.slack.web_api import SlackRefused
from bot.store import FleetRun, Store, StoreUnavailable
from core.errors import ProdcheckError
from core.fleet import FleetScope

_LOG = logging.getLogger(__name__)
_LISTING: Final = "Listing the apps…"

Spot = tuple[str, str]
"""A channel, and what Slack knows a message in it by."""


class Fleets:
    """What people do with fleets.

    Args:
        store: Keeps the scans.
        checker: Makes calls.
        accounts: Gives the token to look with.
        examiner: Knows who may ask.
        delivery: Sends messages to who asked.
        poster: Posts the messages that are changed later.
        board: Composes them.
        engine: Does the scans.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(  # noqa: PLR0913  the parts that it is made of
        self,
        *,
        store: Store,
        checker: Checker,
        accounts: Accounts,
        examiner: Examiner,
        delivery: Delivery,
        poster: Poster,
        board: FleetBoard,
        engine: Engine,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._checker = checker
        self._accounts = accounts
        self._examiner = examiner
        self._delivery = delivery
        self._poster = poster
        self._board = board
        self._engine = engine
        self._now = now

    async def ask(self, origin: Origin, asked: ScanFleet, instead: Spot | None = None) -> None:
        """Begin a scan for somebody who may ask for it.

        Args:
            origin: Who asks, and where.
            asked: For which apps, and how to show them.
            instead: The message whose place the new one takes; None: it is a message of its own.
        """
        refused = await self._refused(origin, asked.scope)
        if refused is not None:
            await self._tell(origin, refused)
            return
        run = FleetRun(
            id=secrets.token_urlsafe(12),
            team_id=origin.team_id,
            user_id=origin.user_id,
            scope=asked.scope.kind,
            name=asked.scope.name,
            made_at=datetime.fromtimestamp(self._now(), UTC),
        )
        first = (fleet.scanning(asked.scope, run.id, _LISTING),)
        channel, ts = await self._spot(origin, first, instead, public=asked.public)
        await self._begin(
            origin,
            msgspec.structs.replace(run, channel_id=channel, slack_ts=ts),
            FleetJob(id=run.id, failing=asked.failing),
        )
        if origin.channel_id not in {None, channel}:
            await self._tell(origin, fleet_notices.begun(asked.scope))

    async def again(self, origin: Origin, target: FleetTarget) -> None:
        """Scan the same fleet again; the answer takes the place of the message."""
        run = await self._run(origin, target)
        if run is None:
            await self._tell(origin, fleet_notices.scan_gone())
            return
        here = (origin.channel_id, origin.message_ts)
        instead = here if here == (run.channel_id, run.slack_ts) else None
        asked = ScanFleet(scope_of(run), failing=target.failing, public=origin.public)
        await self.ask(origin, asked, (here[0] or "", here[1] or "") if instead else None)

    async def show(self, origin: Origin, target: FleetTarget) -> None:
        """Show all apps of a scan, or only those that fail."""
        run = await self._run(origin, target)
        if run is None or run.state == "running" or not run.channel_id or not run.slack_ts:
            await self._tell(origin, fleet_notices.scan_gone())
            return
        if run.state == "failed" and run.note != STOPPED:
            await self._board.failed(run, ProdcheckError(run.note or ""))
            return
        found = await fleet_of_run(self._store, run)
        steps = await self._board.steps(run, found, failing=target.failing)
        # Where the place of the scan was closed, the message is where the person was told.
        channel, ts = origin.channel_id or run.channel_id, origin.message_ts or run.slack_ts
        await self._poster.update(run.team_id, channel, ts, steps)

    async def stop(self, origin: Origin, target: FleetTarget) -> None:
        """Stop a scan, and show what it found so far; of one that is over, what came of it."""
        refused = await self._examiner.refused(origin)
        run = await self._run(origin, target)
        if refused is not None or run is None:
            await self._tell(origin, refused or fleet_notices.scan_gone())
            return
        moment = datetime.fromtimestamp(self._now(), UTC)
        await self._store.fleet_over(run.id, "failed", moment, note=STOPPED)
        await self.show(origin, target)

    async def apps(self, origin: Origin, fleet_id: str, typed: str) -> list[str]:
        """List the apps of a scan that fit what was typed so far."""
        run = await self._run(origin, FleetTarget(fleet=fleet_id))
        names = sorted(await self._store.fleet_apps(fleet_id)) if run else []
        return matching(typed, names)

    async def _run(self, origin: Origin, target: FleetTarget) -> FleetRun | None:
        """Return a scan of the workspace in which something was pressed."""
        run = await self._store.fleet(target.fleet)
        ours = run is not None and run.team_id in {origin.team_id, origin.home_team}
        mine = run is not None and (origin.public or run.user_id == origin.user_id)
        return run if ours and (mine or not self._accounts.personal) else None

    async def _refused(self, origin: Origin, scope: FleetScope) -> Message | None:
        """Say why somebody cannot have a fleet scanned."""
        refused = await self._examiner.refused(origin)
        if refused is not None:
            return refused
        try:
            token = await self._accounts.token_for(
                origin.team_id, origin.user_id, name=origin.user_name
            )
        except ProdcheckError as error:
            return await self._examiner.explained(origin, scope.words, error)
        except StoreUnavailable:
            return fleet_notices.not_begun(new_reference())
        close = await guesses(self._checker, token, scope)
        return None if close is None else fleet_notices.unknown_scope(scope, close)

    async def _spot(
        self, origin: Origin, steps: Steps, instead: Spot | None, *, public: bool
    ) -> Spot:
        """Show the first words of a scan where all others are going to be."""
        if instead is not None:
            await self._poster.update(origin.team_id, *instead, steps)
            return instead
        here = origin.channel_id if public or _is_direct(origin) else None
        try:
            if here:
                return await self._poster.begin(origin.team_id, here, steps, origin.reply_to)
        except SlackRefused as error:
            _LOG.info("A scan goes to the person alone: %s", error)
            await self._tell(origin, notices.not_posted(BOT_NAME))
        return await self._poster.begin(origin.team_id, origin.user_id, steps)

    async def _begin(self, origin: Origin, run: FleetRun, job: FleetJob) -> None:
        try:
            await self._store.save_fleet(run)
            await self._engine.enqueue(FLEET, job.written())
        except StoreUnavailable:
            reference = new_reference()
            _LOG.error("A scan could not be kept [%s]", reference)
            with contextlib.suppress(StoreUnavailable):  # if it was kept, nobody does it
                await self._store.fleet_over(run.id, "failed", run.made_at, note=NOT_BEGUN)
            failed = (fleet_notices.not_begun(reference),)
            await self._poster.update(
                origin.team_id, run.channel_id or "", run.slack_ts or "", failed
            )

    async def _tell(self, origin: Origin, message: Message) -> None:
        await self._delivery.send(origin, (message,))


def _is_direct(origin: Origin) -> bool:
    return (origin.channel_id or "").startswith(DIRECT)
