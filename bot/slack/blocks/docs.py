"""The documentation of a check as blocks, from its docstring."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.slack.blocks import limits
from bot.slack.blocks.surfaces import Section
from bot.slack.blocks.text import code, fold, inert, link, mrkdwn
from core.check import Check
from core.report import Article

_HEADINGS = {
    "Why": "Why it matters",
    "Passes when": "Passes when",
    "Warns when": "Warns when",
    "Fails when": "Fails when",
    "Fix": "How to fix it",
}
_PARAGRAPH = re.compile(r"\n\s*\n")


def documentation(check: Check) -> Iterator[Section]:
    """Say why a check matters, when it passes, warns and fails, and what to do."""
    for heading, words in _HEADINGS.items():
        body = check.docs.get(heading)
        if body:
            yield Section(text=mrkdwn(f"*{words}*\n{prose(body, limits.SECTION_TEXT - 100)}"))
    thresholds = ", ".join(
        f"{code(name, 60)} is {inert(str(value), 60)}"
        for name, value in check.needs.thresholds.items()
    )
    if thresholds:
        yield Section(text=mrkdwn(f"*Thresholds*\n{thresholds}, unless set otherwise."))


def prose(text: str, limit: int) -> str:
    """Set a docstring's paragraphs: lines joined, what stands in backticks as code."""
    return fold(map(_paragraph, _PARAGRAPH.split(text)), limit, separator="\n\n")


def _paragraph(text: str) -> str:
    parts = enumerate(text.split("`"))
    return "".join(code(p, 200) if i % 2 else _around(p) for i, p in parts).strip()


def _around(part: str) -> str:
    """Make words between code spans inert, and keep the space that sets them apart."""
    before, after = (" " if part[at:][:1].isspace() else "" for at in (0, -1))
    return f"{before}{inert(part, 1_000)}{after}"


def reading(articles: Iterable[Article], limit: int = limits.SECTION_TEXT) -> str:
    """List what to read, a link a line."""
    return fold((f"• {link(each.url, each.title)}" for each in articles), limit)


def by_category(checks: Iterable[Check]) -> Iterator[Section]:
    """List checks, a paragraph for each category."""
    for category, listed in groupby(checks, key=lambda check: check.category):
        lines = (f"{code(check.id, 60)}  {inert(check.title, 100)}" for check in listed)
        yield Section(
            text=mrkdwn(fold([f"*{category.capitalize()}*", *lines], limits.SECTION_TEXT))
        )
