from typing import Any

import msgspec
import pytest

from bot.slack.blocks import ids
from bot.slack.blocks.home import Setup, home_view
from bot.slack.blocks.validate import Payload, payload
from bot.slack.blocks.views import app_options, json_view, pick_view, results_view, why_view
from core.check import Check, all_checks
from core.render import json
from core.report import DnsRecord, Fix, Status
from tests.bot_blocks.reports import LONG, astray, report, result
from tests.render.canonical import CANONICAL

CHECKS = {check.id: check for check in all_checks()}
DYNOS: Check = CHECKS["dyno-redundancy"]
SETUP = Setup(account="ops@example.com", apps=("ha-*",), channels=("C012ABCDEF",), version="1.0")


def texts(data: Payload) -> str:
    return "\n".join(
        block["text"]["text"] for block in data["blocks"] if block["type"] in {"section", "header"}
    )


def copyable(data: Payload) -> list[str]:
    return [
        element["elements"][0]["text"]
        for block in data["blocks"]
        if block["type"] == "rich_text"
        for element in block["elements"]
        if element["type"] == "rich_text_preformatted"
    ]


def elements(data: Payload) -> list[dict[str, Any]]:
    found = [block["accessory"] for block in data["blocks"] if "accessory" in block]
    for block in data["blocks"]:
        if block["type"] == "actions":
            found += block["elements"]
    return found


def test_why_tells_what_was_found_and_the_commands_to_copy() -> None:
    data = payload(why_view(DYNOS, "ha-app", CANONICAL, "r42"))
    assert "❌ *Failed* in ha-app" in texts(data)
    assert "✅ clock runs alone by its nature" in texts(data)
    assert copyable(data) == [
        "heroku ps:type web=standard-1x -a ha-app && heroku ps:scale web=2 -a ha-app",
        "heroku ps:scale worker=2 -a ha-app",
    ]
    assert "*Why it matters*" in texts(data)
    assert "*Read more*\n• <https://devcenter.heroku.com/articles/scaling|" in texts(data)


def test_why_remembers_what_it_is_about() -> None:
    data = payload(why_view(DYNOS, "ha-app", CANONICAL, "r42"))
    target = ids.Target(app="ha-app", check="dyno-redundancy", report="r42")
    assert ids.decode(data["private_metadata"], ids.Target) == target


def test_why_offers_the_other_checks_the_worst_first() -> None:
    (select,) = elements(payload(why_view(CHECKS["stack"], "ha-app", CANONICAL)))
    assert select["action_id"] == ids.WHY_PICK
    assert select["initial_option"]["value"] == "stack"
    assert [option["value"] for option in select["options"]][:3] == [
        "dyno-redundancy",
        "dns",
        "ssl",
    ]


def test_why_of_a_report_that_is_gone_is_the_documentation() -> None:
    data = payload(why_view(DYNOS, "ha-app", None))
    assert "kept no longer" in data["blocks"][1]["elements"][0]["text"]
    assert "*Why it matters*" in texts(data)
    assert copyable(data) == []


def test_why_shows_the_record_to_set() -> None:
    data = payload(why_view(CHECKS["dns"], "ha-app", report(result(astray(3)))))
    (record,) = copyable(data)
    assert record.split("\n")[:2] == ["name    shop-3.example.com", "type    CNAME"]


def test_why_shows_a_fix_once_for_the_findings_that_share_it() -> None:
    fix = Fix(command="heroku domains:wait -a ha-app")
    shared = [msgspec.structs.replace(astray(n), fix=fix) for n in range(3)]
    data = payload(why_view(CHECKS["dns"], "ha-app", report(result(*shared))))
    assert copyable(data) == [fix.command]


def why_of(command: str) -> Payload:
    finding = msgspec.structs.replace(astray(1), fix=Fix(command=command))
    return payload(why_view(CHECKS["dns"], "ha-app", report(result(finding))))


def test_why_shows_a_command_exactly() -> None:
    odd = "heroku domains:add '`*_<&>' -a ha-app"
    assert copyable(why_of(odd)) == [odd]


@pytest.mark.parametrize("command", ["heroku x '\u202e'", "heroku x '\n'", "x" * 3_001])
def test_why_says_that_a_command_cannot_be_shown(command: str) -> None:
    assert copyable(why_of(command)) == []
    assert "cannot be shown here" in texts(why_of(command))


def test_why_of_sixty_findings_counts_the_rest() -> None:
    data = payload(why_view(CHECKS["dns"], "ha-app", LONG))
    assert len(copyable(data)) == 15
    assert "and 45 more" in texts(data).split("\n")


def test_all_results_are_there_each_with_its_why() -> None:
    data = payload(results_view(CANONICAL, "r42"))
    for each in CANONICAL.results:
        assert each.title in texts(data)
    whys = [ids.decode(button["value"], ids.Target) for button in elements(data)]
    assert [target.check for target in whys][:2] == ["dyno-redundancy", "dns"]
    assert len({button["accessibility_label"] for button in elements(data)}) == len(whys)


