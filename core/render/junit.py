"""A Report as JUnit XML, for what shows test results: a suite a category, a case a check.

`failed` is a failure, `unknown` an error, `skipped` and `waived` are skipped; a warning passes and
tells itself in `system-out`. The elements are those of the xUnit plugin of Jenkins, which GitLab
and others read too.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from core.render.inert import inert
from core.render.text import QUIET
from core.render.words import statement, steps
from core.report import Report, Result, Status

_TAGS: dict[Status, str] = {
    Status.FAILED: "failure",
    Status.UNKNOWN: "error",
    Status.WARNING: "system-out",
    Status.WAIVED: "skipped",
    Status.SKIPPED: "skipped",
}
"""The element a case holds; one that passed holds none."""


def render(report: Report) -> str:
    """Write a report as JUnit XML."""
    app = inert(report.app)
    root = Element("testsuites", {"name": f"prodcheck {app}", **_counts(report.results)})
    for category in dict.fromkeys(result.category for result in report.results):
        results = [result for result in report.results if result.category == category]
        root.append(_suite(report, category, results))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, "unicode")}\n'


def _suite(report: Report, category: str, results: Sequence[Result]) -> Element:
    skipped = sum(_TAGS.get(result.status) == "skipped" for result in results)
    moment = f"{report.taken_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
    counts = {**_counts(results), "skipped": str(skipped), "time": "0"}
    suite = Element("testsuite", {"name": category, **counts, "timestamp": moment})
    for result in results:
        suite.append(_case(report, result))
    return suite


def _counts(results: Sequence[Result]) -> dict[str, str]:
    statuses = [result.status for result in results]
    return {
        "tests": str(len(statuses)),
        "failures": str(statuses.count(Status.FAILED)),
        "errors": str(statuses.count(Status.UNKNOWN)),
    }


def _case(report: Report, result: Result) -> Element:
    name, group = inert(result.title), f"{inert(report.app)}.{inert(result.id)}"
    case = Element("testcase", {"name": name, "classname": group, "time": "0"})
    tag = _TAGS.get(result.status)
    if tag is None:
        return case
    told = SubElement(case, tag)
    told.text = "\n".join(_lines(result))
    if tag != "system-out":
        told.set("type", result.status)
        told.set("message", told.text.partition("\n")[0])
    return case


def _lines(result: Result) -> Iterator[str]:
    for finding in result.findings:
        if finding.status in QUIET and finding.status is not result.status:
            continue
        yield f"{finding.status}: {inert(statement(finding))}"
        if finding.waiver is not None:
            yield f"  accepted until {finding.waiver.expires}: {inert(finding.waiver.reason)}"
        else:
            yield from (f"  {inert(step)}" for step in steps(finding.fix))
