from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks import ids, limits
from bot.slack.blocks.validate import Payload, payload
from bot.slack.blocks.waive import (
    LONGEST_REASON,
    Wish,
    lines_view,
    problems,
    waivable,
    waive_view,
    waiver_of,
)
from core.check import all_checks
from core.policy_file import parse_policy
from core.report import Report
from tests.bot_blocks.reports import reports
from tests.bot_blocks.test_every_payload import holds, slow
from tests.render.canonical import CANONICAL

TODAY = date(2026, 11, 22)


def blocks(data: Payload) -> dict[str, Payload]:
    return {block["block_id"]: block for block in data["blocks"] if "block_id" in block}


def copied(data: Payload) -> str:
    (block,) = [block for block in data["blocks"] if block["type"] == "rich_text"]
    return str(block["elements"][0]["elements"][0]["text"])


def test_it_asks_what_why_and_until_when() -> None:
    data = payload(waive_view(CANONICAL, "r42", TODAY))
    asked = blocks(data)
    options = asked[ids.WAIVE_WHAT]["element"]["options"]
    assert [option["text"]["text"].partition(" ")[2] for option in options][:2] == [
        *("dyno-redundancy: web", "dyno-redundancy: worker"),
    ]
    assert asked[ids.WAIVE_REASON]["element"]["max_length"] == LONGEST_REASON
    assert asked[ids.WAIVE_UNTIL]["element"]["initial_date"] == "2026-12-22"
    assert data["callback_id"] == ids.WAIVE_VIEW
    target = ids.Target(app="ha-app", report="r42")
    assert ids.decode(data["private_metadata"], ids.Target) == target


@pytest.mark.parametrize(
    ("reason", "days", "wrong"),
    [
        ("known", 0, set()),
        ("known", 365, set()),
        ("known", 366, {ids.WAIVE_UNTIL}),
        ("known", -1, {ids.WAIVE_UNTIL}),
        (" \n ", 30, {ids.WAIVE_REASON}),
        ("", 999, {ids.WAIVE_REASON, ids.WAIVE_UNTIL}),
    ],
)
def test_what_cannot_be_accepted_is_told_where_it_stands(
    reason: str, days: int, wrong: set[str]
) -> None:
    assert set(problems(Wish(0, reason, TODAY + timedelta(days=days)), TODAY)) == wrong


def test_the_lines_can_be_copied_into_the_file() -> None:
    waiver = waiver_of(CANONICAL, Wish(0, " one dyno is enough until spring ", date(2027, 3, 1)))
    assert copied(payload(lines_view(waiver))) == (
        '[[waivers]]\ncheck = "dyno-redundancy"\napp = "ha-app"\nresource = "web"\n'
        'reason = "one dyno is enough until spring"\nexpires = 2027-03-01\n'
    )


def test_lines_take_the_place_of_a_waiver_that_ended() -> None:
    waiver = waiver_of(CANONICAL, Wish(0, "still", date(2027, 3, 1)))
    ended = msgspec.structs.replace(waiver, expires=date(2026, 11, 1), reason="until spring")
    other = msgspec.structs.replace(ended, resource="worker")
    first, *_ = payload(lines_view(waiver, (other, ended)))["blocks"]
    assert "in place of the waiver that ended on 2026-11-01, in `prod" in first["text"]["text"]
    first, *_ = payload(lines_view(waiver, (other,)))["blocks"]
    assert first["text"]["text"].startswith("Add these lines to `prodcheck.toml`")


def test_nothing_that_passed_can_be_accepted() -> None:
    statuses = {each.finding.status for each in waivable(CANONICAL)}
    assert statuses == {"failed", "unknown", "warning"}


@slow
@given(reports(), st.text(max_size=LONGEST_REASON), st.data())
def test_whatever_a_report_says_its_lines_are_read_back(
    report: Report, reason: str, data: st.DataObject
) -> None:
    found = waivable(report)
    if not found or not ids.names_an_app(report.app):
        return
    holds(payload(waive_view(report, "r42", TODAY)))
    position = data.draw(st.integers(0, len(found) - 1))
    wish = Wish(position, reason, TODAY)
    if problems(wish, TODAY):
        return
    waiver = waiver_of(report, wish)
    shown = payload(lines_view(waiver))
    holds(shown)
    assert len(copied(shown)) <= limits.TEXT
    each = found[position]
    assert waiver.covers(report.app, each.result.id, each.finding.resource)
    if waiver.check in {check.id for check in all_checks()}:
        assert parse_policy(copied(shown).encode(), all_checks()).waivers == (waiver,)
