"""The JSON edge: what came back from Heroku, held against the shape it is to have."""

import re
from datetime import UTC, datetime
from typing import Annotated, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from core.collect.failure import nonsense

_T = TypeVar("_T")

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time that must be there and name its zone."""

_OFFSET = re.compile(r"\s+(?=[+-]\d)")


class Answer(msgspec.Struct):
    """An answer with a body."""

    status: int
    body: bytes
    path: str
    next_range: str | None
    request_id: str | None
    etag: str | None = None


class Named(msgspec.Struct):
    """What most references to another resource look like."""

    name: str | None = None
    id: str | None = None


def decode(answer: Answer, shape: type[_T]) -> _T:
    """Decode a body.

    Raises:
        CallFailed: It is not JSON, or not of that shape.
    """
    try:
        return msgspec.json.decode(answer.body, type=shape)
    except msgspec.ValidationError as error:
        what = f"is not as documented: {error}"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        html = answer.body.lstrip()[:1] == b"<"
        what = "is an HTML page, not JSON" if html else "is not whole JSON"
    raise nonsense(answer.path, what, answer.request_id)


def segment(text: str) -> str:
    """Quote foreign text as one segment of a path; `.` and `..` lose their meaning too."""
    quoted = quote(text, safe="")
    return quoted if quoted.strip(".") else quoted.replace(".", "%2E")


def name_of(reference: Named | None) -> str | None:
    """Name the resource that is referred to."""
    return None if reference is None else reference.name


def moment(text: str | None) -> datetime | None:
    """Read a time in one of the forms that the Data API and certificates have.

    `2024-05-28 11:19:37 +0000` is the Data API's own; one without a zone is UTC. None when it is
    no time at all.
    """
    if text is None:
        return None
    iso = _OFFSET.sub("", text.strip().removesuffix(" UTC"))
    try:
        found = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def place(url: str | None) -> tuple[str, str]:
    """Take scheme and host of a URL and drop the rest: it may hold credentials.

    Both are empty where there is no telling.
    """
    try:
        parts = urlsplit(url or "")
        return parts.scheme.lower(), parts.hostname or ""
    except ValueError:
        return "", ""
