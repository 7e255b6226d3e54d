"""The bot as one ASGI application: Slack's requests, web pages, and what starts and ends with it.

::

    POST /slack/events   Outside ─▶ Guard ─▶ Inside ─▶ Bolt: listeners, which start jobs
    GET  /               how to set it up, and then whether it works
    /heroku/…            people link their own Heroku accounts
    POST /heroku/webhooks  Heroku tells of watched apps
    /reports/… /badge/…  signed pages
    /healthz /readyz /metrics
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route, request_response
from starlette.types import ASGIApp

from bot.manifest import EVENTS_PATH
from bot.parts import Bot, open_bot
from bot.settings import Settings
from bot.slack.app import INSTALL_PATH, REDIRECT_PATH, SlackApp, slack_endpoint
from bot.slack.guard import Guard
from bot.slack.socket import IsOpen, never, run_socket
from bot.web import heroku
from bot.web.health import MetricsPage, Readyz, healthz
from bot.web.heroku_hooks import HerokuHooks
from bot.web.home import Home
from bot.web.reports import routes as reports
from bot.web.reports.asked import Shelf
from bot.web.unready import not_set_up
from bot.web.watched import Inside, Outside
from core.errors import ProdcheckError

_LEAVE_SECONDS: Final = 2.0
"""For a socket to be closed in good order."""
GiveUp = Callable[[ProdcheckError], None]


def create_app(
    settings: Settings,
    *,
    socket: bool = False,
    runs_jobs: bool = False,
    give_up: GiveUp | None = None,
) -> Starlette:
    """Put the bot together. Nothing is opened before the application starts.

    While it runs, `state.bot` is the `Bot`. Setting its `board.draining` says that it is about to
    stop.

    Args:
        settings: What it is set up with.
        socket: Whether it calls Slack over Socket Mode, rather than being called.
        runs_jobs: Whether this process runs durable jobs; others may, too.
        give_up: Told why the socket cannot work, however often it is tried.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_bot(settings, socket=socket, runs_jobs=runs_jobs) as bot:
            app.state.bot = bot
            app.router.routes[:] = _routes(bot, socket=socket)
            async with _connected(bot, give_up) if socket else contextlib.nullcontext():
                yield
                bot.board.draining = True

    return Starlette(lifespan=lifespan)


def _routes(bot: Bot, *, socket: bool) -> list[BaseRoute]:
    return [
        Route("/", Home(bot.settings, bot.board, socket=socket).serve),
        Route("/healthz", healthz),
        Route("/readyz", Readyz(bot.board).serve),
        Route("/metrics", MetricsPage(bot.metrics, bot.engine, bot.store).serve),
        *heroku.routes(bot.accounts, bot.store),
        _heroku_hooks(bot).route,
        *reports.routes(_shelf(bot)),
        *([] if socket else _slack_routes(bot)),
    ]


def _heroku_hooks(bot: Bot) -> HerokuHooks:
    return HerokuHooks(
        bot.store,
        bot.hooks.bursts,
        unwatched=bot.hooks.found_unwatched,
        count=bot.metrics.heroku_webhook,
    )


def _shelf(bot: Bot) -> Shelf:
    return Shelf(bot.store, bot.links, personal=bot.accounts.personal)


def _slack_routes(bot: Bot) -> list[BaseRoute]:
    if bot.slack is None:
        return [Route(EVENTS_PATH, _outside(bot, request_response(not_set_up)))]
    endpoint = slack_endpoint(bot.slack)
    inside = Inside(
        request_response(endpoint), arrivals=bot.arrivals, reached_at=bot.whereabouts.learn
    )
    guard = Guard(inside, secret=bot.settings.slack_signing_secret)
    install = [Route(path, endpoint) for path in (INSTALL_PATH, REDIRECT_PATH)]
    return [
        Route(EVENTS_PATH, _outside(bot, guard)),
        *(install if bot.settings.slack_oauth else []),
    ]


def _outside(bot: Bot, app: ASGIApp) -> Outside:
    return Outside(app, arrivals=bot.arrivals, metrics=bot.metrics)


@contextlib.asynccontextmanager
async def _connected(bot: Bot, give_up: GiveUp | None) -> AsyncIterator[None]:
    """Hold the socket to Slack open; without Slack's values, there is none."""
    if bot.slack is None:
        yield
        return

    async def arrived(next_: Callable[[], Awaitable[None]]) -> None:
        bot.arrivals.good()
        await next_()

    bot.slack.middleware(arrived)
    bot.board.socket_is_open = never
    stop = asyncio.Event()
    task = asyncio.create_task(_talk(bot, bot.slack, stop, give_up))
    try:
        yield
    finally:
        stop.set()
        # While Slack is unreachable, its client tries to connect and hears of nothing else.
        await asyncio.wait({task}, timeout=_LEAVE_SECONDS)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _talk(bot: Bot, slack: SlackApp, stop: asyncio.Event, give_up: GiveUp | None) -> None:
    def watch(is_open: IsOpen) -> None:
        bot.board.socket_is_open = is_open

    try:
        await run_socket(bot.settings, slack, stop, watch)
    except ProdcheckError as error:
        if give_up is not None:
            give_up(error)
