"""A Report as Prometheus text, for the textfile collector or a push gateway.

Version 0.0.4 of the format: prometheus.io/docs/instrumenting/exposition_formats.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import get_args

from core.render.inert import inert
from core.report import EvidenceValue, Report, Status, Verdict


def render(report: Report) -> str:
    """Write a report as gauges; each says the app in a label."""
    families = (_verdict, _statuses, _counts, _findings, _certificates, _moment)
    return "".join(f"{line}\n" for family in families for line in family(report))


def _verdict(report: Report) -> Iterator[str]:
    name = "prodcheck_verdict"
    yield from _head(name, "How the app stands: 1 for the state it is in.")
    for each in get_args(Verdict):
        yield _sample(name, each == report.verdict, app=report.app, verdict=each)


def _statuses(report: Report) -> Iterator[str]:
    name = "prodcheck_check_status"
    yield from _head(name, "What a check says: 1 for the state it is in.")
    for check, said in {result.id: result.status for result in report.results}.items():
        for status in Status:
            yield _sample(name, said is status, app=report.app, check=check, status=status)


def _counts(report: Report) -> Iterator[str]:
    name = "prodcheck_checks"
    yield from _head(name, "Number of checks by what they say.")
    for status in Status:
        yield _sample(name, getattr(report.counts, status), app=report.app, status=status)


def _findings(report: Report) -> Iterator[str]:
    name = "prodcheck_findings"
    yield from _head(name, "Number of findings by what they say.")
    found = [finding.status for result in report.results for finding in result.findings]
    for status in Status:
        yield _sample(name, found.count(status), app=report.app, status=status)


def _certificates(report: Report) -> Iterator[str]:
    """Write when each certificate ends that the evidence tells of, the earliest of a domain."""
    name = "prodcheck_certificate_not_after_timestamp_seconds"
    ends: dict[str, int] = {}
    for result in report.results:
        for finding in result.findings:
            end = _seconds(finding.evidence.get("not_after"))
            if finding.resource and end is not None:
                host = inert(finding.resource)
                ends[host] = min(end, ends.get(host, end))
    if ends:
        yield from _head(name, "When the certificate of a domain ends, in seconds since 1970.")
    for host, end in ends.items():
        yield _sample(name, end, app=report.app, hostname=host)


def _seconds(moment: EvidenceValue) -> int | None:
    """Read a moment from evidence, which a check of another package may have written."""
    try:
        end = datetime.fromisoformat(moment) if isinstance(moment, str) else None
    except ValueError:
        return None
    return None if end is None or end.tzinfo is None else int(end.timestamp())


def _moment(report: Report) -> Iterator[str]:
    name = "prodcheck_taken_at_timestamp_seconds"
    yield from _head(name, "When the app was looked at, in seconds since 1970.")
    yield _sample(name, int(report.taken_at.timestamp()), app=report.app)


def _head(name: str, words: str) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} gauge"


def _sample(name: str, value: int, **labels: str) -> str:
    shown = ",".join(f'{label}="{_escape(text)}"' for label, text in labels.items())
    return f"{name}{{{shown}}} {int(value)}"


def _escape(text: str) -> str:
    return inert(text).replace("\\", r"\\").replace('"', r"\"")
