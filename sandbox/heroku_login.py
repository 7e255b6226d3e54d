"""Heroku's sign-in, for the playground: devcenter.heroku.com/articles/oauth in two pages."""

import secrets
from typing import Final
from urllib.parse import parse_qs, urlencode

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.slack.server import WebServer
from sandbox.tokens import Tokens

LIFE: Final = 8 * 60 * 60
"""Seconds that an access token lives."""
_PAGE: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to the pretend Heroku</title>
<style>
  body { font: 16px/1.5 system-ui; margin: 12vh auto; max-width: 26rem; padding: 0 1rem; }
  a { display: block; margin: .6rem 0; padding: .7rem; border-radius: .5rem; text-align: center;
      background: #79589f; color: #fff; text-decoration: none; }
  a.other { background: none; color: inherit; border: 1px solid #8886; }
</style>
<h1>The pretend Heroku</h1>
<p><b>prodcheck</b> would like to read your apps and what belongs to them (scope
<code>{{ scope }}</code>). As whom do you allow it?</p>
{% for name, url in choices %}
<a href="{{ url }}"{% if not loop.first %} class="other"{% endif %}>{{ name }}</a>
{% endfor %}
"""


class HerokuLogin:
    """A pretend id.heroku.com on loopback.

    Args:
        tokens: What is given to those who sign in.
        callback: Where people are sent back to: it belongs to the OAuth client.
    """

    def __init__(self, tokens: Tokens, callback: str) -> None:
        self._tokens = tokens
        self._callback = callback
        self._codes: dict[str, str] = {}
        self._refresh: dict[str, str] = {}
        self._client_id = secrets.token_hex(16)
        self._client_secret = secrets.token_hex(16)
        self._page = Environment(autoescape=True).from_string(_PAGE)
        routes = [
            Route("/oauth/authorize", self._authorize),
            Route("/oauth/token", self._token, methods=["POST"]),
        ]
        self._server = WebServer(Starlette(routes=routes))
        self.url = self._server.url

    async def start(self) -> None:
        """Answer from now on."""
        await self._server.start()

    async def stop(self) -> None:
        """Stop."""
        await self._server.stop()

    @property
    def environ(self) -> dict[str, str]:
        """What a user would set, so that people link accounts of their own."""
        return {
            "HEROKU_OAUTH_ID": self._client_id,
            "HEROKU_OAUTH_SECRET": self._client_secret,
            "HEROKU_LOGIN_HOST": self.url,
            "PRODCHECK_SECRET_KEY": secrets.token_hex(32),
        }

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        if asked.get("client_id") != self._client_id or asked.get("response_type") != "code":
            return HTMLResponse("There is no such client.", 400)
        state = asked.get("state", "")
        choices = {
            "Allow, as somebody who sees every sample app": self._allowed(self._tokens.read, state),
            "Allow, as somebody without apps": self._allowed(self._tokens.nothing, state),
            "Deny": self._back({"error": "access_denied", "state": state}),
        }
        scope = asked.get("scope", "")
        return HTMLResponse(self._page.render(scope=scope, choices=list(choices.items())))

    async def _token(self, request: Request) -> Response:
        form = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
        if form.get("client_secret") != self._client_secret:
            return JSONResponse({"id": "unauthorized", "message": "Wrong client secret."}, 401)
        known = self._codes if form.get("grant_type") == "authorization_code" else self._refresh
        token = known.pop(form.get("code") or form.get("refresh_token") or "", None)
        if token is None:
            return JSONResponse({"id": "unauthorized", "message": "Used, or unknown."}, 401)
        refresh = secrets.token_hex(16)
        self._refresh[refresh] = token
        return JSONResponse(
            {
                "access_token": token,
                "refresh_token": refresh,
                "expires_in": LIFE,
                "token_type": "Bearer",
                "user_id": "01234567-89ab-cdef-0123-456789abcdef",
            }
        )

    def _allowed(self, token: str, state: str) -> str:
        code = secrets.token_hex(16)
        self._codes[code] = token
        return self._back({"code": code, "state": state})

    def _back(self, query: dict[str, str]) -> str:
        return f"{self._callback}?{urlencode(query)}"
