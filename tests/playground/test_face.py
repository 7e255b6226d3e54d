"""The workspace in a browser, asked as a browser asks."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.responses import JSONResponse, Response

from sandbox.slack import PretendSlack
from sandbox.slack.face.pages import STATIC
from tests.playground.apps import COMMAND, App, Json, actions, asks, button, modal, said, section

OURS = {"X-Playground": "1"}


@pytest.fixture
async def browser(slack: PretendSlack, app: App) -> AsyncIterator[httpx.AsyncClient]:
    assert app.url
    async with httpx.AsyncClient(base_url=slack.url, trust_env=False, headers=OURS) as client:
        yield client


async def do(browser: httpx.AsyncClient, deed: str, **body: object) -> Json:
    answer = await browser.post(f"/do/{deed}", json={"as": "ada", **body})
    assert answer.status_code == 200, answer.text
    done: Json = answer.json()
    return done


async def region(browser: httpx.AsyncClient, name: str, place: str = "general") -> str:
    answer = await browser.get(f"/parts/{place}", params={"as": "ada"})
    html: str = answer.json()["regions"][name]
    return html


async def test_a_page_brings_nothing_from_outside_and_runs_nothing_of_its_texts(
    slack: PretendSlack, browser: httpx.AsyncClient
) -> None:
    await slack.type("ada", "#general", "<img src=x onerror=alert(1)> \"'> {{7*7}}")
    page = await browser.get("/at/general")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<img" not in page.text
    assert "{{7*7}}" in page.text
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page.text)
    assert not re.search(r"<script(?! src)|style=|\son\w+=\"", page.text)


async def test_static_files(browser: httpx.AsyncClient) -> None:
    for name, kind in STATIC.items():
        answer = await browser.get(f"/static/{name}")
        assert answer.headers["content-type"].startswith(kind)
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", answer.text)
    assert (await browser.get("/static/pages.py")).status_code == 404


async def test_another_site_can_do_nothing_here(browser: httpx.AsyncClient) -> None:
    body = {"as": "ada", "channel": "C024GENERAL", "text": "stowaway"}
    answer = await browser.post("/do/type", json=body, headers={"X-Playground": ""})
    assert answer.status_code == 403
    rebound = await browser.get("/at/general", headers={"Host": "evil.example"})
    assert rebound.status_code == 400
    assert "stowaway" not in await region(browser, "messages")


async def test_everybody_sees_what_is_theirs(
    slack: PretendSlack, browser: httpx.AsyncClient
) -> None:
    await slack.type("ada", "#incident", "secret")
    page = await browser.get("/at/incident", params={"as": "olga"})
    assert page.headers["location"] == "/at/general"
    assert (await browser.get("/parts/incident", params={"as": "olga"})).status_code == 404
    assert "secret" in await region(browser, "messages", "incident")
    names = re.findall(
        r"/at/([\w-]+)\?", (await browser.get("/at/partners", params={"as": "olga"})).text
    )
    assert set(names) == {"partners"}
    outside = (await browser.get("/at/partners", params={"as": "olga"})).text
    assert "data-shortcut" not in outside
    assert "data-command" not in outside


async def test_a_command_and_its_buttons(browser: httpx.AsyncClient, app: App) -> None:
    more = {
        "type": "overflow",
        "action_id": "more",
        "options": [{"text": {"type": "plain_text", "text": "Why?"}, "value": "why"}],
    }
    label = {"accessibility_label": "Check x again", "value": "secret-value"}
    app.answers = [said(section("*Done*"), actions(button("Again", **label), more, block_id="b"))]
    await do(browser, "type", channel="C024GENERAL", text=COMMAND)
    shown = await region(browser, "messages")
    assert "Only visible to you" in shown
    assert "<b>Done</b>" in shown
    assert 'aria-label="Check x again"' in shown
    assert "secret-value" not in shown, "what a button carries is the server's business"
    (ts,) = re.findall(r'data-ts="([\d.]+)"', shown)
    where = {"channel": "C024GENERAL", "ts": ts, "block_id": "b"}
    pressed = await do(browser, "press", **where, action_id="press", values=[])
    assert pressed["failure"] is None
    await do(browser, "press", **where, action_id="more", values=["why"])
    assert b"secret-value" in app.requests[1][1]
    assert b"%22why%22" in app.requests[2][1]
    app.answers = [Response(status_code=500)]
    failed = await do(browser, "press", **where, action_id="press", values=[])
    assert failed["failure"] == "dispatch_failed"


@pytest.mark.parametrize(
    "body",
    [
        {"channel": "C024GENERAL", "ts": "1.1", "block_id": "b", "action_id": "a", "values": []},
        {"view": "V0", "block_id": "b", "action_id": "a", "values": []},
        {"as": "nobody"},
        {},
    ],
)
async def test_what_is_not_there_cannot_be_pressed(browser: httpx.AsyncClient, body: Json) -> None:
    answer = await browser.post("/do/press", json={"as": "ada", **body})
    assert (answer.status_code, answer.json()["failure"]) == (404, "gone")


async def test_nobody_presses_what_another_person_sees_alone(
    slack: PretendSlack, browser: httpx.AsyncClient, app: App
) -> None:
    app.answers = [said(actions(button("Again"), block_id="b"))]
    await slack.type("grace", "#general", COMMAND)
    (message,) = slack.messages("grace", "#general")
    where = {"channel": "C024GENERAL", "ts": message.ts, "block_id": "b"}
    body = {"as": "ada", **where, "action_id": "press", "values": []}
    assert (await browser.post("/do/press", json=body)).status_code == 404


async def test_a_form_with_a_select_that_asks(
    slack: PretendSlack, browser: httpx.AsyncClient, app: App
) -> None:
    option = {"text": {"type": "plain_text", "text": "<b>ha-app</b>"}, "value": "ha-app"}
    select = {"type": "external_select", "action_id": "app", "min_query_length": 0}
    form = modal(
        asks(select, block_id="q"),
        title="Pick <one>",
        submit={"type": "plain_text", "text": "Check"},
    )
    view = slack.workspace.windows.open("U024ADA", form)
    shown = await region(browser, "modal")
    assert "Pick &lt;one&gt;" in shown
    assert 'role="combobox"' in shown
    app.answers = [JSONResponse({"options": [option]})]
    where = {"view": view.id, "block_id": "q", "action_id": "app"}
    offered = await do(browser, "options", **where, typed="ha")
    assert offered == {"options": [{"value": "ha-app", "text": "<b>ha-app</b>"}]}
    await do(browser, "submit", view=view.id)
    assert "required" in await region(browser, "modal")
    await do(browser, "press", **where, values=["ha-app"])
    assert "&lt;b&gt;ha-app&lt;/b&gt;" in await region(browser, "modal")
    app.answers = [JSONResponse({"response_action": "errors", "errors": {"q": "Not <that>."}})]
    await do(browser, "submit", view=view.id)
    assert "Not &lt;that&gt;." in await region(browser, "modal")
    await do(browser, "close", view=view.id)
    assert (await region(browser, "modal")).strip() == ""


async def test_looking_at_home_tells_the_app(
    slack: PretendSlack, browser: httpx.AsyncClient, app: App
) -> None:
    page = await browser.get("/at/app-home", params={"as": "ada"})
    await slack.line.settled()
    assert b"app_home_opened" in app.requests[0][1]
    assert "published nothing" in page.text
    blocks = [section("Welcome <b>")]
    slack.workspace.windows.publish("U024ADA", {"type": "home", "blocks": blocks})
    assert "Welcome &lt;b&gt;" in await region(browser, "home", "app-home")
    assert COMMAND in (await browser.get("/at/app-about")).text


async def test_changes_are_told_at_once(slack: PretendSlack, browser: httpx.AsyncClient) -> None:
    since = slack.workspace.revision
    async with browser.stream("GET", "/changes", params={"since": since}) as stream:
        lines = stream.aiter_lines()
        asked = asyncio.ensure_future(anext(lines))
        await slack.type("ada", "#general", "hi")
        assert await asyncio.wait_for(asked, 5) == f"data: {slack.workspace.revision}"


async def test_unread_channels_stand_out_until_they_are_read(
    slack: PretendSlack, browser: httpx.AsyncClient
) -> None:
    await slack.type("grace", "#ops", "news")
    assert "(new messages)" in await region(browser, "sidebar")
    await browser.get("/at/ops", params={"as": "ada"})
    assert "(new messages)" not in await region(browser, "sidebar")


async def test_the_theme_is_kept(browser: httpx.AsyncClient) -> None:
    dark = await browser.get("/at/general", headers={"Cookie": "theme=dark"})
    assert 'data-theme="dark"' in dark.text
    odd = await browser.get("/at/general", headers={"Cookie": 'theme="><script>'})
    assert "data-theme=" not in odd.text


async def test_every_block_that_slack_takes_is_shown(
    slack: PretendSlack, browser: httpx.AsyncClient
) -> None:
    text = {"type": "plain_text", "text": "Shown <b>"}
    leaf = {"type": "text", "text": "Leaf <b>", "style": {"bold": True}}
    cell = {"type": "raw_text", "text": "Cell <b>"}
    option = {"text": text, "value": "v"}
    blocks = [
        {"type": "header", "text": text},
        {"type": "section", "fields": [text, text]},
        {"type": "context", "elements": [text]},
        {"type": "divider"},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [leaf]}]},
        {
            "type": "container",
            "title": text,
            "is_collapsible": True,
            "child_blocks": [section("Child")],
        },
        {"type": "data_table", "caption": "All <b>", "rows": [[cell], [cell]]},
        {"type": "markdown", "text": "# <b>"},
        {"type": "image", "image_url": "https://x.example/i.png", "alt_text": "Alt <b>"},
        actions(
            {"type": "static_select", "action_id": "s", "options": [option]},
            {"type": "checkboxes", "action_id": "c", "options": [option]},
            button("Go", "u", url="https://x.example/?a=1&b=2"),
        ),
    ]
    answer = await browser.post(
        "/api/chat.postMessage",
        json={"channel": "C024GENERAL", "text": "x", "blocks": blocks},
        headers={"Authorization": f"Bearer {slack.environ['SLACK_BOT_TOKEN']}"},
    )
    assert answer.json()["ok"], answer.text
    shown = await region(browser, "messages")
    assert "<b>Leaf &lt;b&gt;</b>" in shown
    assert shown.count("&lt;b&gt;") >= 10
    assert "<details" in shown
    assert "<table" in shown
    assert 'href="https://x.example/?a=1&amp;b=2"' in shown
    assert "i.png" not in shown
    assert "unknown" not in shown
