from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from bot.watching.schedule import (
    Schedule,
    ScheduleError,
    describe,
    known_zone,
    next_after,
    parse,
    read,
    zone,
)

LORD_HOWE = "Australia/Lord_Howe"
NOW = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
"""A Thursday."""
BERLIN = "Europe/Berlin"


def runs(kept: str, timezone: str, first: datetime, number: int) -> list[datetime]:
    found = []
    for _ in range(number):
        first = next_after(read(kept), timezone, first, "w")
        found.append(first)
    return found


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("hourly", "hourly"),
        ("every hour", "hourly"),
        ("daily", "daily"),
        ("Every day", "daily"),
        ("weekly", "weekly"),
        ("weekly monday at 9:00", "weekly monday 9:00"),
        ("on Fridays at 17:30", "weekly friday 17:30"),
        ("every sunday", "weekly sunday 9:00"),
        ("weekly at 8:15", "weekly monday 8:15"),
        ("at 9:00", "daily 9:00"),
        ("9", "daily 9:00"),
        ("9am", "daily 9:00"),
        ("at 9 AM", "daily 9:00"),
        ("at 9.05pm", "daily 21:05"),
        ("at 9 a.m.", "daily 9:00"),
        ("9:30p.m. Europe/Berlin", "daily 21:30"),
        ("at 09.00", "daily 9:00"),
        ("12am", "daily 0:00"),
        ("12 pm", "daily 12:00"),
        ("daily, at 23:59", "daily 23:59"),
        ("`at 9:00`.", "daily 9:00"),
        ("at 9 o'clock", "daily 9:00"),
    ],
)
def test_what_people_type(typed: str, kept: str) -> None:
    wish = parse(typed)
    assert str(wish.schedule) == kept
    assert read(kept) == wish.schedule


def test_what_is_not_said_stays_as_it_is() -> None:
    assert parse("") == parse("  ")
    assert parse("").schedule is UNSET
    assert parse("europe/berlin").timezone == BERLIN
    assert parse("at 9:00 UTC").timezone == "UTC"
    assert parse("digest").digest is True
    assert parse("weekly digest").schedule == Schedule(every="weekly")
    assert parse("hourly").digest is UNSET


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("minutely", "no schedule 'minutely'"),
        ("at 25:00", "'25:00' is no time of day"),
        ("at 9:60", "no time of day"),
        ("13pm", "no time of day"),
        ("at 24:00", "'24:00' is no time of day"),
        ("at 0900", "no schedule '0900'"),
        ("every 2 hours", "no schedule 'hours'"),
        ("0am", "no time of day"),
        ("at 9:00 Europe/Berlim", "no time zone 'europe/berlim'"),
        ("at 9:00 Kathmandu", "Type `at 9:00 Asia/Kathmandu`."),
        ("at 9:00 America/New York", "Type `at 9:00 America/New_York`."),
        ("hourly at 9:00", "every hour"),
        ("daily monday", "every day"),
        ("daily weekly", "twice"),
        ("at 9:00 10:00", "twice"),
        ("x" * 5_000, "no schedule"),
        ("<!channel> `*_", "no schedule"),
    ],
)
def test_what_is_no_schedule_is_told_with_what_to_type(typed: str, said: str) -> None:
    with pytest.raises(ScheduleError) as error:
        parse(typed)
    assert said in str(error.value)
    assert "Type `" in str(error.value)
    assert len(str(error.value)) < 300


@given(st.text(max_size=80))
def test_any_text_is_read_or_told(typed: str) -> None:
    try:
        wish = parse(typed)
    except ScheduleError:
        return
    if isinstance(wish.schedule, Schedule):
        assert read(str(wish.schedule)) == wish.schedule


@pytest.mark.parametrize("kept", ["", "garbage", "at 99:00"])
def test_what_is_kept_and_no_schedule_is_a_daily_one(kept: str) -> None:
    assert read(kept) == Schedule()


def test_it_is_said_in_words() -> None:
    assert describe(read("hourly"), BERLIN) == "every hour"
    assert describe(read("daily"), BERLIN) == "every day"
    assert describe(read("daily 9:00"), BERLIN) == "every day at 9:00 (Europe/Berlin)"
    assert describe(read("weekly friday 8:00"), "UTC") == "every Friday at 8:00 (UTC)"
    assert describe(read("weekly"), "UTC") == "every week"


