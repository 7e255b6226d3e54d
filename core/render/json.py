"""A Report as JSON, and back: the form for other programs, kept stable by `schema_version`."""

import msgspec

from core.errors import SnapshotError
from core.render.inert import inert_json
from core.report import REPORT_SCHEMA_VERSION, Report


def render(report: Report) -> str:
    """Write a report as indented JSON that is safe to show on a terminal."""
    return pretty(msgspec.json.encode(report))


def pretty(document: bytes) -> str:
    """Indent a JSON document and make it safe to show; one newline at the end."""
    return inert_json(msgspec.json.format(document, indent=2).decode()) + "\n"


def parse(document: bytes) -> Report:
    """Read a report that `render` wrote, of this version or an older one.

    Raises:
        SnapshotError: It is not a report, or one of a newer schema.
    """
    try:
        report = msgspec.json.decode(document, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SnapshotError(
            f"This is not a report: {error}.", hint="Write one with prodcheck -a APP --json."
        ) from None
    if report.schema_version > REPORT_SCHEMA_VERSION:
        raise SnapshotError(
            f"The report has schema version {report.schema_version}; this prodcheck reads up to "
            f"{REPORT_SCHEMA_VERSION}.",
            hint="Upgrade prodcheck.",
        )
    return report
