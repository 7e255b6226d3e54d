"""The jobs as they are written down: asked for, looked up, taken over, forgotten."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from dbos import DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions, WorkflowStatus, error
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.engine.keeper import Begun
from bot.engine.kinds import Kind
from bot.engine.port import JobStatus
from bot.engine.quiet import quieten
from bot.engine.threads import Threads
from bot.store import StoreUnavailable

T = TypeVar("T")
APPLICATION: Final = "prodcheck"
VERSION: Final = "jobs-1"
"""Raised only when the steps of a sweep change. DBOS's own choice is a hash of the source, and
every deploy would strand what is under way."""
SERIALIZER: Final = DBOSPortableJSONSerializer()
"""DBOS's own choice is pickle, in a database."""
_AT_ONCE: Final = 2
_PATIENCE: Final = 6.0
"""Seconds for one call, as for the bot's own database."""
_KEPT: Final = timedelta(days=3)
_PAGE: Final = 500
_DEATHS: Final = "deaths"
_WAITING: Final = ["DELAYED", "ENQUEUED"]
_RUNNING: Final = "PENDING"
_OVER: Final = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_STATUS: Final[dict[str, JobStatus]] = {
    "DELAYED": "waiting",
    "ENQUEUED": "waiting",
    "PENDING": "running",
    "SUCCESS": "done",
    "ERROR": "failed",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
    "CANCELLED": "cancelled",
}


class Records:
    """The jobs of all workers.

    Every call raises `StoreUnavailable` while their database is away, or has no tables yet: neither
    `python -m bot migrate` nor a worker ever ran.

    Args:
        engine: Their database.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._threads = Threads(_AT_ONCE)
        self._now = now
        quieten()
        self._client = DBOSClient(
            system_database_engine=engine,
            serializer=SERIALIZER,
            application_name=APPLICATION,
            lazy=True,
            retry_connection_errors=False,
        )

    async def add(
        self, kind: Kind, argument: str, *, key: str | None = None, once: str | None = None
    ) -> str | None:
        """Write down a job that waits.

        Args:
            kind: Of the job.
            argument: For its work.
            key: At most one job of the kind with this key waits or runs.
            once: At most one job of any kind with this id is ever made.

        Returns:
            Its id; None: there is one already.
        """
        options: EnqueueOptions = {
            "workflow_name": kind.name,
            "queue_name": kind.queue,
            "app_version": VERSION,
            "workflow_id_reuse_policy": "reject",
        }
        if key is not None:
            options["deduplication_id"] = f"{kind.name}:{key}"
        if once is not None:
            options["workflow_id"] = f"{kind.name}:{once}"

        def add() -> str | None:
            try:
                return self._client.enqueue(options, argument).workflow_id
            except (error.DBOSQueueDeduplicatedError, error.DBOSWorkflowIDInUseError):
                return None

        return await self._call(add)

    async def cancel(self, job_id: str) -> None:
        """Note that a job is not wanted any more, unless it is over."""
        await self._call(lambda: self._client.cancel_workflow(job_id))

    async def status(self, job_id: str) -> JobStatus:
        """Tell what became of a job."""
        found = await self._call(
            lambda: self._client.list_workflows(
                workflow_ids=[job_id], load_input=False, load_output=False
            )
        )
        return _STATUS[found[0].status] if found else "unknown"

    async def waiting(self, most: int = _PAGE) -> int:
        """Count the jobs that nobody has begun, up to a number."""
        found = await self._call(
            lambda: self._client.list_workflows(
                status=_WAITING, limit=most, load_input=False, load_output=False
            )
        )
        return len(found)

    async def begun(self) -> list[Begun]:
        """List the jobs that were begun and are not over."""
        found = await self._call(
            lambda: self._client.list_workflows(status=_RUNNING, load_output=False)
        )
        return list(map(_read, found))

    async def history(self, job_id: str) -> tuple[int, frozenset[int]]:
        """Tell how many workers died while they ran a job, and which of its steps are done."""

        def look() -> tuple[int, frozenset[int]]:
            steps = self._client.list_workflow_steps(job_id)
            found = self._client.list_workflows(workflow_ids=[job_id], load_output=False)
            deaths = _read(found[0]).deaths if found else 0
            return deaths, frozenset(step["function_id"] for step in steps)

        return await self._call(look)

    async def count_death(self, job: Begun) -> None:
        """Note that one more worker died while it ran a job."""
        deaths = {_DEATHS: job.deaths + 1}
        await self._call(
            lambda: self._client.update_workflow_attributes(job.id, deaths, merge=True)
        )

    async def again(self, job: Begun) -> None:
        """Let a job wait anew; what is written down of its steps stays."""
        await self._call(lambda: self._client.resume_workflow(job.id, queue_name=job.queue))

    async def prune(self) -> None:
        """Forget the jobs that have been over for some days."""
        before = (datetime.fromtimestamp(self._now(), UTC) - _KEPT).isoformat()
        while await self._call(lambda: self._forget(before)) == _PAGE:
            pass

    def _forget(self, before: str) -> int:
        old = self._client.list_workflows(
            status=_OVER, completed_before=before, limit=_PAGE, load_input=False, load_output=False
        )
        self._client.delete_workflows([each.workflow_id for each in old])
        return len(old)

    async def _call(self, call: Callable[[], T]) -> T:
        try:
            return await self._threads.run(call, seconds=_PATIENCE)
        except (SQLAlchemyError, OSError, TimeoutError):
            raise StoreUnavailable(
                "The database of the jobs does not answer.",
                hint="What was begun goes on when it is back; try again soon.",
            ) from None


def _read(found: WorkflowStatus) -> Begun:
    arguments = found.input["args"] if found.input else ()
    return Begun(
        id=found.workflow_id,
        kind=found.name,
        argument=str(arguments[0]) if arguments else "",
        queue=found.queue_name or "",
        worker=found.executor_id or "",
        deaths=int((found.attributes or {}).get(_DEATHS, 0)),
    )
