"""What a call to Heroku that failed means: a fact is missing, or, without the app, all of them."""

import os
import re
import ssl
from collections.abc import Coroutine
from shlex import quote
from typing import Any, TypeVar

import msgspec

from core.errors import (
    AppNotFound,
    Forbidden,
    HerokuError,
    HerokuUnavailable,
    RateLimited,
    Unauthorized,
)
from core.snapshot import Unavailable, UnavailableKind

_T = TypeVar("_T")

# https://devcenter.heroku.com/articles/platform-api-reference#errors
_KINDS: dict[int, UnavailableKind] = {
    401: "forbidden",
    402: "forbidden",
    403: "forbidden",
    404: "not_found",
    406: "unsupported",
    408: "timeout",
    410: "not_found",
    429: "rate_limited",
}
_WORD = re.compile(r"[a-z_]{1,40}")
_REQUEST_ID = re.compile(r"[\w.,-]{1,200}", re.ASCII)


class CallFailed(Exception):
    """One call to one of Heroku's APIs failed; what was asked for is `Unavailable`.

    Args:
        unavailable: What stands in for the fact.
        status: HTTP status, when there was an answer.
        error_id: Heroku's name of the error, for example `two_factor`.
        resource: What a 404 says is missing, for example `app`.
        transient: Whether the same call may succeed a little later.
        wait: Seconds that Heroku asks to wait before the next try.
    """

    def __init__(  # noqa: PLR0913  each is one thing the answer says
        self,
        unavailable: Unavailable,
        *,
        status: int | None = None,
        error_id: str | None = None,
        resource: str | None = None,
        transient: bool = False,
        wait: float | None = None,
    ) -> None:
        super().__init__(unavailable.reason)
        self.unavailable = unavailable
        self.status = status
        self.error_id = error_id
        self.resource = resource
        self.transient = transient
        self.wait = wait

    @property
    def not_found(self) -> bool:
        """Whether Heroku says that there is no such thing."""
        return self.status == 404  # noqa: PLR2004  HTTP's own number

    @property
    def rate_limited(self) -> bool:
        """Whether the account's calls are spent."""
        return self.status == 429  # noqa: PLR2004  HTTP's own number


async def attempt(call: Coroutine[Any, Any, _T]) -> _T | Unavailable:
    """Make a failed call a value, so that what goes on beside it is not lost."""
    try:
        return await call
    except CallFailed as failure:
        return failure.unavailable


class _ErrorBody(msgspec.Struct):
    id: str | None = None
    resource: str | None = None


def nonsense(path: str, what: str, request_id: str | None = None) -> CallFailed:
    """Say that an answer makes no sense, and why."""
    return CallFailed(
        Unavailable(
            kind="protocol", reason=f"Heroku's answer to {path} {what}", request_id=request_id
        )
    )


def silent(path: str, what: str, *, transient: bool = True) -> CallFailed:
    """Say that there is no answer, and why."""
    reason = f"Heroku did not answer {path}: {what}"
    return CallFailed(Unavailable(kind="timeout", reason=reason), transient=transient)


def system_words(error: BaseException) -> str:
    """Find the reason of the operating system, which libraries wrap in words of their own."""
    words, inner = str(error), error.__cause__ or error.__context__
    while inner is not None:
        if isinstance(inner, OSError) and not isinstance(inner, ssl.SSLError) and inner.errno:
            # asyncio writes its own text beside the number; numbers below 0 are the resolver's.
            words = os.strerror(inner.errno) if inner.errno > 0 else str(inner.strerror)
        inner = inner.__cause__ or inner.__context__
    return words


