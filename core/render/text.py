"""A Report for a terminal: what failed first, then the rest, the verdict last."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby

from core.policy import Waiver
from core.render.inert import inert
from core.render.layout import columns
from core.render.paper import BOLD, CYAN, DIM, INKS, SYMBOLS, Paper
from core.render.words import held_to, statement, verdict_sentence
from core.report import RANK, DnsRecord, Finding, Fix, Report, Result, Status

QUIET = frozenset({Status.PASSED, Status.SKIPPED})
"""Statuses that get one line for all their checks."""

_FIX_INDENT = " " * 6


def render(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """Write a report for people.

    Args:
        report: What to write.
        width: Columns of the terminal; fewer than 40 are taken as 40. Commands, addresses and DNS
            targets stay whole, so that they can be copied.
        colour: Paint with escape codes; the words stay the same.
    """
    paper = Paper(width=width, colour=colour)
    results = sorted(report.results, key=lambda result: RANK[result.status])
    blocks = [
        paper.prose(f"{report.app}, as of {moment(report.taken_at)}{held_to(report)}", BOLD),
        *(_trouble(result, paper) for result in results if result.status not in QUIET),
        _quiet(results, paper),
        _waivers(report, paper),
        paper.prose(verdict_sentence(report), BOLD),
    ]
    return document(blocks)


def document(blocks: Iterable[Iterable[str]]) -> str:
    """Join blocks of lines, an empty line between those that have any."""
    return "\n\n".join(filter(None, map("\n".join, blocks))) + "\n"


def moment(when: datetime) -> str:
    """Write a moment to the minute, UTC."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def findings(found: Iterable[Finding], paper: Paper, usual: Status | None = None) -> Iterator[str]:
    """Write findings, and after those that share a fix the fix once.

    Args:
        found: Findings of one check, worst first.
        paper: What to write on.
        usual: The status that goes without saying.
    """
    for fix, group in groupby(found, key=_shared_fix):
        for finding in group:
            word = "" if finding.status is usual else f"{finding.status}: "
            yield from paper.bullet(finding.status, word + statement(finding))
            if finding.waiver is not None:
                yield from _accepted(finding.waiver, paper)
        if fix is not None:
            yield from remedy(fix, paper)


def remedy(fix: Fix, paper: Paper) -> Iterator[str]:
    """Write what to do, each thing so that it can be copied whole."""
    if fix.record is not None:
        yield from _record(fix.record, paper)
    if fix.command is not None:
        yield _FIX_INDENT + paper.paint(inert(fix.command), CYAN)


def articles(found: Iterable[Finding], paper: Paper) -> Iterator[str]:
    """Write the addresses to read, each once."""
    open_ = (finding.fix for finding in found if finding.status is not Status.WAIVED)
    for url in dict.fromkeys(article.url for fix in open_ if fix for article in fix.articles):
        yield "    read " + paper.paint(inert(url), DIM)


def _trouble(result: Result, paper: Paper) -> Iterator[str]:
    head = f"{SYMBOLS[result.status]} {result.status}: {result.title} ({result.id})"
    yield from paper.prose(head, BOLD, INKS[result.status], hang="  ")
    told = [finding for finding in result.findings if finding.status not in QUIET]
    yield from findings(told, paper, result.status)
    passed = sum(finding.status is Status.PASSED for finding in result.findings)
    if passed:
        yield from paper.bullet(Status.PASSED, f"passed: {passed} of {len(result.findings)}")
    yield from articles(told, paper)


def _shared_fix(finding: Finding) -> Fix | None:
    """Return what to do without what to read: the articles of a check stand at its end."""
    if finding.fix is None or finding.status is Status.WAIVED:
        return None
    return Fix(command=finding.fix.command, record=finding.fix.record)


def _record(record: DnsRecord, paper: Paper) -> Iterator[str]:
    name, kind, target = map(inert, (record.name, record.type, record.value))
    line = f"{_FIX_INDENT}set {name}  {kind}  {target}"
    if columns(line) <= paper.width:
        yield _FIX_INDENT + "set " + paper.paint(f"{name}  {kind}  {target}", CYAN)
        return
    yield _FIX_INDENT + "set this DNS record:"
    for label, value in (("name", name), ("type", kind), ("target", target)):
        yield f"{_FIX_INDENT}  {label:<6}  {paper.paint(value, CYAN)}"


def _accepted(waiver: Waiver, paper: Paper) -> Iterator[str]:
    text = f"accepted until {waiver.expires}: {waiver.reason}"
    return paper.prose(text, DIM, indent=_FIX_INDENT)


def _quiet(results: list[Result], paper: Paper) -> Iterator[str]:
    for status in (Status.PASSED, Status.SKIPPED):
        ids = [result.id for result in results if result.status is status]
        if ids:
            head = f"{SYMBOLS[status]} {status} {len(ids)}: "
            yield from paper.prose(head + ", ".join(ids), INKS[status], hang=" " * len(head))


def _waivers(report: Report, paper: Paper) -> Iterator[str]:
    for waiver in report.expired_waivers:
        text = f"! waiver expired on {waiver.expires}: {_scope(waiver)}: {waiver.reason}"
        yield from paper.prose(text, INKS[Status.WARNING], hang="  ")
    for waiver in report.unused_waivers:
        text = f"~ waiver not needed by this app: {_scope(waiver)}: {waiver.reason}"
        yield from paper.prose(text, INKS[Status.WAIVED], hang="  ")


def _scope(waiver: Waiver) -> str:
    return waiver.check if waiver.resource == "*" else f"{waiver.check} {waiver.resource}"
