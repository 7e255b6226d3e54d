"""A check as a page in Markdown, from the docstring that explains it everywhere."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from core.check import Check
from core.effective import Effective
from core.profiles import BUILT_IN
from core.report import Status

HEADINGS: Final = {
    "Why": "Why it matters",
    "Passes when": "Passes when",
    "Warns when": "Warns when",
    "Fails when": "Fails when",
    "Fix": "How to fix it",
}


def page(
    check: Check, *, facts: str | None = None, policy: str | None = None, note: str | None = None
) -> str:
    """Write the page of a check; what its docstring does not say is left out.

    Args:
        check: What it is about.
        facts: What to say of the facts it needs; None: their names.
        policy: Where the page about policies is.
        note: What to say below the title, for those who look at the source.
    """
    docs = check.docs
    listed = ", ".join(f"`{name}`" for name in check.needs.facts)
    read = [f"- [{article.title}]({article.url})" for article in check.articles]
    return document(
        f"# {check.title}",
        *([note] if note else []),
        f"`{check.id}`, {check.category}{aside(check)}: {_words(docs['Summary'])}",
        *(
            f"## {title}\n\n{_words(docs[name])}"
            for name, title in HEADINGS.items()
            if name in docs
        ),
        *_thresholds(check, policy),
        *_profiles(check),
        f"## Facts it needs\n\n{facts or listed}",
        *(["## Read more\n\n" + "\n".join(read)] if read else []),
        *([f"It comes from the package {check.package}."] if check.package else []),
    )


def aside(check: Check) -> str:
    """Say of a check that it is off, if it is."""
    return "" if check.default else " (only when asked for)"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def document(*blocks: str) -> str:
    """Join blocks, an empty line between them."""
    return "\n\n".join(blocks) + "\n"


def _thresholds(check: Check, policy: str | None) -> Iterator[str]:
    if check.needs.thresholds:
        rows = [
            (f"`{name}`", str(default), "{} to {:,}".format(*check.needs.ranges[name]))
            for name, default in check.needs.thresholds.items()
        ]
        yield "## Thresholds"
        yield table(("name", "unless set", "may be"), rows)
        name, value = next(iter(check.needs.thresholds.items()))
        where = f"[policy]({policy})" if policy else "policy, `prodcheck.toml`"
        yield f"To set one, in the {where}:"
        yield f"```toml\n[checks.{check.id}]\n{name} = {value}\n```"


def _profiles(check: Check) -> Iterator[str]:
    lines = [f"- `{name}`: {words}" for name in BUILT_IN if (words := _held(check, name))]
    if lines:
        yield "## In the built-in profiles\n\n" + "\n".join(lines)


def _held(check: Check, profile: str) -> str:
    """Say what is otherwise in a profile; empty when nothing is."""
    asked = Effective(profile)
    asked.add(BUILT_IN[profile])
    if check.default and not asked.runs(check):
        return "left out"
    words = [f"`{name}` is {value}" for name, value in asked.thresholds(check.id).items()]
    if asked.level(check.id, Status.WARNING) is Status.FAILED:
        words.append("a warning counts as failed")
    if asked.level(check.id, Status.FAILED) is Status.WARNING:
        words.append("a failure counts as a warning")
    return ", ".join(words)


def _words(text: str) -> str:
    """Join the lines of each paragraph; a list stays one."""
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join(re.sub(r"\s*\n(?![-*] )\s*", " ", each) for each in paragraphs)
