"""A Report as a document: pure functions from a Report to text.

A format is one module here with `render(report) -> str`, and a row in `FORMATS`.
"""

import importlib

from core.report import Report
from core.snapshot import Snapshot

FORMATS: dict[str, str] = {
    ".json": "json",
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".xml": "junit",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".csv": "csv",
    ".prom": "prometheus",
}
"""Suffix of a file to the module that writes it; loaded when one is asked for."""

NAMES: tuple[str, ...] = tuple(dict.fromkeys(FORMATS.values()))
"""What the formats are called where there is no file name."""

_ILLUSTRATED = frozenset({"html"})
"""Formats with a picture, for which a snapshot tells more than the report."""


def suffix_of(name: str) -> str | None:
    """Find the suffix of a file name that says its format, the longest that fits; None if none."""
    name = name.lower()
    fitting = [each for each in FORMATS if name.endswith(each) and len(name) > len(each)]
    return max(fitting, key=len, default=None)


def render(report: Report, form: str, snapshot: Snapshot | None = None) -> bytes:
    """Write a report in a format, UTF-8, one newline at the end.

    Args:
        report: What to write.
        form: One of `FORMATS` or of `NAMES`, for example `.json` or `json`.
        snapshot: What the report was made of, where it is at hand.

    Raises:
        KeyError: There is no such format.
    """
    name = form if form in NAMES else FORMATS[form]
    module = importlib.import_module(f"{__name__}.{name}")
    more = {"snapshot": snapshot} if name in _ILLUSTRATED else {}
    document: str = module.render(report, **more)
    return document.encode()
