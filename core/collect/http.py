"""Calls to Heroku's APIs: patient, bounded, and with the token for Heroku alone."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Mapping
from typing import Final, Literal, Self, TypeVar

from core.collect.answer import Answer, decode
from core.collect.failure import (
    CallFailed,
    clean_request_id,
    nonsense,
    refused,
    silent,
    system_words,
)
from core.collect.sources import Sources, usable_token
from core.collect.trust import tls_context
from core.errors import ConfigError
from core.version import __version__

# httpx's own command line loads click, pygments and rich where they are installed: half its import.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
import httpx  # noqa: E402

Host = Literal["api", "data", "metrics"]
_T = TypeVar("_T")

_PAUSES: Final = (0.5, 1.0)
"""Seconds before the second and the third try, at most; half of it at least."""
_GOOD: Final = frozenset({httpx.codes.OK, httpx.codes.CREATED, httpx.codes.PARTIAL_CONTENT})
_MAX_PAGES: Final = 50
_MAX_BODY: Final = 20_000_000
"""Bytes. The largest honest answer, a page of 1,000 add-ons, is under 2 MB."""


class HerokuClient:
    """The Platform, Data and metrics APIs of one account. Enter it, and leave it, once.

    Args:
        sources: Hosts, token and limits.
        transport: What carries the calls instead of httpx's own; its owner closes it.

    Raises:
        ConfigError: A host, the proxy or the file of trusted roots is of no use.
        Unauthorized: The token is not one.
    """

    def __init__(
        self, sources: Sources, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._bases: dict[Host, str] = {
            "api": _base(sources.api_url),
            "data": _base(sources.data_url),
            "metrics": _base(sources.metrics_url),
        }
        self._timeout = sources.api_timeout
        self._slots = asyncio.Semaphore(sources.max_connections)
        self.scope: str | None = None
        """What the token may do, as `Oauth-Scope` of the last answer says; None: not told."""
        self._owned = transport is None
        self._http = httpx.AsyncClient(
            headers={
                "Authorization": f"Bearer {usable_token(sources.token)}",
                "User-Agent": f"prodcheck/{__version__}",
            },
            transport=transport or _transport(sources),
            mounts=_proxied(sources) if transport is None else None,
            timeout=httpx.Timeout(None),  # one clock runs over all tries
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        """Enter it."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close its connections."""
        if self._owned:
            await self._http.aclose()

    async def get(
        self,
        path: str,
        shape: type[_T],
        *,
        host: Host = "api",
        variant: str = "3",
        headers: Mapping[str, str] | None = None,
    ) -> _T:
        """Read one resource, or the first page of a list.

        Args:
            path: Path of the URL; foreign text in it quoted by `segment`.
            shape: What the JSON is to be.
            host: Which of the APIs.
            variant: Version of the API, for example `3.sdk`.
            headers: More request headers.

        Raises:
            CallFailed: There is no answer, it is an error, or it has another shape.
        """
        return decode(await self._call(path, host, variant, headers), shape)

    async def get_all(
        self,
        path: str,
        row: type[_T],
        *,
        host: Host = "api",
        variant: str = "3",
        headers: Mapping[str, str] | None = None,
    ) -> tuple[_T, ...]:
        """Read a list to its end, page by page. See `get` for the arguments.

        Raises:
            CallFailed: As `get`; or the list has no end.
        """
        rows: list[_T] = []
        async for page in self.pages(path, row, host=host, variant=variant, headers=headers):
            rows += page
        return tuple(rows)

    async def pages(
        self,
        path: str,
        row: type[_T],
        *,
        host: Host = "api",
        variant: str = "3",
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[list[_T]]:
        """Read a list to its end and give each page as it comes. See `get` for the arguments.

        Raises:
            CallFailed: As `get`; or the list has no end.
        """
        asked = dict(headers or {})
        seen: set[str] = set()
        while True:
            answer = await self._call(path, host, variant, asked)
            yield decode(answer, list[row])  # type: ignore[valid-type]
            if answer.status == httpx.codes.OK:
                return
            following = answer.next_range or ""
            if not following.isascii() or following in seen | {""} or len(seen) >= _MAX_PAGES:
                raise nonsense(path, "is a list without an end", answer.request_id)
            seen.add(following)
            asked["Range"] = following

    async def _call(
        self, path: str, host: Host, variant: str, headers: Mapping[str, str] | None
    ) -> Answer:
        accept = {"Accept": f"application/vnd.heroku+json; version={variant}"}
        request = self._http.build_request(
            "GET", self._bases[host] + path, headers={**accept, **(headers or {})}
        )
        async with self._slots:
            try:
                async with asyncio.timeout(self._timeout) as clock:
                    return await self._try(request, path, clock)
            except TimeoutError:
                raise silent(path, f"no answer within {self._timeout:g} s") from None

    async def _try(self, request: httpx.Request, path: str, clock: asyncio.Timeout) -> Answer:
        pauses = iter(_PAUSES)
        while True:
            try:
                return await self._once(request, path)
            except CallFailed as failure:
                pause = next(pauses, None)
                if not failure.transient or pause is None:
                    raise
                wait = pause * random.uniform(0.5, 1) if failure.wait is None else failure.wait  # noqa: S311
                if asyncio.get_running_loop().time() + wait >= (clock.when() or 0):
                    raise
            await asyncio.sleep(wait)

    async def _once(self, request: httpx.Request, path: str) -> Answer:
        try:
            response = await self._http.send(request, stream=True)
            try:
                body = await _read(response, path)
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            raise _broken(error, path) from None
        except httpx.DecodingError:
            raise nonsense(path, "is not compressed as it says") from None
        said = response.headers
        request_id = clean_request_id(said.get("Request-Id"))
        self.scope = said.get("Oauth-Scope", self.scope)
        if response.status_code in _GOOD:
            return Answer(response.status_code, body, path, said.get("Next-Range"), request_id)
        raise refused(
            response.status_code,
            body,
            path,
            request_id=request_id,
            retry_after=said.get("Retry-After"),
        )


async def _read(response: httpx.Response, path: str) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MAX_BODY:
            raise nonsense(path, f"is longer than {_MAX_BODY // 1_000_000} MB")
    return bytes(body)


def _broken(error: httpx.TransportError, path: str) -> CallFailed:
    """Say what broke. Only the text of a `ConnectError` is ours to repeat: others quote headers."""
    match error:
        case httpx.ConnectError() if "CERTIFICATE_VERIFY_FAILED" in str(error):
            what = "its certificate is not trusted here; SSL_CERT_FILE can name a file of roots"
            return silent(path, what, transient=False)
        case httpx.ConnectError():
            host = error.request.url.host
            return silent(path, f"no connection to {host} ({system_words(error)})")
        case httpx.ProxyError():
            return silent(path, "the proxy refused")
        case httpx.RemoteProtocolError() | httpx.NetworkError():
            return silent(path, "the connection broke off")
    return silent(path, "the call could not be made", transient=False)


def _base(url: str) -> str:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ConfigError(
            f"{url!r} is not the address of an API.", hint="Write a host, or https://HOST."
        )
    return url.rstrip("/")


def _transport(sources: Sources, proxy: httpx.Proxy | None = None) -> httpx.AsyncHTTPTransport:
    addresses = (sources.api_url, sources.data_url, sources.metrics_url)
    secure = any(url.startswith("https:") for url in addresses)
    return httpx.AsyncHTTPTransport(
        verify=tls_context(sources.ca_file) if secure else False,
        limits=httpx.Limits(
            max_connections=sources.max_connections,
            max_keepalive_connections=sources.max_connections,
        ),
        trust_env=False,
        proxy=proxy,
    )


def _proxied(sources: Sources) -> dict[str, httpx.AsyncHTTPTransport] | None:
    if sources.proxy is None:
        return None
    try:
        return {"https://": _transport(sources, httpx.Proxy(sources.proxy))}
    except (ValueError, httpx.InvalidURL, ImportError):  # its text holds the proxy's password
        raise ConfigError(
            "The proxy has no address that can be used.", hint="Write http://HOST:PORT."
        ) from None
