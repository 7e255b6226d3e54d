"""Signed pages over time, the badge and the calendar, as a browser gets them."""

import re
import struct
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import icalendar
import msgspec
import pytest
from starlette.applications import Starlette

from bot.store import FleetRun, Store
from bot.store.records import FleetState
from bot.web.png import png
from bot.web.reports.asked import Shelf
from bot.web.reports.routes import routes
from bot.web.signed import (
    Badge,
    Calendar,
    FleetPage,
    FleetTrend,
    Links,
    ReportPage,
    Shown,
    TrendPage,
)
from core.evaluate import evaluate
from core.fleet import FleetRow
from core.snapshot import dump_snapshot
from tests.apps import APP, HEALTHY
from tests.bot_blocks.fleets import ROWS
from tests.bot_store.conftest import START, Clock
from tests.bot_web.bots import client_of
from tests.fleet.fleets import ready as ready_row
from tests.render.canonical import CANONICAL

KEY = "the-one-key-of-this-test"
NOW = datetime.fromtimestamp(START, UTC)
TREND = TrendPage(team="T1", app="ha-app")
FLEET = FleetTrend(team="T1", scope="team", name="acme")
HOSTILE = "<script>alert(1)</script>\u202e"


class Pages:
    """Signed pages over a store, and a browser."""

    def __init__(self, store: Store, clock: Clock, client: httpx.AsyncClient) -> None:
        self.store, self.clock, self.client = store, clock, client
        self.links = Links([KEY], now=clock)

    async def get(self, path: str, shown: Shown, suffix: str = "") -> httpx.Response:
        return await self.client.get(f"{path}{self.links.sign(shown)}{suffix}")

    async def keep(self, verdict: str, *, ago: float = 0, **report: object) -> str:
        """Keep a report of some days ago."""
        was = self.clock.seconds
        self.clock.seconds = START - ago * 86_400
        kept = msgspec.structs.replace(CANONICAL, **{"app": "ha-app", "verdict": verdict, **report})
        given = await self.store.save_report(kept, team_id="T1", user_id="U1")
        self.clock.seconds = was
        return given


@pytest.fixture
async def pages(tmp_path: Path) -> AsyncIterator[Pages]:
    clock = Clock()
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db", now=clock)
    app = Starlette(routes=list(routes(Shelf(store, Links([KEY], now=clock), now=clock))))
    async with client_of(app) as client:
        yield Pages(store, clock, client)
    await store.close()


async def test_a_trend_shows_the_days_and_what_changed_when(pages: Pages) -> None:
    await pages.keep("ready", ago=5, results=())
    await pages.keep("not_ready", ago=2)
    await pages.keep("warnings", ago=1, results=())
    answer = await pages.get("/reports/trend/", TREND)
    assert answer.status_code == 200
    text = answer.text
    assert "not ready on 1 day, with warnings on 1, ready on 1, not checked on 87" in text
    assert text.index("not ready → warnings") < text.index("ready → not ready")
    assert "<b>New.</b>" in text
    assert text.count('<li class="to-') == 2


async def test_pages_are_private_and_run_nothing(pages: Pages) -> None:
    await pages.keep("ready")
    headers = (await pages.get("/reports/trend/", TREND)).headers
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]


async def test_hostile_findings_are_text(pages: Pages) -> None:
    finding = msgspec.structs.replace(CANONICAL.results[0].findings[0], message=HOSTILE)
    result = msgspec.structs.replace(CANONICAL.results[0], title=HOSTILE, findings=(finding,))
    await pages.keep("ready", ago=2, results=())
    await pages.keep("not_ready", ago=1, results=(result,))
    text = (await pages.get("/reports/trend/", TREND)).text
    assert "<script>alert" not in text
    assert "\u202e" not in text


async def test_pictures_come_alone(pages: Pages) -> None:
    await pages.keep("ready")
    svg = await pages.get("/reports/trend/", TREND, ".svg")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "prefers-color-scheme" in svg.text
    bitmap = await pages.get("/reports/trend/", TREND, ".png")
    assert bitmap.headers["content-type"] == "image/png"
    assert bitmap.content.startswith(b"\x89PNG")
    assert struct.unpack(">II", bitmap.content[16:24]) == (1808, 236)


def test_letters_are_drawn_with_the_font_of_the_bot() -> None:
    """Without a font of its own, a picture from a machine that has none would hold no letters."""
    blank = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20">{}</svg>'
    empty = _ink(png(blank.format("")))
    for weight in (400, 600):
        text = (
            f'<text y="15" font-family="Nowhere, sans-serif" font-weight="{weight}">ready 9é</text>'
        )
        assert _ink(png(blank.format(text))) > empty + 200


