"""Calls to Heroku's APIs: patient, bounded, and with the token for Heroku alone."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Final, Literal, Self, TypeVar

from core.collect.answer import Answer, decode
from core.collect.budget import CallBudget
from core.collect.etags import EtagMemory
from core.collect.failure import (
    CallFailed,
    clean_request_id,
    nonsense,
    refused,
    silent,
)
from core.collect.sources import Sources, usable_token
from core.collect.transport import (
    base_url,
    broken,
    make_transport,
    proxied,
    read_body,
)
from core.collect.web import httpx
from core.version import __version__

Host = Literal["api", "data", "metrics"]
_T = TypeVar("_T")

_PAUSES: Final = (0.5, 1.0)
"""Seconds before the second and the third try, at most; half of it at least."""
_GOOD: Final = frozenset({httpx.codes.OK, httpx.codes.CREATED, httpx.codes.PARTIAL_CONTENT})
_MAX_PAGES: Final = 50


class HerokuClient:
    """The Platform, Data and metrics APIs of one account. Enter it, and leave it, once.

    Args:
        sources: Hosts, token and limits.
        transport: What carries the calls instead of httpx's own; its owner closes it.
        budget: Told what is left of the account's calls.
        patient: Whether nobody waits: each call to the Platform and Data APIs takes its turn in the
            budget, and one that is refused for the rate limit is made again.
        etags: Remembers the lists that `pages` is asked to remember.

    Raises:
        ConfigError: A host, the proxy or the file of trusted roots is of no use.
        Unauthorized: The token is not one.
    """

    def __init__(
        self,
        sources: Sources,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        budget: CallBudget | None = None,
        patient: bool = False,
        etags: EtagMemory | None = None,
    ) -> None:
        self._bases: dict[Host, str] = {
            "api": base_url(sources.api_url),
            "data": base_url(sources.data_url),
            "metrics": base_url(sources.metrics_url),
        }
        self._api_host = httpx.URL(self._bases["api"]).host
        self._budget = budget or CallBudget()
        self._patient = patient
        self._etags = etags
        self._timeout = sources.api_timeout
        self._slots = asyncio.Semaphore(sources.max_connections)
        self.scope: str | None = None
        """What the token may do, as `Oauth-Scope` of the last answer says; None: not told."""
        self.calls_left: int | None = None
        """What is left of the account's calls, as the last answer says; None: not told."""
        self._owned = transport is None
        self._http = httpx.AsyncClient(
            headers={
                "Authorization": f"Bearer {usable_token(sources.token)}",
                "User-Agent": f"prodcheck/{__version__}",
            },
            transport=transport or make_transport(sources),
            mounts=proxied(sources) if transport is None else None,
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

    async def pages(  # noqa: PLR0913  those of `get`, and one of lists
        self,
        path: str,
        row: type[_T],
        *,
        host: Host = "api",
        variant: str = "3",
        headers: Mapping[str, str] | None = None,
        remember: bool = False,
    ) -> AsyncIterator[list[_T]]:
        """Read a list to its end and give each page as it comes. See `get` for the arguments.

        With `remember`, pages that have not changed since are taken from memory. Nothing secret may
        be in them.

        Raises:
            CallFailed: As `get`; or the list has no end.
        """
        asked = dict(headers or {})
        seen: set[str] = set()
        while True:
            answer = await self._call(path, host, variant, asked, remember=remember)
            yield decode(answer, list[row])  # type: ignore[valid-type]
            if answer.status == httpx.codes.OK:
                return
            following = answer.next_range or ""
            if not following.isascii() or following in seen | {""} or len(seen) >= _MAX_PAGES:
                raise nonsense(path, "is a list without an end", answer.request_id)
            seen.add(following)
            asked["Range"] = following

    async def _call(
        self,
        path: str,
        host: Host,
        variant: str,
        headers: Mapping[str, str] | None,
        *,
        remember: bool = False,
    ) -> Answer:
        accept = {"Accept": f"application/vnd.heroku+json; version={variant}"}
        request = self._http.build_request(
            "GET", self._bases[host] + path, headers={**accept, **(headers or {})}
        )
        call = partial(self._timed, request, path)
        if self._patient and host != "metrics":
            call = partial(self._budget.patiently, call)
        if remember and self._etags is not None:
            return await self._etags.ask(request, call)
        return await call()

    async def _timed(self, request: httpx.Request, path: str) -> Answer:
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
                if failure.rate_limited and self._patient:
                    raise
                wait = pause * random.uniform(0.5, 1) if failure.wait is None else failure.wait  # noqa: S311
                if asyncio.get_running_loop().time() + wait >= (clock.when() or 0):
                    raise
            await asyncio.sleep(wait)

    async def _once(self, request: httpx.Request, path: str) -> Answer:
        try:
            response = await self._http.send(request, stream=True)
            try:
                body = await read_body(response, path)
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            raise broken(error, path) from None
        except httpx.DecodingError:
            raise nonsense(path, "is not compressed as it says") from None
        said = response.headers
        request_id = clean_request_id(said.get("Request-Id"))
        self.scope = said.get("Oauth-Scope", self.scope)
        self._count(request, said)
        status, asked = response.status_code, "If-None-Match" in request.headers
        if status in _GOOD or (asked and status == httpx.codes.NOT_MODIFIED):
            return Answer(status, body, path, said.get("Next-Range"), request_id, said.get("ETag"))
        failure = refused(
            status, body, path, request_id=request_id, retry_after=said.get("Retry-After")
        )
        if failure.rate_limited and request.url.host == self._api_host:
            self._budget.refused(failure.wait)
        raise failure

    def _count(self, request: httpx.Request, said: httpx.Headers) -> None:
        """Take down what is left of the calls; hosts but that of the Platform API tell others."""
        left = said.get("RateLimit-Remaining", "")
        if left.isdecimal() and request.url.host == self._api_host:
            self.calls_left = int(left)
            self._budget.note(self.calls_left)
