"""JSON as it comes and goes: the edge at which types end."""

from typing import Any, TypeAlias

import msgspec

Json: TypeAlias = dict[str, Any]
"""A JSON object."""


def decoded(text: str | bytes) -> Json | None:
    """Read a JSON object; None when it is none."""
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return value if isinstance(value, dict) else None


def encoded(value: object) -> str:
    """Write JSON."""
    return msgspec.json.encode(value).decode()
