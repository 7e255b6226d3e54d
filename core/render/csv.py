"""A Report as CSV, for a spreadsheet: one row a finding, one for a check that found nothing."""

import csv
import io
from collections.abc import Iterator

import msgspec

from core.render.inert import inert, inert_json
from core.report import Article, DnsRecord, Finding, Fix, Report, Result, Status

COLUMNS = (
    *("app", "taken_at", "check", "title", "category", "status", "resource", "message"),
    *("command", "record", "articles", "waived_until", "waived_because", "evidence"),
)
"""Names in the first row; new ones are added at the end."""

_FORMULA = tuple("=+-@|%＝＋－＠")  # noqa: RUF001  the wide forms, which spreadsheets take too
"""How a cell begins that a spreadsheet may run: owasp.org/www-community/attacks/CSV_Injection."""


def render(report: Report) -> str:
    """Write a report as CSV after RFC 4180, but for lines that end in a line feed alone."""
    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for result in report.results:
        for finding in result.findings or (_nothing(result.status),):
            writer.writerow(map(cell, _row(report, result, finding)))
    return paper.getvalue()


def cell(text: str) -> str:
    """Make a text inert in a terminal, and in a spreadsheet, where it stays the text it is."""
    shown = inert(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown


def _nothing(status: Status) -> Finding:
    return Finding(status=status, message="")


def _row(report: Report, result: Result, finding: Finding) -> Iterator[str]:
    yield from (report.app, report.taken_at.isoformat())
    yield from (result.id, result.title, result.category, finding.status)
    yield from (finding.resource or "", finding.message)
    fix, waiver = finding.fix or Fix(), finding.waiver
    yield from (fix.command or "", _record(fix.record), _articles(fix.articles))
    yield from ("", "") if waiver is None else (waiver.expires.isoformat(), waiver.reason)
    yield inert_json(msgspec.json.encode(finding.evidence).decode()) if finding.evidence else ""


def _record(record: DnsRecord | None) -> str:
    return "" if record is None else f"{record.name} {record.type} {record.value}"


def _articles(articles: tuple[Article, ...]) -> str:
    return " ".join(article.url for article in articles)
