"""A Report as a document: pure functions from a Report to text.

A format is one module here with `render(report) -> str`, and one row in `FORMATS`.
"""

import importlib

from core.report import Report

FORMATS: dict[str, str] = {
    ".json": "json",
    ".txt": "text",
}
"""Suffix of a file to the module that writes it; loaded when one is asked for."""


def render(report: Report, suffix: str) -> bytes:
    """Write a report in the format of a suffix, UTF-8, one newline at the end.

    Args:
        report: What to write.
        suffix: One of `FORMATS`, for example `.json`.

    Raises:
        KeyError: There is no such format.
    """
    module = importlib.import_module(f"{__name__}.{FORMATS[suffix]}")
    document: str = module.render(report)
    return document.encode()
