"""A Fleet as a document: pure functions from a Fleet to text.

A format is one module here with `render(fleet, *, rows=None) -> str`, and a row in `FORMATS`.
"""

import importlib
from collections.abc import Sequence

from core.fleet import Fleet, FleetRow

FORMATS: dict[str, str] = {
    ".json": "json",
    ".csv": "csv",
    ".html": "html",
    ".txt": "text",
}
"""Suffix of a file to the module that writes it; loaded when one is asked for."""

NAMES: tuple[str, ...] = tuple(FORMATS.values())
"""What the formats are called where there is no file name."""


def suffix_of(name: str) -> str | None:
    """Find the suffix of a file name that says its format; None if there is none."""
    name = name.lower()
    return next((each for each in FORMATS if name.endswith(each) and len(name) > len(each)), None)


def render(fleet: Fleet, form: str, *, rows: Sequence[FleetRow] | None = None) -> bytes:
    """Write a fleet in a format, UTF-8, one newline at the end.

    Args:
        fleet: What to write.
        form: One of `FORMATS` or of `NAMES`, for example `.json` or `json`.
        rows: The apps to show; totals are of all of them in any case. The default is all.

    Raises:
        KeyError: There is no such format.
    """
    name = form if form in NAMES else FORMATS[form]
    module = importlib.import_module(f"{__name__}.{name}")
    document: str = module.render(fleet, rows=rows)
    return document.encode()
