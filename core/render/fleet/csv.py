"""A Fleet as CSV, for a spreadsheet: one row an app, one column a check."""

import csv
import io
from collections.abc import Iterator, Sequence

from core.fleet import Fleet, FleetRow
from core.render.csv import cell
from core.render.fleet.words import worst_of
from core.report import Status

COLUMNS = (
    *("app", "team", "standing", "failed", "unknown", "warning", "waived", "passed", "skipped"),
    *("taken_at", "worst", "error"),
)
"""Names in the first row, the ids of the checks after them; new ones are added at the end."""


def render(fleet: Fleet, *, rows: Sequence[FleetRow] | None = None) -> str:
    """Write a fleet as CSV after RFC 4180, but for lines that end in a line feed alone."""
    checks = sorted({check for row in fleet.rows for check in row.checks})
    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([*COLUMNS, *map(cell, checks)])
    for row in fleet.rows if rows is None else rows:
        writer.writerow(map(cell, _cells(row, checks)))
    return paper.getvalue()


def _cells(row: FleetRow, checks: list[str]) -> Iterator[str]:
    yield from (row.app, row.team or "", row.standing)
    for status in Status:
        yield str(getattr(row.counts, status))
    yield row.taken_at.isoformat()
    yield "" if row.error is not None else worst_of(row)
    yield row.error or ""
    for check in checks:
        yield row.checks.get(check, "")
