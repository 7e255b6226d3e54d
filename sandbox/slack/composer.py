"""What a person types, as Slack keeps it: escaped, with ids in place of names."""

import re
from typing import Final

from sandbox.slack.workspace import Workspace

_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_NAME: Final = re.compile(r"(?<![\w.])([@#])([a-z0-9][a-z0-9._-]*)")
_ADDRESS: Final = re.compile(r"https?://[^\s<>|]+")
_EVERYBODY: Final = frozenset({"here", "channel", "everyone"})


def composed(workspace: Workspace, typed: str) -> str:
    """Turn what was typed into a message."""
    escaped = "".join(_ESCAPES.get(char, char) for char in typed.strip())
    linked = _ADDRESS.sub(lambda match: f"<{match[0]}>", escaped)
    return _NAME.sub(lambda match: _reference(workspace, match), linked)


def _reference(workspace: Workspace, match: re.Match[str]) -> str:
    mark, name = match[1], match[2].rstrip(".")
    rest = match[2][len(name) :]
    if mark == "@" and name in _EVERYBODY:
        return f"<!{name}>{rest}"
    try:
        if mark == "@":
            return f"<@{workspace.person(name).id}>{rest}"
        return f"<#{workspace.channel(name).id}|{name}>{rest}"
    except KeyError:
        return match[0]
