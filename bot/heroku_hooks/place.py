"""Where Heroku can send to: https, or, on this machine alone, http."""

from typing import Final
from urllib.parse import urlsplit

_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def target_at(public_url: str | None, path: str) -> str | None:
    """Return the address for webhooks; None where Heroku could not or should not send.

    Args:
        public_url: Where people reach the bot, without a final slash.
        path: Of the page that takes them.
    """
    if public_url is None:
        return None
    parts = urlsplit(public_url)
    local = parts.scheme == "http" and parts.hostname in _LOCAL
    return f"{public_url}{path}" if parts.scheme == "https" or local else None
