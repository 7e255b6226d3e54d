"""The playground as a person meets it, in a real browser.

With `PRODCHECK_SCREENSHOTS=1` its pictures go to `docs/images`.
"""

import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from sandbox.playground import Options, Playground, running
from sandbox.slack.people import PEOPLE
from tests.browser import PHONE, WIDE, chromium

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]

IMAGES = Path(__file__).parents[2] / "docs" / "images"
MISNAMED = """() => [...document.querySelectorAll("button, a, select, input, textarea")]
  .filter((each) => !each.closest("[hidden], dialog:not([open])"))
  .filter((each) => !(each.ariaLabel || each.textContent.trim() || each.labels?.length
    || each.getAttribute("aria-labelledby")))
  .map((each) => each.outerHTML)"""

Open = Callable[..., Awaitable[Page]]
Picture = Callable[[Page, str], Awaitable[None]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def playground() -> AsyncIterator[Playground]:
    async with running(Options()) as playground:
        yield playground


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def visit(playground: Playground, browser: Browser) -> AsyncIterator[Open]:
    """Open a page; at the end nothing in it has failed or asked for anything elsewhere."""
    troubles: list[str] = []
    contexts: list[BrowserContext] = []

    async def visit(place: str = "general", name: str = "ada", **options: object) -> Page:
        settings = {"viewport": WIDE, "color_scheme": "light", **options}
        context = await browser.new_context(**settings, device_scale_factor=1.5)  # type: ignore[arg-type]
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text))
        page.on("request", lambda asked: troubles.extend(elsewhere(asked.url, playground)))
        await page.goto(f"{playground.slack.url}/at/{place}?as={name}")
        return page

    yield visit
    for context in contexts:
        await context.close()
    for person in PEOPLE:
        playground.slack.workspace.windows.clear(person.id)
    assert troubles == []


