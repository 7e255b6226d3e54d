"""What a check found, in full: every finding, and what to do about it, to be copied."""

from collections.abc import Iterator
from itertools import groupby

from bot.slack.blocks import limits
from bot.slack.blocks.rows import said
from bot.slack.blocks.surfaces import Leaf, RichText, RichTextPreformatted, RichTextSection, Section
from bot.slack.blocks.text import fold, inert, mrkdwn
from bot.slack.blocks.words import SYMBOLS, WORDS
from core.render.inert import inert as seen
from core.report import DnsRecord, Finding, Fix, Result, Status

_MOST = 15
"""Groups of findings that share a fix, and findings of a group; so they fit into a modal."""


def findings(app: str, result: Result) -> Iterator[Section | RichText]:
    """Show what a check found in an app, and after findings that share a fix the fix once."""
    status = f"{SYMBOLS[result.status]} *{WORDS[result.status]}* in {inert(app, 60)}"
    groups = [(fix, list(group)) for fix, group in groupby(result.findings, key=_shared_fix)]
    yield Section(text=mrkdwn(status))
    for fix, group in groups[:_MOST]:
        first = map(_told, group[:_MOST])
        yield Section(text=mrkdwn(fold(first, limits.SECTION_TEXT, total=len(group))))
        if fix is not None:
            yield from _copyable(fix)
    left = sum(len(group) for _, group in groups[_MOST:])
    if left:
        yield Section(text=mrkdwn(f"and {left} more"))


def _shared_fix(finding: Finding) -> Fix | None:
    if finding.fix is None or finding.status is Status.WAIVED:
        return None
    return Fix(command=finding.fix.command, record=finding.fix.record)


def _told(finding: Finding) -> str:
    line = f"{SYMBOLS[finding.status]} {said(finding)}"
    if finding.waiver is None:
        return line
    return f"{line}\nWaived until {finding.waiver.expires}: {inert(finding.waiver.reason, 200)}"


def _copyable(fix: Fix) -> Iterator[Section | RichText]:
    if fix.record is not None:
        yield _block("Set this DNS record:", _columns(fix.record))
    if fix.command is None:
        return
    if seen(fix.command) == fix.command and 0 < len(fix.command) <= limits.TEXT:
        yield _block("Run:", fix.command)
    else:
        yield Section(text=mrkdwn("The command cannot be shown here as it has to be typed."))


def _block(label: str, text: str) -> RichText:
    return RichText(
        elements=(
            RichTextSection(elements=(Leaf(text=label),)),
            RichTextPreformatted(elements=(Leaf(text=text),)),
        )
    )


def _columns(record: DnsRecord) -> str:
    fields = (("name", record.name), ("type", record.type), ("target", record.value))
    return "\n".join(f"{label:<8}{seen(value)[:500]}" for label, value in fields)
