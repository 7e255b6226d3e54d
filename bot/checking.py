"""Checks on behalf of many: a few at once, some waiting, the others told that the bot is busy."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from itertools import count
from time import monotonic
from typing import Final

import httpx
import msgspec

from bot.settings import Settings
from bot.transport import SharedTransport
from core.check import all_checks
from core.collect.budget import CallBudget
from core.collect.collect import collect, facts_needed
from core.collect.etags import EtagMemory
from core.collect.gather import Progress
from core.collect.http import HerokuClient
from core.collect.writing import WritingClient
from core.errors import HerokuUnavailable, ProdcheckError
from core.evaluate import evaluate, select
from core.report import Report
from core.snapshot import Snapshot

TIME_LIMIT: Final = 120.0
"""Seconds for one check: several times the longest chain of calls that are each at their limit."""

_MOST_ACCOUNTS: Final = 200
_MOST_LISTS: Final = 500_000
"""Compressed bytes of lists remembered for an account: those of some hundred apps."""
Key = tuple[str, str]


class Busy(ProdcheckError):
    """Too many checks are waiting already."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A check that was done."""

    number: int
    """Tells the checks of this process apart: several may have waited for the same one."""
    report: Report
    snapshot: Snapshot
    seconds: float
    """From the moment its turn came."""


class _Account(msgspec.Struct):
    """What is known of the account behind a token."""

    budget: CallBudget
    etags: EtagMemory


class Checker:
    """Checks apps. Whoever asks for one that is being checked gets that answer.

    Args:
        settings: Where facts come from, and how many checks run and wait.
        transport: What carries the calls to Heroku's APIs; `aclose` closes it.
        time_limit: Seconds for one check.
        observe: Told of each check that is over: its seconds, and whether it came to a report.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        time_limit: float = TIME_LIMIT,
        observe: Callable[[float, bool], None] | None = None,
    ) -> None:
        self._settings = settings
        self._transport = transport or SharedTransport(settings.sources)
        self._time_limit = time_limit
        self._observe = observe
        self._slots = asyncio.Semaphore(settings.max_checks)
        self._most = settings.max_checks + settings.max_waiting
        self._numbers = count(1)
        self._running: dict[Key, asyncio.Task[Checked]] = {}
        self._facts = facts_needed(select(settings.policy, all_checks()))
        self._accounts: OrderedDict[str, _Account] = OrderedDict()

    @property
    def under_way(self) -> int:
        """How many checks run or wait."""
        return len(self._running)

    @property
    def full(self) -> bool:
        """Whether there is no room for another check."""
        return len(self._running) >= self._most

    def client(self, token: str, *, patient: bool = False) -> HerokuClient:
        """Make a client of Heroku's APIs over the shared connections; it need not be closed.

        Args:
            token: Heroku API token of whoever asks.
            patient: Whether nobody waits: it leaves a share of the account's calls to people.

        Raises:
            Unauthorized: The token is not one.
        """
        account = self._account(token)
        return HerokuClient(
            self._settings.sources_for(token),
            transport=self._transport,
            budget=account.budget,
            patient=patient,
            etags=account.etags,
        )

    def pause(self, token: str) -> float:
        """Say how many seconds the next call of a patient client has to wait."""
        return self._account(token).budget.pause()

    def writing_client(self, token: str) -> WritingClient:
        """Make a client that may also write, where its token may; it need not be closed.

        Raises:
            Unauthorized: The token is not one.
        """
        return WritingClient(self._settings.sources_for(token), transport=self._transport)

    async def check(
        self, app: str, token: str, progress: Progress | None = None, *, anew: bool = False
    ) -> Checked:
        """Check an app.

        Args:
            app: Its name.
            token: Heroku API token of whoever asks.
            progress: Told of each fact as `collect` tells it, unless the check is under way.
            anew: Whether one that is under way will not do: it may have read what changed since.

        Raises:
            Busy: Too many checks are waiting.
            HerokuUnavailable: Heroku does not answer, or the check took too long.
            ProdcheckError: As `collect` raises it.
        """
        key = (app, hashlib.sha256(token.encode()).hexdigest())
        if anew and key in self._running:
            await asyncio.wait({self._running[key]})
        task = self._running.get(key)
        if task is None:
            if self.full:
                raise Busy(f"{len(self._running)} checks run or wait.", hint="Try again.")
            task = asyncio.create_task(self._in_turn(app, token, progress))
            self._running[key] = task
            task.add_done_callback(lambda over: self._forget(key, over))
        # Somebody who gives up waiting must not take the others' answer along.
        return await asyncio.shield(task)

    async def aclose(self) -> None:
        """Stop what is under way, and close the connections."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._transport.aclose()

    def _account(self, token: str) -> _Account:
        key = hashlib.sha256(token.encode()).hexdigest()
        new = _Account(CallBudget(), EtagMemory(_MOST_LISTS))
        account = self._accounts.setdefault(key, new)
        self._accounts.move_to_end(key)
        if len(self._accounts) > _MOST_ACCOUNTS:
            self._accounts.popitem(last=False)
        return account

    def _forget(self, key: Key, task: asyncio.Task[Checked]) -> None:
        del self._running[key]
        if not task.cancelled():
            task.exception()  # nobody may be left to be told; asyncio would complain of that

    async def _in_turn(self, app: str, token: str, progress: Progress | None) -> Checked:
        async with self._slots:
            start = monotonic()
            done = False
            try:
                async with asyncio.timeout(self._time_limit):
                    snapshot = await self._collect(app, token, progress)
                report = await self._judge(snapshot)
                done = True
            except TimeoutError:
                raise HerokuUnavailable(
                    f"{app} was not read within {self._time_limit:g} s.",
                    hint="Try again in a few minutes.",
                ) from None
            finally:
                seconds = monotonic() - start
                if self._observe is not None:
                    self._observe(seconds, done)
            return Checked(
                number=next(self._numbers), report=report, snapshot=snapshot, seconds=seconds
            )

    async def _judge(self, snapshot: Snapshot) -> Report:
        # In a thread: a check of somebody else's may take its time, and others wait for the loop.
        return await asyncio.to_thread(evaluate, snapshot, self._settings.policy)

    async def _collect(self, app: str, token: str, progress: Progress | None) -> Snapshot:
        async with self.client(token) as client:
            return await collect(
                app,
                self._settings.sources_for(token),
                facts=self._facts,
                progress=progress,
                client=client,
            )
