"""`python -m bot`: the bot, on the port that `PORT` names; `… worker`: what it does by itself."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Final

import uvicorn

from bot.app import create_app
from bot.engine.dbos_tables import make_tables
from bot.engine.threads import leave
from bot.logs import set_up_logging
from bot.settings import Settings
from bot.store import StoreRefuses, StoreUnavailable
from bot.store.database import Database
from bot.worker import run_worker
from core.errors import ConfigError, ProdcheckError

_KEEP_ALIVE: Final = 100
"""Seconds. Heroku's router keeps idle connections for 90, and must be the one that closes them:
https://devcenter.heroku.com/articles/http-routing#keepalives"""
_LAST_ANSWERS: Final = 3
"""Seconds for requests under way at SIGTERM: Slack waits no longer either. Jobs come after that."""
_TRIES: Final = 10
_PAUSE: Final = 5.0
"""Seconds between two tries to reach a database that was only just made."""
_MOMENT: Final = 0.05


class Server(uvicorn.Server):
    """uvicorn in this process alone.

    Its command would start as many processes as `WEB_CONCURRENCY` says, which Heroku sets: two of
    them would not know of each other's checks.
    """

    def __init__(self, settings: Settings, *, socket: bool) -> None:
        self.failure: ProdcheckError | None = None
        """Why the bot ended by itself."""
        self._app = create_app(
            settings, socket=socket, runs_jobs=not settings.no_jobs, give_up=self._give_up
        )
        super().__init__(
            uvicorn.Config(
                self._app,
                host="0.0.0.0",  # noqa: S104  Heroku's router comes from outside the dyno
                port=settings.port,
                workers=1,
                lifespan="on",
                log_config=None,
                access_log=False,  # addresses hold states and codes of sign-ins
                server_header=False,
                timeout_keep_alive=_KEEP_ALIVE,
                timeout_graceful_shutdown=_LAST_ANSWERS,
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Say at once that no more is wanted; uvicorn does the rest."""
        if self.started:
            self._app.state.bot.board.draining = True
        super().handle_exit(sig, frame)

    def _give_up(self, error: ProdcheckError) -> None:
        self.failure = error
        self.should_exit = True


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the bot, or what was asked for instead.

    Returns:
        The exit status: 0, 1 when it did not work, 2 when it cannot with these settings.

    Raises:
        SystemExit: uvicorn could not start, and has logged why; its status is 3.
    """
    asked = _parser().parse_args(arguments)
    try:
        settings = Settings.load(environ)
        set_up_logging(settings)
        if asked.task == "migrate":
            return asyncio.run(_migrate(settings))
        if asked.task == "worker":
            asyncio.run(run_worker(settings))
            return 0
        return _serve(settings, socket=asked.socket)
    except ProdcheckError as error:
        return _say(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    parser.add_argument(
        "task",
        nargs="?",
        choices=("migrate", "worker"),
        help="bring the database up to date, and end; or run jobs, and answer nobody",
    )
    parser.add_argument(
        "--socket",
        action="store_true",
        help="call Slack over Socket Mode, so that no public address is needed",
    )
    return parser


def _serve(settings: Settings, *, socket: bool) -> int:
    server = Server(settings, socket=socket)
    try:
        server.run()
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0 if server.failure is None else _say(server.failure)


async def _migrate(settings: Settings) -> int:
    database = Database(settings.database_url)
    try:
        await _reach(database)
        await make_tables(settings.database_url)
    finally:
        await database.close()
        # The thread of a SQLite connection that failed tells the loop so a moment later.
        await asyncio.sleep(_MOMENT)
    return 0


async def _reach(database: Database) -> None:
    """Bring a database up to date that may only just be made."""
    for _ in range(_TRIES - 1):
        try:
            return await database.ready()
        except StoreRefuses:
            raise
        except StoreUnavailable:
            await asyncio.sleep(_PAUSE)
    return await database.ready()


def _say(error: ProdcheckError) -> int:
    """Tell what is wrong, and return the exit status that it calls for."""
    sys.stderr.write("".join(f"{line}\n" for line in (error.message, error.hint) if line))
    return 2 if isinstance(error, ConfigError) else 1


if __name__ == "__main__":
    leave(main(sys.argv[1:], os.environ))
