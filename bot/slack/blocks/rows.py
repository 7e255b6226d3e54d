"""A check as a row of a message: what it is about, what was seen, and what to do about it."""

from collections.abc import Iterator

from msgspec import UNSET, UnsetType

from bot.slack.blocks import ids, limits
from bot.slack.blocks.kit import Button
from bot.slack.blocks.press import button
from bot.slack.blocks.surfaces import Section
from bot.slack.blocks.text import NOTHING, clean, exact, fold, inert, mrkdwn, web_address
from bot.slack.blocks.words import SYMBOLS, WORDS
from core.check import all_checks
from core.render.words import statement
from core.report import RANK, Article, DnsRecord, Finding, Report, Result, Status

TROUBLE = frozenset({Status.FAILED, Status.UNKNOWN, Status.WARNING})
"""Statuses that get a row of their own."""

_TITLE = 150
_MESSAGE = 400
_COMMAND = 600
_REASONS = 3
"""Findings told in a row; the others are a press away."""


def worst_first(report: Report) -> list[Result]:
    """Sort the results, and keep the order of those that are equally bad."""
    return sorted(report.results, key=lambda result: RANK[result.status])


def troubles(report: Report) -> list[Result]:
    """Pick what needs a person, worst first."""
    return [result for result in worst_first(report) if result.status in TROUBLE]


def row(result: Result, text: str, position: int) -> Section:
    """Compose the row of a check, with a button to the article that helps.

    Args:
        result: A check that failed, warns or is unknown.
        text: What `row_text` says of it.
        position: Among the rows; it makes the button's action_id unique.
    """
    return Section(text=mrkdwn(text), accessory=_how_to_fix(result, position))


def row_text(result: Result) -> str:
    """Say what a check found, its reasons and the first thing to do."""
    told = [finding for finding in result.findings if finding.status in TROUBLE]
    return "\n".join([heading(result), *_reasons(told), *_remedy(told)])


def result_text(result: Result) -> str:
    """Say what a check found, whatever it was, and no more than that."""
    told = [finding for finding in result.findings if finding.status in TROUBLE]
    return "\n".join([heading(result), *_reasons(told or list(result.findings))])


def heading(result: Result) -> str:
    """Name a check and how it went."""
    title = inert(result.title, _TITLE) or NOTHING
    return f"{SYMBOLS[result.status]} *{title}* · {WORDS[result.status].lower()}"


def said(finding: Finding) -> str:
    """Say a finding in one line."""
    return inert(statement(finding), _MESSAGE)


def remedy(result: Result) -> Iterator[str]:
    """Show what to do about a check first, where it can be copied whole."""
    yield from _remedy([finding for finding in result.findings if finding.status in TROUBLE])


def _reasons(told: list[Finding]) -> Iterator[str]:
    if len(told) == 1:
        yield said(told[0])
    elif told:
        first = (f"• {said(finding)}" for finding in told[:_REASONS])
        yield fold(first, limits.TEXT // 2, total=len(told))


def _remedy(told: list[Finding]) -> Iterator[str]:
    """Show what to do about the first finding that says it, where it can be copied whole.

    What cannot be judged is checked again by a button rather than by a command.
    """
    run, record = ("Run", "Set the") if len(told) == 1 else ("Start with", "Start with the")
    for finding in told:
        if finding.status is Status.UNKNOWN or finding.fix is None:
            continue
        if finding.fix.record is not None:
            yield f"{record} DNS record {_zone_line(finding.fix.record)}"
            return
        command = exact(finding.fix.command, _COMMAND) if finding.fix.command else None
        if command:
            yield f"{run} {command}"
            return


def _zone_line(record: DnsRecord) -> str:
    """Write a record as a zone file has it, to be copied."""
    line = clean(f"{record.name} {record.type} {record.value}")
    return exact(line, _COMMAND) or inert(line, _COMMAND)


def articles(result: Result) -> list[Article]:
    """List what to read, each once: what the findings point to, then what the check does.

    What is no web address is left out.
    """
    found = [
        article
        for finding in result.findings
        if finding.status in TROUBLE and finding.fix is not None
        for article in finding.fix.articles
    ]
    own = next((check.articles for check in all_checks() if check.id == result.id), ())
    addresses = ((each.title, web_address(each.url)) for each in (*found, *own))
    known = {url: Article(title=title, url=url) for title, url in addresses if url}
    return list(known.values())


def _how_to_fix(result: Result, position: int) -> Button | UnsetType:
    read = articles(result)
    if not read:
        return UNSET
    return button(
        "How to fix",
        ids.at(ids.DOCS, position),
        label=f"How to fix: {result.title}",
        url=read[0].url,
    )
