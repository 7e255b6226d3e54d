"""Turns a right reply into a wrong one."""

from collections.abc import Callable

import msgspec

from sandbox.api import Reply
from sandbox.api.http import ApiError
from sandbox.faults import (
    AnyFault,
    Body,
    Html,
    HttpError,
    NullFields,
    Redirect,
    Reset,
    Slow,
    Truncated,
    UnknownFields,
)

PAGE = b"<!DOCTYPE html><html><body><h1>We're sorry, but something went wrong.</h1></body></html>"


def disturbed(reply: Reply, fault: AnyFault | None) -> Reply:
    """Apply a fault to a reply; those of the connection itself are the server's."""
    match fault:
        case NullFields():
            return _changed(reply, _nulled)
        case UnknownFields():
            return _changed(reply, _extended)
        case Truncated() | Reset() | Slow() | None:
            return reply
        case _:
            return _replaced(reply, fault)


def _replaced(reply: Reply, fault: HttpError | Html | Body | Redirect) -> Reply:
    match fault:
        case HttpError():
            error = ApiError(fault).reply()
            return msgspec.structs.replace(error, headers=(*error.headers, *_identity(reply)))
        case Html(status=status):
            return Reply(status=status, body=PAGE, content_type="text/html; charset=utf-8")
        case Body(content=content, status=status, content_type=kind):
            return Reply(status=status, body=content, content_type=kind)
        case Redirect(url=url, status=status):
            return Reply(status=status, headers=(("Location", url),))


def _identity(reply: Reply) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in reply.headers if pair[0] in {"Request-Id", "RateLimit-Remaining"})


def _changed(reply: Reply, change: Callable[[dict[str, object]], dict[str, object]]) -> Reply:
    value = msgspec.json.decode(reply.body)
    changed = [change(row) for row in value] if isinstance(value, list) else change(value)
    return msgspec.structs.replace(reply, body=msgspec.json.encode(changed))


def _nulled(row: dict[str, object]) -> dict[str, object]:
    return {key: value if key in {"id", "name"} else None for key, value in row.items()}


def _extended(row: dict[str, object]) -> dict[str, object]:
    return {**row, "field_of_tomorrow": {"nested": [1, None, "two"]}}
