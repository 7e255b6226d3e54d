"""Paging by `Range` and `Next-Range`, as the Platform API does it.

A client asks `Range: version ..; order=desc,max=10` and gets 206 with a `Next-Range` to send as it
is, until it gets 200.
"""

import re
from collections.abc import Sequence

import msgspec

from sandbox.api.http import ApiError, Headers
from sandbox.faults import HttpError

MAX_PAGE = 1000
"""Rows in a page at most: https://devcenter.heroku.com/articles/platform-api-reference#ranges"""
_RANGE = re.compile(
    r"(?P<field>\w+)\s+(?P<after>\]?)(?P<start>[^\s;]*?)\.\.(?P<end>[^\s;]*)\s*"
    r"(?:;\s*(?P<options>.*))?"
)
_BAD_RANGE = HttpError(416, "range_error", "The Range header is not valid.")


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows, in which order."""

    field: str
    start: str = ""
    exclusive: bool = False
    """The row that equals `start` was shown already."""
    descending: bool = False
    max: int


def page(
    rows: Sequence[dict[str, object]], header: str | None, *, field: str, size: int
) -> tuple[list[dict[str, object]], Headers]:
    """Cut one page out of rows.

    Args:
        rows: All of them.
        header: The `Range` header, if any.
        field: What they are sorted by unless the header says otherwise.
        size: Rows in a page unless the header says otherwise.

    Returns:
        The page and its headers; `Next-Range` among them when there is more.

    Raises:
        ApiError: 416, the header makes no sense or names a field the rows do not have.
    """
    wanted = _parse(header, field, size)
    if rows and any(wanted.field not in row for row in rows):
        raise ApiError(_BAD_RANGE)
    ordered = sorted(rows, key=lambda row: _key(row[wanted.field]), reverse=wanted.descending)
    ordered = [row for row in ordered if _reached(row, wanted)]
    shown, rest = ordered[: wanted.max], ordered[wanted.max :]
    headers: Headers = (("Accept-Ranges", ", ".join(dict.fromkeys([field, "id"]))),)
    if shown:
        ends = f"{_text(shown[0][wanted.field])}..{_text(shown[-1][wanted.field])}"
        headers += (("Content-Range", f"{wanted.field} {ends}"),)
    if rest:
        last = _text(shown[-1][wanted.field])
        order = "order=desc," if wanted.descending else ""
        headers += (("Next-Range", f"{wanted.field} ]{last}..; {order}max={wanted.max}"),)
    return shown, headers


def _parse(header: str | None, field: str, size: int) -> Range:
    if not header:
        return Range(field=field, max=size)
    match = _RANGE.fullmatch(header.strip())
    if match is None:
        raise ApiError(_BAD_RANGE)
    words = (word.strip() for word in re.split(r"[,;]", match["options"] or ""))
    options = dict(word.partition("=")[::2] for word in words if word)
    most = options.get("max", str(size))
    if not most.isdigit() or not 1 <= int(most) <= MAX_PAGE:
        raise ApiError(_BAD_RANGE)
    return Range(
        field=match["field"],
        start=match["start"],
        exclusive=bool(match["after"]),
        descending=options.get("order") == "desc",
        max=int(most),
    )


def _reached(row: dict[str, object], wanted: Range) -> bool:
    if not wanted.start:
        return True
    value = row[wanted.field]
    start = int(wanted.start) if isinstance(value, int) else wanted.start
    mine, first = _key(value), _key(start)
    if mine == first:
        return not wanted.exclusive
    return mine < first if wanted.descending else mine > first


def _key(value: object) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, _text(value))


def _text(value: object) -> str:
    return str(value)
