"""Pictures: well-formed, whole in themselves, with words for those who do not see them."""

import io
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import msgspec
import pytest

from core.render.layout import columns
from core.render.pictures import badge, line, mini, strip
from core.report import Counts
from core.trend import Seen, Share, days
from tests.render.canonical import CANONICAL

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
VERDICTS = ("ready", "warnings", "undetermined", "not_ready")
DAYS = days(
    [Seen(at=NOW - timedelta(days=at), verdict=VERDICTS[at % 4]) for at in range(60)],  # type: ignore[arg-type]
    NOW.date(),
)
SHARES = [Share(at=NOW - timedelta(days=100 - 10 * n), ready=n, total=10) for n in range(11)]
HOSTILE = '</text>\u202e<script>alert(1)</script>"&\x1b[31m\x00'
PICTURES = {
    "strip": strip.render(HOSTILE, DAYS),
    "strip-dark": strip.render("ha-app", DAYS, theme="dark"),
    "line": line.render(HOSTILE, SHARES, NOW.date()),
    "line-empty": line.render("all apps", [], NOW.date(), theme="light"),
    "line-one": line.render("all apps", SHARES[-1:], NOW.date(), theme="light"),
    "badge": badge.render(CANONICAL),
    "mini": f'<svg xmlns="http://www.w3.org/2000/svg">{mini.render(DAYS)}</svg>',
}


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_it_is_well_formed_and_asks_for_nothing_elsewhere(name: str) -> None:
    picture = PICTURES[name]
    ET.parse(io.BytesIO(picture.encode()))  # noqa: S314  it is our own
    assert set(re.findall(r"https?://[^\s\"'<]+", picture)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<script|url\((?!#)|href|@import|\bon\w+=", picture)


@pytest.mark.parametrize("name", ["strip", "line", "badge", "mini"])
def test_it_says_in_words_what_it_shows(name: str) -> None:
    assert re.search(r"<title>[^<]{10,}</title>", PICTURES[name])


def test_hostile_names_are_shown_as_text() -> None:
    for name in ("strip", "line"):
        assert "&lt;script&gt;" in PICTURES[name]
        assert "\\u202e" in PICTURES[name]
        assert "\x1b" not in PICTURES[name]


def test_a_strip_counts_its_days() -> None:
    assert strip.sentence(DAYS) == (
        "not ready on 15 days, unknown on 15, with warnings on 15, ready on 15, not checked on 30"
    )
    assert strip.sentence(days([], NOW.date(), 1)) == "not checked on 1 day"
    bars = re.findall(r'<rect class="(\w+)"[^>]* height="(\d+)"[^>]*><title>', PICTURES["strip"])
    assert len(bars) == 90
    heights = dict(bars)
    assert len(set(heights.values())) == 5, "whoever sees no colour sees the height"


def test_a_line_tells_where_it_ends_and_leaves_out_what_is_older() -> None:
    assert line.sentence(SHARES[1:]) == "10 of 10 apps ready (100 %), 10 % on 24 Aug"
    assert line.sentence([]) == "no scan yet"
    assert PICTURES["line"].count("<circle") == 9
    assert "<path" not in PICTURES["line-one"]


def test_a_line_of_one_day_tells_of_that_day_once() -> None:
    hours = [Share(at=NOW + timedelta(hours=n), ready=n, total=4) for n in range(3)]
    assert line.sentence(hours) == "2 of 4 apps ready (50 %)"


def test_a_long_name_leaves_room_for_the_words_beside_it() -> None:
    for drawn in (strip.render("長い" * 40, DAYS), line.render("長い" * 40, SHARES, NOW.date())):
        (name,) = re.findall(r'font-weight="600">([^<]+)<', drawn)
        assert name.endswith("…")
        assert columns(name) <= 60


def test_colours_follow_the_reader_unless_they_are_fixed() -> None:
    assert "prefers-color-scheme: dark" in strip.render("a", DAYS)
    assert "prefers-color-scheme" not in strip.render("a", DAYS, theme="dark")
    assert "<style" not in strip.render("a", DAYS, theme=None)


@pytest.mark.parametrize(
    ("verdict", "counts", "words"),
    [
        ("not_ready", Counts(failed=2, unknown=1), "2 failed"),
        ("undetermined", Counts(unknown=1), "unknown"),
        ("warnings", Counts(warning=1), "1 warning"),
        ("warnings", Counts(warning=3), "3 warnings"),
        ("ready", Counts(passed=3), "ready"),
    ],
)
def test_a_badge_says_how_it_stands(verdict: str, counts: Counts, words: str) -> None:
    report = msgspec.structs.replace(CANONICAL, verdict=verdict, counts=counts)
    assert f'aria-label="production: {words}"' in badge.render(report)


def test_a_badge_without_a_report_is_unknown() -> None:
    assert badge.said(None)[0] == "unknown"


@pytest.mark.parametrize("colour", [badge.GREEN, badge.AMBER, badge.RED, badge.GREY, "#3d4449"])
def test_the_words_of_a_badge_can_be_read(colour: str) -> None:
    light = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in light]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5