def _ink(image: bytes) -> int:
    """Count the bytes of the picture that are not blank."""
    data, at = b"", 8
    while at < len(image):
        (size,) = struct.unpack(">I", image[at : at + 4])
        if image[at + 4 : at + 8] == b"IDAT":
            data += image[at + 8 : at + 8 + size]
        at += size + 12
    return sum(byte > 0 for byte in zlib.decompress(data))


@pytest.mark.parametrize("path", ["/reports/trend/", "/reports/fleet-trend/", "/calendar/"])
@pytest.mark.parametrize("signed", ["x", "x.y", "%00", "a" * 3_000, "..%2f..%2fetc", "é.ü"])
async def test_forged_links_open_nothing_and_tell_nothing(
    pages: Pages, path: str, signed: str
) -> None:
    end = ".ics" if path == "/calendar/" else ""
    answer = await pages.client.get(f"{path}{signed}{end}")
    assert answer.status_code == 404
    if "%2f" not in signed:
        assert "This link opens nothing" in answer.text
    assert "ha-app" not in answer.text


async def test_links_of_another_kind_key_or_time_open_nothing(pages: Pages) -> None:
    await pages.keep("ready")
    badge = pages.links.sign(Badge(team="T1", app="ha-app"))
    other = Links(["another-key-altogether"], now=pages.clock).sign(TREND)
    old = pages.links.sign(TREND, life=0)
    said = set()
    for signed in (badge, other, old):
        answer = await pages.client.get(f"/reports/trend/{signed}")
        assert answer.status_code == 404
        said.add(answer.text[answer.text.index("<main") :])
    said.add(
        (await pages.get("/reports/trend/", TrendPage(team="T1", app="none"))).text.partition(
            "<main"
        )[2]
    )
    assert len(said) == 2, "whatever the reason is, it reads the same"
    assert (await pages.get("/reports/trend/", TREND)).status_code == 200


async def test_another_team_and_another_person_see_nothing(pages: Pages) -> None:
    await pages.keep("ready")
    for shown in (
        TrendPage(team="T2", app="ha-app"),
        TrendPage(team="T1", app="ha-app", user="U2"),
    ):
        assert (await pages.get("/reports/trend/", shown)).status_code == 404


async def test_a_fleet_shows_its_share_and_the_days_of_each_app(pages: Pages) -> None:
    for ago, ready in ((20, 1), (3, 2)):
        made_at = NOW - timedelta(days=ago)
        run = FleetRun(
            id=f"f{ago}", team_id="T1", user_id="U1", scope="team", name="acme", made_at=made_at,
            total=3, ready=ready, state="done",
        )  # fmt: skip
        await pages.store.save_fleet(run)
    rows = [(app, NOW, "ready", b"") for app in ("ha-app", "troubled-app")]
    await pages.store.save_fleet_rows("f3", rows)
    await pages.keep("ready", ago=3)
    await pages.keep("not_ready", ago=3, app="troubled-app")
    await pages.keep("not_ready", ago=3, app="not-of-this-fleet")
    answer = await pages.get("/reports/fleet-trend/", FLEET)
    assert "2 of 3 apps ready (67 %), 33 % on 2 Nov" in answer.text
    assert answer.text.index(">troubled-app<") < answer.text.index(">ha-app<")
    assert "not-of-this-fleet" not in answer.text
    for suffix, kind in ((".svg", "image/svg+xml"), (".png", "image/png")):
        picture = await pages.get("/reports/fleet-trend/", FLEET, suffix)
        assert picture.headers["content-type"] == kind
    other = FleetTrend(team="T1", scope="team", name="acme", user="U2")
    assert (await pages.get("/reports/fleet-trend/", other)).status_code == 404


async def test_of_a_large_fleet_the_worst_are_drawn(pages: Pages) -> None:
    run = FleetRun(
        id="f1", team_id="T1", user_id="U1", scope="team", name="acme", made_at=NOW,
        total=202, ready=200, state="done",
    )  # fmt: skip
    await pages.store.save_fleet(run)
    rows = [(f"app-{number}", NOW, "ready", b"") for number in range(200)]
    await pages.store.save_fleet_rows(
        "f1", [*rows, ("zulu", NOW, "not_ready", b""), ("yankee", NOW, None, b"")]
    )
    for app in ("zulu", "app-1"):
        await pages.keep("not_ready", app=app)
    text = (await pages.get("/reports/fleet-trend/", FLEET)).text
    assert ">zulu<" in text
    assert "And 2 more" in text


