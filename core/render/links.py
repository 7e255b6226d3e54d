"""Addresses that a document may link to."""

import re

_SAFE = re.compile(r"https://[a-z0-9.-]+(?::\d+)?(?:[/?#][A-Za-z0-9/._~%+?=&#:,;@!*-]*)?")
"""No sign that ends a link in HTML or Markdown, and no name or password before the host."""


def web_address(url: str) -> str | None:
    """Return an address that is safe to link to, or None: `javascript:` and the like are not."""
    return url if _SAFE.fullmatch(url) else None
