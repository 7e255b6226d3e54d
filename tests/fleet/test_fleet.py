"""What a fleet keeps and counts."""

import msgspec
import pytest

from core.fleet import MOST_WORST, Fleet, FleetScope, fleet_of, row_of, unread
from core.report import Finding, Report, Result, Status, count
from tests.fleet.fleets import NOW, TEAM, failing, ready, sample


def test_the_worst_comes_first() -> None:
    rows = [ready("a"), failing("b"), unread("c", "no", taken_at=NOW), failing("d", 2)]
    fleet = fleet_of(TEAM, rows, now=NOW)
    assert [row.app for row in fleet.rows] == ["d", "b", "c", "a"]


def test_apps_and_checks_are_counted() -> None:
    fleet = sample()
    assert fleet.totals() == {
        "not_ready": 3,
        "unread": 1,
        "undetermined": 0,
        "warnings": 0,
        "ready": 1,
    }
    first = fleet.check_totals()[0]
    assert (first.check, first.counts.failed, first.counts.passed) == ("dyno-redundancy", 2, 1)
    assert fleet.ready_share == pytest.approx(0.2)


def test_of_no_apps_no_share_is_ready() -> None:
    fleet = fleet_of(TEAM, [], now=NOW)
    assert (fleet.ready_share, fleet.check_totals(), fleet.taken_at) == (None, (), NOW)


def test_it_survives_json() -> None:
    fleet = sample()
    assert msgspec.json.decode(msgspec.json.encode(fleet), type=Fleet) == fleet


def test_a_row_keeps_the_worst_and_counts_the_rest() -> None:
    found = [
        Finding(status=Status.WARNING, message="w"),
        *(Finding(status=Status.FAILED, message=f"{n}" * 1000) for n in range(8)),
        Finding(status=Status.PASSED, message="p"),
    ]
    result = Result(
        id="dns", title="t", category="domains", status=Status.FAILED, findings=tuple(found)
    )
    report = Report(
        app="a", taken_at=NOW, verdict="not_ready", counts=count([result]), results=(result,)
    )
    row = row_of(report, team="acme")
    assert len(row.worst) == MOST_WORST
    assert {each.status for each in row.worst} == {Status.FAILED}
    assert max(len(each.message) for each in row.worst) <= 300
    assert row.checks == {"dns": Status.FAILED}


def test_a_scope_says_what_it_is() -> None:
    assert FleetScope(kind="all").words == "all apps"
    assert TEAM.words == "the team acme"