def elsewhere(url: str, playground: Playground) -> list[str]:
    return [] if url.startswith((playground.slack.url, "data:")) else [f"asked for {url}"]


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    folder = IMAGES if os.environ.get("PRODCHECK_SCREENSHOTS") == "1" else tmp_path

    async def picture(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        await page.screenshot(path=path, animations="disabled", caret="hide")
        assert path.stat().st_size > 10_000

    return picture


async def type_in(page: Page, words: str) -> None:
    box = page.get_by_role("textbox", name=re.compile("^Message "))
    await box.fill(words)
    await box.press("Enter")


def last(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages").get_by_role("article").last


async def reported(page: Page, app: str) -> Locator:
    """Check an app, and return the message with its report, its beginning in sight."""
    heading = page.get_by_role("heading", name=re.compile(f"{app} (is|could)"))
    articles = page.get_by_role("log", name="Messages").get_by_role("article")
    before = await articles.filter(has=heading).count()
    await type_in(page, f"/prodcheck {app}")
    report = articles.filter(has=heading).nth(before)
    await expect(report).to_be_visible()
    await report.evaluate("(each) => each.scrollIntoView({ block: 'start' })")
    return report


async def test_a_finding_is_waived_in_lines_to_commit(visit: Open, picture: Picture) -> None:
    page = await visit()
    report = await reported(page, "troubled-app")
    await report.get_by_role("button", name="More options").click()
    await page.get_by_role("menuitem", name="Waive…").click()
    modal = page.get_by_role("dialog", name="Waive")
    await modal.get_by_role("combobox", name="What").select_option(index=1)
    await modal.get_by_role("textbox", name="Why it is accepted").fill("It moves in spring")
    until = modal.get_by_label("Until")
    offered = await until.input_value()
    await until.fill("2099-01-01")
    await modal.get_by_role("button", name="Show the lines").click()
    await expect(modal.get_by_text("Choose a day from today on")).to_be_visible()
    await picture(page, "playground-waive")
    await until.fill(offered)
    await modal.get_by_role("button", name="Show the lines").click()
    await expect(modal.get_by_text('reason = "It moves in spring"')).to_be_visible()
    await expect(modal.get_by_text(f"expires = {offered}")).to_be_visible()
    assert await page.evaluate(MISNAMED) == []
    await modal.get_by_role("contentinfo").get_by_role("button", name="Close").click()
    await expect(modal).to_be_hidden()


async def test_a_report_and_what_can_be_done_with_it(visit: Open, picture: Picture) -> None:
    page = await visit()
    grace = await visit(name="grace")
    report = await reported(page, "troubled-app")
    await expect(report.get_by_text("Only visible to you")).to_be_visible()
    await expect(report.get_by_role("button", name=re.compile("^How to fix"))).not_to_have_count(0)
    await picture(page, "playground-report")

    await report.get_by_role("button", name="Check troubled-app again").click()
    await expect(report.get_by_text("(edited)")).to_be_visible()

    await report.get_by_role("button", name="More options").click()
    await page.get_by_role("menuitem", name="Why?").click()
    why = page.get_by_role("dialog", name="Why?")
    await expect(why.get_by_text("Why it matters")).to_be_visible()
    await picture(page, "playground-why")
    await page.keyboard.press("Escape")
    await expect(why).to_be_hidden()

    await expect(grace.get_by_role("article")).to_have_count(0)
    await report.get_by_role("button", name="Post to channel").click()
    heading = last(grace).get_by_role("heading", name="troubled-app is not ready for production")
    await expect(heading).to_be_visible()
    await expect(last(grace).get_by_text("Only visible to you")).to_have_count(0)


async def test_every_result_has_its_why_above_it(visit: Open) -> None:
    page = await visit("ops")
    report = await reported(page, "ha-app")
    await report.get_by_role("button", name="More options").click()
    await page.get_by_role("menuitem", name="Show all results").click()
    results = page.get_by_role("dialog", name="All results")
    await results.get_by_role("button", name=re.compile("^Why. ")).first.click()
    why = page.get_by_role("dialog", name="Why?")
    await why.get_by_role("combobox").select_option("dns")
    await expect(why.get_by_text("dns", exact=True)).to_be_visible()
    await why.get_by_role("button", name="Close", exact=True).last.click()
    await expect(results).to_be_visible()


async def test_home_and_the_picker(visit: Open, picture: Picture) -> None:
    page = await visit(name="grace")
    await reported(page, "relic-2012")
    await reported(page, "ha-app")
    await page.get_by_role("link", name="prodcheck").click()
    attention = page.get_by_role("heading", name=re.compile("need.? attention"))
    await expect(attention).to_be_visible()
    await picture(page, "playground-home")
    await page.get_by_role("button", name="Check an app").click()
    dialog = page.get_by_role("dialog", name="Check an app")
    app = dialog.get_by_role("combobox", name="App")
    await app.press_sequentially("priv")
    await expect(app).to_have_attribute("aria-expanded", "true")
    await expect(dialog.get_by_role("option")).to_have_text(["private-app"])
    await picture(page, "playground-pick")
    await app.press("Enter")
    await expect(app).to_have_value("private-app")
    await page.get_by_role("button", name="Check", exact=True).click()
    results = page.get_by_role("dialog", name="All results")
    await expect(results.get_by_role("heading", name="private-app is ready")).to_be_visible()


async def test_a_mention_is_answered_in_its_thread(visit: Open) -> None:
    page = await visit("ops")
    await type_in(page, "@prodcheck ha-app")
    await last(page).get_by_role("link", name="1 reply").click()
    thread = page.get_by_role("log", name="Replies")
    heading = thread.get_by_role("heading", name="ha-app is ready for production")
    await expect(heading).to_be_visible()
    await type_in(page, "it could be worse")


async def test_a_message_about_an_app_can_be_checked(visit: Open) -> None:
    page = await visit("partners")
    await type_in(page, "is https://dashboard.heroku.com/apps/fir-app well?")
    await last(page).hover()
    await last(page).get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name=re.compile("^Check this")).click()
    await expect(page.get_by_role("article").nth(1)).to_contain_text("fir-app")


async def test_hostile_text_is_text(visit: Open, playground: Playground) -> None:
    page = await visit("incident")
    report = await reported(page, "hostile-app")
    await expect(report).to_contain_text("<!channel>")
    await expect(report).to_contain_text("<script>")
    await report.get_by_role("button", name="More options").click()
    await page.get_by_role("menuitem", name="Show all results").click()
    results = page.get_by_role("dialog", name="All results")
    await expect(results).to_contain_text("<!channel>")
    mentions = page.locator("[data-mention]")
    assert set(await mentions.all_inner_texts()) == {"@ada"}
    assert await page.locator("script").count() == 1
    links = await page.locator("a[target=_blank]").evaluate_all("(all) => all.map((a) => a.host)")
    ours = playground.bot.url.removeprefix("http://")
    known = {"devcenter.heroku.com", "dashboard.heroku.com", "help.heroku.com", ours}
    assert set(links) <= known


async def test_a_guest_is_told_so(visit: Open) -> None:
    page = await visit("ops", name="gus")
    await type_in(page, "/prodcheck ha-app")
    await expect(last(page)).to_contain_text("I am not set up to answer you")


async def test_a_phone_in_the_dark(visit: Open, picture: Picture) -> None:
    page = await visit(name="grace", viewport=PHONE, color_scheme="dark", has_touch=True)
    await reported(page, "private-app")
    await picture(page, "playground-phone")
    wider = "() => document.documentElement.scrollWidth - innerWidth"
    assert await page.evaluate(wider) == 0
    await expect(page.get_by_role("link", name="ops")).to_be_hidden()
    await page.get_by_role("button", name="Channels").click()
    await page.get_by_role("link", name="ops").click()
    await expect(page.get_by_role("heading", name="ops", exact=True)).to_be_visible()


async def test_light_and_dark(visit: Open, picture: Picture) -> None:
    page = await visit("random")
    await reported(page, "ha-app")
    ground = "() => getComputedStyle(document.querySelector('.main')).backgroundColor"
    light = await page.evaluate(ground)
    await page.get_by_role("button", name="Switch between light and dark").click()
    assert await page.evaluate(ground) != light
    await page.reload()
    assert await page.evaluate(ground) != light
    await picture(page, "playground-dark")


async def test_everything_that_can_be_used_has_a_name(visit: Open) -> None:
    page = await visit()
    await reported(page, "ha-app")
    await type_in(page, "/prodcheck")
    await expect(page.get_by_role("dialog", name="Check an app")).to_be_visible()
    assert await page.evaluate(MISNAMED) == []


async def test_a_command_is_offered_as_one_types(visit: Open) -> None:
    page = await visit()
    box = page.get_by_role("textbox", name="Message #general")
    await box.press_sequentially("/pr")
    await expect(page.get_by_role("option", name="/prodcheck")).to_be_visible()
    await box.press("Tab")
    await expect(box).to_have_value("/prodcheck ")
    await page.get_by_role("button", name="/prodcheck explain dns").click()
    await box.press("Enter")
    await expect(last(page)).to_contain_text("How to fix it")


async def _changed(playground: Playground, **quantities: int) -> None:
    """Scale an app of the pretend Heroku, as a client of its API does."""
    body = {"updates": [{"type": kind, "quantity": n} for kind, n in quantities.items()]}
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.patch(
            f"{playground.heroku.url}/apps/ha-app/formation",
            json=body,
            headers={
                "Authorization": f"Bearer {playground.heroku.token}",
                "Accept": "application/vnd.heroku+json; version=3",
            },
        )
    assert answer.status_code == 200, answer.text


async def test_a_watch_alarms_and_sees_the_recovery(
    playground: Playground, visit: Open, picture: Picture
) -> None:
    page = await visit("ops")
    log = page.get_by_role("log", name="Messages")
    await type_in(page, "/prodcheck watch ha-app at 9:00")
    begun = log.get_by_role("article").filter(has_text="Watching ha-app every day at 9:00")
    await expect(begun).to_be_visible(timeout=15_000)
    await expect(begun).to_contain_text("all is well")
    await _changed(playground, web=1)
    alert = log.get_by_role("article").filter(has_text="Two or more dynos of each type")
    await expect(alert).to_contain_text("ha-app got worse", timeout=30_000)
    await expect(alert).to_contain_text("passed → ❌ failed")
    await alert.evaluate("(each) => each.scrollIntoView({ block: 'start' })")
    await picture(page, "watch-alert")
    await alert.get_by_role("button", name="Check ha-app again").click()
    looked = log.get_by_role("article").filter(has_text="was looked at: ❌ 1 failed")
    await expect(looked).to_be_visible(timeout=15_000)
    await _changed(playground, web=2)
    await expect(alert).to_contain_text("ha-app recovered", timeout=30_000)
    await expect(alert).to_contain_text("1 reply")
    await alert.evaluate("(each) => each.scrollIntoView({ block: 'start' })")
    await picture(page, "watch-recovered")


async def test_a_watch_is_made_and_ended_at_home(visit: Open, picture: Picture) -> None:
    page = await visit("app-home")
    await page.get_by_role("button", name="New watch").click()
    form = page.get_by_role("dialog")
    await expect(form.get_by_role("heading", name="New watch")).to_be_visible(timeout=15_000)
    app = form.get_by_role("combobox", name="App")
    await app.fill("trou")
    await form.get_by_role("option", name="troubled-app").click()
    await form.get_by_label("Who is told").select_option(label="# general")
    await form.get_by_label("Every week").check()
    await form.get_by_label("Time of day").fill("17:30")
    await picture(page, "watch-form")
    await form.get_by_role("button", name="Watch", exact=True).click()
    await expect(form).to_contain_text("every Monday at 17:30", timeout=15_000)
    await form.get_by_role("button", name="Close").last.click()
    home = page.get_by_role("main")
    await expect(home).to_contain_text("troubled-app in #general every Monday at 17:30")
    await picture(page, "watch-home")
    row = home.get_by_role("button", name="More options").last
    await row.click()
    await home.get_by_role("menuitem", name="End…").last.click()
    await form.get_by_role("button", name="End watch").click()
    await expect(home).not_to_contain_text("troubled-app in #general")