def refused(
    status: int, body: bytes, path: str, *, request_id: str | None, retry_after: str | None
) -> CallFailed:
    """Say what an answer with an error status means.

    Args:
        status: HTTP status.
        body: `{id, message}` as JSON, or anything.
        path: What was asked for.
        request_id: Heroku's id of the request.
        retry_after: The header of that name; only seconds are understood.
    """
    if 300 <= status < 400:  # noqa: PLR2004  the class of redirects
        return nonsense(path, "is a redirect, which a token must not follow", request_id)
    said = _error_body(body)
    wait = float(retry_after) if retry_after is not None and retry_after.isdecimal() else None
    reason = f"Heroku says {' '.join(filter(None, (str(status), said.id)))} for {path}"
    if wait:
        reason += f" and asks to wait {wait:g} s"
    server = status >= 500  # noqa: PLR2004  the class of server errors
    return CallFailed(
        Unavailable(
            kind=_KINDS.get(status, "timeout" if server else "protocol"),
            reason=reason,
            request_id=request_id,
        ),
        status=status,
        error_id=said.id,
        resource=said.resource,
        transient=server or status in {408, 429},
        wait=wait,
    )


def _error_body(body: bytes) -> _ErrorBody:
    try:
        said = msgspec.json.decode(body, type=_ErrorBody)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _ErrorBody()
    return _ErrorBody(id=_word(said.id), resource=_word(said.resource))


def _word(text: str | None) -> str | None:
    return text if text is not None and _WORD.fullmatch(text) else None


def clean_request_id(text: str | None) -> str | None:
    """Keep a request id that looks like one; whatever else the header holds is dropped."""
    return text if text is not None and _REQUEST_ID.fullmatch(text) else None


def explain(app: str, failure: CallFailed) -> HerokuError:
    """Turn the failure to read the app itself into the error that ends the collection."""
    again = f"prodcheck -a {quote(app)}"
    kind, message, hint = _explanation(app, failure, again)
    return kind(message, hint=hint, request_id=failure.unavailable.request_id)


def _explanation(
    app: str, failure: CallFailed, again: str
) -> tuple[type[HerokuError], str, str | None]:
    reason = failure.unavailable.reason
    match failure.status:
        case 401:
            return (
                Unauthorized,
                f"Heroku refuses the token that was to read {app}: {reason}.",
                "Log in with heroku login, or set HEROKU_API_KEY to a token that is valid.",
            )
        case 402 | 403:
            return Forbidden, *_forbidden(app, failure, again)
        case 404 | 410:
            return (
                AppNotFound,
                f"Heroku knows no app called {app}, or none that this token may see: {reason}.",
                "See heroku apps --all for its exact name, and heroku auth:whoami for the account.",
            )
        case 406:
            return (
                HerokuUnavailable,
                f"Heroku no longer answers this version of prodcheck about {app}: {reason}.",
                "Upgrade prodcheck.",
            )
        case 429:
            return (
                RateLimited,
                f"The account has spent its Heroku API calls, so {app} was not read: {reason}.",
                f"They come back within minutes; then type {again}.",
            )
    look = "Look at the network here, and at" if failure.status is None else "See"
    return (
        HerokuUnavailable,
        f"{app} could not be read: {reason}.",
        f"{look} https://status.heroku.com; then type {again}.",
    )


def _forbidden(app: str, failure: CallFailed, again: str) -> tuple[str, str]:
    reason = failure.unavailable.reason
    if failure.error_id == "two_factor":
        return (
            f"Heroku wants a second factor before it shows {app}: {reason}.",
            f'HEROKU_API_KEY="$(heroku authorizations:create -s read-protected -S)" {again}',
        )
    if failure.error_id == "suspended":
        return (
            f"Heroku has suspended {app} or its account: {reason}.",
            "Write to Heroku at https://help.heroku.com.",
        )
    if failure.status == 402:  # noqa: PLR2004  the status has one meaning
        return (
            f"Heroku wants the account paid or verified before it shows {app}: {reason}.",
            f"See https://dashboard.heroku.com/account/billing; then type {again}.",
        )
    return (
        f"This token may not see {app}: {reason}.",
        f"Its owner can let you in: heroku access:add EMAIL -a {quote(app)}",
    )
