"""What watches say, one message of each kind, hostile text in every string."""

from datetime import UTC, datetime, time, timedelta

from msgspec.structs import replace

from bot.slack.blocks import ids, watch_alerts, watch_letters, watch_rows, watch_troubles
from bot.slack.blocks.validate import Sent
from bot.slack.blocks.watch_form import Filled, form_view
from bot.slack.blocks.watch_lines import Line, Scene
from bot.slack.blocks.watch_rows import Row
from bot.store.records import Watch
from bot.watching.schedule import Schedule
from core.report import Finding, Result, Status
from tests.render.canonical import CANONICAL, HOSTILE

_AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SCENE = Scene(
    app="ha-app",
    watch="w42",
    at=_AT,
    report=CANONICAL,
    report_id="r42",
    schedule="every day at 9:00 (Europe/Berlin)",
    asked_by="U012ABCDEF",
    cause=f"release v43 “Deploy 5eed1e55 {HOSTILE}” by ada@example.com",
)
_WATCH = Watch(
    id="w42",
    team_id="T1",
    channel_id="C012ABCDEF",
    user_id="U012ABCDEF",
    app="ha-app",
    schedule="daily 9:00",
    timezone="Europe/Berlin",
    made_at=_AT,
    next_due=_AT,
)


def line(result: Result, finding: Finding, was: Status | None = Status.PASSED) -> Line:
    """Say a finding as a watch does."""
    return Line(
        check=result.id,
        resource=finding.resource,
        title=result.title,
        was=was,
        now=finding.status,
        message=finding.message,
    )


LINES = tuple(
    line(result, finding)
    for result in CANONICAL.results
    for finding in result.findings
    if finding.status in {Status.FAILED, Status.WARNING, Status.UNKNOWN}
)
_ONE = LINES[:1]
_OVER = (replace(_ONE[0], over="recovered"),)
_DATES = (
    f"the certificate of www.example.com {HOSTILE} ends on 2026-12-26, in 30 days",
    "support of Postgres 15.7, which postgresql-round-1 runs, ends on 2027-02-24, in 90 days",
)
_ROWS = (
    Row(watch=_WATCH, schedule=SCENE.schedule, bad=LINES, begun=True),
    Row(watch=_WATCH, schedule="every hour"),
)

WATCHED: dict[str, Sent] = {
    "watch-worse.json": watch_alerts.worse(SCENE, _ONE),
    "watch-worse-many.json": watch_alerts.worse(SCENE, LINES, _OVER),
    "watch-over.json": watch_alerts.worse(SCENE, _OVER),
    "watch-recovered.json": watch_alerts.recovered(SCENE, _ONE, timedelta(minutes=12)),
    "watch-recovered-many.json": watch_alerts.several_recovered(SCENE, _OVER),
    "watch-beginning.json": watch_letters.beginning(SCENE, LINES[:3], _DATES),
    "watch-dates.json": watch_letters.coming_up(SCENE, _DATES),
    "watch-digest.json": watch_letters.digest(
        SCENE, ("Mon 🔻 got worse: Two or more dynos (web)", HOSTILE), LINES[:2], _DATES
    ),
    "watch-gone.json": watch_troubles.app_gone("ha-app", "w42"),
    "watch-given-up.json": watch_troubles.given_up("ha-app", "w42", "5f0e1d2c"),
    "watch-unreachable.json": watch_troubles.unreachable(HOSTILE, 3),
    "watch-closed.json": watch_troubles.channel_closed("ha-app", "C012ABCDEF", "prodcheck", "w42"),
    "watch-list.json": watch_rows.list_message(_ROWS),
    "watch-begun.json": watch_rows.begun_message(_ROWS[0]),
    "watch-form.json": form_view(
        ids.WatchForm(),
        Filled(
            schedule=Schedule(every="weekly", weekday=0, at=time(9)),
            timezone="Europe/Berlin",
            digest=True,
        ),
    ),
    "watch-edit.json": form_view(
        ids.WatchForm(watch="w42", app="ha-app", channel="C1ABC"), Filled()
    ),
    "watch-delete.json": watch_rows.delete_view(_WATCH, "C012ABCDEF"),
}
"""Name of a golden file to what it holds."""
