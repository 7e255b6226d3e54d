"""Foreign text in GitHub Flavored Markdown, so that it stays the text it is.

Two things have to be kept from it: the syntax of Markdown and HTML (github.github.com/gfm), and
what a forge makes of the text afterwards: mentions, references to issues and commits, addresses,
emoji, mathematics. Backslashes do not help against the second; code spans do.
"""

import re

from core.render.inert import inert
from core.render.links import web_address
from core.report import Article

_SYNTAX = re.compile(r"[\\`*_\[\]<>&|~^]")
_TAKEN = re.compile(
    r"""
    [@#$]                      # mentions, references, mathematics
    | :// | \bwww\. | \bmailto: | \bxmpp:
    | [!%&~]["\w]              # GitLab: merge requests, milestones, epics, labels
    | \bGH-\d                  # a reference to an issue
    | :[\w+-]+:                # emoji
    | \b[0-9a-f]{7,64}\b       # a commit
    | \w\.[^\W\d]              # a host name: no forge links it today
    """,
    re.VERBOSE | re.IGNORECASE,
)
LONGEST = 500
"""Characters of a sentence."""

_TICKS = re.compile(r"`+")


def prose(text: str) -> str:
    """Write a sentence, behind words of our own: what a forge would take up becomes code.

    Of a text of more than `LONGEST` characters the rest is left out.
    """
    shown = inert(text)
    if len(shown) > LONGEST:
        shown = shown[:LONGEST] + "…"
    return " ".join(map(_word, shown.split()))


def _word(word: str) -> str:
    if _TAKEN.search(word) is None:
        return plain(word)
    start, end = len(word) - len(word.lstrip("(")), len(word.rstrip(",.;:!?)"))
    return plain(word[:start]) + code(word[start:end]) + plain(word[end:])


def plain(text: str) -> str:
    """Write a text that no forge takes up anything of."""
    return _SYNTAX.sub(r"\\\g<0>", text)


def code(text: str) -> str:
    """Write a text as a code span."""
    shown = inert(text)
    fence = "`" * (_longest_run(shown) + 1)
    pad = " " if shown[:1] in {"`", " ", ""} or shown[-1:] in {"`", " "} else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def block(lines: list[str], language: str = "") -> str:
    """Write lines as a fenced block, to be copied."""
    shown = list(map(inert, lines))
    fence = "`" * max(3, *(_longest_run(line) + 1 for line in shown))
    return "\n".join([fence + language, *shown, fence])


def link(article: Article) -> str:
    """Write a link to what there is to read; an address that could do harm is shown alone."""
    address = web_address(article.url)
    if address is None:
        return f"{prose(article.title)} {code(article.url)}"
    return f"[{plain(inert(article.title))}](<{address}>)"


def _longest_run(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)
