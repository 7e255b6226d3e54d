"""Pages from templates: everything escaped, nothing from elsewhere, no script but our own."""

import re
import secrets
from collections.abc import Mapping
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

_CODE: Final = re.compile(r"`([^`]+)`")
_URL: Final = re.compile(r"https://[a-z0-9.-]+(?:/[a-z0-9/_-]*[a-z0-9])?")
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_POLICY: Final = (
    "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; "
    "form-action {forms}"
)


def prose(text: str) -> Markup:
    """Set a sentence: what stands in backticks as code, an address as a link to it."""
    html = str(escape(text))
    html = _CODE.sub(r"<code>\1</code>", html)
    html = _URL.sub(r'<a href="\g<0>" rel="noreferrer">\g<0></a>', html)
    return Markup(html)  # noqa: S704  all of the text was escaped above


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["prose"] = prose
    return made


_TEMPLATES: Final = _environment()


def page(
    template: str,
    *,
    status: int = 200,
    forms: str = "'none'",
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """Render a page.

    Args:
        template: File name of a template.
        status: Of the response.
        forms: Where forms may lead to, as in a `Content-Security-Policy`, redirects included.
        headers: Besides, or instead of, those of every page.
        values: What it shows.
    """
    nonce = secrets.token_urlsafe(16)
    html = _TEMPLATES.get_template(template).render(nonce=nonce, **values)
    policy = _POLICY.format(nonce=nonce, forms=forms)
    sent = {**_HEADERS, "Content-Security-Policy": policy, **(headers or {})}
    return HTMLResponse(html, status, sent)
