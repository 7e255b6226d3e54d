"""What DBOS runs of ours: workflows, of which every step is written down when it is done.

::

    DBOS's threads   queue ─▶ workflow, on its loop ─▶ steps
    our loop                                            └─▶ work(argument)
"""

import asyncio
import contextvars
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final, TypeVar

from dbos import DBOS, StepOptions, StepReservation

from bot.engine.dbos_records import Records
from bot.engine.kinds import Kind, Take, apart
from bot.jobs import new_reference
from bot.store import StoreUnavailable

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_ROUNDS: Final = 50
"""How often one sweep takes items, so that what is written down of it stays small."""
_WORK: Final[StepOptions] = {"name": "work", "preemptible": True}
"""Cut when the job is cancelled."""
_TAKE: Final[StepOptions] = {"name": "take"}
_ITEM: Final[StepOptions] = {"name": "item"}


class JobFailed(Exception):
    """Written down of a job that raised: where in the log the reason is, and nothing of it."""


class Job:
    """A job in one step: when its worker dies, it begins anew."""

    def __init__(self, kind: Kind, loop: asyncio.AbstractEventLoop) -> None:
        self._kind = kind
        self._loop = loop

    async def run(self, argument: str) -> None:
        """Run one."""
        await DBOS.run_step_async(_WORK, self._work, argument)

    async def _work(self, argument: str) -> None:
        reference = await _at(self._loop, lambda: _logged(self._kind, argument))
        if reference is not None:
            raise JobFailed(reference)


class Sweep:
    """A job that takes items until there are none, and works on each in a step of its own.

    When its worker dies, what was done is skipped. The items that were under way may have ended it:
    they become jobs that run apart. No more can have been under way than there are hands, and they
    are begun in order: so they are the first of those that are not done.
    """

    def __init__(
        self, kind: Kind, take: Take, loop: asyncio.AbstractEventLoop, records: Records
    ) -> None:
        self._kind = kind
        self._apart = apart(kind)
        self._taker = take
        self._loop = loop
        self._records = records
        self._hands = asyncio.Semaphore(kind.at_once)

    async def run(self, _: str) -> None:
        """Run one; it has no argument."""
        for _round in range(_ROUNDS):
            if not await self._round():
                return

    async def _round(self) -> bool:
        just_now = False

        async def take() -> list[str]:
            nonlocal just_now
            just_now = True  # and not read from what was written down
            return await _at(self._loop, self._take)

        items = await DBOS.run_step_async(_TAKE, take)
        steps = [(DBOS.reserve_step(), item) for item in items]
        suspects = frozenset() if just_now else await self._suspects(steps)
        await asyncio.gather(*(self._step(step, item, suspects) for step, item in steps))
        return bool(items)

    async def _suspects(self, steps: list[tuple[StepReservation, str]]) -> frozenset[str]:
        job_id = str(DBOS.workflow_id)
        deaths, done = await _at(self._loop, lambda: self._records.history(job_id))
        left = [item for step, item in steps if step.step_id not in done]
        return frozenset(left[: self._kind.at_once] if deaths else ())

    async def _step(self, step: StepReservation, item: str, suspects: frozenset[str]) -> None:
        async with self._hands:
            await step.run_async(_ITEM, self._put_apart if item in suspects else self._work, item)

    async def _take(self) -> list[str]:
        try:
            return list(await self._taker())
        except StoreUnavailable as away:
            _LOG.warning("A job of the kind %s takes nothing: %s", self._kind.name, away.message)
        except Exception:  # noqa: BLE001  a job has nobody above it to tell
            _LOG.exception("A job of the kind %s could take nothing", self._kind.name)
        return []

    async def _work(self, item: str) -> None:
        await _at(self._loop, lambda: _logged(self._kind, item))

    async def _put_apart(self, item: str) -> None:
        await _at(self._loop, lambda: self._records.add(self._apart, item, once=item))


async def _logged(kind: Kind, argument: str) -> str | None:
    """Do some work; return a reference to the log if it failed."""
    try:
        await kind.work(argument)
    except StoreUnavailable as away:
        reference = new_reference()
        _LOG.warning("A job of the kind %s failed [%s]: %s", kind.name, reference, away.message)
        return reference
    except Exception:  # noqa: BLE001  a job has nobody above it to tell
        reference = new_reference()
        _LOG.exception("A job of the kind %s failed [%s]", kind.name, reference)
        return reference
    return None


async def _at(loop: asyncio.AbstractEventLoop, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Do something on another loop; who is cut here cuts it there.

    In a context of its own: what is asked for there is no part of the workflow here.
    """
    submit = partial(asyncio.run_coroutine_threadsafe, work(), loop)
    return await asyncio.wrap_future(contextvars.Context().run(submit))
