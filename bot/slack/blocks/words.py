"""How statuses and verdicts are said: a symbol, and always a word beside it."""

from collections.abc import Iterator

from core.report import Counts, Report, Status

SYMBOLS: dict[Status, str] = {
    Status.FAILED: "❌",
    Status.UNKNOWN: "❓",
    Status.WARNING: "⚠️",
    Status.WAIVED: "🔒",
    Status.PASSED: "✅",
    Status.SKIPPED: "⏭️",
}
WORDS: dict[Status, str] = {
    Status.FAILED: "Failed",
    Status.UNKNOWN: "Unknown",
    Status.WARNING: "Warning",
    Status.WAIVED: "Waived",
    Status.PASSED: "Passed",
    Status.SKIPPED: "Skipped",
}


def verdict_symbol(report: Report) -> str:
    """Show how the app stands."""
    match report.verdict:
        case "not_ready":
            return SYMBOLS[Status.FAILED]
        case "undetermined":
            return SYMBOLS[Status.UNKNOWN if report.counts.unknown else Status.SKIPPED]
        case "warnings":
            return SYMBOLS[Status.WARNING]
        case "ready":
            return SYMBOLS[Status.PASSED]


def verdict_words(report: Report) -> str:
    """Say how the app stands, to follow its name."""
    match report.verdict:
        case "not_ready":
            return "is not ready for production"
        case "undetermined" if report.counts.unknown:
            return "could not be judged fully"
        case "undetermined":
            return "has nothing that could be judged"
        case "warnings":
            return "is ready for production, with warnings"
        case "ready":
            return "is ready for production"


def numbers(counts: Counts) -> Iterator[tuple[Status, str]]:
    """Say how many checks have each status, worst first, those with none left out."""
    for status in Status:
        total = getattr(counts, status.value)
        if total:
            yield status, f"{total} {_noun(status, total)}"


def _noun(status: Status, total: int) -> str:
    return "warnings" if status is Status.WARNING and total > 1 else status.value
