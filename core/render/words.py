"""The sentences that every document shares; renderers make them inert."""

from core.policy import STANDARD
from core.report import Counts, Finding, Fix, Report


def statement(finding: Finding) -> str:
    """Say what was found and of what, naming the resource once."""
    resource = finding.resource
    if not resource or resource.casefold() in finding.message.casefold():
        return finding.message
    return f"{resource}: {finding.message}"


def held_to(report: Report) -> str:
    """Say which profile the app is held to, where that is not the standard one."""
    return "" if report.profile == STANDARD else f", held to the profile {report.profile}"


def steps(fix: Fix | None) -> list[str]:
    """List what to do in the order to do it: a record to set, then a command."""
    if fix is None:
        return []
    record = fix.record
    told = [] if record is None else [f"set {record.name}  {record.type}  {record.value}"]
    return told if fix.command is None else [*told, fix.command]


def verdict_sentence(report: Report) -> str:
    """Say in one sentence how the app stands."""
    app, counts = report.app, report.counts
    match report.verdict:
        case "not_ready":
            return f"{app} is not ready for production: {_troubles(counts)}."
        case "undetermined" if counts.unknown:
            return f"It is not known whether {app} is ready for production: {_troubles(counts)}."
        case "warnings":
            return f"{_ready(report)}, with {plural(counts.warning, 'warning')}{left_out(report)}."
        case "ready":
            return f"{_ready(report)}: {_comforts(counts)}{left_out(report)}."
        case "undetermined":
            skipped = plural(counts.skipped, "check")
            return f"There was nothing to judge of {app}: {skipped} skipped."


def _ready(report: Report) -> str:
    limits = "As far as was checked, " if report.left_out else ""
    return f"{limits}{report.app} is ready for production"


def left_out(report: Report) -> str:
    """Say how many checks the verdict does not know, where it does not know some."""
    return f", {plural(len(report.left_out), 'check')} left out" if report.left_out else ""


def plural(number: int, noun: str) -> str:
    """Count things: `1 check`, `2 checks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _troubles(counts: Counts) -> str:
    parts = []
    if counts.failed:
        parts.append(f"{plural(counts.failed, 'check')} failed")
    if counts.unknown:
        parts.append(f"{counts.unknown if parts else plural(counts.unknown, 'check')} unknown")
    if counts.warning:
        parts.append(plural(counts.warning, "warning"))
    return ", ".join(parts)


def _comforts(counts: Counts) -> str:
    if not counts.passed:
        return f"{plural(counts.waived, 'check')} waived"
    passed = f"{plural(counts.passed, 'check')} passed"
    return f"{passed}, {counts.waived} waived" if counts.waived else passed
