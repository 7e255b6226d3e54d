"""Heroku's OAuth, as a web app uses it: a code for tokens, tokens for newer ones, an end to them.

See https://devcenter.heroku.com/articles/oauth.
"""

from typing import Final
from urllib.parse import quote, urlencode

import httpx
import msgspec

from bot.settings import Settings
from core.collect.trust import tls_context
from core.errors import HerokuError, HerokuUnavailable
from core.version import __version__

SCOPE: Final = "read"
"""Apps and what belongs to them, without account info and config vars."""
_TIMEOUT: Final = 10.0
"""Seconds for each step of one call."""
_ACCEPT: Final = "application/vnd.heroku+json; version=3"


class LoginRefused(HerokuError):
    """Heroku does not take the code or the refresh token: it is used, too old, or was revoked."""


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What Heroku gives for a code or a refresh token."""

    access_token: str
    refresh_token: str | None = None
    expires_in: int | None = None
    """Seconds; eight hours as a rule."""
    user_id: str | None = None

    def __repr__(self) -> str:
        """Show no token."""
        return f"Grant(user_id={self.user_id!r})"


class _Token(msgspec.Struct):
    token: str


class _Authorization(msgspec.Struct):
    id: str
    access_token: _Token | None = None


class HerokuLogin:
    """One OAuth client of Heroku's. Connections last for one call: there are a few a day.

    Args:
        settings: With the id and the secret of the client.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def authorize_url(self, state: str) -> str:
        """Return where a person allows us to read, and is sent back from with the state."""
        query = {
            "client_id": self._settings.heroku_oauth_id or "",
            "response_type": "code",
            "scope": SCOPE,
            "state": state,
        }
        return f"{self._settings.heroku_login_url}/oauth/authorize?{urlencode(query)}"

    async def exchange(self, code: str) -> Grant:
        """Turn the code that a person came back with into tokens.

        Raises:
            LoginRefused: Heroku does not take it.
            HerokuUnavailable: Heroku does not answer, or not in a way that makes sense.
        """
        return await self._grant({"grant_type": "authorization_code", "code": code})

    async def refresh(self, refresh_token: str) -> Grant:
        """Get a new access token.

        Raises:
            LoginRefused: The person took the permission back.
            HerokuUnavailable: Heroku does not answer, or not in a way that makes sense.
        """
        return await self._grant({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def revoke(self, access_token: str) -> bool:
        """Take a permission back, and say whether that worked.

        An authorization is known by its id, which the token alone does not tell: Heroku lists them.
        """
        headers = {"Authorization": f"Bearer {access_token}", "Accept": _ACCEPT}
        address = f"{self._settings.sources.api_url}/oauth/authorizations"
        try:
            async with self._client(headers) as client:
                listed = await client.get(address)
                known = msgspec.json.decode(listed.content, type=list[_Authorization])
                ours = [a.id for a in known if a.access_token == _Token(access_token)]
                answers = [await client.delete(f"{address}/{quote(id_, safe='')}") for id_ in ours]
        except (httpx.HTTPError, msgspec.DecodeError, UnicodeDecodeError):
            return False
        return bool(answers) and all(answer.is_success for answer in answers)

    async def _grant(self, form: dict[str, str]) -> Grant:
        secret = {"client_secret": self._settings.heroku_oauth_secret or ""}
        try:
            async with self._client() as client:
                answer = await client.post(
                    f"{self._settings.heroku_login_url}/oauth/token", data={**form, **secret}
                )
        except httpx.HTTPError:
            raise _unavailable("Heroku's sign-in does not answer.") from None
        return _granted(answer)

    def _client(self, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
        sources = self._settings.sources
        return httpx.AsyncClient(
            headers={"User-Agent": f"prodcheck/{__version__}", **(headers or {})},
            verify=tls_context(sources.ca_file),
            mounts=_proxied(sources.proxy, sources.ca_file),
            timeout=_TIMEOUT,
            trust_env=False,
        )


def _proxied(proxy: str | None, ca_file: str | None) -> dict[str, httpx.AsyncHTTPTransport] | None:
    if proxy is None:
        return None
    through = httpx.AsyncHTTPTransport(
        verify=tls_context(ca_file), proxy=httpx.Proxy(proxy), trust_env=False
    )
    return {"https://": through}


_REFUSALS: Final = frozenset(
    {httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}
)


def _granted(answer: httpx.Response) -> Grant:
    request_id = answer.headers.get("Request-Id")
    if answer.status_code in _REFUSALS:
        raise LoginRefused("Heroku does not accept this sign-in.", request_id=request_id)
    if not answer.is_success:
        raise _unavailable(f"Heroku's sign-in answers {answer.status_code}.", request_id)
    try:
        return msgspec.json.decode(answer.content, type=Grant)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _unavailable("Heroku's sign-in answers without a token.", request_id) from None


def _unavailable(message: str, request_id: str | None = None) -> HerokuUnavailable:
    return HerokuUnavailable(message, hint="Try again in a minute.", request_id=request_id)
