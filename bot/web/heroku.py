"""The pages on which a person links their Heroku account, from Slack and back to it.

::

    Slack ── link with a state ──▶ GET /heroku/login    names the person, asks to go on
                                   POST /heroku/login   remembers that this browser did
    Heroku ◀── authorize ──────────┘
    Heroku ── code and state ────▶ GET /heroku/callback trades the code for tokens

The state says whose account is linked, and a link can be passed on: without the page in between,
and a callback that takes nothing but what was begun there, somebody could have another person link
their Heroku account to the wrong Slack account, and look at their apps.
"""

import re
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.accounts import LOGIN_PATH, Accounts
from bot.heroku_login import LoginRefused
from bot.store import LinkState, Store, StoreUnavailable
from bot.web import heroku_words
from bot.web.heroku_words import DENIED, ELSEWHERE, GONE, OFF, TROUBLE, Said
from bot.web.render import page
from core.errors import HerokuUnavailable
from core.version import __version__

CALLBACK_PATH: Final = "/heroku/callback"
_COOKIE: Final = "prodcheck_link"
_COOKIE_LIFE: Final = 600
"""Seconds; a state lives no longer."""
_COOKIE_PATH: Final = "/heroku"
_LONGEST_FORM: Final = 1_000
"""Bytes."""
_SLACK: Final = re.compile(r"slack://[\w.~?&=/-]*|https://([a-z0-9-]+\.)*slack\.com/[\w.~?&=/%-]*")


def routes(accounts: Accounts, store: Store) -> list[Route]:
    """Return the routes of the pages."""
    pages = _Pages(accounts, store)
    return [
        Route(LOGIN_PATH, pages.login, methods=["GET"]),
        Route(LOGIN_PATH, pages.go_on, methods=["POST"]),
        Route(CALLBACK_PATH, pages.callback, methods=["GET"]),
    ]


class _Pages:
    def __init__(self, accounts: Accounts, store: Store) -> None:
        self._accounts = accounts
        self._store = store

    async def login(self, request: Request) -> Response:
        """Say which Slack account is about to be linked, and ask to go on."""
        return await self._ask(request, request.query_params.get("state", ""))

    async def go_on(self, request: Request) -> Response:
        """Send a person on to Heroku, when they come from the page that asks.

        No other site can send them here with the cookie that the page left: it is a `Lax` one.
        """
        state = await _state_of_form(request)
        if request.cookies.get(_COOKIE) != _asked(state):
            return await self._ask(request, state)
        answer = RedirectResponse(self._accounts.authorize_url(state), status_code=303)
        answer.headers["Cache-Control"] = "no-store"
        _set_cookie(request, answer, _went_on(state))
        return answer

    async def callback(self, request: Request) -> Response:
        """Link the account of a person who comes back from Heroku."""
        if not self._accounts.personal:
            return _said(OFF)
        query = request.query_params
        if "error" in query:
            return _said(DENIED)
        state, code = query.get("state", ""), query.get("code", "")
        ours = bool(code) and request.cookies.get(_COOKIE) == _went_on(state)
        try:
            who = await self._store.take_state(state) if ours else None
            if who is None:
                return await self._gone(state)
            await self._accounts.link(who, code)
        except (StoreUnavailable, LoginRefused, HerokuUnavailable) as error:
            return _said(TROUBLE[type(error)])
        return _thanks(who)

    async def _ask(self, request: Request, state: str) -> Response:
        if not self._accounts.personal:
            return _said(OFF)
        try:
            who = await self._store.state(state)
            if who is None:
                return await self._gone(state)
        except StoreUnavailable:
            return _said(TROUBLE[StoreUnavailable])
        answer = _question(who, state, self._accounts.login_host)
        _set_cookie(request, answer, _asked(state))
        return answer

    async def _gone(self, state: str) -> Response:
        if await self._store.state(state) is not None:
            return _said(ELSEWHERE)
        return _said(GONE[await self._store.why_gone(state)])


def _said(said: Said) -> Response:
    return _page(said)


def _question(who: LinkState, state: str, login_host: str) -> Response:
    # Heroku may lead on to a company's own sign-in, and browsers count that as the form's doing.
    return _page(heroku_words.question(who), state=state, forms=f"'self' https: {login_host}")


def _thanks(who: LinkState) -> Response:
    back = who.return_to if _SLACK.fullmatch(who.return_to) else ""
    answer = _page(heroku_words.thanks(who), return_to=back)
    answer.delete_cookie(_COOKIE, path=_COOKIE_PATH)
    return answer


def _page(said: Said, *, state: str = "", return_to: str = "", forms: str = "'none'") -> Response:
    return page(
        "heroku.html",
        status=said.status,
        forms=forms,
        title=said.title,
        lines=said.lines,
        state=state,
        return_to=return_to,
        version=__version__,
    )


def _asked(state: str) -> str:
    return f"asked.{state}"


def _went_on(state: str) -> str:
    return f"went-on.{state}"


def _set_cookie(request: Request, answer: Response, value: str) -> None:
    schemes = {request.url.scheme, request.headers.get("x-forwarded-proto")}
    answer.set_cookie(
        _COOKIE,
        value,
        max_age=_COOKIE_LIFE,
        path=_COOKIE_PATH,
        secure="https" in schemes,
        httponly=True,
        samesite="lax",
    )


async def _state_of_form(request: Request) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_FORM:
            return ""
    return parse_qs(body.decode(errors="replace")).get("state", [""])[0]
