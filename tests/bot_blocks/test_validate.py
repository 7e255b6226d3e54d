"""The validator takes what is just within each of Slack's limits and refuses what is just over."""

import copy
from typing import Any

import msgspec
import pytest

from bot.slack.blocks import limits
from bot.slack.blocks.kit import Options
from bot.slack.blocks.surfaces import Divider, Home, Message, Modal, message
from bot.slack.blocks.validate import Refused, Sent, payload, problems

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str = "v") -> Json:
    return {"text": plain(), "value": value}


def button(action_id: str = "b") -> Json:
    return {
        "type": "button",
        "text": plain(),
        "action_id": action_id,
        "value": "v",
        "url": "https://example.com",
        "accessibility_label": "x",
        "confirm": {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()},
    }


def section() -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x", "verbatim": True}}


MESSAGE: Json = {
    "text": "x",
    "unfurl_links": False,
    "unfurl_media": False,
    "blocks": [
        {"type": "header", "text": plain(), "block_id": "h"},
        {**section(), "fields": [plain()], "accessory": button("a")},
        {"type": "context", "elements": [plain()]},
        {"type": "actions", "elements": [button(), {"type": "overflow", "action_id": "o"}]},
        {
            "type": "container",
            "title": plain(),
            "is_collapsible": True,
            "child_blocks": [section()],
        },
        {"type": "divider"},
    ],
}
MESSAGE["blocks"][3]["elements"][1]["options"] = [{**option(), "url": "https://example.com"}]
MODAL: Json = {
    "type": "modal",
    "title": plain(),
    "submit": plain(),
    "close": plain(),
    "callback_id": "c",
    "private_metadata": "m",
    "blocks": [
        {
            "type": "input",
            "label": plain(),
            "hint": plain(),
            "element": {
                "type": "static_select",
                "action_id": "s",
                "placeholder": plain(),
                "options": [{**option(), "description": plain()}],
            },
        },
        {
            "type": "input",
            "label": plain(),
            "element": {"type": "checkboxes", "action_id": "c", "options": [option()]},
        },
    ],
}
HOME: Json = {"type": "home", "blocks": [section()]}
BASES: dict[str, tuple[Json, type[Sent]]] = {
    "message": (MESSAGE, Message),
    "modal": (MODAL, Modal),
    "home": (HOME, Home),
    "options": ({"options": [option()]}, Options),
}


def changed(base: str, path: str, value: object) -> tuple[object, type[Sent]]:
    """Replace what a path such as `blocks.1.text.text` leads to."""
    data, surface = BASES[base]
    data = copy.deepcopy(data)
    node: Any = data
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    for step in way:
        node = node[step]
    node[last] = value
    return data, surface


def address(path: str) -> str:
    steps = (f"[{step}]" if step.isdigit() else f".{step}" for step in path.split("."))
    return "$" + "".join(steps)


TEXTS = [
    ("message", "text", limits.MESSAGE_TEXT),
    ("message", "blocks.0.text.text", limits.HEADER),
    ("message", "blocks.0.block_id", limits.BLOCK_ID),
    ("message", "blocks.1.text.text", limits.SECTION_TEXT),
    ("message", "blocks.1.fields.0.text", limits.SECTION_FIELD),
    ("message", "blocks.1.accessory.text.text", limits.BUTTON_TEXT),
    ("message", "blocks.1.accessory.value", limits.BUTTON_VALUE),
    ("message", "blocks.1.accessory.action_id", limits.ACTION_ID),
    ("message", "blocks.1.accessory.accessibility_label", limits.BUTTON_LABEL),
    ("message", "blocks.1.accessory.confirm.title.text", limits.CONFIRM_TITLE),
    ("message", "blocks.1.accessory.confirm.text.text", limits.CONFIRM_TEXT),
    ("message", "blocks.1.accessory.confirm.confirm.text", limits.CONFIRM_BUTTON),
    ("message", "blocks.1.accessory.confirm.deny.text", limits.CONFIRM_BUTTON),
    ("message", "blocks.2.elements.0.text", limits.TEXT),
    ("message", "blocks.3.elements.1.options.0.text.text", limits.OPTION_TEXT),
    ("message", "blocks.3.elements.1.options.0.value", limits.OPTION_VALUE),
    ("message", "blocks.4.title.text", limits.CONTAINER_TITLE),
    ("modal", "title.text", limits.VIEW_TITLE),
    ("modal", "submit.text", limits.VIEW_SUBMIT),
    ("modal", "close.text", limits.VIEW_CLOSE),
    ("modal", "callback_id", limits.CALLBACK_ID),
    ("modal", "private_metadata", limits.VIEW_METADATA),
    ("modal", "blocks.0.label.text", limits.INPUT_LABEL),
    ("modal", "blocks.0.hint.text", limits.INPUT_HINT),
    ("modal", "blocks.0.element.placeholder.text", limits.PLACEHOLDER),
    ("modal", "blocks.0.element.options.0.description.text", limits.OPTION_DESCRIPTION),
]
LISTS: list[tuple[str, str, int, Json]] = [
    ("message", "blocks", limits.MESSAGE_BLOCKS, {"type": "divider"}),
    ("message", "blocks.1.fields", limits.SECTION_FIELDS, plain()),
    ("message", "blocks.2.elements", limits.CONTEXT_ELEMENTS, plain()),
    ("message", "blocks.3.elements", limits.ACTIONS_ELEMENTS, button()),
    ("message", "blocks.3.elements.1.options", limits.OVERFLOW_OPTIONS, option()),
    ("message", "blocks.4.child_blocks", limits.CONTAINER_CHILDREN, section()),
    ("modal", "blocks", limits.VIEW_BLOCKS, {"type": "divider"}),
    ("modal", "blocks.0.element.options", limits.SELECT_OPTIONS, option()),
    ("modal", "blocks.1.element.options", limits.CHECKBOXES_OPTIONS, option()),
    ("home", "blocks", limits.VIEW_BLOCKS, {"type": "divider"}),
    ("options", "options", limits.SELECT_OPTIONS, option()),
]