def test_very_many_results_are_named() -> None:
    many = report(*(result(astray(0), check_id=f"check-{n}") for n in range(120)))
    data = payload(results_view(many))
    assert "*And more:* check-90, check-91" in texts(data)


def test_the_picker_asks_for_the_channel_only_where_there_is_one() -> None:
    here = payload(pick_view(ids.Place(channel="C012ABCDEF")))
    nowhere = payload(pick_view(ids.Place()))
    assert [block["element"]["action_id"] for block in here["blocks"]] == [
        ids.PICK_APP,
        ids.PICK_PUBLIC,
    ]
    assert len(nowhere["blocks"]) == 1
    assert ids.decode(here["private_metadata"], ids.Place) == ids.Place(channel="C012ABCDEF")


def test_the_picker_is_given_apps_and_nothing_else() -> None:
    data = payload(app_options(["ha-app", "<!channel>", "", "shop"]))
    assert [option["value"] for option in data["options"]] == ["ha-app", "shop"]


def test_the_json_can_be_put_together_again() -> None:
    assert "".join(copyable(payload(json_view(LONG)))) == json.render(LONG)


def test_json_that_is_too_long_says_so() -> None:
    data = payload(json_view(report(*LONG.results * 4)))
    assert copyable(data) == []
    assert "`prodcheck -a APP --json`" in texts(data)


def test_home_begins_with_three_steps() -> None:
    data = payload(home_view([], Setup(version="1.0", sign_in_url="https://bot.example/login")))
    assert [line for line in texts(data).split("\n") if line.startswith("*")][:3] == [
        "*1. Connect Heroku*",
        "*2. Check an app*",
        "*3. Bring it to your team*",
    ]
    assert [element["text"]["text"] for element in elements(data)] == [
        "Link Heroku account",
        "Check an app",
        "New watch",
    ]


@pytest.mark.parametrize(
    ("setup", "words"),
    [
        (SETUP, "✅ Done: I read as `ops@example.com`."),
        (Setup(version="1"), "Whoever runs me sets `HEROKU_API_KEY`"),
    ],
)
def test_the_first_step_says_whether_it_is_done(setup: Setup, words: str) -> None:
    assert words in texts(payload(home_view([], setup)))


def test_home_lists_what_needs_attention_the_worst_first() -> None:
    calm = report(result(msgspec.structs.replace(astray(1), status=Status.PASSED)), app="calm-app")
    warns = report(result(msgspec.structs.replace(astray(1), status=Status.WARNING)), app="so-so")
    data = payload(home_view([calm, warns, CANONICAL], SETUP))
    assert data["blocks"][0]["text"]["text"] == "2 of 3 apps need attention"
    rows = [b["text"]["text"] for b in data["blocks"] if "accessory" in b]
    assert rows[0] == (
        "❌ *ha-app* is not ready for production\n"
        "2 failed, 1 unknown, 1 warning: dyno-redundancy, dns, ssl, database-version"
    )
    assert rows[1].startswith("⚠️ *so-so* is ready for production, with warnings")
    assert "✅ *Ready:* calm-app" in str(data)


def test_home_is_calm_when_all_is_well() -> None:
    calm = report(result(msgspec.structs.replace(astray(1), status=Status.PASSED)))
    data = payload(home_view([calm], SETUP))
    assert data["blocks"][0]["text"]["text"] == "✅ Nothing needs attention"


def test_home_of_many_apps_names_those_below_the_fold() -> None:
    many = [msgspec.structs.replace(CANONICAL, app=f"app-{n}") for n in range(40)]
    data = payload(home_view(many, SETUP))
    assert "*And 30 more:* app-10, app-11" in texts(data)


def test_home_says_how_it_is_set_up() -> None:
    text = texts(payload(home_view([], SETUP)))
    assert "*Apps:* `ha-*`" in text
    assert "*Channels:* <#C012ABCDEF>" in text
    assert "*People:* all members, no guests" in text


def test_a_linked_account_can_be_disconnected() -> None:
    own = msgspec.structs.replace(SETUP, can_sign_out=True)
    (press,) = (
        element
        for element in elements(payload(home_view([], own)))
        if element["action_id"] == ids.SIGN_OUT
    )
    assert press["confirm"]["title"]["text"] == "Disconnect Heroku?"


def test_a_record_cannot_break_out_of_its_code() -> None:
    record = DnsRecord(name="a`\n<!channel>", type="CNAME", value="\u202e")
    finding = msgspec.structs.replace(astray(1), fix=Fix(record=record))
    (shown,) = copyable(payload(why_view(CHECKS["dns"], "ha-app", report(result(finding)))))
    assert shown == "name    a`\\n<!channel>\ntype    CNAME\ntarget  \\u202e"
