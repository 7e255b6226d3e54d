"""A fleet in each format, whatever the names in it."""

import csv
import io
import json
from pathlib import Path

import pytest

from core.fleet import fleet_of
from core.render.fleet import FORMATS, html, render, suffix_of
from core.render.fleet.text import render as text
from core.render.inert import inert
from core.render.layout import columns
from tests.browser import chromium
from tests.fleet.fleets import EVIL, NOW, TEAM, failing, ready, sample


def test_text_has_the_worst_first_and_the_verdict_last() -> None:
    lines = text(sample(), width=100).splitlines()
    assert lines[0] == "The team acme: 5 apps, as of 2026-11-26 12:00 UTC"
    assert lines[2].startswith("✗ gamma")
    assert "3 failed, 1 warning" in lines[2]
    assert lines[-1] == ("1 of 5 apps is ready for production, 3 are not, 1 could not be read.")


@pytest.mark.parametrize("width", [40, 80, 120])
def test_each_app_has_one_line_that_fits(width: int) -> None:
    table = text(sample(), width=width).split("\n\n")[1].splitlines()
    assert len(table) == 5
    assert max(map(columns, table)) <= max(width, 62)


def test_what_each_check_said_fits_a_narrow_terminal() -> None:
    lines = text(sample(), width=40).split("\n\n")[2].splitlines()
    assert lines == ["dyno-redundancy  2 failed", "dns              2 warnings"]
    wide = text(sample(), width=80).split("\n\n")[2].splitlines()
    assert wide[0].split() == ["failed", "unknown", "warning", "waived", "passed"]


def test_colour_changes_no_word() -> None:
    painted = text(sample(), width=90, colour=True)
    for code in ("0", "1", "2", "31", "32", "33", "34", "35"):
        painted = painted.replace(f"\x1b[{code}m", "")
    assert painted == text(sample(), width=90)


def test_an_empty_fleet_says_so() -> None:
    said = text(fleet_of(TEAM, [], now=NOW))
    assert said.splitlines()[-1] == "There is no app to check in the team acme."


def test_all_ready_is_said_as_plainly() -> None:
    said = text(fleet_of(TEAM, [ready("a"), ready("b")], now=NOW))
    assert said.splitlines()[-1] == "All 2 apps are ready for production."


@pytest.mark.parametrize("suffix", FORMATS)
def test_no_format_lets_a_name_control_anything(suffix: str) -> None:
    document = render(sample(), suffix).decode()
    assert "\x1b" not in document
    assert "\u202e" not in document
    assert document.endswith("\n")
    if suffix == ".html":
        assert "<script>alert" not in document


@pytest.mark.parametrize("suffix", FORMATS)
def test_totals_are_of_all_apps_whatever_is_shown(suffix: str) -> None:
    fleet = sample()
    shown = render(fleet, suffix, rows=[row for row in fleet.rows if not row.ready]).decode()
    assert "alpha" not in shown
    if suffix in {".txt", ".html"}:
        assert "1 of 5 apps is ready" in shown


def test_json_has_totals_checks_and_apps() -> None:
    document = json.loads(render(sample(), ".json"))
    assert document["schema_version"] == 1
    assert document["scope"] == {"kind": "team", "name": "acme"}
    assert document["totals"]["not_ready"] == 3
    assert document["checks"][0]["check"] == "dyno-redundancy"
    assert document["apps"][0]["worst"][0]["check"] == "dyno-redundancy"
    assert [app["error"] for app in document["apps"] if app["verdict"] is None] == [
        "Heroku knows no app called delta."
    ]


def test_csv_has_a_row_an_app_and_a_column_a_check_and_runs_nothing() -> None:
    rows = list(csv.DictReader(io.StringIO(render(sample(), ".csv").decode())))
    assert rows[0]["app"] == "gamma"
    assert rows[0]["dyno-redundancy"] == "failed"
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert f"'{inert(EVIL)}" in cells


def test_a_format_is_found_by_its_suffix() -> None:
    assert suffix_of("fleet.HTML") == ".html"
    assert suffix_of(".csv") is None
    assert suffix_of("fleet.pdf") is None


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("/reports/beta", True),
        ("https://prodcheck.example.com/r/1", True),
        ("//evil.example.com", False),
        ("javascript:alert(1)", False),
        (None, False),
    ],
)
def test_a_name_links_to_a_safe_address_alone(address: str | None, linked: bool) -> None:  # noqa: FBT001
    fleet = fleet_of(TEAM, [failing("beta")], now=NOW)
    page = html.render(fleet, links=lambda _: address)
    assert (f'<a href="{address}">beta</a>' in page) is linked
    assert "javascript:" not in page


@pytest.mark.needs("chromium")
async def test_the_page_sorts_and_filters_and_asks_for_nothing(tmp_path: Path) -> None:
    file = tmp_path / "fleet.html"
    file.write_bytes(render(sample(), ".html"))
    async with chromium() as browser:
        page = await browser.new_page(color_scheme="dark")
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        await page.goto(file.as_uri())
        apps = page.locator(".apps tbody tr:visible th")
        assert (await apps.all_inner_texts())[0] == "gamma"
        await page.get_by_role("button", name="App", exact=True).click()
        await page.get_by_role("button", name="App", exact=True).click()
        assert (await apps.all_inner_texts())[0] == "gamma"
        assert (await apps.all_inner_texts())[-1].startswith("=cmd")
        await page.get_by_label("Show").select_option("failing")
        assert "alpha" not in await apps.all_inner_texts()
        await page.get_by_label("Name or words").fill("delt")
        assert await apps.all_inner_texts() == ["delta"]
        assert await page.locator("output").inner_text() == "1 of 5"
        background = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(18, 23, 26)"
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
