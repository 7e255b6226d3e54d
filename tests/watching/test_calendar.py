from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from bot.store.records import Watch
from bot.watching.calendar import announce, digest_is_due, near, words
from bot.watching.schedule import next_after, read
from bot.watching.state import Announced, State
from core.dates import ComingDate

END = date(2027, 3, 1)


def coming(day: date = END, resource: str = "tokyo-1") -> ComingDate:
    return ComingDate(
        day=day,
        kind="certificate",
        resource=resource,
        words="the certificate of www.example.com ends",
        check="ssl",
    )


def history(dates: tuple[ComingDate, ...], *days_before: int) -> list[int]:
    """Say on which of these days something was announced."""
    announced: tuple[Announced, ...] = ()
    told = []
    for left in days_before:
        announced, new = announce(announced, dates, END - timedelta(days=left))
        told += [left] * len(new)
    return told


def test_a_day_is_announced_at_90_30_and_7_days_once_each() -> None:
    assert history((coming(),), *range(120, -1, -1)) == [90, 30, 7]


def test_a_day_that_was_missed_is_announced_late_and_once() -> None:
    assert history((coming(),), 120, 80, 79, 20, 19, 3, 0) == [80, 20, 3]
    assert history((coming(),), 5, 4, 3) == [5]


def test_a_renewal_begins_anew() -> None:
    announced, _ = announce((), (coming(),), END - timedelta(days=20))
    later = coming(END + timedelta(days=365))
    announced, new = announce(announced, (later,), END - timedelta(days=10))
    assert new == ()
    _, new = announce(announced, (later,), END + timedelta(days=290))
    assert new == (later,)


def test_what_cannot_be_read_for_a_while_is_not_announced_again() -> None:
    announced, _ = announce((), (coming(),), END - timedelta(days=20))
    announced, _ = announce(announced, (), END - timedelta(days=19))
    _, new = announce(announced, (coming(),), END - timedelta(days=18))
    assert new == ()


def test_what_is_over_is_forgotten() -> None:
    announced, _ = announce((), (coming(),), END)
    assert len(announced) == 1
    assert announce(announced, (), END + timedelta(days=1)) == ((), ())


def test_several_are_announced_together() -> None:
    both = (coming(resource="a"), coming(resource="b"))
    _, new = announce((), both, END - timedelta(days=30))
    assert new == both
    assert near((*both, coming(END + timedelta(days=200))), END - timedelta(days=30)) == both


@pytest.mark.parametrize(
    ("left", "said"), [(0, "today"), (1, "tomorrow"), (2, "in 2 days"), (90, "in 90 days")]
)
def test_it_is_said_in_words(left: int, said: str) -> None:
    today = END - timedelta(days=left)
    assert (
        words(coming(), today) == f"the certificate of www.example.com ends on 2027-03-01, {said}"
    )


MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""Nine in Berlin."""


def watch(schedule: str) -> Watch:
    return Watch(
        id="w1",
        team_id="T1",
        channel_id="C1",
        user_id="U1",
        app="myapp",
        schedule=schedule,
        timezone="Europe/Berlin",
        made_at=datetime(2026, 11, 26, 12, tzinfo=UTC),
        next_due=MONDAY,
    )


@pytest.mark.parametrize("schedule", ["hourly", "daily 9:00", "daily 17:30", "weekly friday 9:00"])
def test_a_digest_is_due_from_monday_at_nine_on(schedule: str) -> None:
    every = watch(schedule)
    assert not digest_is_due(State(), every, MONDAY - timedelta(minutes=1))
    assert digest_is_due(State(), every, MONDAY)
    assert digest_is_due(State(), every, MONDAY + timedelta(days=3))
    after = State(digest_at=MONDAY + timedelta(hours=5))
    assert not digest_is_due(after, every, MONDAY + timedelta(days=6))
    assert digest_is_due(after, every, MONDAY + timedelta(days=7))


def test_an_app_that_is_looked_at_before_nine_has_its_digest_on_monday_all_the_same() -> None:
    early, run = watch("daily 6:30"), MONDAY - timedelta(hours=2, minutes=29)
    assert not digest_is_due(State(), early, run - timedelta(days=1))
    assert digest_is_due(State(), early, run)
    assert not digest_is_due(State(digest_at=run), early, run + timedelta(days=6))
    assert digest_is_due(State(digest_at=run), early, run + timedelta(days=7))


@pytest.mark.parametrize("name", ["w1", "w2", "w3", "w4", "w5", "w6"])
def test_an_app_that_is_looked_at_some_time_a_day_has_its_digest_on_monday(name: str) -> None:
    some = replace(watch("daily"), id=name)
    run = next_after(read("daily"), "Europe/Berlin", MONDAY - timedelta(hours=9), name)
    assert run.astimezone(ZoneInfo("Europe/Berlin")).weekday() == 0
    assert digest_is_due(State(), some, run + timedelta(seconds=5))
