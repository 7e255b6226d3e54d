"""How the check `recent-release` judges."""

from datetime import UTC, datetime, timedelta

import pytest
from acme_checks.recent_release import recent_release

from prodcheck import App, Policy, Release, Snapshot, evaluate

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "limit", "status"), [(90, 90, "passed"), (91, 90, "warning"), (8, 7, "warning")]
)
def test_the_days_since_the_last_release_are_judged(days: int, limit: int, status: str) -> None:
    """Releases on both sides of the threshold."""
    release = Release(
        version=7, status="succeeded", current=True, created_at=NOW - timedelta(days=days)
    )
    snapshot = Snapshot(taken_at=NOW, app=App(id="1", name="shop"), releases=(release,))
    policy = Policy(thresholds={"recent-release": {"max_days": limit}})
    report = evaluate(snapshot, policy, [recent_release])
    assert report.results[0].status == status
