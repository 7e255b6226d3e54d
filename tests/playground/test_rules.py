"""What the pretend Slack refuses: each limit, and a second opinion on all that the bot says."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slackblocks import _limits as limits
from slackblocks._surfaces import _BLOCK_TYPES_BY_SURFACE as SURFACES

from bot.slack.blocks import guide, ids, states
from bot.slack.blocks.controls import Occasion
from bot.slack.blocks.home import Setup, home_view
from bot.slack.blocks.ladder import ladder
from bot.slack.blocks.validate import payload
from bot.slack.blocks.views import app_options, json_view, pick_view, results_view, why_view
from core.check import all_checks
from core.report import Report
from sandbox.slack.rules.schema import shapes
from sandbox.slack.rules.surfaces import blocks_problems, options_problems, view_problems
from tests.bot_blocks.reports import hostile, reports
from tests.playground.apps import Json, actions, asks, button, modal, section

slow = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def option(text: int = 1, value: int = 1) -> Json:
    return {"text": plain(text), "value": "v" * value}


def confirm(title: int = 1, text: int = 1, yes: int = 1, no: int = 1) -> Json:
    return {
        "title": plain(title),
        "text": plain(text),
        "confirm": plain(yes),
        "deny": plain(no),
    }


def overflow(**more: object) -> Json:
    return {"type": "overflow", "action_id": "a", "options": [option()], **more}


def table(rows: int, columns: int, text: int = 1) -> Json:
    cell = {"type": "raw_text", "text": "x" * text}
    return {"type": "data_table", "caption": "c", "rows": [[cell] * columns] * rows}


def container(**more: object) -> Json:
    return {"type": "container", "title": plain(1), "child_blocks": [section("hi")], **more}


AT_THE_LIMIT: dict[str, tuple[Any, int]] = {
    "header": (lambda n: {"type": "header", "text": plain(n)}, limits.HEADER_TEXT_MAX_LENGTH),
    "section": (lambda n: section("x" * n), limits.SECTION_TEXT_MAX_LENGTH),
    "fields": (
        lambda n: {"type": "section", "fields": [plain(1)] * n},
        limits.SECTION_FIELDS_MAX_ITEMS,
    ),
    "field": (
        lambda n: {"type": "section", "fields": [plain(n)]},
        limits.SECTION_FIELDS_ITEM_MAX_LENGTH,
    ),
    "context": (
        lambda n: {"type": "context", "elements": [plain(1)] * n},
        limits.CONTEXT_ELEMENTS_MAX_ITEMS,
    ),
    "actions": (
        lambda n: actions(*[button("a", f"{i}") for i in range(n)]),
        limits.ACTIONS_ELEMENTS_MAX_ITEMS,
    ),
    "block_id": (
        lambda n: {"type": "divider", "block_id": "x" * n},
        limits.BLOCK_ID_MAX_LENGTH,
    ),
    "action_id": (lambda n: actions(button("a", "x" * n)), limits.ACTION_ID_MAX_LENGTH),
    "button text": (lambda n: actions(button("x" * n)), limits.BUTTON_TEXT_MAX_LENGTH),
    "button value": (
        lambda n: actions(button("a", value="x" * n)),
        limits.BUTTON_VALUE_MAX_LENGTH,
    ),
    "button label": (
        lambda n: actions(button("a", accessibility_label="x" * n)),
        limits.BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH,
    ),
    "button url": (
        lambda n: actions(button("a", url="https://" + "x" * (n - 8))),
        limits.BUTTON_URL_MAX_LENGTH,
    ),
    "option text": (
        lambda n: actions(overflow(options=[option(text=n)])),
        limits.OPTION_TEXT_MAX_LENGTH,
    ),
    "option value": (
        lambda n: actions(overflow(options=[option(value=n)])),
        limits.OPTION_VALUE_MAX_LENGTH,
    ),
    "overflow options": (
        lambda n: actions(overflow(options=[option()] * n)),
        limits.OVERFLOW_OPTIONS_MAX_ITEMS,
    ),
    "select options": (
        lambda n: actions({**overflow(options=[option()] * n), "type": "static_select"}),
        limits.SELECT_OPTIONS_MAX_ITEMS,
    ),
    "checkboxes": (
        lambda n: actions({**overflow(options=[option()] * n), "type": "checkboxes"}),
        limits.CHECKBOXES_OPTIONS_MAX_ITEMS,
    ),
    "confirm title": (
        lambda n: actions(button("a", confirm=confirm(title=n))),
        limits.CONFIRMATION_TITLE_MAX_LENGTH,
    ),
    "confirm text": (
        lambda n: actions(button("a", confirm=confirm(text=n))),
        limits.CONFIRMATION_TEXT_MAX_LENGTH,
    ),
    "confirm yes": (
        lambda n: actions(button("a", confirm=confirm(yes=n))),
        limits.CONFIRMATION_CONFIRM_MAX_LENGTH,
    ),
    "container title": (
        lambda n: container(title=plain(n)),
        limits.CONTAINER_TITLE_MAX_LENGTH,
    ),
    "container children": (
        lambda n: container(child_blocks=[section("hi")] * n),
        limits.CONTAINER_CHILD_BLOCKS_MAX_ITEMS,
    ),
    "table rows": (lambda n: table(n, 1), limits.DATA_TABLE_ROWS_MAX_ITEMS),
    "table columns": (lambda n: table(2, n), limits.DATA_TABLE_COLUMNS_MAX_ITEMS),
    "table text": (lambda n: table(2, 1, n // 2), limits.DATA_TABLE_CONTENT_MAX_LENGTH),
    "markdown": (
        lambda n: {"type": "markdown", "text": "x" * n},
        limits.MARKDOWN_TEXT_MAX_LENGTH,
    ),
}
IN_A_MODAL: dict[str, tuple[Any, int]] = {
    "title": (lambda n: modal(section("hi"), title="x" * n), limits.VIEW_TITLE_MAX_LENGTH),
    "submit": (lambda n: modal(section("hi"), submit=plain(n)), limits.VIEW_SUBMIT_MAX_LENGTH),
    "close": (lambda n: modal(section("hi"), close=plain(n)), limits.VIEW_CLOSE_MAX_LENGTH),
    "callback_id": (
        lambda n: modal(section("hi"), callback_id="x" * n),
        limits.VIEW_CALLBACK_ID_MAX_LENGTH,
    ),
    "metadata": (
        lambda n: modal(section("hi"), private_metadata="x" * n),
        limits.VIEW_PRIVATE_METADATA_MAX_LENGTH,
    ),
    "blocks": (lambda n: modal(*[section("hi")] * n), limits.VIEW_BLOCKS_MAX_ITEMS),
}


@pytest.mark.parametrize("name", AT_THE_LIMIT)
def test_a_message_may_go_to_each_limit_and_no_further(name: str) -> None:
    make, most = AT_THE_LIMIT[name]
    assert blocks_problems([make(most)], "message") == ()
    step = 2 if name == "table text" else 1
    assert blocks_problems([make(most + step)], "message")


@pytest.mark.parametrize("name", IN_A_MODAL)
def test_a_modal_may_go_to_each_limit_and_no_further(name: str) -> None:
    make, most = IN_A_MODAL[name]
    assert view_problems(make(most), "modal") == ()
    assert view_problems(make(most + 1), "modal")


def test_a_message_has_fifty_blocks() -> None:
    most = limits.MESSAGE_BLOCKS_MAX_ITEMS
    assert blocks_problems([section("hi")] * most, "message") == ()
    assert blocks_problems([section("hi")] * (most + 1), "message")


def test_blocks_are_shown_only_where_slack_shows_them() -> None:
    for surface, theirs in SURFACES.items():
        ours = {name for name, shape in shapes()["blocks"].items() if surface in shape["on"]}
        assert ours <= theirs


group = {"label": plain(1), "options": [option()]}
select = {**overflow(), "type": "static_select"}
WRONG: list[tuple[str, Json]] = [
    ("/blocks/0/type", {"type": "alert", "text": plain(1)}),
    ("/blocks/0/type", {"type": "unheard_of"}),
    ("/blocks/0", {"type": "divider", "extra": 1}),
    ("/blocks/0", {"type": "header"}),
    ("/blocks/0", {"type": "section"}),
    ("/blocks/0/text/type", {"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
    ("/blocks/0/text/text", {"type": "header", "text": plain(0)}),
    ("/blocks/0/elements", {"type": "context", "elements": []}),
    ("/blocks/0/elements/0/type", actions({"type": "plain_text_input", "action_id": "a"})),
    ("/blocks/0/elements/0/action_id", actions(button("a", "x"), button("b", "x"))),
    ("/blocks/0/elements/0/url", actions(button("a", url="javascript:alert(1)"))),
    ("/blocks/0/elements/0/style", actions(button("a", style="loud"))),
    ("/blocks/0/elements/0/text/type", actions({**button("a"), "text": section("x")["text"]})),
    ("/blocks/0/elements/0", actions({**select, "option_groups": [group]})),
    ("/blocks/0/elements/0/initial_option", actions({**select, "initial_option": option(2)})),
    ("/blocks/0/default_collapsed", container(default_collapsed=True)),
    ("/blocks/0/child_blocks/0/type", container(child_blocks=[container()])),
    ("/blocks/0/rows", {**table(2, 1), "rows": [*table(1, 1)["rows"], *table(1, 2)["rows"]]}),
    ("/blocks/0/text/text", section("")),
    ("/blocks/0/text/verbatim", {**section("x"), "text": {**section("x")["text"], "verbatim": 1}}),
]


@pytest.mark.parametrize(("pointer", "block"), WRONG)
def test_what_is_wrong_is_pointed_at(pointer: str, block: Json) -> None:
    found = blocks_problems([block], "message")
    assert [problem.pointer for problem in found][:1] == [pointer]


def test_ids_are_unique_as_far_as_slack_asks() -> None:
    same = [actions(button("a", "x")), actions(button("b", "x"))]
    assert blocks_problems(same, "message") == ()
    named = [{"type": "divider", "block_id": "b"}] * 2
    assert [each.pointer for each in blocks_problems(named, "message")] == [
        "/blocks/0/block_id",
        "/blocks/1/block_id",
    ]


def test_a_message_has_one_table_and_so_much_markdown() -> None:
    rows = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
    assert blocks_problems([rows], "message") == ()
    assert blocks_problems([rows, rows], "message")
    assert blocks_problems([{"type": "markdown", "text": "x" * 6_001}] * 2, "message")


def test_a_modal_that_asks_can_be_sent() -> None:
    question = asks({"type": "plain_text_input", "action_id": "a"})
    assert view_problems(modal(question), "modal")
    assert view_problems(modal(question, submit=plain(4)), "modal") == ()
    assert view_problems("no view", "modal")
    assert view_problems({"type": "modal", "title": plain(1), "blocks": "none"}, "modal")


def test_options() -> None:
    assert options_problems({"options": []}) == ()
    assert options_problems({"options": [option()] * 101})
    assert options_problems({})


@slow
@given(reports(), st.booleans())
def test_slack_would_take_every_step_of_every_report(
    report: Report,
    public: bool,  # noqa: FBT001
) -> None:
    occasion = Occasion(asked_by="U012ABCDEF", seconds=1.0, public=public, report_id="r42")
    for step in ladder(report, occasion).steps:
        assert blocks_problems(payload(step).get("blocks", []), "message") == ()


@slow
@given(reports())
def test_slack_would_take_every_view(report: Report) -> None:
    modals = [
        results_view(report, "r42"),
        json_view(report),
        pick_view(ids.Place(channel="C012ABCDEF")),
        *(why_view(check, "ha-app", report, "r42") for check in all_checks()),
    ]
    for view in modals:
        assert view_problems(payload(view), "modal") == ()
    home = home_view([report] * 12, Setup(version="1", account="ada@example.com"))
    assert view_problems(payload(home), "home") == ()


@slow
@given(hostile)
def test_slack_would_take_every_short_message(text: str) -> None:
    said = [
        states.unknown_app(text, (text, text), text),
        states.heroku_down(text, text),
        guide.help_message(text),
        *map(guide.explanation, all_checks()),
    ]
    for message in said:
        assert blocks_problems(payload(message)["blocks"], "message") == ()
    assert options_problems(payload(app_options([text] * 3))) == ()
