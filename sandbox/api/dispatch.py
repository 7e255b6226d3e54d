"""From a request to its reply: routing, rights, paging, ETag. No sockets and no faults."""

from time import monotonic
from uuid import uuid4

import msgspec

from sandbox.api import account, data, metrics, pipelines, platform
from sandbox.api.bucket import Bucket
from sandbox.api.http import ApiError, Headers, Reply, Request, Told, etag, not_found
from sandbox.api.paging import page
from sandbox.api.routing import Api, Needs, Route, Router
from sandbox.faults import FORBIDDEN, NOT_ACCEPTABLE, RATE_LIMITED, UNAUTHORIZED, HttpError
from sandbox.model import Catalogue
from sandbox.tokens import SCOPES, Access

DEFAULT_PAGE = 200
"""Rows in a page: https://devcenter.heroku.com/articles/platform-api-reference#ranges"""
_FREE = "/account/rate-limits"
_ENOUGH = {
    Needs.FULL: {Access.FULL},
    # Whoever sees no app is told that, app by app.
    Needs.WRITE: {Access.FULL, Access.WRITE, Access.NOTHING},
}
_METHOD_NOT_ALLOWED = HttpError(405, "method_not_allowed", "The sandbox does not do that here.")


class Heroku:
    """The pretend Heroku behind all three hosts.

    Args:
        catalogue: The sample apps.
        page_size: Rows in a page of a list, unless the client asks for another number.
        calls: Calls an account has before 429; None: they never run out.
        refill: Calls that come back in a minute.
        more: Routes beside those that read.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        page_size: int = DEFAULT_PAGE,
        calls: int | None = None,
        refill: float = 0.0,
        more: tuple[Route, ...] = (),
    ) -> None:
        self._catalogue = catalogue
        self._page_size = page_size
        self._bucket = Bucket(calls, refill=refill, clock=monotonic)
        limits = Route(_FREE, lambda *_: {"remaining": self._bucket.left}, Needs.TOKEN)
        lists = (*account.ROUTES, *pipelines.ROUTES)
        self._router = Router(
            (limits, *lists, *platform.ROUTES, *data.ROUTES, *metrics.ROUTES, *more)
        )
        self._last_list: tuple[object, list[dict[str, object]]] | None = None
        self._replies: dict[tuple[object, ...], Reply] = {}
        self._replies_of = catalogue.version

    def answer(self, method: str, request: Request) -> Reply:
        """Answer a request, right or with an error in Heroku's form."""
        try:
            self._accept(request.path)
            kept = method in {"GET", "HEAD"} and request.path != _FREE
            reply = self._cached(request) if kept else self._make(request, method)
        except ApiError as error:
            reply = error.reply()
        return msgspec.structs.replace(
            reply, headers=(*reply.headers, *self._common(request.access))
        )

    def _cached(self, request: Request) -> Reply:
        sent = request.headers
        key = (*_asked(request), sent.get("range"))
        if self._replies_of != self._catalogue.version:
            self._replies.clear()
            self._last_list = None
            self._replies_of = self._catalogue.version
        if key not in self._replies:
            self._replies[key] = self._make(request, "GET")
        reply = self._replies[key]
        tag = next(value for name, value in reply.headers if name == "ETag")
        if sent.get("if-none-match") == tag:
            return Reply(status=304, headers=reply.headers)
        return reply

    def _make(self, request: Request, method: str) -> Reply:
        path = request.path.partition("?")[0]
        found = self._router.find(path, method)
        if found is None:
            raise not_found("resource")
        route, args = found
        if route.method != method:
            raise ApiError(_METHOD_NOT_ALLOWED)
        _check(request, route)
        result = self._result(route, msgspec.structs.replace(request, args=args))
        headers: Headers = ()
        if isinstance(result, Told):
            headers = result.headers
            result = result.value
        if isinstance(result, list) and route.api is Api.PLATFORM:
            wanted = request.headers.get("range")
            result, headers = page(result, wanted, field=route.sort, size=self._page_size)
        body = msgspec.json.encode(result)
        status = 206 if any(name == "Next-Range" for name, _ in headers) else route.status
        return Reply(status=status, headers=(*headers, ("ETag", etag(body))), body=body)

    def _result(self, route: Route, request: Request) -> object:
        """Ask the handler; the next page of a long list is of the list that was made for this."""
        if route.method != "GET":
            return route.handler(self._catalogue, request)
        key = _asked(request)
        if self._last_list is not None and self._last_list[0] == key:
            return self._last_list[1]
        result = route.handler(self._catalogue, request)
        if isinstance(result, list):
            self._last_list = (key, result)
        return result

    def _accept(self, path: str) -> None:
        if path != _FREE and not self._bucket.take():
            raise ApiError(RATE_LIMITED)

    def _common(self, access: Access | None) -> Headers:
        left = self._bucket.left
        scope = () if access is None else (("Oauth-Scope", SCOPES[access]),)
        return (("Request-Id", str(uuid4())), ("RateLimit-Remaining", str(left)), *scope)


def _asked(request: Request) -> tuple[object, ...]:
    """Say what an answer depends on, but for its page."""
    names = ("accept", "accept-inclusion", "accept-expansion")
    return (request.path, request.access, *map(request.headers.get, names))


def _check(request: Request, route: Route) -> None:
    """Refuse what Heroku would refuse before it looks any further.

    Raises:
        ApiError: 406, 401 or 403.
    """
    if route.api is Api.PLATFORM and request.version is None:
        raise ApiError(NOT_ACCEPTABLE)
    if route.needs is Needs.NOTHING:
        return
    if request.access is None:
        raise ApiError(UNAUTHORIZED)
    if request.access not in _ENOUGH.get(route.needs, frozenset(Access)):
        raise ApiError(FORBIDDEN)
