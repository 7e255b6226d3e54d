"""The bot as a user runs it: a process of its own that knows nothing but its environment."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import httpx

LOOPBACK: Final = "127.0.0.1"
START_SECONDS: Final = 60.0
"""Within which it is ready; on a slow machine its modules have to be compiled first."""
STOP_SECONDS: Final = 30.0
"""Between SIGTERM and SIGKILL, as on a dyno: devcenter.heroku.com/articles/dynos#shutdown."""
_OURS: Final = ("SLACK_", "HEROKU_", "PRODCHECK_")
_PROXIES: Final = frozenset({"http_proxy", "https_proxy", "all_proxy", "no_proxy"})
_TAIL: Final = 2_000
"""Characters of its log that are shown when it does not start."""


class BotFailed(Exception):
    """The bot did not start; the text has the end of its log."""


class BotProcess:
    """`python -m bot`.

    Args:
        log: Where its log goes.
        arguments: What is typed behind it.
    """

    def __init__(self, log: Path, *arguments: str) -> None:
        self._log = log
        self._arguments = arguments
        self._process: asyncio.subprocess.Process | None = None
        self._port = _free_port()
        self.url = f"http://{LOOPBACK}:{self._port}"

    async def start(self, environ: Mapping[str, str], health: str = "/readyz") -> None:
        """Start it, and wait until it says that it is well.

        Args:
            environ: What a user would set; `PORT` and `PRODCHECK_URL` come on top.
            health: The page that says so. It is not ready before it knows Slack.

        Raises:
            BotFailed: It ended, or is not ready in time.
        """
        places = {"PORT": str(self._port), "PRODCHECK_URL": self.url}
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                *self._arguments,
                env={**clean_environ(os.environ), **environ, **places},
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us: we end it when we have ended
            )
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._well(health)
        except TimeoutError:
            raise BotFailed(f"The bot is not ready after {START_SECONDS:g} s.{self._end}") from None

    async def stop(self) -> None:
        """End it as Heroku does, and wait until it has."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def page(self, path: str) -> str:
        """Return a page of its."""
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(self.url + path)).text

    async def _well(self, health: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            while not await _answers(client, self.url + health):
                if self._process is None or self._process.returncode is not None:
                    raise BotFailed(f"The bot ended as soon as it was started.{self._end}")
                await asyncio.sleep(0.05)

    @property
    def _end(self) -> str:
        told = self._log.read_text("utf-8", "replace")[-_TAIL:]
        return f" Its log:\n{told}" if told else ""


def clean_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out what would lead the bot elsewhere: tokens, hosts, proxies, the database."""
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith(_OURS) and name.lower() not in _PROXIES and name != "DATABASE_URL"
    }


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
