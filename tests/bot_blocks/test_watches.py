"""Whatever an app is called and its checks say, what watches say of it is accepted and inert."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.slack.blocks import watch_alerts, watch_letters, watch_notices, watch_rows, watch_troubles
from bot.slack.blocks.validate import payload
from bot.slack.blocks.watch_form import Sent, sent, zone_options
from bot.slack.blocks.watch_lines import Line, Scene
from bot.slack.blocks.watch_rows import Row
from bot.store.records import Watch
from bot.watching.schedule import Schedule
from core.report import Report, Status
from tests.bot_blocks.reports import hostile, reports
from tests.bot_blocks.test_every_payload import holds, literal_markup, slow

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
statuses = st.sampled_from([Status.FAILED, Status.UNKNOWN, Status.WARNING])
lines = st.lists(
    st.builds(
        Line,
        check=hostile,
        resource=st.none() | hostile,
        title=hostile,
        was=st.none() | statuses,
        now=statuses,
        message=hostile,
        over=st.sampled_from([None, "recovered", "gone", "waived", "muted", "new to us"]),
    ),
    min_size=1,
    max_size=30,
)


@slow
@given(reports(), lines, lines, hostile, st.lists(hostile, max_size=30))
def test_every_message_about_an_app(
    report: Report, some: list[Line], others: list[Line], text: str, words: list[str]
) -> None:
    scene = Scene(
        app=report.app,
        watch="w42",
        at=AT,
        report=report,
        report_id="r42",
        schedule=text,
        asked_by="U012ABCDEF",
        cause=text,
    )
    for message in (
        watch_alerts.worse(scene, some),
        watch_alerts.worse(scene, some, others),
        watch_alerts.worse(scene, some[:1]),
        watch_alerts.recovered(scene, some, timedelta(days=3)),
        watch_alerts.several_recovered(scene, some),
        watch_letters.beginning(scene, some, words),
        watch_letters.coming_up(scene, words),
        watch_letters.digest(scene, words, some, words),
    ):
        data = payload(message)
        holds(data)
        assert all(mark["verbatim"] for mark in literal_markup(data))


@slow
@given(hostile, lines, st.sampled_from([None, "I cannot post"]))
def test_every_message_about_a_watch(text: str, bad: list[Line], paused: str | None) -> None:
    watch = Watch(
        id="w42",
        team_id="T1",
        channel_id=text,
        user_id=text,
        app=text,
        schedule="daily",
        timezone=text,
        paused=paused and text,
        made_at=AT,
        next_due=AT,
    )
    row = Row(watch=watch, schedule=text, bad=tuple(bad), begun=True)
    for shown in (
        watch_rows.list_message([row] * 30),
        watch_rows.list_message([]),
        watch_rows.begun_message(row),
        watch_rows.looked_again(row),
        watch_rows.looked_again(replace(row, obstacle=text)),
        watch_notices.looked_soon(text),
        watch_rows.delete_view(watch, "C012ABCDEF"),
        watch_notices.not_there(text, text, text),
        watch_notices.members_only(),
        watch_notices.too_many(text),
        watch_notices.not_a_schedule(text, "Type `daily`."),
        watch_notices.ended(text, text),
        watch_notices.no_such_watch(text, [text] * 40),
        watch_notices.muted(text, text, "tomorrow"),
        watch_notices.paused(text, "w42"),
        watch_troubles.app_gone(text, "w42"),
        watch_troubles.given_up(text, "w42", "5f0e1d2c"),
        watch_troubles.app_forbidden(text),
        watch_troubles.token_refused(text),
        watch_troubles.not_linked(text, text),
        watch_troubles.unreachable(text, 3),
        watch_troubles.failing(text, 3, text),
        watch_troubles.over(text),
        watch_troubles.renamed(text, text),
        watch_troubles.channel_closed(text, text, text, "w42"),
    ):
        holds(payload(shown))


@given(
    st.dictionaries(st.text(), st.dictionaries(st.text(), st.dictionaries(st.text(), st.text())))
)
def test_a_form_with_anything_in_it_is_read(
    values: dict[str, dict[str, dict[str, object]]],
) -> None:
    assert sent(values) == Sent(
        app=None, channel=None, schedule=Schedule(), timezone=None, digest=False
    )


@pytest.mark.parametrize(
    ("every", "day", "at", "schedule"),
    [
        ("hourly", "monday", "09:00", "hourly"),
        ("daily", "monday", "09:05", "daily 9:05"),
        ("daily", None, None, "daily"),
        ("weekly", "friday", None, "weekly friday 9:00"),
        ("weekly", None, "17:30", "weekly monday 17:30"),
        ("weekly", None, None, "weekly"),
        ("yearly", "someday", "25:00", "daily"),
    ],
)
def test_what_was_chosen_makes_a_schedule(
    every: str, day: str | None, at: str | None, schedule: str
) -> None:
    values: dict[str, dict[str, dict[str, object]]] = {
        "1": {"watch:every": {"selected_option": {"value": every}}},
        "2": {"watch:day": {"selected_option": day and {"value": day}}},
        "3": {"watch:time": {"selected_time": at}},
    }
    assert str(sent(values).schedule) == schedule


def test_of_too_many_watches_those_come_first_that_need_somebody() -> None:
    def named(app: str, **changes: object) -> Row:
        watch = Watch(
            id="w42",
            team_id="T1",
            channel_id="C1",
            user_id="U1",
            app=app,
            schedule="daily",
            timezone="UTC",
            made_at=AT,
            next_due=AT,
        )
        return replace(Row(watch=watch, schedule="every day", begun=True), **changes)

    bad = Line(check="ssl", title="SSL", now=Status.FAILED, message="x")
    many = [named(f"app-{n}") for n in range(40)]
    many += [named("bad-app", bad=(bad,)), named("blind-app", obstacle="Heroku is down")]
    _, first, second, *_ = payload(watch_rows.list_message(many))["blocks"]
    assert "*blind-app*" in first["text"]["text"]
    assert "*bad-app*" in second["text"]["text"]


def test_time_zones_are_offered_as_many_as_slack_takes() -> None:
    assert len(zone_options([f"Zone/{n}" for n in range(300)]).options) == 100
