"""How far a scan is, in words."""

import pytest

from bot.fleets.port import FleetJob
from bot.fleets.progress import Progress


def words(done: int, total: int = 200, **more: float) -> str:
    given = {"fresh": done, "seconds": 0.0, **more}
    return Progress(done=done, total=total, **given).words  # type: ignore[arg-type]


def test_what_is_left_is_estimated_from_what_was_done_since_the_start() -> None:
    assert words(84, seconds=84.0).endswith("84 of 200, about 2 min left")
    assert words(150, fresh=50, seconds=300.0).endswith("150 of 200, about 5 min left")
    assert words(190, seconds=19.0).endswith("190 of 200, less than a minute left")


@pytest.mark.parametrize("done", [0, 2, 200])
def test_of_nothing_or_all_there_is_no_estimate(done: int) -> None:
    assert words(done, seconds=10.0).endswith(f"{done} of 200")


def test_the_bar_is_as_long_whatever_is_done() -> None:
    bars = {words(done).split()[0] for done in (0, 1, 100, 199, 200)}
    assert {len(bar) for bar in bars} == {22}
    assert "░" not in words(200)
    assert "█" not in words(0)
    assert "0 of 0" in words(0, 0)


def test_that_it_waits_for_heroku_is_said_and_for_how_long() -> None:
    said = words(84, seconds=60.0, waits=780.0)
    assert "waiting about 13 min for Heroku's rate limit" in said
    assert "left," not in said
    assert "rate limit" not in words(84, waits=1.0)


@pytest.mark.parametrize("failing", [True, False])
def test_a_job_is_written_and_read(failing: bool) -> None:  # noqa: FBT001
    job = FleetJob(id="aB-_9", failing=failing)
    assert FleetJob.read(job.written()) == job
