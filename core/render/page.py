"""What HTML pages share: templates in which every text is inert and escaped, and the page's policy.

Pages are one file: nothing from elsewhere, and no style and no script but those the policy names.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from core.render.inert import inert


def environment() -> Environment:
    """Make an environment for templates of this package."""
    return Environment(
        loader=PackageLoader("core.render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def asset(name: str) -> str:
    """Read a style sheet or a script of ours."""
    return files("core.render").joinpath("templates", name).read_text("utf-8")


def csp_hash(text: str) -> str:
    """Name a style sheet or a script in the page's policy: w3.org/TR/CSP3, section 2.3.1."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _finalize(value: object) -> object:
    """Make every text inert that a template writes, but for markup."""
    return inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value
