"""A fleet as a person meets it in a browser: the message, its table, its pages."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from sandbox.playground import Options, Playground, running
from tests.browser import PHONE, WIDE, chromium

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def playground() -> AsyncIterator[Playground]:
    async with running(Options()) as playground:
        yield playground


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def links(playground: Playground, browser: Browser) -> AsyncIterator[dict[str, str]]:
    """Scan all apps in the pretend Slack, turn the table, and give the links of the message."""
    context = await browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(f"{playground.slack.url}/at/general?as=ada")
    await page.get_by_role("textbox").first.fill("/prodcheck fleet public")
    await page.get_by_role("textbox").first.press("Enter")
    table = page.locator("table[data-pages]")
    await expect(table).to_be_visible(timeout=60_000)
    shown = table.locator("tr:visible")
    await expect(shown).to_have_count(10)
    found = {}
    for words in ("Open page", "CSV", "Trend"):
        link = page.get_by_role("button", name=words)
        found[words] = str(await link.get_attribute("href"))
    yield found
    await context.close()


async def opened(
    browser: Browser, address: str, scheme: str = "light", size: dict[str, int] = WIDE
) -> tuple[Page, list[str]]:
    """Open a page, and note all that goes wrong in it or leaves it."""
    context = await browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = await context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text))
    page.on("request", lambda asked: troubles.extend(_elsewhere(asked.url, address)))
    await page.goto(address)
    return page, troubles


def _elsewhere(asked: str, address: str) -> list[str]:
    host = address.split("/")[2]
    return [] if asked.startswith("data:") or asked.split("/")[2] == host else [asked]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("words", ["Open page", "Trend"])
async def test_a_page_asks_for_nothing_elsewhere_and_fits(
    browser: Browser, links: dict[str, str], words: str, size: dict[str, int], scheme: str
) -> None:
    page, troubles = await opened(browser, links[words], scheme, size)
    await expect(page.get_by_role("heading", level=1)).to_contain_text(
        re.compile("all apps", re.IGNORECASE)
    )
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    light = sum(map(int, re.findall(r"\d+", ground)[:3])) > 3 * 128
    assert light is (scheme == "light")
    assert troubles == []
    await page.context.close()


async def test_the_fleet_page_filters_and_leads_to_an_app(
    browser: Browser, links: dict[str, str]
) -> None:
    page, troubles = await opened(browser, links["Open page"])
    apps = page.locator("table").first.locator("tbody tr:visible")
    before = await apps.count()
    await page.get_by_label("Name or words").fill("hostile-app")
    await expect(apps).to_have_count(1)
    await page.get_by_label("Name or words").fill("")
    await expect(apps).to_have_count(before)
    await apps.get_by_role("link", name="troubled-app").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("troubled-app")
    assert troubles == []
    await page.context.close()


async def test_the_spreadsheet_comes_as_a_file(browser: Browser, links: dict[str, str]) -> None:
    context = await browser.new_context()
    answer = await context.request.get(links["CSV"])
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert (await answer.text()).startswith('"app","team","standing"')
    await context.close()
