"""The words that every document of a fleet shares; renderers make them inert."""

from core.fleet import Fleet, FleetRow, Standing
from core.render.words import plural
from core.report import Counts, Status

STANDING_WORDS: dict[Standing, str] = {
    "not_ready": "not ready",
    "unread": "not read",
    "undetermined": "not known",
    "warnings": "warnings",
    "ready": "ready",
}
STANDING_STATUS: dict[Standing, Status] = {
    "not_ready": Status.FAILED,
    "unread": Status.UNKNOWN,
    "undetermined": Status.UNKNOWN,
    "warnings": Status.WARNING,
    "ready": Status.PASSED,
}
"""What a standing comes from: its symbol and its colour."""


def title(fleet: Fleet) -> str:
    """Name the fleet."""
    if fleet.scope.kind == "all":
        return f"All apps of this account: {len(fleet.rows)}"
    words = fleet.scope.words
    return f"{words[:1].upper()}{words[1:]}: {plural(len(fleet.rows), 'app')}"


def verdict_sentence(fleet: Fleet) -> str:
    """Say in one sentence how the apps stand."""
    if not fleet.rows:
        return f"There is no app to check in {fleet.scope.words}."
    totals = fleet.totals()
    total = len(fleet.rows)
    ready = totals["ready"] + totals["warnings"]
    if ready == total:
        some = f", {totals['warnings']} with warnings" if totals["warnings"] else ""
        return f"{_all_ready(total)} ready for production{some}."
    parts = [f"{ready} of {plural(total, 'app')} {_are(ready)} ready for production"]
    if totals["not_ready"]:
        parts.append(f"{totals['not_ready']} {_are(totals['not_ready'])} not")
    if totals["undetermined"]:
        parts.append(f"of {totals['undetermined']} it is not known")
    if totals["unread"]:
        parts.append(f"{totals['unread']} could not be read")
    return f"{', '.join(parts)}."


def numbers(counts: Counts) -> str:
    """Count what needs a person: `3 failed, 2 warnings`."""
    parts = (
        f"{counts.failed} failed" if counts.failed else "",
        f"{counts.unknown} unknown" if counts.unknown else "",
        plural(counts.warning, "warning") if counts.warning else "",
    )
    return ", ".join(filter(None, parts))


def worst_of(row: FleetRow) -> str:
    """Say the worst that is known of an app in one sentence; empty when all is well."""
    if row.error is not None:
        return row.error
    if not row.worst:
        return ""
    return f"{row.worst[0].check}: {row.worst[0].message}"


def _all_ready(total: int) -> str:
    return "The only app is" if total == 1 else f"All {total} apps are"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
