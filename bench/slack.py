"""The bot under load: how soon Slack has its answer, a report its reader, and what memory it takes.

The bot, the pretend Heroku and the load are three processes; they share the cores of this machine.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import aiohttp

from bench.collecting import slow_heroku
from bench.measure import Figure
from bot.manifest import manifest
from sandbox.slack import PretendSlack
from sandbox.slack.signing import signature

ACK_BUDGET = 0.25
SLACK_LIMIT = 3.0
APPS = ("ha-app", "troubled-app", "relic-2012", "fir-app", "private-app", "shared-db-app")
IDLE = "prodcheck_jobs_running 0.0"
AFTER = 1000
"""Commands after which memory is read again."""


def figures() -> Iterator[Figure]:
    """Measure a bot on loopback."""
    yield from asyncio.run(_measure())


async def _measure() -> list[Figure]:
    found: list[Figure] = []
    with slow_heroku() as heroku, TemporaryDirectory() as folder:
        async with PretendSlack() as slack, a_bot(heroku | slack.environ, folder) as bot:
            slack.install(manifest(bot.url))
            load = Load(bot, slack)
            async with load.client:
                await load.at_once("help", 20)
                found += await _acknowledged(load)
                found += await _reported(load)
                found += await _remembered(load)
    return found


async def _acknowledged(load: "Load") -> list[Figure]:
    found = []
    for many in (1, 50, 200):
        times = sorted(await load.at_once("help", many) if many > 1 else await load.one_by_one(50))
        p99 = times[int(len(times) * 0.99) - 1] if len(times) > 1 else times[0]
        budget = SLACK_LIMIT if many > 50 else ACK_BUDGET  # noqa: PLR2004  the design's number
        median = f"median {statistics.median(times) * 1000:.0f} ms"
        found.append(Figure(f"acknowledged, p99, {many} at once", p99, "s", budget, note=median))
    return found


async def _reported(load: "Load") -> list[Figure]:
    times = await load.one_by_one(9, *APPS)
    alone = Figure("from command to report, 100 ms an API call", statistics.median(times), "s", 2.0)
    crowd = await load.at_once("help", 200, *APPS)
    return [alone, Figure("200 checks at once, last acknowledged", max(crowd), "s", SLACK_LIMIT)]


async def _remembered(load: "Load") -> list[Figure]:
    read = []
    for _ in range(2):
        for _ in range(AFTER // 50):
            await load.at_once("help", 50, *APPS)
            await load.done()
        read.append(load.bot.memory())
    note = f"{read[0]:.0f} MB, then {read[1]:.0f} MB"
    what = f"memory after {2 * AFTER} commands, against after {AFTER}"
    return [Figure(what, read[1] / read[0], "x", 1.1, note=note)]


class Bot:
    """A bot in a process of its own."""

    def __init__(self, pid: int, url: str) -> None:
        self.pid = pid
        self.url = url

    def memory(self) -> float:
        """Return its resident memory, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1000


class Load:
    """Sends signed commands as Slack does.

    Args:
        bot: Where to.
        slack: Whose secret signs, and who takes what the bot says later.
    """

    def __init__(self, bot: Bot, slack: PretendSlack) -> None:
        self.bot = bot
        self.client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self._slack = slack

    async def at_once(self, text: str, many: int, *apps: str) -> list[float]:
        """Send commands at the same time, and return the seconds until each was acknowledged."""
        texts = [apps[number % len(apps)] if apps else text for number in range(many)]
        return await asyncio.gather(*map(self._send, texts))

    async def done(self) -> None:
        """Wait until the bot has no work left."""
        while True:
            async with self.client.get(f"{self.bot.url}/metrics") as page:
                if IDLE in await page.text():
                    return
            await asyncio.sleep(0.05)

    async def one_by_one(self, many: int, *apps: str) -> list[float]:
        """Send commands one after another."""
        return [
            await self._send(apps[each % len(apps)] if apps else "help") for each in range(many)
        ]

    async def _send(self, text: str) -> float:
        ada = self._slack.person("ada")
        form = {
            "command": "/prodcheck",
            "text": text,
            "user_id": ada.id,
            "team_id": ada.team_id,
            "channel_id": self._slack.workspace.channel("#general").id,
            "api_app_id": "A0BENCH",
            "response_url": f"{self._slack.url}/hooks/none",
            "trigger_id": "1.2.3",
        }
        body = urlencode(form).encode()
        stamp = str(int(time.time()))
        secret = self._slack.workspace.secrets.signing_secret
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(secret, stamp, body),
        }
        start = time.perf_counter()
        url = f"{self.bot.url}/slack/events"
        async with self.client.post(url, data=body, headers=headers) as answer:
            said = await answer.text()
        if answer.status != HTTPStatus.OK or text.removeprefix("help") not in said:
            raise RuntimeError(f"{text} was answered with {answer.status}: {said}")
        return time.perf_counter() - start


@asynccontextmanager
async def a_bot(environ: dict[str, str], folder: str) -> AsyncIterator[Bot]:
    """Run a bot in a process of its own, with its database in a folder."""
    port = _free_port()
    given = {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder}/bot.db"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with subprocess.Popen(  # noqa: ASYNC220  it runs beside us, and is not waited for
        [sys.executable, "-m", "bot"],
        env=kept | environ | given,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            await _listens(port)
            yield Bot(process.pid, f"http://127.0.0.1:{port}")
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _listens(port: int) -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise TimeoutError("the bot does not start")