async def test_what_a_page_leads_to_ends_with_the_page(pages: Pages) -> None:
    link = await scan(pages, ready_row("ha-app"))
    await pages.store.fleet_counted("f1", 1)
    await pages.keep("ready", ago=2)
    await pages.keep("not_ready", ago=1)
    opened, found = [pages.links.sign(each) for each in (FLEET, link)], set[str]()
    paths = [f"/reports/fleet-trend/{opened[0]}", f"/reports/fleet/{opened[1]}"]
    pages.clock.pass_by(days=6)
    while paths:
        answer = await pages.client.get(paths.pop())
        assert answer.status_code == 200
        new = set(re.findall(r'href="(/reports/[^"]+)"', answer.text))
        paths += new - found
        found |= new
    assert {path.count("/") for path in found} == {2, 3}
    pages.clock.pass_by(days=1)
    assert {(await pages.client.get(path)).status_code for path in found} == {404}


async def scan(pages: Pages, *rows: FleetRow, state: FleetState = "done") -> FleetPage:
    run = FleetRun(
        id="f1", team_id="T1", user_id="U1", scope="team", name="acme", made_at=NOW, state=state
    )
    await pages.store.save_fleet(run)
    kept = [(row.app, NOW, row.verdict, msgspec.json.encode(row)) for row in rows]
    await pages.store.save_fleet_rows("f1", kept)
    return FleetPage(fleet="f1")


async def test_a_scan_is_a_page_and_files(pages: Pages) -> None:
    link = await scan(pages, *ROWS)
    page = await pages.get("/reports/fleet/", link)
    assert "The team acme" in page.text
    assert "\\u202e" in page.text
    assert "sha256-" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    csv = await pages.get("/reports/fleet/", link, ".csv")
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert csv.text.count("\n") == len(ROWS) + 1
    json = (await pages.get("/reports/fleet/", link, ".json")).json()
    assert {app["app"] for app in json["apps"]} == {row.app for row in ROWS}


async def test_a_scan_that_goes_on_or_is_gone_opens_nothing(pages: Pages) -> None:
    link = await scan(pages, *ROWS, state="running")
    for shown in (link, FleetPage(fleet="f2")):
        for suffix in ("", ".csv", ".json"):
            assert (await pages.get("/reports/fleet/", shown, suffix)).status_code == 404


async def test_a_report_is_a_page_that_runs_nothing(pages: Pages) -> None:
    kept = await pages.keep("not_ready")
    page = await pages.get("/reports/", ReportPage(report=kept))
    assert page.status_code == 200
    assert "ha-app" in page.text
    assert page.headers["cache-control"] == "private, no-store"
    assert "script-src 'none'" in page.headers["content-security-policy"]
    gone = await pages.get("/reports/", ReportPage(report="none"))
    assert gone.status_code == 404


async def test_a_badge_is_for_others_to_show(pages: Pages) -> None:
    await pages.keep("not_ready")
    answer = await pages.get("/badge/", Badge(team="T1", app="ha-app"), ".svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert f"production: {CANONICAL.counts.failed} failed" in answer.text
    assert "ha-app" not in answer.text


async def test_a_badge_of_an_app_that_is_gone_or_was_not_checked_is_unknown(pages: Pages) -> None:
    await pages.keep("ready", ago=9)
    for app in ("ha-app", "deleted"):
        answer = await pages.get("/badge/", Badge(team="T1", app=app), ".svg")
        assert answer.status_code == 200
        assert "production: unknown" in answer.text


async def test_a_calendar_lists_dates_to_come(pages: Pages) -> None:
    app = msgspec.structs.replace(APP, acm=False)
    dated = msgspec.structs.replace(HEALTHY, app=app)
    report = evaluate(dated)
    await pages.store.save_report(report, dump_snapshot(dated), team_id="T1", user_id="U1")
    await pages.store.save_report(report, team_id="T1", user_id="U1")
    answer = await pages.get("/calendar/", Calendar(team="T1", app=report.app), ".ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events: list[Any] = list(icalendar.Calendar.from_ical(answer.text).walk("VEVENT"))
    assert events
    assert min(event["DTSTART"].dt for event in events) >= date(2026, 11, 22)
    nothing = await pages.get("/calendar/", Calendar(team="T1", app="none"), ".ics")
    assert list(icalendar.Calendar.from_ical(nothing.text).walk("VEVENT")) == []


async def test_a_database_that_is_away_is_said_so(pages: Pages, tmp_path: Path) -> None:
    await pages.keep("ready")
    await pages.store.close()
    (tmp_path / "bot.db").unlink()
    (tmp_path / "bot.db").mkdir()
    answer = await pages.get("/reports/trend/", TREND)
    assert answer.status_code == 503
    assert "the link stays good" in answer.text
