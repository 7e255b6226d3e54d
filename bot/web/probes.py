"""Tries of each part that the bot stands on. None of them raises, none tells a secret."""

import asyncio
import re
from collections.abc import Callable
from typing import Final

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.manifest import BOT_SCOPES
from bot.settings import Settings
from bot.slack.web_api import SlackApi
from bot.store import Store, StoreUnavailable
from bot.web.known import Heroku, HerokuState, Slack, SlackState
from core.collect.failure import CallFailed
from core.collect.http import HerokuClient
from core.errors import HerokuError

PATIENCE: Final = 5.0
"""Seconds for one try: somebody waits for a page."""
_PASSING: Final = frozenset(
    {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
"""Errors of auth.test that say nothing of the token: https://docs.slack.dev/reference/methods/auth.test"""
_WORD: Final = re.compile(r"[a-z_]{1,60}")
_SCOPE: Final = re.compile(r"[a-z-]+(,[a-z-]+)*|[a-z-]+( [a-z-]+)*")
_MANY: Final = {"Range": "name ..; max=1000"}


class _App(msgspec.Struct):
    id: str


class _Account(msgspec.Struct):
    id: str


async def try_database(store: Store) -> bool:
    """Say whether the database answers."""
    try:
        async with asyncio.timeout(PATIENCE):
            await store.ready()
    except (StoreUnavailable, TimeoutError):
        return False
    return True


async def try_heroku(settings: Settings, client_for: Callable[[str], HerokuClient]) -> HerokuState:
    """Say what the Heroku token is good for.

    Args:
        settings: With the token.
        client_for: Makes a client of Heroku's APIs for a token.
    """
    if settings.heroku_oauth:
        return HerokuState(kind=Heroku.PERSONAL)
    if settings.heroku_api_key is None:
        return HerokuState(kind=Heroku.MISSING)
    try:
        async with asyncio.timeout(PATIENCE), client_for(settings.heroku_api_key) as client:
            state = await _look(client)
    except CallFailed as failure:
        kinds = {401: Heroku.REFUSED, 403: Heroku.FORBIDDEN}
        return HerokuState(kind=kinds.get(failure.status or 0, Heroku.AWAY))
    except HerokuError:
        return HerokuState(kind=Heroku.REFUSED)  # it cannot even be sent
    except TimeoutError:
        return HerokuState(kind=Heroku.AWAY)
    narrowed = bool(settings.apps or settings.channels or settings.users)
    return msgspec.structs.replace(state, narrowed=narrowed)


async def _look(client: HerokuClient) -> HerokuState:
    apps = await client.get("/apps", list[_App], headers=_MANY)
    scope = client.scope if client.scope and _SCOPE.fullmatch(client.scope) else None
    return HerokuState(
        kind=Heroku.WORKS,
        scope=scope,
        reads_account=await _reads_account(client) if scope is None else None,
        apps=len(apps),
        more=len(apps) >= 1000,  # noqa: PLR2004  the page that was asked for
    )


async def _reads_account(client: HerokuClient) -> bool | None:
    """Tell a narrow token from a wide one: the scope `read` excludes the account's own data."""
    try:
        await client.get("/account", _Account)
    except CallFailed as failure:
        return False if failure.status == 403 else None  # noqa: PLR2004  HTTP's own number
    return True


async def try_slack(settings: Settings) -> SlackState:
    """Say whether Slack accepts the bot token, and whether the app has the scopes it needs."""
    if settings.slack_oauth:
        return SlackState(kind=Slack.PER_WORKSPACE)
    if settings.slack_bot_token is None:
        return SlackState(kind=Slack.UNTRIED)
    client = SlackApi(settings).client(settings.slack_bot_token)
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await client.auth_test()
    except SlackApiError as error:
        return _refused(error)
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError):
        return SlackState(kind=Slack.AWAY)
    return _scopes(answer.headers.get("x-oauth-scopes"))


def _refused(error: SlackApiError) -> SlackState:
    data = getattr(error.response, "data", None)  # no JSON where a load balancer answers
    told = data.get("error") if isinstance(data, dict) else None
    if not isinstance(told, str) or not _WORD.fullmatch(told) or told in _PASSING:
        return SlackState(kind=Slack.AWAY)
    return SlackState(kind=Slack.REFUSED, error=told)


def _scopes(header: str | None) -> SlackState:
    if not header:
        return SlackState(kind=Slack.WORKS)
    given = {scope.strip() for scope in header.split(",")}
    lacking = tuple(scope for scope in BOT_SCOPES if scope not in given)
    return SlackState(kind=Slack.LACKS_SCOPE if lacking else Slack.WORKS, lacking=lacking)
