"""What changed between two Reports: pure, and never better news than both of them hold."""

from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest

from core.report import RANK, Finding, Report, Result, Status
from core.snapshot.base import Fact

CHANGES_SCHEMA_VERSION = 1

TROUBLE = frozenset({Status.FAILED, Status.UNKNOWN, Status.WARNING, Status.WAIVED})


class Change(Fact, frozen=True, kw_only=True):
    """One finding, before and after."""

    check: str
    """Id of the check."""
    title: str
    was: Status | None
    """None when it was not there."""
    now: Status | None
    """None when it is not there any more."""
    finding: Finding
    """As it is now, or as it was last seen."""


class Changes(Fact, frozen=True, kw_only=True):
    """Findings of two reports, apart."""

    schema_version: int = CHANGES_SCHEMA_VERSION
    old_app: str
    old_taken_at: datetime
    new_app: str
    new_taken_at: datetime
    new: tuple[Change, ...]
    """Not there before, or worse than before."""
    fixed: tuple[Change, ...]
    still: tuple[Change, ...]
    """There before and now, or there before and not readable now."""
    not_compared: tuple[str, ...]
    """Checks of the old report that the new one did not run."""


def compare(old: Report, new: Report) -> Changes:
    """Tell what is new, what is fixed and what is still there."""
    before = {result.id: result for result in old.results}
    changes = [
        change for result in new.results for change in _of_check(before.get(result.id), result)
    ]
    changes.sort(key=lambda change: RANK[change.now or Status.PASSED])
    return Changes(
        old_app=old.app,
        old_taken_at=old.taken_at,
        new_app=new.app,
        new_taken_at=new.taken_at,
        new=tuple(change for change in changes if _is_new(change)),
        fixed=tuple(change for change in changes if change.now is None),
        still=tuple(change for change in changes if change.now is not None and not _is_new(change)),
        not_compared=tuple(sorted(before.keys() - {result.id for result in new.results})),
    )


def _of_check(old: Result | None, new: Result) -> Iterator[Change]:
    """Pair the findings of one check by resource, and within one resource from the worst on.

    What could not be read this time is unknown, not fixed.
    """
    before, after = _by_resource(old), _by_resource(new)
    unread = any(f.status is Status.UNKNOWN and f.resource is None for f in new.findings)
    for resource in before | after:
        gone = Status.UNKNOWN if unread and resource is not None else None
        for was, now in zip_longest(before.get(resource, ()), after.get(resource, ())):
            if finding := now or was:
                yield Change(
                    check=new.id,
                    title=new.title,
                    was=None if was is None else was.status,
                    now=gone if now is None else now.status,
                    finding=finding,
                )


def _by_resource(result: Result | None) -> dict[str | None, list[Finding]]:
    found: dict[str | None, list[Finding]] = {}
    for finding in () if result is None else result.findings:
        if finding.status in TROUBLE:
            found.setdefault(finding.resource, []).append(finding)
    return found


def _is_new(change: Change) -> bool:
    if change.now is None:
        return False
    return change.was is None or RANK[change.now] < RANK[change.was]
