"""Reports for tests, written as one line: `ssl/www failed, dns passed`."""

from datetime import UTC, datetime, timedelta

from core.report import Finding, Report, Result, Status, count, verdict_of

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def report(line: str, *, app: str = "myapp", at: datetime = NOW) -> Report:
    """Compose a report; `check/resource status` is one finding."""
    found: dict[str, list[Finding]] = {}
    for part in filter(None, line.split(", ")):
        name, status = part.split()
        check, _, resource = name.partition("/")
        finding = Finding(
            status=Status(status), resource=resource or None, message=f"{name} is {status}"
        )
        found.setdefault(check, []).append(finding)
    results = tuple(_result(check, findings) for check, findings in found.items())
    counts = count(results)
    return Report(app=app, taken_at=at, verdict=verdict_of(counts), counts=counts, results=results)


def _result(check: str, findings: list[Finding]) -> Result:
    status = next(s for s in Status if any(f.status is s for f in findings))
    return Result(
        id=check,
        title=f"Title of {check}",
        category="dynos",
        status=status,
        findings=tuple(findings),
    )