def test_a_time_of_day_is_meant_where_the_watch_is() -> None:
    first, second = runs("daily 9:00", BERLIN, NOW, 2)
    assert first == datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    assert second - first == timedelta(days=1)
    (nepal,) = runs("daily 9:00", "Asia/Kathmandu", NOW, 1)
    assert nepal == datetime(2026, 11, 27, 3, 15, tzinfo=UTC)
    (soon,) = runs("daily 9:00", "America/New_York", NOW, 1)
    assert soon == datetime(2026, 11, 26, 14, 0, tzinfo=UTC)


def test_a_weekly_watch_runs_on_its_day() -> None:
    first, second = runs("weekly monday 9:00", BERLIN, NOW, 2)
    assert first == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert second - first == timedelta(days=7)


def test_nine_stays_nine_when_clocks_change() -> None:
    spring = runs("daily 9:00", BERLIN, datetime(2026, 3, 27, 12, tzinfo=UTC), 3)
    autumn = runs("daily 9:00", BERLIN, datetime(2026, 10, 23, 12, tzinfo=UTC), 3)
    assert [each.hour for each in spring] == [8, 7, 7]
    assert [each.hour for each in autumn] == [7, 8, 8]


def test_a_time_that_does_not_exist_is_the_next_that_does() -> None:
    (half,) = runs("daily 2:15", LORD_HOWE, datetime(2026, 10, 3, 12, tzinfo=UTC), 1)
    assert half.astimezone(ZoneInfo(LORD_HOWE)) == datetime(
        2026, 10, 4, 2, 30, tzinfo=ZoneInfo(LORD_HOWE)
    )
    skipped, following = runs("daily 2:30", BERLIN, datetime(2026, 3, 28, 12, tzinfo=UTC), 2)
    assert skipped == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert skipped.astimezone(ZoneInfo(BERLIN)).time() == time(3, 0)
    assert following.astimezone(ZoneInfo(BERLIN)).time() == time(2, 30)


def test_a_time_that_exists_twice_is_run_once() -> None:
    once = runs("daily 1:45", LORD_HOWE, datetime(2026, 4, 4, 12, tzinfo=UTC), 2)
    assert once == [
        datetime(2026, 4, 4, 14, 45, tzinfo=UTC),
        datetime(2026, 4, 5, 15, 15, tzinfo=UTC),
    ]
    found = runs("daily 2:30", BERLIN, datetime(2026, 10, 24, 12, tzinfo=UTC), 2)
    assert found == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]


def test_a_day_that_a_zone_left_out_is_caught_up() -> None:
    (found,) = runs("weekly friday 9:00", "Pacific/Apia", datetime(2011, 12, 29, 20, tzinfo=UTC), 1)
    assert found == datetime(2011, 12, 30, 10, 0, tzinfo=UTC)


def test_missed_runs_are_one() -> None:
    later = NOW + timedelta(days=30, minutes=7)
    assert later < next_after(read("daily 9:00"), BERLIN, later, "w") < later + timedelta(days=1)


@pytest.mark.parametrize("every", ["hourly", "daily", "weekly"])
def test_watches_without_a_time_are_spread(every: str) -> None:
    found = {next_after(read(every), "UTC", NOW, f"watch-{n}") for n in range(200)}
    length = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800}[every]
    seconds = sorted((each - NOW).total_seconds() for each in found)
    assert len(found) > 180
    assert 0 < seconds[0] < length / 10
    assert length * 0.9 < seconds[-1] <= length


@given(
    st.sampled_from(["hourly", "daily", "weekly", "daily 2:30", "weekly sunday 2:30"]),
    st.sampled_from([BERLIN, "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "x"]),
    st.integers(min_value=946_684_800, max_value=2_114_380_800),
)
def test_the_next_run_is_later_and_within_its_time(kept: str, timezone: str, seconds: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    following = next_after(read(kept), timezone, now, "w")
    longest = {"hourly": 1 / 24, "daily": 2.1, "weekly": 8.1}[kept.partition(" ")[0]]
    assert now < following <= now + timedelta(days=longest)


def test_zones_are_found_whatever_their_case_and_nothing_else_is() -> None:
    assert known_zone("EUROPE/berlin") == BERLIN
    assert known_zone("../../etc/passwd") is None
    assert zone("../../etc/passwd") == ZoneInfo("UTC")
    assert zone("") == ZoneInfo("UTC")
