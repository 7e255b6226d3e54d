"""The pages people read, as a CommonMark parser sees them."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        ROOT / "cli" / "heroku-plugin" / "README.md",
    ]
)
_PARSER = MarkdownIt("commonmark").enable("table")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def tokens(page: Path) -> Iterator[Token]:
    """Walk over all tokens of a page, those inside of others too."""
    for token in _PARSER.parse(page.read_text("utf-8")):
        yield token
        yield from token.children or ()


def links(page: Path) -> Iterator[str]:
    """List where the links and pictures of a page lead."""
    for token in tokens(page):
        for attribute in ("href", "src"):
            if target := token.attrGet(attribute):
                yield str(target)


def anchors(page: Path) -> set[str]:
    """List the anchors of a page's headings, as GitHub makes them."""
    found: dict[str, int] = {}
    listed = list(_PARSER.parse(page.read_text("utf-8")))
    for opening, inline in pairwise(listed):
        if opening.type == "heading_open":
            slug = _slug("".join(part.content for part in inline.children or ()))
            found[slug] = found.get(slug, -1) + 1
    return {
        f"{slug}-{number}" if number else slug
        for slug in found
        for number in range(found[slug] + 1)
    }


def _slug(heading: str) -> str:
    kept = (
        char for char in heading.lower() if char in "-_ " or unicodedata.category(char)[0] in "LN"
    )
    return "".join(kept).replace(" ", "-")


def commands(page: Path) -> Iterator[str]:
    """List what a page says to type that begins with `prodcheck`."""
    for token in tokens(page):
        if token.type == "code_inline":
            lines = [token.content]
        elif token.type == "code_block" or (token.type == "fence" and token.info == "console"):
            lines = token.content.replace("\\\n", " ").splitlines()
        else:
            continue
        for line in lines:
            for part in re.split(r"\||&&|;|\$\(", line):
                typed = part.strip().removeprefix("$ ")
                if re.match(r"prodcheck($| (?!is |\d))", typed):  # else it is a message
                    yield typed