def copies(item: Json, number: int) -> list[Json]:
    """Copies of an element, each with an action_id of its own where it has one."""
    named = "action_id" in item
    return [{**item, "action_id": str(i)} if named else item for i in range(number)]


@pytest.mark.parametrize("base", BASES)
def test_the_bases_are_accepted(base: str) -> None:
    assert problems(*BASES[base]) == ()


@pytest.mark.parametrize(("base", "path", "limit"), TEXTS)
def test_a_text_may_be_so_long_and_no_longer(base: str, path: str, limit: int) -> None:
    assert problems(*changed(base, path, "🔒" * limit)) == ()
    (problem,) = problems(*changed(base, path, "x" * (limit + 1)))
    assert problem.path == address(path)
    assert str(limit) in problem.message


@pytest.mark.parametrize(
    ("base", "path"), [(base, path) for base, path, _ in TEXTS if not path.endswith("metadata")]
)
def test_a_text_may_not_be_empty(base: str, path: str) -> None:
    if path.endswith("accessory.value"):
        assert problems(*changed(base, path, "")) == ()
        return
    (problem,) = problems(*changed(base, path, ""))
    assert problem.path == address(path)


@pytest.mark.parametrize(("base", "path", "limit", "item"), LISTS)
def test_a_list_may_have_so_many_and_no_more(base: str, path: str, limit: int, item: Json) -> None:
    assert problems(*changed(base, path, copies(item, limit))) == ()
    (problem,) = problems(*changed(base, path, copies(item, limit + 1)))
    assert problem.path == address(path)
    assert str(limit) in problem.message


@pytest.mark.parametrize(("base", "path"), [(b, p) for b, p, _, _ in LISTS if b != "options"])
def test_a_list_may_not_be_empty(base: str, path: str) -> None:
    (problem,) = problems(*changed(base, path, []))
    assert problem.path == address(path)


def test_an_external_select_may_have_no_options() -> None:
    assert problems({"options": []}, Options) == ()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "ftp://example.com",
        "https://",
        "https://a b",
        "https://a\n",
        "https://a|b",
        "https://a>",
        "https://example.com/" + "x" * 3_000,
    ],
)
@pytest.mark.parametrize("path", ["blocks.1.accessory.url", "blocks.3.elements.1.options.0.url"])
def test_an_address_that_slack_would_refuse(path: str, url: str) -> None:
    (problem,) = problems(*changed("message", path, url))
    assert problem.path == address(path)


def test_an_address_may_be_so_long() -> None:
    url = "https://example.com/".ljust(limits.URL, "x")
    assert problems(*changed("message", "blocks.1.accessory.url", url)) == ()


