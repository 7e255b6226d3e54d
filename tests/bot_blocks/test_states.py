from typing import Any

import pytest

from bot.slack.blocks import guide, ids, states
from bot.slack.blocks.ladder import text_alone
from bot.slack.blocks.surfaces import Message
from bot.slack.blocks.validate import payload
from core.check import all_checks
from tests.apps import judge

EVERY: dict[str, Message] = {
    "checking": states.checking("ha-app"),
    "unknown": states.unknown_app("ha-ap", ["ha-app"], "r-1"),
    "no access": states.no_access("ha-app", "ops@example.com", "r-1"),
    "bad token": states.bad_token("r-1"),
    "sign in": states.sign_in("https://bot.example/heroku/login?state=s"),
    "down": states.heroku_down("ha-app", "r-1"),
    "rate": states.rate_limited("ha-app", 12, "r-1"),
    "busy": states.busy("ha-app"),
    "cut short": states.cut_short("ha-app"),
    "app": states.app_not_allowed("ha-app"),
    "channel": states.channel_not_allowed(),
    "person": states.person_not_allowed(),
    "failure": states.failure("r-1"),
}


def buttons(message: Message) -> list[dict[str, Any]]:
    return [
        element
        for block in payload(message)["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def values(message: Message) -> list[str]:
    return [ids.decode(b["value"], ids.Target).app for b in buttons(message) if "value" in b]


@pytest.mark.parametrize("name", EVERY)
def test_each_says_the_same_with_and_without_blocks(name: str) -> None:
    data = payload(EVERY[name])
    assert data["text"] == data["blocks"][0]["text"]["text"]
    assert "!" not in data["text"]
    assert payload(text_alone(EVERY[name]))["text"] == data["text"]


@pytest.mark.parametrize("name", [name for name in EVERY if "r-1" in str(EVERY[name])])
def test_the_reference_is_shown(name: str) -> None:
    assert payload(EVERY[name])["blocks"][-1]["elements"][0]["text"] == "Reference `r-1`"


def test_close_names_are_buttons_and_no_more_than_three() -> None:
    message = states.unknown_app("ha", ["ha-app", "ha-api", "ha-web", "ha-db"])
    assert values(message) == ["ha-app", "ha-api", "ha-web"]
    assert [button["text"]["text"] for button in buttons(message)] == values(message)
    assert buttons(message)[0]["accessibility_label"] == "Check ha-app"


def test_an_app_out_of_sight_reads_as_one_that_does_not_exist() -> None:
    assert "exists" not in payload(states.unknown_app("secret-app"))["text"]
    assert "If the app exists" in payload(states.no_access("secret-app"))["text"]


@pytest.mark.parametrize("name", ["no access", "down", "rate", "busy", "cut short"])
def test_what_may_pass_can_be_tried_again(name: str) -> None:
    assert values(EVERY[name]) == ["ha-app"]


def test_a_name_that_is_none_is_shown_and_not_offered() -> None:
    message = states.busy("<!channel>")
    assert "&lt;!channel&gt;" in payload(message)["text"]
    assert buttons(message) == []


def test_an_address_that_is_none_is_no_button() -> None:
    assert buttons(states.sign_in("javascript:alert(1)")) == []


def test_a_wait_that_is_not_known_is_not_invented() -> None:
    assert "in a few minutes" in payload(states.rate_limited("ha-app"))["text"]


def test_help_says_what_was_not_understood() -> None:
    assert payload(guide.help_message("frobnicate"))["text"].startswith(
        "I do not understand `frobnicate`."
    )
    assert "`/prodcheck myapp public`" in payload(guide.help_message())["text"]
    assert "`@checker myapp`" in payload(guide.help_message(bot="checker"))["text"]


def test_the_list_has_every_check() -> None:
    data = payload(guide.checks_message(all_checks()))
    listed = "\n".join(b["text"]["text"] for b in data["blocks"] if b["type"] == "section")
    for check in all_checks():
        assert f"`{check.id}`  {check.title}" in listed
        assert check.id in data["text"]


def test_an_explanation_is_the_documentation_of_the_check() -> None:
    check = next(check for check in all_checks() if check.id == judge("stack").id)
    data = payload(guide.explanation(check))
    text = "\n".join(b["text"]["text"] for b in data["blocks"] if b["type"] == "section")
    assert "*Why it matters*\nOn a stack past its end nothing is patched" in text
    assert "*Fails when*\nSupport for the stack has ended." in text
    assert "more than `warn_days` days. A Fir app" in text
    assert "`warn_days` is 180, unless set otherwise." in text
    assert "• <https://devcenter.heroku.com/articles/upgrading-to-the-latest-stack|" in text


def test_a_check_that_is_none_has_a_neighbour() -> None:
    assert "explain dns`?" in payload(guide.unknown_check("dsn", all_checks()))["text"]
    assert "Did you mean" not in payload(guide.unknown_check("zzzzz", all_checks()))["text"]
