"""A bot on loopback, between a pretend Slack and a pretend Heroku."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
from starlette.applications import Starlette
from starlette.routing import Route

from bot.accounts import Accounts
from bot.checking import Checked, Checker
from bot.jobs import Jobs
from bot.manifest import manifest
from bot.settings import Settings
from bot.slack.app import SlackApp, create_slack_app, slack_endpoint
from bot.slack.guard import Guard
from bot.slack.patience import Patience
from bot.slack.web_api import SlackApi
from bot.store import Store
from core.collect.gather import Progress
from core.snapshot import Snapshot
from sandbox import Sandbox
from sandbox.slack import PretendSlack
from sandbox.slack.messages import Message
from sandbox.slack.server import WebServer
from sandbox.slack.signing import signature
from sandbox.slack.views import View
from tests.engines import LoopEngine

PATIENT = 60.0
"""Seconds that no test waits: an answer comes before."""
HASTY = 0.0
"""Never waits for an answer."""


class GatedChecker(Checker):
    """Checks when it is let; until then it waits."""

    gate: asyncio.Event | None = None
    asked = 0

    async def check(
        self, app: str, token: str, progress: Progress | None = None, *, anew: bool = False
    ) -> Checked:
        self.asked += 1
        return await super().check(app, token, progress, anew=anew)

    async def _collect(self, app: str, token: str, progress: Progress | None) -> Snapshot:
        if self.gate is not None:
            await self.gate.wait()
        return await super()._collect(app, token, progress)


class Bot(SimpleNamespace):
    """A bot that runs, and what surrounds it."""

    slack: PretendSlack
    heroku: Sandbox
    settings: Settings
    store: Store
    accounts: Accounts
    checker: GatedChecker
    jobs: Jobs
    engine: LoopEngine
    app: SlackApp
    url: str
    waits: list[float]
    """How long it was asked to wait."""

    async def say(self, typed: str, *, name: str = "ada", channel: str = "#general") -> Message:
        """Type a command, wait until all is done, and return the last thing the person sees."""
        outcome = await self.slack.type(name, channel, typed)
        assert outcome.failure is None, outcome
        await self.settled()
        return self.seen(name, channel)[-1]

    def seen(self, name: str = "ada", channel: str = "#general") -> list[Message]:
        """What a person sees of the bot's in a channel."""
        bot = self.slack.person("prodcheck").id
        return [m for m in self.slack.messages(name, channel) if m.author == bot]

    async def press(self, source: Message | View, words: str, name: str = "ada") -> None:
        """Press a button, and wait until all is done."""
        outcome = await self.slack.press(name, source, words)
        assert outcome.failure is None, outcome
        await self.settled()

    async def choose(
        self, source: Message | View, action_id: str, *values: str, name: str = "ada"
    ) -> None:
        """Choose something, and wait until all is done."""
        outcome = await self.slack.choose(name, source, action_id, *values)
        assert outcome.failure is None, outcome
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        await self.slack.line.settled()
        while self.jobs._running:
            await asyncio.wait(list(self.jobs._running))
        await self.engine.idle()

    def modal(self, name: str = "ada") -> View:
        """The modal a person looks at."""
        modal = self.slack.modal(name)
        assert modal is not None
        return modal

    def methods(self) -> list[str]:
        """What the bot called."""
        return [call.method for call in self.slack.calls]

    async def post(self, body: bytes, **headers: str | None) -> httpx.Response:
        """Send a request of Slack's, whole and signed unless headers say otherwise."""
        stamp = str(int(self.slack.workspace.clock()))
        given = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(
                self.slack.workspace.secrets.signing_secret, stamp, body
            ),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in given.items() if value is not None}
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.post(f"{self.url}/slack/events", content=body, headers=sent)

    async def interact(self, payload: dict[str, Any]) -> httpx.Response:
        """Send an interaction, and wait until all is done."""
        body = urlencode({"payload": msgspec.json.encode(payload).decode()}).encode()
        response = await self.post(body)
        await self.settled()
        return response


async def until(condition: Callable[[], bool]) -> None:
    """Let everything else go on until something holds."""
    while not condition():  # noqa: ASYNC110  there is no event for what a test waits for
        await asyncio.sleep(0)


def words_of(source: Message | View) -> str:
    """All that can be read in a message or a view."""
    blocks = source.blocks
    text = source.text if isinstance(source, Message) else ""
    return " ".join([text, *_strings(blocks)])


def _strings(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for value in part.values() for text in _strings(value)]
    if isinstance(part, list):
        return [text for value in part for text in _strings(value)]
    return []


def option_of(source: Message | View, words: str) -> str:
    """The value of the option that says this."""
    (value,) = {each["value"] for each in _walk(source.blocks) if _says(each, words)}
    return str(value)


def _says(part: dict[str, Any], words: str) -> bool:
    text = part.get("text")
    return "value" in part and isinstance(text, dict) and words in text["text"]


def _walk(part: object) -> list[dict[str, Any]]:
    if isinstance(part, dict):
        return [part, *(each for value in part.values() for each in _walk(value))]
    if isinstance(part, list):
        return [each for value in part for each in _walk(value)]
    return []


@contextlib.asynccontextmanager
async def running_bot(  # noqa: PLR0913
    slack: PretendSlack,
    heroku: Sandbox,
    database: str,
    *,
    patience: Patience | None = None,
    environ: dict[str, str] | None = None,
    clock: Callable[[], float] | None = None,
    pace: float = 0.01,
) -> AsyncIterator[Bot]:
    """Run a bot on loopback, and install it."""
    given = {"DATABASE_URL": database, **heroku.environ, **slack.environ, **(environ or {})}
    settings = Settings.load({name: value for name, value in given.items() if value})
    store = await Store.open(settings.database_url, settings.secret_keys)
    jobs, checker, engine = Jobs(), GatedChecker(settings), LoopEngine()
    accounts = Accounts(settings, store)
    waits: list[float] = []

    async def no_wait(seconds: float) -> None:
        waits.append(seconds)

    app = create_slack_app(
        settings,
        store,
        checker,
        jobs,
        accounts,
        engine=engine,
        pace=pace,
        patience=patience or Patience(PATIENT),
        api=SlackApi(settings, sleep=no_wait),
    )
    endpoint = Route("/slack/events", slack_endpoint(app), methods=["GET", "POST"])
    clocked = {} if clock is None else {"clock": clock}
    guarded = Guard(Starlette(routes=[endpoint]), secret=settings.slack_signing_secret, **clocked)
    server = WebServer(guarded)
    await server.start()
    slack.install(manifest(server.url))
    bot = Bot(
        slack=slack,
        heroku=heroku,
        settings=settings,
        store=store,
        accounts=accounts,
        checker=checker,
        jobs=jobs,
        engine=engine,
        app=app,
        url=server.url,
        waits=waits,
    )
    try:
        yield bot
    finally:
        await server.stop()
        await engine.stop()
        await jobs.drain(0)
        await app.aclose()
        await checker.aclose()
        await store.close()
