"""Whatever a report says, everything made of it is accepted, and means nothing it should not."""

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.slack.blocks import fleet, fleet_notices, guide, ids, states
from bot.slack.blocks.controls import Occasion
from bot.slack.blocks.home import Setup, home_view
from bot.slack.blocks.ladder import ladder, text_alone
from bot.slack.blocks.since import Links, changes_view
from bot.slack.blocks.surfaces import Message
from bot.slack.blocks.validate import Payload, payload
from bot.slack.blocks.views import app_options, json_view, pick_view, results_view, why_view
from core.changes import compare
from core.check import Check, all_checks
from core.fleet import FleetScope, fleet_of, row_of, unread
from core.fleet_changes import compare_fleets
from core.report import Report
from tests.bot_blocks.reports import hostile, reports

OURS = re.compile(
    r"<!date\^\d+\^\{date_short_pretty\} at \{time\}\|[\d: -]+UTC>"
    r"|<https?://[^<>|\s]+\|[^<>|]+>"
    r"|<@U012ABCDEF>"
)
ESCAPED = re.compile(r"(?:[^&<>]|&(?:amp|lt|gt);)*")
OCCASION = Occasion(asked_by="U012ABCDEF", seconds=1.34, report_id="r42")
slow = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def strings(node: object) -> Iterator[tuple[str, str]]:
    """Every string that is shown, with the type of the text object that holds it."""
    if isinstance(node, dict):
        held = node.get("type", "")
        for key, child in node.items():
            if isinstance(child, str):
                yield (held if key == "text" else key), child
            else:
                yield from strings(child)
    elif isinstance(node, list):
        for child in node:
            yield from strings(child)


def holds(data: Payload) -> None:
    """Prove that no foreign text means anything in a payload."""
    for text in mrkdwn(data):
        assert ESCAPED.fullmatch(OURS.sub("", text)), text
        assert not re.search(r"<[!@#](?!date\^|U012ABCDEF>)", text)
    for kind, text in strings(data):
        if kind == "plain_text":
            assert not set(text) & set("<>\n\u202e\u200b\x1b")


def mrkdwn(data: Payload) -> Iterator[str]:
    if "text" in data:
        yield data["text"]
    yield from (text for kind, text in strings(data) if kind == "mrkdwn")


def literal_markup(data: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  JSON
    if isinstance(data, dict):
        if data.get("type") == "mrkdwn":
            yield data
        for child in data.values():
            yield from literal_markup(child)
    elif isinstance(data, list):
        for child in data:
            yield from literal_markup(child)


def fleet_messages(scope: FleetScope, names: list[str], text: str) -> list[Message]:
    """The short messages about a fleet."""
    return [
        fleet_notices.begun(scope),
        fleet_notices.unknown_scope(scope, names),
        fleet_notices.not_listed(scope, text),
        fleet_notices.heroku_away(scope, "f42", text),
        fleet_notices.calls_spent(scope, "f42", text),
        fleet_notices.scan_failed(scope, "f42", text),
        fleet_notices.not_begun(text),
        fleet_notices.scan_gone(),
    ]


@slow
@given(reports(), st.booleans())
def test_every_step_of_the_ladder(report: Report, public: bool) -> None:  # noqa: FBT001
    occasion = Occasion(asked_by="U012ABCDEF", seconds=1.0, public=public, report_id="r42")
    for step in ladder(report, occasion).steps:
        data = payload(step)
        holds(data)
        assert all(text["verbatim"] for text in literal_markup(data))


@slow
@given(reports(), st.sampled_from(all_checks()))
def test_every_modal(report: Report, check: Check) -> None:
    holds(payload(results_view(report, "r42")))
    holds(payload(why_view(check, "ha-app", report, "r42")))
    holds(payload(why_view(check, "ha-app", None)))
    payload(json_view(report))


@slow
@given(st.lists(reports(), max_size=3), st.sampled_from((1, 30)), st.lists(hostile, max_size=3))
def test_app_home(found: list[Report], times: int, words: list[str]) -> None:
    setup = Setup(
        account="".join(words) or None,
        sign_in_url="".join(words),
        can_sign_out=bool(words),
        apps=tuple(words),
        channels=tuple(words),
        version="".join(words),
        bot="".join(words),
    )
    holds(payload(home_view(found * times, setup)))


@slow
@given(reports(), reports(), hostile)
def test_every_step_of_a_fleet(one: Report, two: Report, text: str) -> None:
    scope = FleetScope(kind="pipeline", name=text)
    rows = [row_of(one), row_of(two), unread(text, text, taken_at=one.taken_at)]
    found = replace(fleet_of(scope, rows, now=one.taken_at), notes=(text,))
    changes = compare_fleets(fleet_of(scope, rows[:1], now=one.taken_at), found)
    for failing in (False, True):
        scanned = fleet.Scanned(
            id="f42", fleet=found, changes=changes, failing=failing, asked_by=text, page=text
        )
        for step in fleet.steps(scanned):
            data = payload(step)
            holds(data)
            assert all(mark["verbatim"] for mark in literal_markup(data))
    holds(payload(fleet.scanning(scope, "f42", "1 of 2")))
    holds(payload(changes_view(compare(one, two), text, Links(picture=text, trend=text))))


@slow
@given(hostile, st.lists(hostile, max_size=5))
def test_every_short_message(text: str, names: list[str]) -> None:
    checks = all_checks()
    for message in (
        states.checking(text),
        states.unknown_app(text, names, text),
        states.no_access(text, text, text),
        states.bad_token(text),
        states.sign_in(text),
        states.heroku_down(text, text),
        states.rate_limited(text, 10**9, text),
        states.busy(text),
        states.cut_short(text),
        states.app_not_allowed(text),
        states.channel_not_allowed(),
        states.person_not_allowed(),
        states.failure(text),
        guide.help_message(text, bot=text),
        guide.checks_message(checks),
        guide.unknown_check(text, checks),
        *map(guide.explanation, checks),
        *fleet_messages(FleetScope(kind="team", name=text), names, text),
    ):
        holds(payload(message))
        assert "blocks" not in payload(text_alone(message))


@given(st.lists(hostile, max_size=300))
def test_the_picker(names: list[str]) -> None:
    payload(pick_view(ids.Place(channel="C012ABCDEF")))
    payload(app_options([*names, *(f"app-{number}" for number in range(200))]))
