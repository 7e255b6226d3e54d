"""The page as a person meets it, in a real browser.

With `PRODCHECK_SCREENSHOTS=1` its pictures go to `docs/images`.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from core.evaluate import evaluate
from core.policy import Policy, Waiver
from core.render import html
from core.report import Report
from core.snapshot import AddonAttachment, ProcessType, Snapshot
from tests.apps import APP, HEALTHY, NOW
from tests.browser import chromium
from tests.render.canonical import CANONICAL
from tests.render.hostile import TEXTS, hostile

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]

IMAGES = Path(__file__).parents[2] / "docs" / "images"
CONTRAST = """() => {
  const part = (value) => { value /= 255;
    return value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (each) => {
    for (; each; each = each.parentElement) {
      const colour = rgb(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const inks = (each) => {
    const style = getComputedStyle(each);
    if (!each.closest("svg")) return [style.color, behind(each)];
    const under = each.closest(".mark, .door");
    const paper = under ? rgb(getComputedStyle(under.querySelector("rect")).fill) : behind(each);
    return [style.fill, paper];
  };
  const bad = [];
  for (const each of document.querySelectorAll("body *")) {
    if (each.closest("title, desc, head") || !each.checkVisibility()) continue;
    if (![...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    const [ink, paper] = inks(each);
    const [one, other] = [light(rgb(ink)), light(paper)].sort((a, b) => b - a);
    const ratio = (one + .05) / (other + .05);
    if (ratio < 4.5) bad.push(`${each.textContent.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return bad;
}"""
"""Finds text whose contrast is under 4.5 to 1: WCAG 2.2, 1.4.3."""

OVERFLOWS = "() => document.documentElement.scrollWidth - window.innerWidth"
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3")].map((each) => +each.tagName[1])"""

Open = Callable[..., Awaitable[Page]]
Picture = Callable[[Page, str], Awaitable[None]]


def troubled() -> tuple[Report, Snapshot]:
    """Judge an app with lone dynos and a waiver, and keep what it was judged by."""
    redis = AddonAttachment(
        name="REDIS",
        addon_id="r",
        addon_name="redis-hollow-1",
        plan="heroku-redis:mini",
        app=APP.name,
    )
    assert isinstance(HEALTHY.attachments, tuple)
    snapshot: Snapshot = msgspec.structs.replace(
        HEALTHY,
        formation=(ProcessType(type="web", quantity=1, size="Basic"),),
        attachments=(*HEALTHY.attachments, redis),
    )
    waiver = Waiver(check="dyno-tier", reason="a small budget", expires=NOW.date())
    return evaluate(snapshot, Policy(waivers=(waiver,))), snapshot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, tmp_path: Path) -> AsyncIterator[Open]:
    """Open a report; at the end nothing in it has failed, run or asked for anything elsewhere."""
    troubles: list[str] = []
    asks: list[str] = []
    contexts = []

    async def visit(
        report: Report, snapshot: Snapshot | None = None, width: int = 1240, **options: object
    ) -> Page:
        path = tmp_path / "report.html"
        path.write_text(html.render(report, snapshot), "utf-8")
        context = await browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.on("request", lambda asked: asks.append(asked.url))
        await page.goto(path.as_uri())
        return page

    yield visit
    for context in contexts:
        await context.close()
    assert troubles == []
    assert {each.partition(":")[0] for each in asks} <= {"file", "data"}
    assert len([each for each in asks if each.startswith("file:")]) == len(contexts)


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    """Keep a picture of what is on the screen."""
    folder = IMAGES if os.environ.get("PRODCHECK_SCREENSHOTS") == "1" else tmp_path

    async def picture(page: Page, name: str) -> None:
        path = folder / f"{name}.png"
        await page.screenshot(path=path, animations="disabled", caret="hide")
        assert path.stat().st_size > 10_000

    return picture


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "kind"), [(1240, "report"), (360, "report-phone")])
async def test_it_asks_for_nothing_and_reads_well(
    visit: Open, picture: Picture, scheme: str, width: int, kind: str
) -> None:
    page = await visit(*troubled(), width=width, color_scheme=scheme)
    await picture(page, f"{kind}-{scheme}")
    await page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    assert await page.evaluate(CONTRAST) == []
    assert await page.evaluate(OVERFLOWS) == 0
    background = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(246, 245, 241)") is (scheme == "light")


@pytest.mark.parametrize("text", TEXTS)
async def test_hostile_text_is_shown_and_does_nothing(visit: Open, text: str) -> None:
    page = await visit(hostile(text), width=360)
    assert await page.locator("script, img, iframe, form, base, object, embed").count() == 0
    assert await page.locator("head style").count() == 1
    assert await page.locator("a").count() == 0
    assert await page.evaluate(OVERFLOWS) == 0


async def test_a_page_without_a_snapshot_has_the_picture_too(visit: Open) -> None:
    page = await visit(CANONICAL)
    drawn = page.locator(".picture:visible")
    assert await drawn.get_attribute("role") == "img"
    words = await drawn.locator("desc").text_content()
    assert "web 1 × Basic, failed, single point of failure" in str(words)  # noqa: RUF001
    assert "single point of failure" in str(await drawn.locator(".alone").first.text_content())


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (Policy(), "None of them was found to be a single point of failure"),
        (Policy(skip=("database-redundancy",)), "Of some it is not known whether they are"),
    ],
)
async def test_under_the_picture_nothing_is_promised(
    visit: Open, policy: Policy, words: str
) -> None:
    page = await visit(evaluate(HEALTHY, policy), HEALTHY)
    assert words in await page.locator("figcaption").inner_text()


async def test_the_picture_is_the_one_that_fits(visit: Open) -> None:
    for width, kind in ((1240, "wide"), (600, "tall")):
        page = await visit(*troubled(), width=width)
        assert await page.locator(".picture:visible").get_attribute("class") == f"picture {kind}"
        assert await page.locator(".picture:visible .alone").count() == 2


async def test_it_has_landmarks_and_headings_in_order(visit: Open) -> None:
    page = await visit(*troubled())
    for role in ("banner", "main", "contentinfo"):
        assert await page.get_by_role(role).count() == 1
    levels = await page.evaluate(HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert await page.locator("html").get_attribute("lang") == "en"


async def test_a_click_on_a_command_selects_all_of_it(visit: Open) -> None:
    page = await visit(CANONICAL)
    command = page.locator("pre code").first
    await command.click()
    assert await page.evaluate("getSelection().toString()") == await command.inner_text()


async def test_the_worst_comes_first_and_what_passed_is_folded(visit: Open) -> None:
    page = await visit(CANONICAL)
    pills = await page.locator(".pill").all_inner_texts()
    assert [each.split()[-1] for each in pills] == [
        *("failed", "failed", "unknown", "warning", "waived")
    ]
    passed = page.get_by_text("Maintenance mode is off", exact=True)
    assert not await passed.is_visible()
    await page.get_by_text("2 checks passed").click()
    assert await passed.is_visible()


async def test_evidence_and_waivers_are_there(visit: Open) -> None:
    page = await visit(CANONICAL)
    await page.locator(".evidence summary").first.click()
    row = page.get_by_role("row").filter(has_text="quantity").first
    assert await row.get_by_role("cell").inner_text() == "1"
    text = await page.locator("main").inner_text()
    assert "Accepted until 2027-01-31: we read" in text
    assert "Expired on 2026-11-01: dns old.example.com moves soon" in text
    assert "Not needed by this app: stack the build is frozen" in text


async def test_on_paper_everything_is_open(visit: Open) -> None:
    page = await visit(CANONICAL, width=700)
    await page.emulate_media(media="print")
    assert await page.get_by_text("Maintenance mode is off", exact=True).is_visible()
    assert await page.locator(".evidence table").first.is_visible()
    assert await page.locator(".picture:visible").get_attribute("class") == "picture wide"
    assert await page.evaluate(OVERFLOWS) == 0


async def test_links_are_ours_and_say_nothing_of_where_they_come_from(visit: Open) -> None:
    page = await visit(CANONICAL)
    for link in await page.locator("a").all():
        assert str(await link.get_attribute("href")).startswith("https://devcenter.heroku.com/")
        assert await link.get_attribute("rel") == "noreferrer noopener"


async def test_its_policy_lets_nothing_in(visit: Open) -> None:
    page = await visit(CANONICAL)
    policy = await page.locator("meta[http-equiv]").get_attribute("content")
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in str(policy)


async def test_what_was_left_out_and_the_profile_are_named(visit: Open) -> None:
    judged: Report = msgspec.structs.replace(CANONICAL, left_out=("stack", "dns"), profile="hobby")
    page = await visit(judged)
    assert "UTC, held to the profile hobby" in await page.get_by_role("banner").inner_text()
    assert "not in the verdict: stack, dns." in await page.get_by_role("main").inner_text()
