"""What the findings of a report say of one part of the path."""

from collections.abc import Iterator

from core.report import RANK, EvidenceValue, Finding, Report, Status

LONE = frozenset({Status.FAILED, Status.WARNING, Status.WAIVED})
"""What a check says of a thing that nothing stands by; a waiver changes no fact."""


class Told:
    """The findings of a report, by check and by resource."""

    def __init__(self, report: Report) -> None:
        self._checks = {result.id: result.findings for result in report.results}

    def findings(self, *checks: str, resource: str | None) -> list[Finding]:
        """List what some checks found of a resource, the worst first."""
        wanted = (resource or "").casefold()
        found = [
            finding
            for check in checks
            for finding in self._checks.get(check, ())
            if (finding.resource or "").casefold() == wanted
        ]
        return sorted(found, key=lambda finding: RANK[finding.status])

    def resources(self, *checks: str) -> list[str]:
        """List what some checks speak of, each once."""
        named = (
            finding.resource
            for check in checks
            for finding in self._checks.get(check, ())
            if finding.resource
        )
        return list({name.casefold(): name for name in named}.values())

    def status(self, *checks: str, resource: str | None) -> Status | None:
        """Say how a resource is; None where nothing judged it."""
        found = self.findings(*checks, resource=resource)
        judged = (each.status for each in found if each.status is not Status.SKIPPED)
        return next(judged, Status.UNKNOWN if self.unread(*checks) else None)

    def unread(self, *checks: str) -> bool:
        """Whether one of some checks could read nothing at all of what it judges."""
        return any(each.status is Status.UNKNOWN for each in self.findings(*checks, resource=None))

    def ran(self, *checks: str) -> bool:
        """Whether all of some checks ran."""
        return self._checks.keys() >= set(checks)

    def evidence(self, key: str, *checks: str, resource: str | None) -> EvidenceValue:
        """Find the first thing under a key that is known of a resource."""
        return next(self._all(key, *checks, resource=resource), None)

    def lone(self, check: str, resource: str) -> bool:
        """Whether a check says that nothing takes the place of a resource when it fails."""
        return any(each.status in LONE for each in self.findings(check, resource=resource))

    def unsure(self, *checks: str, resource: str) -> bool:
        """Whether no check could say if something takes the place of a resource."""
        found = self.findings(*checks, resource=resource)
        return all(each.status is Status.UNKNOWN for each in found)

    def _all(self, key: str, *checks: str, resource: str | None) -> Iterator[EvidenceValue]:
        for finding in self.findings(*checks, resource=resource):
            if (value := finding.evidence.get(key)) is not None:
                yield value
