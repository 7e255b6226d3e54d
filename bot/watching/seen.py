"""How a check sees each of its resources. Pure."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from core.render.words import plural, statement
from core.report import RANK, Finding, Result, Status

BAD: Final = frozenset({Status.FAILED, Status.WARNING})
_MOST: Final = 60
"""Bad resources of one check that are told apart; more are one."""
_LONGEST: Final = 500


class Seen(Struct, frozen=True):
    """How a check sees one resource."""

    status: Status
    message: str = ""


def seen_by(result: Result) -> Mapping[str | None, Seen]:
    """Say how a check sees each of its resources: what is known counts before what is not."""
    found: dict[str | None, Seen] = {}
    for finding in sorted(result.findings, key=_weight):
        resource = finding.resource and finding.resource[:_LONGEST]
        found.setdefault(resource, Seen(finding.status, statement(finding)[:_LONGEST]))
    return _bounded(found)


def _weight(finding: Finding) -> int:
    return RANK[finding.status] if finding.status in BAD else 10 + RANK[finding.status]


def _bounded(found: dict[str | None, Seen]) -> Mapping[str | None, Seen]:
    bad = [each for each in found.values() if each.status in BAD]
    if len(bad) <= _MOST:
        return found
    return {None: Seen(bad[0].status, f"{plural(len(bad), 'finding')}: {bad[0].message}")}
