"""What signed pages answer with: private, for nobody's index, and with nothing from elsewhere."""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Final

from starlette.responses import HTMLResponse, Response

from bot.web.render import page
from core.version import __version__

PRIVATE: Final = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
_FILE: Final = {
    **PRIVATE,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
"""An SVG that is opened by itself is a document: it may colour itself, and do nothing else."""
_INLINE: Final = re.compile(r"<(style|script)>(.*?)</", re.DOTALL)
_DOCUMENT: Final = (
    "default-src 'none'; style-src {style}; script-src {script}; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_PUBLIC: Final = {**_FILE, "Cache-Control": "public, max-age=300"}
"""For what is made to be shown by others; GitHub's camo keeps it that long."""


def gone() -> Response:
    """Say that a link opens nothing: the same whatever the reason is."""
    return page("gone.html", status=404, headers=PRIVATE, version=__version__)


def away() -> Response:
    """Say that the database does not answer."""
    return page("away.html", status=503, headers=PRIVATE, version=__version__)


def document(html: str) -> Response:
    """Show a whole document of `core.render`: it runs what it holds itself, and nothing else."""
    policy = _DOCUMENT.format(style=_sources(html, "style"), script=_sources(html, "script"))
    headers = {**_FILE, "X-Frame-Options": "DENY", "Content-Security-Policy": policy}
    return HTMLResponse(html, headers=headers)


def _sources(html: str, kind: str) -> str:
    """Name the inline parts of a kind by what is in them."""
    parts = (body for tag, body in _INLINE.findall(html) if tag == kind)
    digests = (b64encode(sha256(body.encode()).digest()).decode() for body in parts)
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"


def file(content: bytes | str, kind: str, *, name: str | None = None) -> Response:
    """Hand out a file.

    Args:
        content: What is in it.
        kind: Its media type.
        name: What it is saved as; None: it is shown. ASCII letters, digits, `-` and `.` alone.
    """
    saved = {} if name is None else {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers={**_FILE, **saved})


def published(content: str, kind: str) -> Response:
    """Hand out what others may show and keep for a few minutes."""
    return Response(content, media_type=kind, headers=_PUBLIC)
