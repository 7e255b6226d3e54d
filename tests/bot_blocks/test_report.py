import msgspec
import pytest

from bot.slack.blocks import ids, limits
from bot.slack.blocks.controls import NOBODY, Occasion
from bot.slack.blocks.ladder import ladder
from bot.slack.blocks.validate import Payload, payload
from core.evaluate import evaluate
from core.report import Article, Finding, Fix, Report, Status
from tests.apps import FORBIDDEN, HEALTHY, TIMEOUT
from tests.bot_blocks.reports import LONG, astray, report, result
from tests.render.canonical import CANONICAL


def sections(found: Report, occasion: Occasion = NOBODY) -> Payload:
    return payload(ladder(found, occasion).sections)


def shown(data: Payload) -> str:
    """All that a person sees, without the buttons."""
    lines = []
    for block in data["blocks"]:
        lines += [
            each["text"]
            for each in [block.get("text"), *block.get("elements", [])]
            if each and isinstance(each.get("text"), str)
        ]
    return "\n".join(lines)


def controls(data: Payload) -> list[dict[str, object]]:
    return list(data["blocks"][-1]["elements"]) if data["blocks"][-1]["type"] == "actions" else []


def failing(status: Status = Status.FAILED, **fields: object) -> Finding:
    return msgspec.structs.replace(astray(1), status=status, **fields)


def test_the_verdict_comes_first_and_the_worst_before_the_rest() -> None:
    data = sections(
        report(
            result(failing(Status.WARNING), check_id="a", title="Warns"),
            result(failing(Status.UNKNOWN), check_id="b", title="Unknown to us"),
            result(failing(), check_id="c", title="Fails"),
        )
    )
    assert data["blocks"][0]["text"]["text"] == "❌ ha-app is not ready for production"
    rows = [block["text"]["text"].split("\n")[0] for block in data["blocks"][2:5]]
    assert rows == ["❌ *Fails* · failed", "❓ *Unknown to us* · unknown", "⚠️ *Warns* · warning"]


@pytest.mark.parametrize(
    ("status", "header"),
    [
        (Status.FAILED, "❌ ha-app is not ready for production"),
        (Status.UNKNOWN, "❓ ha-app could not be judged fully"),
        (Status.WARNING, "⚠️ ha-app is ready for production, with warnings"),
        (Status.PASSED, "✅ ha-app is ready for production"),
        (Status.SKIPPED, "⏭️ ha-app has nothing that could be judged"),
    ],
)
def test_each_verdict_has_its_words(status: Status, header: str) -> None:
    data = sections(report(result(failing(status))))
    assert data["blocks"][0]["text"]["text"] == header


def test_a_row_has_the_reason_what_to_do_and_a_button_to_the_article() -> None:
    row = sections(CANONICAL)["blocks"][2]
    assert row["text"]["text"] == (
        "❌ *Two or more dynos of each type* · failed\n"
        "• web runs 1 Basic dyno: a restart or a host failure takes the app down\n"
        "• worker: one dyno of it runs: jobs stop while it restarts\n"
        "Start with `heroku ps:type web=standard-1x -a ha-app &amp;&amp; heroku ps:scale web=2 "
        "-a ha-app`"
    )
    assert row["accessory"] == {
        "type": "button",
        "text": {"type": "plain_text", "text": "How to fix"},
        "action_id": "docs:0",
        "url": "https://devcenter.heroku.com/articles/scaling",
        "accessibility_label": "How to fix: Two or more dynos of each type",
    }


def test_a_record_is_shown_as_it_is_to_be_set() -> None:
    text = shown(sections(report(result(astray(7)))))
    assert "Set the DNS record `shop-7.example.com CNAME powerful-quail" in text


def test_without_an_article_of_its_own_a_finding_points_to_that_of_the_check() -> None:
    bare = failing(fix=None)
    known = sections(report(result(bare, check_id="dns")))["blocks"][2]
    assert known["accessory"]["url"].startswith("https://devcenter.heroku.com/articles/")
    assert "accessory" not in sections(report(result(bare, check_id="of-our-own")))["blocks"][2]


def test_an_article_that_is_no_web_address_is_passed_over() -> None:
    articles = tuple(
        Article(title="x", url=url) for url in ("javascript:alert(1)", "https://ok.example/a b")
    )
    row = sections(report(result(failing(fix=Fix(articles=articles)))))["blocks"][2]
    assert row["accessory"]["url"] == "https://ok.example/a%20b"


@pytest.mark.parametrize("command", ["heroku x '`'", "heroku x '\n'", "heroku " + "x" * 600])
def test_a_command_that_could_not_be_copied_is_not_shown_in_the_row(command: str) -> None:
    text = shown(sections(report(result(failing(fix=Fix(command=command))))))
    assert "Run" not in text


def test_what_is_unknown_is_checked_again_by_the_button() -> None:
    data = sections(evaluate(msgspec.structs.replace(HEALTHY, dns=TIMEOUT)))
    assert "DNS could not be read: no answer within 10 s" in shown(data)
    assert "`prodcheck -a" not in shown(data)
    assert controls(data)[0]["action_id"] == ids.RERUN


def test_what_was_waived_stays_visible() -> None:
    text = shown(sections(CANONICAL))
    assert "🔒 *Waived* until 2027-01-31: no log add-on and no drain" in text
    assert "⏰ *Waiver ended* on 2026-11-01: dns old.example.com (moves soon)" in text
    assert "🔓 *Waiver not needed by this app:* stack (the build is frozen)" in text


