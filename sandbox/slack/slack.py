"""The pretend Slack as a whole: start it, point a bot at it, do what people do."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Final, Self, TypeVar

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from sandbox.faults import FaultBook
from sandbox.slack.answers import Answers
from sandbox.slack.clock import Clock
from sandbox.slack.delivery import PATIENCE, EitherWay, HttpTransport
from sandbox.slack.face import face
from sandbox.slack.faults import Fault
from sandbox.slack.gestures import Gestures, find, named
from sandbox.slack.hooks import Hooks
from sandbox.slack.installation import installed, make_secrets
from sandbox.slack.json import Json
from sandbox.slack.line import RETRY_DELAYS, Line, Outcome
from sandbox.slack.messages import Message
from sandbox.slack.payloads import Payloads
from sandbox.slack.people import Person
from sandbox.slack.server import LOOPBACK, WebServer
from sandbox.slack.socket_mode import SocketMode
from sandbox.slack.views import View
from sandbox.slack.web_api.desk import Call
from sandbox.slack.web_api.endpoint import WebApi
from sandbox.slack.workspace import Workspace

T = TypeVar("T")
LONGEST: Final = 60.0
"""Seconds after which a connection is given up; the app's time is over long before."""


class PretendSlack:
    """A pretend Slack workspace on 127.0.0.1 that speaks the real protocol.

    ::

        async with PretendSlack() as slack:
            bot = start_a_bot(slack.environ)
            slack.install(manifest(bot.url))
            await slack.type("ada", "#general", "/prodcheck ha-app")
            (report,) = slack.messages("ada", "#general")
            await slack.press("ada", report, "Re-run")

    Args:
        port: Where it listens; 0: on any free port.
        clock: Tells the time.
        patience: Seconds in which an app has to answer.
        retry_delays: Seconds before each further attempt at an event.
        hints: What the face tells people to type first.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        clock: Clock = time.time,
        patience: float = PATIENCE,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        hints: Sequence[str] = (),
    ) -> None:
        self.workspace = Workspace(make_secrets(), clock)
        self.calls: list[Call] = []
        """What the app said so far, in the order it came."""
        self._faults: FaultBook[Fault] = FaultBook()
        self._client = httpx.AsyncClient(trust_env=False, timeout=LONGEST)
        self.socket = SocketMode(self.workspace, patience)
        api = WebApi(self.workspace, self._faults, self.calls, self.socket.address)
        hooks = Hooks(self.workspace, self._faults, self.calls)
        web = Starlette(
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])],
            routes=[
                Route("/api/{method}", api.answer, methods=["GET", "POST"]),
                Route("/hooks/{hook}", hooks.answer, methods=["POST"]),
            ],
        )
        self._server = WebServer(web, port)
        self.url = self._server.url
        requests = HttpTransport(self.workspace, self._client, patience)
        self.line = Line(EitherWay(self.workspace, requests, self.socket), retry_delays)
        self.gestures = Gestures(
            self.workspace,
            self.line,
            Payloads(self.workspace, f"{self.url}/hooks/"),
            Answers(self.workspace, self.calls),
        )
        web.routes.extend(face(self.workspace, self.gestures, hints))
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._client)
        await self.socket.start()
        self._stack.push_async_callback(self.socket.stop)
        await self._server.start()
        self._stack.push_async_callback(self._server.stop)
        self._stack.callback(self.workspace.close)
        self._stack.push_async_callback(self.line.close)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stack.__aexit__(kind, error, traceback)

    @property
    def environ(self) -> dict[str, str]:
        """What a user would set to point a bot at it."""
        return {
            "SLACK_BOT_TOKEN": self.workspace.secrets.bot_token,
            "SLACK_SIGNING_SECRET": self.workspace.secrets.signing_secret,
            "SLACK_API_URL": f"{self.url}/api/",
        }

    @property
    def socket_environ(self) -> dict[str, str]:
        """What a user would set for Socket Mode."""
        return {**self.environ, "SLACK_APP_TOKEN": self.workspace.secrets.app_token}

    def install(self, manifest: Json) -> None:
        """Install the app of a manifest: from now on Slack knows its commands and addresses."""
        self.workspace.app = installed(manifest)
        self.workspace.touch()

    def person(self, name: str) -> Person:
        """Look a person up: `ada`, `grace`, `gus` (a guest) or `olga` (of another workspace)."""
        return self.workspace.person(name)

    def messages(self, name: str, channel: str) -> list[Message]:
        """List what a person sees in a channel, the oldest first."""
        return self.workspace.messages(self.workspace.channel(channel).id, self.person(name).id)

    def modal(self, name: str) -> View | None:
        """Return the modal that a person looks at."""
        return self.workspace.windows.modal(self.person(name).id)

    def home(self, name: str) -> View | None:
        """Return the App Home that was published for a person."""
        return self.workspace.windows.home(self.person(name).id)

    async def type(
        self, name: str, channel: str, typed: str, *, thread: Message | None = None
    ) -> Outcome:
        """Type something in a channel, or in the thread of a message, and press Enter."""
        return await self.gestures.type(
            self.person(name), self.workspace.channel(channel), typed, thread.ts if thread else None
        )

    async def press(self, name: str, source: Message | View, words: str) -> Outcome:
        """Press the button that says this."""
        return await self.gestures.press(self.person(name), source, named(source, words), [])

    async def choose(
        self, name: str, source: Message | View, action_id: str, *values: str
    ) -> Outcome:
        """Choose in a menu or a select, by the values of the options."""
        found = find(source, action_id)
        person = self.person(name)
        offered = None
        if found.kind == "external_select":
            offered = await self.gestures.options(person, source, found, values[0])
        return await self.gestures.press(person, source, found, list(values), offered)

    async def options(
        self, name: str, source: Message | View, action_id: str, typed: str
    ) -> list[Json]:
        """Type into a select that asks the app for its options, and return them."""
        found = find(source, action_id)
        return await self.gestures.options(self.person(name), source, found, typed)

    async def submit(self, name: str) -> Outcome:
        """Send the form that a person looks at.

        Raises:
            LookupError: They look at none.
        """
        view = self.modal(name)
        if view is None:
            raise LookupError(f"{name} looks at no modal")
        return await self.gestures.submit(self.person(name), view)

    async def open_home(self, name: str) -> None:
        """Look at the app's Home, and wait until the app has heard of it."""
        self.gestures.open_home(self.person(name))
        await self.line.settled()

    async def until(self, seen: Callable[[], T | None], seconds: float = 30.0) -> T:
        """Wait until something can be seen, and return it.

        Args:
            seen: Looks for it; tried anew after each change of the workspace.
            seconds: How long at most.

        Raises:
            TimeoutError: It does not come.
        """
        async with asyncio.timeout(seconds):
            while not (found := seen()):
                await self.workspace.changed(self.workspace.revision)
        return found

    def fail(self, method: str, fault: Fault, *, times: int | None = None) -> None:
        """Let something go wrong.

        Args:
            method: A shell pattern over methods of the Web API; `response_url` stands for those.
            fault: What happens; see `sandbox.slack.faults`.
            times: How often; None: from now on.
        """
        self._faults.order(method, fault, times)

    def expire_response_urls(self) -> None:
        """End every response URL, those to come too."""
        self.workspace.tickets.hooks_are_expired = True

    def lose_triggers(self) -> None:
        """End every trigger, those to come too."""
        self.workspace.tickets.triggers_are_lost = True

    def heal(self) -> None:
        """Forget every fault."""
        self._faults.clear()
        self.workspace.tickets.hooks_are_expired = False
        self.workspace.tickets.triggers_are_lost = False
