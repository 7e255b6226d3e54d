"""A Report as GitHub Flavored Markdown, for a comment on a pull request or the summary of a job."""

from collections.abc import Iterator
from itertools import groupby

from core.policy import Waiver
from core.render.gfm import block, code, link, prose
from core.render.paper import SYMBOLS
from core.render.text import QUIET, moment
from core.render.words import held_to, left_out, plural, statement, verdict_sentence
from core.report import RANK, Article, Finding, Fix, Report, Result, Status

LONGEST = 65_000
"""Characters. GitHub takes 65,536 in a comment; who posts it may add a line of its own."""

_LONGEST_LIST = 50
"""Findings of one check with the same fix."""
_LONGEST_COMMAND = 4000
"""Characters; a command is shown whole or not at all."""
_ROOM_FOR_A_LAST_WORD = 200
"""Characters of the line that says what was left out."""

_SIGNS: dict[str, str] = {"not_ready": "❌", "undetermined": "❔", "warnings": "⚠️", "ready": "✅"}


def render(report: Report) -> str:
    """Write a report as Markdown that no text of it can turn into anything else.

    What is too long for a comment is left out from the end, and a line says so.
    """
    head = [f"### {_SIGNS[report.verdict]} {prose(verdict_sentence(report))}", _counts(report)]
    rest = [*_troubles(report), *_waivers(report), *_folded(report)]
    when = f"prodcheck, as of {moment(report.taken_at)}{left_out(report)}"
    foot = f"<sub>{when}{prose(held_to(report))}</sub>"
    room = LONGEST - len(foot) - _ROOM_FOR_A_LAST_WORD
    return "\n\n".join([*_fitting(head, rest, room), foot]) + "\n"


def _counts(report: Report) -> str:
    names = " | ".join(f"{SYMBOLS[status]} {status}" for status in Status)
    numbers = " | ".join(str(getattr(report.counts, status)) for status in Status)
    return f"| {names} |\n|{' ---: |' * len(Status)}\n| {numbers} |"


def _troubles(report: Report) -> Iterator[str]:
    for result in sorted(report.results, key=_rank):
        if result.status not in QUIET:
            yield f"#### {_name(result)}"
            told = [each for each in result.findings if each.status not in QUIET]
            for fix, group in groupby(told, key=_remedy):
                yield _list(list(group))
                yield from _what_to_do(fix)
            yield from _to_read(told)


def _rank(result: Result) -> int:
    return RANK[result.status]


def _name(result: Result) -> str:
    status = result.status
    return f"{SYMBOLS[status]} {status}: {prose(result.title)} ({code(result.id)})"


def _list(found: list[Finding]) -> str:
    lines = list(map(_line, found[:_LONGEST_LIST]))
    more = len(found) - len(lines)
    return "\n".join([*lines, f"- and {more} more"] if more else lines)


def _line(finding: Finding) -> str:
    said = f"- **{finding.status}** {prose(statement(finding))}"
    if finding.waiver is None:
        return said
    return f"{said}, accepted until {finding.waiver.expires}: {prose(finding.waiver.reason)}"


def _remedy(finding: Finding) -> Fix | None:
    """Return what to do without what to read; what is accepted needs nothing."""
    if finding.fix is None or finding.status is Status.WAIVED:
        return None
    return Fix(command=finding.fix.command, record=finding.fix.record)


def _what_to_do(fix: Fix | None) -> Iterator[str]:
    if fix is not None and fix.record is not None:
        record = fix.record
        yield "Set this DNS record:\n\n" + block(
            [f"name    {record.name}", f"type    {record.type}", f"target  {record.value}"]
        )
    if fix is not None and fix.command is not None:
        short = len(fix.command) <= _LONGEST_COMMAND
        yield block([fix.command], "sh") if short else "The command is too long to be shown here."


def _to_read(found: list[Finding]) -> Iterator[str]:
    fixes = (each.fix for each in found if each.status is not Status.WAIVED)
    articles: dict[Article, None] = {
        article: None for fix in fixes if fix is not None for article in fix.articles
    }
    if articles:
        yield "Read: " + ", ".join(map(link, articles))


def _waivers(report: Report) -> Iterator[str]:
    lines = [
        f"- waiver expired on {each.expires}: {_scope(each)}" for each in report.expired_waivers
    ]
    lines += [f"- waiver not needed by this app: {_scope(each)}" for each in report.unused_waivers]
    if lines:
        yield "\n".join(lines)


def _scope(waiver: Waiver) -> str:
    resource = "" if waiver.resource == "*" else f" {code(waiver.resource)}"
    return f"{code(waiver.check)}{resource}: {prose(waiver.reason)}"


def _folded(report: Report) -> Iterator[str]:
    for status in (Status.PASSED, Status.SKIPPED):
        results = [result for result in report.results if result.status is status]
        if results:
            lines = [f"- {prose(each.title)} ({code(each.id)})" for each in results]
            summary = f"<summary>{plural(len(results), 'check')} {status}</summary>"
            yield "\n".join([f"<details>{summary}", "", *lines, "", "</details>"])


def _fitting(head: list[str], rest: list[str], room: int) -> Iterator[str]:
    """Let parts through as long as there is room, and say how many were not."""
    yield from head
    left = room - sum(map(len, head))
    for number, part in enumerate(rest):
        left -= len(part) + len("\n\n")
        if left < 0:
            missing = plural(len(rest) - number, "paragraph")
            yield f"**Too long for a comment: {missing} left out.** prodcheck shows it all."
            return
        yield part
