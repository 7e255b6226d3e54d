from datetime import UTC, date, datetime, timedelta

from core.trend import DAYS, Day, Seen, Share, days, tally, turns

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOON.date()


def test_the_worst_of_a_day_counts() -> None:
    seen = [
        Seen(at=NOON, verdict="ready"),
        Seen(at=NOON - timedelta(hours=1), verdict="not_ready"),
        Seen(at=NOON - timedelta(days=1), verdict="warnings"),
    ]
    told = days(seen, TODAY, 3)
    assert told == (
        Day(day=date(2026, 11, 20)),
        Day(day=date(2026, 11, 21), verdict="warnings"),
        Day(day=TODAY, verdict="not_ready"),
    )
    assert tally(told) == {"not_ready": 1, "undetermined": 0, "warnings": 1, "ready": 0}


def test_days_before_and_after_are_left_out() -> None:
    far = [Seen(at=NOON + timedelta(days=d), verdict="ready") for d in (-DAYS, 1)]
    told = days(far, TODAY)
    assert len(told) == DAYS
    assert {day.verdict for day in told} == {None}


def test_a_day_is_one_of_utc() -> None:
    berlin = datetime.fromisoformat("2026-11-23T00:30:00+01:00")
    assert days([Seen(at=berlin, verdict="ready")], TODAY, 1)[0].verdict == "ready"


def test_turns_are_told_in_their_order_and_nothing_in_between() -> None:
    verdicts = ("ready", "ready", "not_ready", "not_ready", "warnings")
    seen = [
        Seen(at=NOON + timedelta(days=at), verdict=verdict)  # type: ignore[arg-type]
        for at, verdict in enumerate(verdicts)
    ]
    told = turns(reversed(seen))
    assert [(turn.was.verdict, turn.now.verdict) for turn in told] == [
        ("ready", "not_ready"),
        ("not_ready", "warnings"),
    ]
    assert [turn.worse for turn in told] == [True, False]
    assert turns(seen[:1]) == turns([]) == ()


def test_a_share_says_all_or_none_only_when_it_is_so() -> None:
    shares = [(0, 1000), (1, 1000), (999, 1000), (1000, 1000), (118, 200)]
    told = [Share(at=NOON, ready=ready, total=total).percent for ready, total in shares]
    assert told == [0, 1, 99, 100, 59]
