from datetime import UTC, datetime

from core.changes import Change, compare
from core.render import changes as changes_text
from core.report import Finding, Fix, Report, Result, Status, count, verdict_of

FAILED, UNKNOWN, WARNING, WAIVED, PASSED, SKIPPED = Status


def found(status: Status, resource: str | None = "web", message: str = "seen") -> Finding:
    fix = Fix(command=f"heroku fix {resource}")
    return Finding(status=status, resource=resource, message=message, fix=fix)


def report(*findings: Finding, check: str = "dns", app: str = "ha-app") -> Report:
    status = findings[0].status if findings else SKIPPED
    results = (
        Result(id=check, title="Title", category="domains", status=status, findings=findings),
    )
    counts = count(results)
    return Report(
        app=app,
        taken_at=datetime(2026, 11, 22, tzinfo=UTC),
        verdict=verdict_of(counts),
        counts=counts,
        results=results,
    )


def brief(changes: tuple[Change, ...]) -> list[tuple[str | None, str | None, str | None]]:
    return [(change.finding.resource, change.was, change.now) for change in changes]


def test_nothing_changed() -> None:
    changes = compare(report(found(FAILED)), report(found(FAILED)))
    assert brief(changes.still) == [("web", "failed", "failed")]
    assert (changes.new, changes.fixed) == ((), ())


def test_what_was_not_there_is_new() -> None:
    changes = compare(report(found(PASSED)), report(found(FAILED)))
    assert brief(changes.new) == [("web", None, "failed")]


def test_what_got_worse_is_new_and_what_got_better_is_still_there() -> None:
    worse = compare(report(found(WARNING)), report(found(FAILED)))
    assert brief(worse.new) == [("web", "warning", "failed")]
    better = compare(report(found(FAILED)), report(found(WARNING)))
    assert brief(better.still) == [("web", "failed", "warning")]


def test_what_is_gone_is_fixed() -> None:
    assert brief(compare(report(found(FAILED)), report(found(PASSED))).fixed) == [
        ("web", "failed", None)
    ]
    assert brief(compare(report(found(FAILED)), report()).fixed) == [("web", "failed", None)]


def test_what_can_no_longer_be_read_is_not_fixed() -> None:
    blind = report(found(UNKNOWN, None, "domains could not be read"))
    changes = compare(report(found(FAILED)), blind)
    assert changes.fixed == ()
    assert brief(changes.still) == [("web", "failed", "unknown")]
    assert brief(changes.new) == [(None, None, "unknown")]


def test_what_became_readable_again_is_fixed() -> None:
    blind = report(found(UNKNOWN, None))
    assert brief(compare(blind, report(found(PASSED))).fixed) == [(None, "unknown", None)]


def test_an_accepted_finding_is_not_fixed_and_one_no_longer_accepted_is_new() -> None:
    assert brief(compare(report(found(FAILED)), report(found(WAIVED))).still) == [
        ("web", "failed", "waived")
    ]
    assert brief(compare(report(found(WAIVED)), report(found(FAILED))).new) == [
        ("web", "waived", "failed")
    ]


def test_two_findings_of_one_resource_are_told_apart() -> None:
    old = report(found(FAILED), found(WARNING))
    assert brief(compare(old, report(found(FAILED))).fixed) == [("web", "warning", None)]


def test_a_check_that_did_not_run_again_is_not_compared() -> None:
    changes = compare(report(found(FAILED)), report(found(FAILED), check="ssl"))
    assert changes.not_compared == ("dns",)
    assert changes.fixed == ()
    assert brief(changes.new) == [("web", None, "failed")]


def test_the_text_names_what_is_new_first_with_its_fix() -> None:
    old = report(found(WARNING, "a.example"), found(WARNING, "b.example"))
    new = report(found(FAILED, "c.example\x1b[2J"), found(WARNING, "b.example"), app="other")
    lines = changes_text.render(compare(old, new)).splitlines()
    assert lines == [
        "ha-app, 2026-11-22 00:00 UTC, against other, 2026-11-22 00:00 UTC",
        "",
        "new: 1",
        r"  ✗ failed: c.example\x1b[2J: seen (dns)",
        r"      heroku fix c.example\x1b[2J",
        "",
        "fixed: 1",
        "  ✓ was warning: a.example: seen (dns)",
        "",
        "still there: 1",
        "  ! warning: b.example: seen (dns)",
        "      heroku fix b.example",
        "",
        "other: 1 new, 1 fixed, 1 still there.",
    ]


def test_the_text_says_what_was_not_compared() -> None:
    changes = compare(report(found(FAILED)), report(check="ssl"))
    document = changes_text.render(changes, width=40, colour=True)
    assert "not compared, the newer one lacks\n  them: dns" in document
    assert "\x1b[1mnew" not in document
