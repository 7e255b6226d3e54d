"""Heroku's OAuth on loopback: codes, tokens, authorizations, as far as the bot uses them."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT_ID = "a-client-of-herokus"
CLIENT_SECRET = "the-secret-of-the-client"
CALLBACK = "https://bot.example.com/heroku/callback"
LIFE = 28_799
"""Seconds that an access token lives."""


class OAuth:
    """What the server knows, and what was asked of it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.codes: set[str] = set()
        self.refresh_tokens: set[str] = set()
        self.authorizations: dict[str, str] = {}
        """Id to access token."""
        self.asked: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.fails_with: tuple[int, bytes] | None = None
        self._made = 0

    def consent(self, authorize_url: str) -> str:
        """Where a person who says yes is sent back to."""
        query = dict(parse_qs(urlsplit(authorize_url).query))
        code = self._new("code")
        self.codes.add(code)
        return f"{CALLBACK}?{urlencode({'code': code, 'state': query['state'][0]})}"

    def grant(self, form: dict[str, str]) -> tuple[int, object]:
        self.forms.append(form)
        if form.get("client_secret") != CLIENT_SECRET:
            return 401, {"id": "unauthorized", "message": "Invalid client secret."}
        if form.get("grant_type") == "authorization_code" and form.get("code") in self.codes:
            self.codes.remove(form["code"])
            return 200, self._tokens()
        if (
            form.get("grant_type") == "refresh_token"
            and form.get("refresh_token") in self.refresh_tokens
        ):
            self.authorizations.clear()
            return 200, self._tokens(form["refresh_token"])
        return 400, {"id": "invalid_grant", "message": "That is over."}

    def listed(self) -> list[object]:
        return [
            {"id": id_, "access_token": {"token": token}, "scope": ["read"]}
            for id_, token in self.authorizations.items()
        ]

    def _tokens(self, refresh: str | None = None) -> dict[str, object]:
        access = self._new("HRKU-access")
        self.authorizations[self._new("authorization")] = access
        refresh = refresh or self._new("HRKU-refresh")
        self.refresh_tokens.add(refresh)
        return {
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": LIFE,
            "token_type": "Bearer",
            "user_id": "01234567-89ab-cdef-0123-456789abcdef",
            "session_nonce": None,
        }

    def _new(self, kind: str) -> str:
        self._made += 1
        return f"{kind}-{self._made}"


@contextmanager
def oauth_server() -> Iterator[OAuth]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = False
        port = server.server_address[1]
        _Handler.oauth = oauth = OAuth(f"http://127.0.0.1:{port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield oauth
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    oauth: OAuth

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        form = parse_qs(self.rfile.read(length).decode())
        self._answer(lambda: self.oauth.grant({name: value[0] for name, value in form.items()}))

    def do_GET(self) -> None:
        self._answer(lambda: (200, self.oauth.listed()))

    def do_DELETE(self) -> None:
        id_ = self.path.rpartition("/")[2]
        known = self.oauth.authorizations.pop(id_, None)
        self._answer(lambda: (200 if known else 404, {"id": id_}))

    def _answer(self, made: Callable[[], tuple[int, object]]) -> None:
        self.oauth.asked.append(f"{self.command} {self.path}")
        if self.oauth.fails_with:
            status, body = self.oauth.fails_with
        else:
            status, document = made()
            body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Request-Id", "request-of-herokus")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
