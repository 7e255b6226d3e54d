"""What runs the jobs that wait: DBOS, with a loop and threads of its own.

It waits in its threads for as long as its database is away. Our loop, on which people are answered,
never waits for it.
"""

import asyncio
import contextlib
from collections.abc import Iterable, Iterator
from typing import Final

from dbos import DBOS, DBOSConfig
from sqlalchemy import Engine, text

from bot.engine.dbos_records import APPLICATION, SERIALIZER, VERSION, Records
from bot.engine.dbos_workflows import Job, Sweep
from bot.engine.kinds import QUEUES, Kind
from bot.engine.port import Work

_THREADS: Final = 8
_IDLE: Final = 3600.0
"""Seconds between two looks at something that we do not use."""


class Runner:
    """Runs jobs. There is one in a process at a time, as there is one DBOS.

    Args:
        worker_id: This process.
        engine: The database of the jobs.
        records: What is written down there.
        poll: Seconds between two looks at what waits.
    """

    def __init__(self, worker_id: str, engine: Engine, records: Records, *, poll: float) -> None:
        self._poll = poll
        self._worker_id = worker_id
        self._engine = engine
        self._records = records
        self._running: set[str] = set()
        # It is not public. Were it gone, that would show at the start, not when a worker dies.
        self._recover = DBOS._recover_pending_workflows  # noqa: SLF001

    def runs(self, job_id: str) -> bool:
        """Whether a job is being run here."""
        return job_id in self._running

    @property
    def running(self) -> int:
        """How many jobs are being run here."""
        return len(self._running)

    def launch(self, kinds: Iterable[Kind], loop: asyncio.AbstractEventLoop) -> None:
        """Begin to run jobs. It blocks, and belongs into a thread without a loop.

        Args:
            kinds: What there is to do.
            loop: Where the work is done.

        Raises:
            SQLAlchemyError: The database is away.
        """
        with self._engine.connect() as connection:
            connection.execute(text("SELECT 1"))  # DBOS itself would try for ever
        try:
            self._begin(kinds, loop)
        except BaseException:
            self.destroy()
            raise

    def _begin(self, kinds: Iterable[Kind], loop: asyncio.AbstractEventLoop) -> None:
        DBOS(config=self._config())
        for kind in kinds:
            self._register(kind, loop)
        DBOS.launch()
        for queue in QUEUES:
            DBOS.register_queue(
                queue.name,
                worker_concurrency=queue.at_once,
                polling_interval_sec=self._poll * queue.patience,
                on_conflict="always_update",
            )

    def take_over(self, worker: str) -> None:
        """Let the jobs that a worker began wait anew. It blocks.

        What DBOS offers to everybody would begin a job again that somebody else has taken over
        meanwhile; this, which it calls itself when it starts, looks and acts in one statement.
        """
        self._recover([worker])

    def destroy(self) -> None:
        """End what runs; it stays begun, and another worker takes it over. It blocks."""
        DBOS.destroy(destroy_registry=True)

    def _config(self) -> DBOSConfig:
        return {
            "name": APPLICATION,
            "system_database_engine": self._engine,
            "serializer": SERIALIZER,
            "application_version": VERSION,
            "executor_id": self._worker_id,
            "max_executor_threads": _THREADS,
            "use_listen_notify": False,  # nothing here waits for a message of another job
            "notification_listener_polling_interval_sec": 1.0,
            "scheduler_polling_interval_sec": _IDLE,
            "log_level": "WARNING",
        }

    def _register(self, kind: Kind, loop: asyncio.AbstractEventLoop) -> None:
        body: Work = Job(kind, loop).run
        if kind.take is not None:
            body = Sweep(kind, kind.take, loop, self._records).run

        async def workflow(argument: str) -> None:
            with self._noted(str(DBOS.workflow_id)):
                await body(argument)

        DBOS.workflow(name=kind.name, max_recovery_attempts=None)(workflow)

    @contextlib.contextmanager
    def _noted(self, job_id: str) -> Iterator[None]:
        self._running.add(job_id)
        try:
            yield
        finally:
            self._running.discard(job_id)
