"""Requests and replies of the pretend Heroku, apart from any socket."""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import TypeVar

import msgspec

from sandbox.faults import HttpError
from sandbox.tokens import Access

JSON_TYPE = "application/json;charset=utf-8"
_VERSION = re.compile(
    r"application/vnd\.heroku\+json\s*;\s*version=(3(?:\.[a-z0-9-]+)?)\s*(?:,|;|$)"
)

Headers = tuple[tuple[str, str], ...]
_T = TypeVar("_T")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, as far as an answer depends on it."""

    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    access: Access | None
    args: Mapping[str, str] = {}
    """The variable parts of the path."""
    body: bytes = b""

    @property
    def version(self) -> str | None:
        """The API version and variant it asks for, for example `3.sdk`."""
        match = _VERSION.search(self.headers.get("accept", ""))
        return match and match[1]

    @property
    def sdk(self) -> bool:
        """Whether it asks for the variant that the Heroku CLI uses."""
        return self.version == "3.sdk"

    def wants(self, header: str) -> frozenset[str]:
        """List the words of `accept-inclusion` or `accept-expansion`."""
        return frozenset(word.strip() for word in self.headers.get(header, "").split(","))


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What is answered."""

    status: int = 200
    headers: Headers = ()
    body: bytes = b""
    content_type: str = JSON_TYPE


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a handler answers when headers go with it."""

    value: object
    headers: Headers


class ApiError(Exception):
    """An answer that is an error in Heroku's form.

    Args:
        error: Status, id and message.
        resource: What kind of thing was not found.
    """

    def __init__(self, error: HttpError, *, resource: str | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.resource = resource

    def reply(self) -> Reply:
        """Put it in the form of an answer."""
        body = {"id": self.error.id, "message": self.error.message}
        if self.resource is not None:
            body = {"resource": self.resource, **body}
        return Reply(
            status=self.error.status, headers=self.error.headers, body=msgspec.json.encode(body)
        )


def not_found(resource: str) -> ApiError:
    """Say in Heroku's words that there is no such thing."""
    message = f"Couldn't find that {resource.replace('_', ' ')}."
    return ApiError(HttpError(404, "not_found", message), resource=resource)


def refused(message: str) -> ApiError:
    """Say that what was sent makes sense, and cannot be done."""
    return ApiError(HttpError(422, "invalid_params", message))


def parse(request: Request, shape: type[_T]) -> _T:
    """Read the JSON of a request.

    Raises:
        ApiError: It is not JSON (400), or of another shape (422).
    """
    try:
        return msgspec.json.decode(request.body, type=shape)
    except msgspec.ValidationError as error:
        raise refused(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ApiError(HttpError(400, "bad_request", "The body is not valid JSON.")) from None


def etag(body: bytes) -> str:
    """Make the ETag of a body."""
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'