@pytest.mark.parametrize(
    ("base", "path", "value", "at"),
    [
        ("message", "blocks.0", {"type": "heading"}, "$.blocks[0].type"),
        ("message", "blocks.0", {"text": plain()}, "$.blocks[0]"),
        ("message", "blocks.0.size", 3, "$.blocks[0]"),
        ("message", "blocks.0.text.type", "mrkdwn", "$.blocks[0].text.type"),
        ("message", "blocks.1.accessory.text.type", "mrkdwn", "$.blocks[1].accessory.text.type"),
        ("message", "blocks.1.accessory.style", "loud", "$.blocks[1].accessory.style"),
        ("message", "blocks.1.accessory", None, "$.blocks[1].accessory"),
        ("message", "blocks.4.child_blocks.0", {"type": "container"}, None),
        ("message", "unfurl_links", True, "$.unfurl_links"),
        ("message", "response_type", "in_channel", "$"),
        ("modal", "blocks.0", MESSAGE["blocks"][4], "$.blocks[0].type"),
        ("home", "blocks.0", MESSAGE["blocks"][4], "$.blocks[0].type"),
        ("home", "type", "modal", "$.type"),
        ("modal", "blocks.0.element.type", "button", "$.blocks[0].element.type"),
    ],
)
def test_what_is_out_of_place(base: str, path: str, value: object, at: str | None) -> None:
    (problem,) = problems(*changed(base, path, value))
    assert problem.path == (at or "$.blocks[4].child_blocks[0].type")


@pytest.mark.parametrize("value", [None, [], "x", 7, {}])
def test_what_is_no_payload(value: object) -> None:
    (problem,) = problems(value, Message)
    assert problem.path == "$"


def test_every_repeated_action_id_is_named() -> None:
    data, surface = changed("message", "blocks.1.accessory.action_id", "b")
    assert [problem.path for problem in problems(data, surface)] == [
        "$.blocks[1].accessory.action_id",
        "$.blocks[3].elements[0].action_id",
    ]


def test_every_repeated_block_id_is_named() -> None:
    data, surface = changed("message", "blocks.5.block_id", "h")
    assert [problem.path for problem in problems(data, surface)] == [
        "$.blocks[0].block_id",
        "$.blocks[5].block_id",
    ]


@pytest.mark.parametrize(
    ("base", "path", "value", "at"),
    [
        ("message", "blocks.5", {"type": "section"}, "$.blocks[5]"),
        (
            "message",
            "blocks.4",
            {
                "type": "container",
                "title": plain(),
                "default_collapsed": True,
                "child_blocks": [section()],
            },
            "$.blocks[4].default_collapsed",
        ),
        (
            "modal",
            "blocks.0.element.initial_option",
            option("other"),
            "$.blocks[0].element.initial_option",
        ),
    ],
)
def test_what_does_not_hold_together(base: str, path: str, value: object, at: str) -> None:
    (problem,) = problems(*changed(base, path, value))
    assert problem.path == at


def test_a_form_needs_its_submit_button() -> None:
    (problem,) = problems({key: v for key, v in MODAL.items() if key != "submit"}, Modal)
    assert problem.path == "$.submit"


def test_nothing_is_sent_that_would_be_refused() -> None:
    with pytest.raises(Refused) as caught:
        payload(message("SECRET" * 1_000))
    assert [problem.path for problem in caught.value.problems] == ["$.text"]
    assert "SECRET" not in str(caught.value)


def test_what_is_sent_is_plain_json() -> None:
    data = payload(message("x", Divider()))
    assert data == {
        "text": "x",
        "blocks": [{"type": "divider"}],
        "unfurl_links": False,
        "unfurl_media": False,
    }
    assert msgspec.json.decode(msgspec.json.encode(data)) == data


@pytest.mark.parametrize(
    ("element", "at"),
    [
        (
            {
                "type": "radio_buttons",
                "options": [option("a")],
                "initial_option": option("other"),
            },
            "initial_option",
        ),
        (
            {
                "type": "checkboxes",
                "options": [option("a")],
                "initial_options": [option("a"), option("other")],
            },
            "initial_options",
        ),
    ],
)
def test_a_form_begins_with_what_it_offers(element: dict[str, object], at: str) -> None:
    block = {"type": "input", "label": plain(), "element": {"action_id": "x", **element}}
    (problem,) = problems({**MODAL, "blocks": [block]}, Modal)
    assert problem.path == f"$.blocks[0].element.{at}"


@pytest.mark.parametrize("at", ["9:00", "09:00:00", "29:99", "noon"])
def test_a_time_of_day_has_two_digits_each(at: str) -> None:
    element = {"type": "timepicker", "action_id": "x", "initial_time": at}
    block = {"type": "input", "label": plain(), "element": element}
    assert problems({**MODAL, "blocks": [block]}, Modal) != ()
