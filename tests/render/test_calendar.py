"""The calendar, read by a parser that was not written here."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar

from core.render.calendar import Entry, render

MADE = datetime(2026, 11, 22, 19, tzinfo=UTC)
DAY = date(2027, 3, 1)
HOSTILE = "a;b,c\\d\r\nEND:VEVENT\r\nSUMMARY:forged \u202e " + "ünïcödé 🔥" * 30


def entry(key: str = "ssl cert-1", words: str = "the certificate expires", **more: object) -> Entry:
    given = {"app": "ha-app", "key": key, "day": DAY, "words": words, **more}
    return Entry(**given)  # type: ignore[arg-type]


def events(*entries: Entry) -> list[Any]:
    document = render(entries, name="ha-app", made_at=MADE)
    calendar = icalendar.Calendar.from_ical(document)
    assert calendar["VERSION"] == "2.0"
    assert not calendar.errors
    return list(calendar.walk("VEVENT"))


def test_an_entry_is_a_whole_day_with_two_alarms() -> None:
    (event,) = events(entry())
    assert event["SUMMARY"] == "ha-app: the certificate expires"
    assert event["DTSTART"].dt == DAY
    assert event.duration == timedelta(days=1)
    assert event["DTSTAMP"].dt == MADE
    alarms = [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
    assert alarms == [timedelta(days=-30), timedelta(days=-7)]


def test_lines_end_and_fold_as_they_have_to() -> None:
    document = render([entry(words=HOSTILE)], name=HOSTILE, made_at=MADE).encode()
    lines = document.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in document.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # no character was broken


def test_hostile_words_stay_words() -> None:
    (event,) = events(entry(words=HOSTILE))
    assert "END:VEVENT SUMMARY:forged" in event["SUMMARY"]
    assert "\u202e" not in event["SUMMARY"]
    assert str(event["SUMMARY"]).startswith("ha-app: a;b,c\\d END")


def test_an_id_stays_when_the_day_moves_and_differs_otherwise() -> None:
    (before,), (after,) = events(entry()), events(entry(day=DAY + timedelta(days=90)))
    assert before["UID"] == after["UID"]
    ids = {
        str(event["UID"])
        for event in events(entry(), entry(), entry("stack heroku-22"), entry(app="other"))
    }
    assert len(ids) == 4


def test_a_certificate_without_an_end_has_a_day_too() -> None:
    """RFC 5280, section 4.1.2.5: such a certificate says the last day there is."""
    (event,) = events(entry(day=date.max))
    assert event["DTSTART"].dt == date.max


def test_a_calendar_without_dates_is_one() -> None:
    assert events() == []
    empty = icalendar.Calendar.from_ical(render([], name="ha-app", made_at=MADE))
    assert [part.name for part in empty.subcomponents] == ["VTIMEZONE"]
    full = icalendar.Calendar.from_ical(render([entry()], name="ha-app", made_at=MADE))
    assert [part.name for part in full.subcomponents] == ["VEVENT"]
