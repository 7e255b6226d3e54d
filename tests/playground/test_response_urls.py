"""Response URLs: five uses within half an hour, and what they may do."""

from urllib.parse import parse_qs

import httpx
import msgspec
import pytest

from sandbox.slack import PretendSlack
from sandbox.slack.faults import Broken, OldClient, RateLimited, Refused
from tests.playground.apps import COMMAND, App, Clock, Json, actions, button, said, section


async def post(url: str, body: Json) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(url, json=body)


async def command_url(slack: PretendSlack, app: App) -> str:
    await slack.type("ada", "#general", COMMAND)
    return parse_qs(app.requests[-1][1].decode())["response_url"][0]


async def press_url(slack: PretendSlack, app: App, **answer: str) -> str:
    app.answers = [said(actions(button("Again")), **answer)]
    await slack.type("ada", "#general", COMMAND)
    await slack.press("ada", slack.messages("ada", "#general")[-1], "Again")
    form = parse_qs(app.requests[-1][1].decode())
    url: str = msgspec.json.decode(form["payload"][0])["response_url"]
    return url


async def test_it_works_five_times(slack: PretendSlack, app: App) -> None:
    url = await command_url(slack, app)
    answers = [await post(url, {"text": f"{number}"}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[-1].json() == {"ok": False, "error": "used_url"}
    assert [m.text for m in slack.messages("ada", "#general")] == ["0", "1", "2", "3", "4"]


async def test_it_works_for_thirty_minutes(slack: PretendSlack, app: App, clock: Clock) -> None:
    url = await command_url(slack, app)
    clock.now += 30 * 60
    assert (await post(url, {"text": "in time"})).status_code == 200
    clock.now += 1
    late = await post(url, {"text": "late"})
    assert (late.status_code, late.json()["error"]) == (404, "expired_url")


async def test_it_can_be_expired_at_once(slack: PretendSlack, app: App) -> None:
    slack.expire_response_urls()
    url = await command_url(slack, app)
    assert (await post(url, {"text": "late"})).json()["error"] == "expired_url"
    slack.heal()
    assert (await post(url, {"text": "well"})).status_code == 200


async def test_a_guessed_one_does_nothing(slack: PretendSlack, app: App) -> None:
    assert app.url
    guessed = await post(f"{slack.url}/hooks/1.abc", {"text": "hi"})
    assert (guessed.status_code, guessed.json()["error"]) == (404, "no_hook")


async def test_it_answers_one_person_unless_asked_otherwise(slack: PretendSlack, app: App) -> None:
    url = await command_url(slack, app)
    await post(url, {"text": "mine"})
    await post(url, {"text": "ours", "response_type": "in_channel"})
    assert [m.text for m in slack.messages("grace", "#general")] == ["ours"]
    assert [m.text for m in slack.messages("ada", "#general")] == ["mine", "ours"]


async def test_it_works_where_the_app_was_not_invited(slack: PretendSlack, app: App) -> None:
    await slack.type("ada", "#incident", COMMAND)
    url = parse_qs(app.requests[-1][1].decode())["response_url"][0]
    await post(url, {"text": "hi", "response_type": "in_channel"})
    assert slack.messages("grace", "#incident")[-1].text == "hi"


@pytest.mark.parametrize("response_type", ["ephemeral", "in_channel"])
async def test_a_press_can_replace_and_delete_what_was_pressed(
    slack: PretendSlack, app: App, response_type: str
) -> None:
    url = await press_url(slack, app, response_type=response_type)
    before = slack.messages("ada", "#general")[-1]
    await post(url, {"text": "new", "blocks": [section("new")], "replace_original": True})
    after = slack.messages("ada", "#general")[-1]
    assert (after.ts, after.text, after.edited) == (before.ts, "new", True)
    assert after.ephemeral == (response_type == "ephemeral")
    await post(url, {"delete_original": True})
    assert after not in slack.messages("ada", "#general")
    await post(url, {"text": "once more", "replace_original": True})
    assert slack.messages("ada", "#general")[-1].text == "once more"


async def test_a_command_has_nothing_to_replace(slack: PretendSlack, app: App) -> None:
    app.answers = [said(section("Checking"))]
    url = await command_url(slack, app)
    await post(url, {"text": "Done", "replace_original": True})
    assert len(slack.messages("ada", "#general")) == 2


async def test_it_refuses_what_slack_refuses(slack: PretendSlack, app: App) -> None:
    url = await command_url(slack, app)
    refused = await post(url, {"text": "x", "blocks": [{"type": "alert"}]})
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_blocks")
    assert (await post(url, {})).json()["error"] == "no_text"
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.post(url, content=b"no JSON")).text == "invalid_payload"
    assert slack.messages("ada", "#general") == []


async def test_faults(slack: PretendSlack, app: App) -> None:
    container = {
        "type": "container",
        "title": {"type": "plain_text", "text": "More"},
        "child_blocks": [section("hi")],
    }
    url = await command_url(slack, app)
    slack.fail("response_url", RateLimited(7), times=1)
    limited = await post(url, {"text": "x"})
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "7")
    slack.fail("response_url", Broken(502), times=1)
    assert (await post(url, {"text": "x"})).status_code == 502
    slack.fail("response_url", Refused("invalid_blocks", status=200), times=1)
    refused = await post(url, {"text": "x"})
    assert (refused.status_code, refused.json()["ok"]) == (200, False)
    slack.fail("response_url", OldClient(("container",)))
    assert (await post(url, {"text": "x", "blocks": [container]})).status_code == 400
    assert (await post(url, {"text": "x", "blocks": [section("hi")]})).status_code == 200
    assert len(slack.messages("ada", "#general")) == 1
