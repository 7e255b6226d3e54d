"""The Report: what was judged, as plain frozen data; it is all that a renderer needs."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

import msgspec

from core.policy import STANDARD, Waiver
from core.snapshot.base import Fact

REPORT_SCHEMA_VERSION = 1

Category = Literal["platform", "dynos", "domains", "data", "monitoring", "releases"]
Verdict = Literal["not_ready", "undetermined", "warnings", "ready"]
EvidenceValue: TypeAlias = str | int | float | bool | list[str] | None


class Status(StrEnum):
    """What a check says, in Heroku's own words, worst first."""

    FAILED = "failed"
    UNKNOWN = "unknown"
    WARNING = "warning"
    WAIVED = "waived"
    PASSED = "passed"
    SKIPPED = "skipped"


RANK: dict[Status, int] = {status: rank for rank, status in enumerate(Status)}
"""0 is the worst."""


class Article(Fact, frozen=True, kw_only=True):
    """Something to read."""

    title: str
    url: str


class DnsRecord(Fact, frozen=True, kw_only=True):
    """The record to set at the DNS provider."""

    name: str
    type: str
    value: str


class Fix(Fact, frozen=True, kw_only=True):
    """What to do: a command that can be pasted, a record to set, articles to read."""

    command: str | None = None
    record: DnsRecord | None = None
    articles: tuple[Article, ...] = ()


class Finding(Fact, frozen=True, kw_only=True):
    """One thing that was judged."""

    status: Status
    resource: str | None = None
    """Process type, hostname, add-on …; None for the app as a whole."""
    message: str
    """One sentence with the value seen. It may carry hostile text: renderers escape it."""
    evidence: dict[str, EvidenceValue] = {}
    fix: Fix | None = None
    waiver: Waiver | None = None
    """Set when the status is `waived`."""


class Result(Fact, frozen=True, kw_only=True):
    """A check and its findings, worst first; the status is the worst of theirs."""

    id: str
    title: str
    category: Category
    status: Status
    findings: tuple[Finding, ...]


class Counts(Fact, frozen=True, kw_only=True):
    """Results by status."""

    failed: int = 0
    unknown: int = 0
    warning: int = 0
    waived: int = 0
    passed: int = 0
    skipped: int = 0


class Report(Fact, frozen=True, kw_only=True):
    """Everything said of one app at one moment."""

    schema_version: int = REPORT_SCHEMA_VERSION
    app: str
    taken_at: datetime
    """When the snapshot was taken, aware, UTC."""
    verdict: Verdict
    counts: Counts
    results: tuple[Result, ...] = msgspec.field(name="checks")
    profile: str = STANDARD
    """What the policy holds the app to."""
    left_out: tuple[str, ...] = ()
    """Ids of checks that run by default and were not asked for: the verdict does not know them."""
    unused_waivers: tuple[Waiver, ...] = ()
    """Waivers for this app and the checks that ran, that no finding needed."""
    expired_waivers: tuple[Waiver, ...] = ()
    """Waivers for this app and the checks that ran, whose last day is over."""


def count(results: Iterable[Result]) -> Counts:
    """Count results by status."""
    totals = dict.fromkeys(Counts.__struct_fields__, 0)
    for result in results:
        totals[result.status] += 1
    return Counts(**totals)


def verdict_of(counts: Counts) -> Verdict:
    """Say in one word how the app stands."""
    if counts.failed:
        return "not_ready"
    if counts.unknown:
        return "undetermined"
    if counts.warning:
        return "warnings"
    # Where everything was skipped nothing is known to be right.
    return "ready" if counts.passed or counts.waived else "undetermined"
