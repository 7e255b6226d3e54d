"""The colours of pictures, light and dark, and the environment that draws them."""

from datetime import date
from typing import Final, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from core.report import Verdict

Theme = Literal["light", "dark", "auto"]
"""`auto`: as the reader's system has it; what makes a bitmap of it cannot ask."""

FONT: Final = "Inter, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"

_LIGHT: Final = {
    "paper": "#ffffff",
    "ink": "#23292e",
    "soft": "#646d74",
    "line": "#e4e1da",
    "ready": "#2e8b6f",
    "warnings": "#d9a21b",
    "undetermined": "#8a7fb8",
    "not_ready": "#c4492b",
}
_DARK: Final = {
    "paper": "#1c2226",
    "ink": "#e3e6e8",
    "soft": "#98a3aa",
    "line": "#363f45",
    "ready": "#54b894",
    "warnings": "#e0b449",
    "undetermined": "#a79bd8",
    "not_ready": "#ee7a55",
}
WORDS: Final[dict[Verdict, str]] = {
    "not_ready": "not ready",
    "undetermined": "unknown",
    "warnings": "warnings",
    "ready": "ready",
}
"""A verdict in a word or two."""
_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
"""Not the locale's: a picture is the same wherever it is drawn."""


def short_date(day: date) -> str:
    """Write a day as people say it: `3 Nov`."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def style(theme: Theme) -> Markup:
    """Write the colours as a style sheet for the classes that the pictures use."""
    if theme == "auto":
        dark = f"@media (prefers-color-scheme: dark) {{ {_rules(_DARK)} }}"
        return Markup(f"{_rules(_LIGHT)} {dark}")  # noqa: S704  colours of ours
    return Markup(_rules(_DARK if theme == "dark" else _LIGHT))  # noqa: S704  colours of ours


def _rules(colours: dict[str, str]) -> str:
    fills = " ".join(f".{name} {{ fill: {colour} }}" for name, colour in colours.items())
    return f"{fills} .curve {{ fill: none; stroke: {colours['ready']} }}"


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("core.render.pictures", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


_TEMPLATES: Final = _environment()


def draw(template: str, theme: Theme | None, **values: object) -> str:
    """Draw a picture.

    Args:
        template: File name of a template.
        theme: The colours it carries; None: none, because the page around it has them.
        values: What it shows; all text is escaped.
    """
    colours = None if theme is None else style(theme)
    return _TEMPLATES.get_template(template).render(style=colours, font=FONT, **values)
