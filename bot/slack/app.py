"""The Slack app as a whole: Bolt with our listeners, and what they work with."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from slack_bolt import BoltResponse
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.accounts import Accounts
from bot.app_names import AppNames
from bot.checking import Checker
from bot.engine.port import Engine
from bot.fleets.scanner import TELL_SECONDS
from bot.jobs import Jobs, new_reference
from bot.settings import Settings
from bot.slack.answers import Examiner
from bot.slack.blocks import states
from bot.slack.bolt import INSTALL_PATH, REDIRECT_PATH, SlackApp, make_bolt
from bot.slack.delivery import Delivery
from bot.slack.desk import Desk
from bot.slack.fleet_parts import make_fleets
from bot.slack.home_page import HomePage
from bot.slack.listeners import register
from bot.slack.origin import origin_of
from bot.slack.patience import Patience
from bot.slack.people import People
from bot.slack.reply import ack_body
from bot.slack.screens import Screens
from bot.slack.socket import run_socket
from bot.slack.web_api import SlackApi
from bot.store import Store
from bot.watching.parts import make_watching
from bot.watching.runner import Hooking
from bot.web.addresses import Addresses
from bot.web.signed import Links

__all__ = [
    "INSTALL_PATH",
    "REDIRECT_PATH",
    "SlackApp",
    "create_slack_app",
    "run_socket",
    "slack_endpoint",
]

_LOG = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]


def create_slack_app(  # noqa: PLR0913  the parts that it is made of
    settings: Settings,
    store: Store,
    checker: Checker,
    jobs: Jobs,
    accounts: Accounts,
    *,
    engine: Engine,
    addresses: Addresses | None = None,
    patience: Patience | None = None,
    api: SlackApi | None = None,
    hooks: Hooking | None = None,
    pace: float = TELL_SECONDS,
) -> SlackApp:
    """Make the Slack app, its listeners registered; it opens no connection yet.

    Args:
        settings: What the bot is set up with.
        store: Keeps reports, and workspaces that installed the bot.
        checker: Checks apps.
        jobs: Does what goes on after an acknowledgement.
        accounts: Gives the token to look with.
        engine: Does what goes on whatever becomes of this process.
        addresses: Makes links to pages; made of the settings unless given.
        patience: How long acknowledgements are held back for an answer.
        api: Slack; made of the settings unless given.
        hooks: Has Heroku tell of changes of watched apps; None: it does not.
        pace: Seconds between two changes of a message about what goes on.
    """
    api = api or SlackApi(settings)
    app = make_bolt(settings, store, api)
    app.api, app.names = api, AppNames(settings, checker)
    app.watching = make_watching(settings, store, checker, accounts, api, hooks=hooks)
    parts = _Parts(
        settings=settings,
        store=store,
        checker=checker,
        jobs=jobs,
        accounts=accounts,
        engine=engine,
        addresses=addresses or Addresses(Links(settings.secret_keys), accounts),
    )
    app.desk = _desk(app, parts, patience=patience or Patience(), pace=pace)
    app.middleware(_introducing(app.desk))
    app.error(_admit)
    register(app)
    return app


class _Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk is made of beside Slack."""

    settings: Settings
    store: Store
    checker: Checker
    jobs: Jobs
    accounts: Accounts
    engine: Engine
    addresses: Addresses


def _desk(app: SlackApp, parts: _Parts, *, patience: Patience, pace: float) -> Desk:
    examiner = Examiner(
        parts.settings,
        store=parts.store,
        checker=parts.checker,
        accounts=parts.accounts,
        names=app.names,
        people=People(parts.settings, app.api),
        addresses=parts.addresses,
    )
    fleets = make_fleets(
        parts.settings,
        store=parts.store,
        checker=parts.checker,
        accounts=parts.accounts,
        examiner=examiner,
        api=app.api,
        addresses=parts.addresses,
        engine=parts.engine,
        pace=pace,
    )
    screens = Screens(app.api)
    return Desk(
        store=parts.store,
        checker=parts.checker,
        jobs=parts.jobs,
        accounts=parts.accounts,
        examiner=examiner,
        delivery=Delivery(app.api),
        screens=screens,
        addresses=parts.addresses,
        fleets=fleets,
        home=HomePage(parts.settings, parts.store, parts.accounts, app.names, examiner, screens),
        patience=patience,
        watches=app.watching.watches,
    )


def slack_endpoint(app: AsyncApp) -> Endpoint:
    """Make the endpoint of `POST /slack/events`, and with OAuth of `GET` on its two paths.

    It is to stand behind a `Guard` where it takes `POST`.
    """
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        try:
            return await handler.handle(request)
        except (ValueError, TypeError, AttributeError, RecursionError):
            # Bolt reads a body before it does anything else, and takes any JSON for an object.
            _LOG.warning("A request of Slack's could not be read [%s]", new_reference())
            return PlainTextResponse("This is no request of Slack's.\n", 400)

    return endpoint


def _introducing(desk: Desk) -> Callable[..., Awaitable[None]]:
    """Give every listener the desk, and where the request came from, by parameter name."""

    async def introduce(
        context: AsyncBoltContext,
        body: dict[str, Any],
        next_: Callable[[], Awaitable[None]],
    ) -> None:
        context["desk"] = desk
        context["origin"] = origin_of(body, context)
        await next_()

    return introduce


async def _admit(
    error: Exception, body: dict[str, Any], response: BoltResponse | None
) -> BoltResponse | None:
    """Say that a request failed before it was acknowledged; an event, Slack then sends again."""
    reference = new_reference()
    _LOG.error("A request of Slack's failed [%s]", reference, exc_info=error)
    if response is None or "command" not in body:
        return None
    return BoltResponse(status=200, body=ack_body(states.failure(reference)))