def test_what_passed_and_what_was_skipped_is_a_line_each() -> None:
    lines = shown(sections(CANONICAL)).split("\n")
    assert "✅ *Passed:* maintenance-mode, stack" in lines
    assert "⏭️ *Skipped:* key-value-store" in lines


def test_a_healthy_app_is_a_short_message() -> None:
    good = report(result(failing(Status.PASSED), check_id="stack"))
    assert [block["type"] for block in sections(good)["blocks"]] == [
        "header",
        "context",
        "context",
        "actions",
    ]


def test_a_long_report_is_folded() -> None:
    data = sections(LONG)
    assert len(data["blocks"]) <= limits.MESSAGE_BLOCKS
    first = data["blocks"][2]["text"]["text"].split("\n")
    assert [line[:8] for line in first[1:4]] == ["• shop-0", "• shop-1", "• shop-2"]
    assert first[4] == "and 57 more"
    assert "*And 11 more:* check-19, check-20" in shown(data)


def test_very_long_rows_leave_room_by_naming_the_others() -> None:
    wordy = result(*[failing(message="x" * 500)] * 3)
    text = shown(sections(report(*[wordy] * 20)))
    assert len(text) < 14_000
    assert "more:* dns, dns" in text


def test_the_context_says_when_by_whom_and_how_fast() -> None:
    occasion = Occasion(asked_by="U012ABCDEF", seconds=1.34)
    assert (
        "Checked <!date^1795374000^{date_short_pretty} at {time}|2026-11-22 19:00 UTC> "
        "by <@U012ABCDEF> in 1.3 s"
    ) in shown(sections(CANONICAL, occasion))


def test_who_asked_is_mentioned_only_by_an_id() -> None:
    text = shown(sections(CANONICAL, Occasion(asked_by="!channel")))
    assert "!channel" not in text.replace("&lt;!channel&gt;", "")


def test_another_profile_than_the_standard_one_is_told() -> None:
    held = msgspec.structs.replace(CANONICAL, profile="critical <!here>")
    assert ", held to the profile critical &lt;!here&gt;" in shown(sections(held))
    assert "held to" not in shown(sections(CANONICAL))


def test_the_buttons_carry_the_app_and_the_report() -> None:
    data = sections(CANONICAL, Occasion(report_id="r42"))
    again, post, watch, menu = controls(data)
    assert again["style"] == "primary"
    for button in (again, post, watch):
        assert ids.decode(button["value"], ids.Target) == ids.Target(app="ha-app", report="r42")
    options = menu["options"]
    assert isinstance(options, list)
    chosen = [ids.decode(option["value"], ids.Choice) for option in options]
    assert [choice.do for choice in chosen] == ["why", "all", "json", "waive", "dashboard"]
    assert chosen[0].check == "dyno-redundancy"
    assert options[4]["url"] == "https://dashboard.heroku.com/apps/ha-app"


def test_what_the_channel_sees_is_not_offered_to_be_posted() -> None:
    data = sections(CANONICAL, Occasion(public=True))
    assert [element["action_id"] for element in controls(data)] == [
        ids.RERUN,
        ids.WATCH_APP_OF,
        ids.MORE,
    ]


def test_an_app_that_cannot_be_one_has_no_buttons() -> None:
    assert controls(sections(report(result(astray(1)), app="<!channel>"))) == []


def test_the_text_alone_tells_the_verdict_and_the_worst() -> None:
    assert sections(CANONICAL)["text"] == (
        "ha-app is not ready for production: 2 checks failed, 1 unknown, 1 warning.\n"
        "Failed: web runs 1 Basic dyno: a restart or a host failure takes the app down\n"
        "Failed: www.example.com leads to 75.101.163.44, an address that Heroku has retired\n"
        "Unknown: a.example.com: no answer within 5 s\n"
        "and 1 more"
    )


def test_the_ladder_steps_down_to_what_every_client_knows() -> None:
    rich, plainer, text = map(payload, ladder(CANONICAL).steps)
    assert "container" in {block["type"] for block in rich["blocks"]}
    assert {block["type"] for block in plainer["blocks"]} == {
        "header",
        "context",
        "section",
        "actions",
    }
    assert "blocks" not in text
    assert rich["text"] == plainer["text"]


def test_the_container_tells_what_passed() -> None:
    found = evaluate(msgspec.structs.replace(HEALTHY, dns=TIMEOUT, log_drains=FORBIDDEN))
    (box,) = (b for b in payload(ladder(found).rich)["blocks"] if b["type"] == "container")
    assert box["title"]["text"].startswith("See what passed (")
    assert box["is_collapsible"]
    assert box["default_collapsed"]
    assert "✅ *A stack that Heroku supports* · passed\n" in box["child_blocks"][0]["text"]["text"]


def test_plain_text_holds_the_whole_answer() -> None:
    text = payload(ladder(CANONICAL).text)["text"]
    assert text.startswith("❌ ha-app is not ready for production: 2 checks failed")
    assert "How to fix: <https://devcenter.heroku.com/articles/scaling|Scaling" in text
    assert "✅ *Passed:* maintenance-mode, stack" in text
    assert text.endswith("Type `/prodcheck ha-app` to check again.")


def test_plain_text_of_a_long_report_still_ends_as_it_should() -> None:
    text = payload(ladder(LONG).text)["text"]
    assert " more\n\nChecked <!date" in text
    assert text.endswith("Type `/prodcheck ha-app` to check again.")
