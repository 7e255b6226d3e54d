from datetime import timedelta

import msgspec
import pytest

from core.report import Result
from core.snapshot import Release
from tests.apps import APP, FORBIDDEN, NOW, judge, statuses


def release(version: int, status: str, minutes: float = 600) -> Release:
    return Release(
        version=version,
        status=status,
        created_at=NOW - timedelta(minutes=minutes),
        description="Deploy \x1b[31m<!channel>",
    )


def run(*releases: Release, **facts: object) -> Result:
    return judge("release-health", releases=releases, **facts)


def test_a_release_that_succeeded_passes() -> None:
    assert statuses(run(release(42, "succeeded"), release(41, "failed"))) == {"v42": "passed"}


def test_a_release_that_failed_fails_and_says_what_runs() -> None:
    result = run(release(44, "failed"), release(43, "failed"), release(42, "succeeded"))
    assert statuses(result) == {"v44": "failed"}
    assert result.findings[0].message == ("v44 failed: the app still runs v42, without its changes")
    fix = result.findings[0].fix
    assert fix is not None
    assert fix.command == "heroku releases:output v44 -a ha-app"


def test_a_release_that_has_expired_is_unknown_and_named_so() -> None:
    finding = run(release(42, "expired")).findings[0]
    assert finding.status == "unknown"
    assert finding.message == "v42 has expired: whether the app runs it is not known"


def test_a_failed_release_is_not_what_runs_though_it_is_marked_as_current() -> None:
    marked = msgspec.structs.replace(release(44, "failed"), current=True)
    before = msgspec.structs.replace(release(43, "expired"), current=True)
    assert "still runs v43" in run(marked, before).findings[0].message


def test_what_runs_is_not_guessed() -> None:
    message = run(release(44, "failed")).findings[0].message
    assert message == "v44 failed: the app runs an older release, without its changes"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (5, {"v43": "skipped", "v42": "passed"}),
        (60.9, {"v43": "skipped", "v42": "passed"}),
        (61, {"v43": "warning"}),
    ],
)
def test_a_release_may_be_pending_for_an_hour(minutes: float, expected: dict[str, str]) -> None:
    result = run(release(43, "pending", minutes), release(42, "succeeded"))
    assert statuses(result) == expected


def test_how_long_is_said() -> None:
    result = run(release(43, "pending", 75), release(42, "succeeded"))
    assert result.findings[0].message == (
        "v43 has been pending for 75 minutes: the app still runs v42"
    )


def test_a_release_under_way_does_not_hide_the_failed_one_before_it() -> None:
    assert run(release(43, "pending", 5), release(42, "failed")).status == "failed"


def test_the_first_release_under_way_is_skipped() -> None:
    assert run(release(1, "pending", 5)).status == "skipped"


def test_a_clock_behind_that_of_heroku_does_no_harm() -> None:
    assert run(release(1, "pending", -5)).status == "skipped"


def test_the_threshold_can_be_moved() -> None:
    releases = (release(43, "pending", 20), release(42, "succeeded"))
    assert run(*releases, thresholds={"pending_minutes": 19}).status == "warning"
    assert run(*releases, thresholds={"pending_minutes": 20}).status == "passed"


def test_the_newest_is_found_by_its_version() -> None:
    assert run(release(42, "succeeded"), release(43, "failed")).status == "failed"


def test_no_release_is_skipped() -> None:
    assert run().status == "skipped"


@pytest.mark.parametrize("status", ["expired", "exploded"])
def test_a_status_that_means_nothing_here_is_unknown(status: str) -> None:
    result = run(release(43, status))
    assert result.status == "unknown"
    assert status in result.findings[0].message


def test_releases_that_cannot_be_read_are_unknown() -> None:
    assert judge("release-health", releases=FORBIDDEN).status == "unknown"


def test_descriptions_are_not_quoted_and_names_are() -> None:
    app = msgspec.structs.replace(APP, name="a b")
    result = run(release(44, "failed"), app=app)
    assert "channel" not in msgspec.json.encode(result).decode()
    fix = result.findings[0].fix
    assert fix is not None
    assert fix.command == "heroku releases:output v44 -a 'a b'"
