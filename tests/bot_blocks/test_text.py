import html
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks.text import (
    NOTHING,
    channel,
    code,
    exact,
    fold,
    inert,
    link,
    literal,
    moment,
    person,
    web_address,
)
from tests.bot_blocks.reports import NASTY, hostile

ESCAPED = re.compile(r"(?:[^&<>]|&(?:amp|lt|gt);)*")
EMOJI = re.compile(r":[^\s:]+:")


@given(hostile, st.integers(1, 4_000))
def test_inert_text_means_nothing_in_mrkdwn(text: str, limit: int) -> None:
    shown = inert(text, limit)
    assert len(shown) <= limit
    assert ESCAPED.fullmatch(shown)
    assert not set(shown) & set("*~`\n\r\t\x1b\u202e\u200b\u2028\ufe0f")
    assert not re.search(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", shown)
    assert not EMOJI.search(shown)
    assert "://" not in shown
    assert not re.search(r"(?<![A-Za-z0-9])[@#]\w", shown)
    assert not shown.startswith("&gt;")


@given(hostile, st.integers(1, 200))
def test_literal_text_fits_and_is_never_empty(text: str, limit: int) -> None:
    shown = literal(text, limit)
    assert 1 <= len(shown) <= limit
    assert not set(shown) & set("<>\n\x1b\u202e\u200b")
    assert not EMOJI.search(shown)


@given(hostile, st.integers(4, 4_000))
def test_a_code_span_holds_what_it_is_given(text: str, limit: int) -> None:
    shown = code(text, limit)
    assert len(shown) <= limit
    assert shown[0] == shown[-1] == "`"
    assert "`" not in shown[1:-1]
    assert shown[1:-1]
    assert ESCAPED.fullmatch(shown)


@given(hostile, st.integers(4, 4_000))
def test_an_exact_span_is_the_text_or_nothing(text: str, limit: int) -> None:
    shown = exact(text, limit)
    assert shown is None or html.unescape(shown) == f"`{text}`"


@given(st.lists(hostile.map(lambda text: inert(text, 100)), max_size=70), st.integers(40, 3_000))
def test_folded_lines_are_whole_and_the_rest_is_counted(lines: list[str], limit: int) -> None:
    folded = fold(lines, limit)
    assert len(folded) <= limit
    if folded == "\n".join(lines):
        return
    *kept, last = folded.split("\n")
    assert kept == lines[: len(kept)]
    assert last == f"and {len(lines) - len(kept)} more"


def test_the_words_survive() -> None:
    assert inert("web runs 1 Basic dyno: it sleeps", 100) == "web runs 1 Basic dyno: it sleeps"
    assert inert("NEW_RELIC_LICENSE_KEY", 100) == "NEW_RELIC_LICENSE_KEY"
    assert inert("heroku-postgresql:essential-0", 100) == "heroku-postgresql:essential-0"
    assert inert("ada@example.com", 100) == "ada@example.com"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"),
        ("a\n\tb", "a b"),
        ("a\u202eb", r"a\u202eb"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\u26a0\ufe0f hot", "\u26a0 hot"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_it_becomes(text: str, shown: str) -> None:
    assert inert(text, 100) == shown


def test_it_is_cut_between_escapes() -> None:
    assert inert("a&b", 7) == "a&amp;b"
    assert inert("a&b", 6) == "a…"
    assert inert("&" * 10, 11) == "&amp;&amp;…"


def test_an_exact_command_keeps_its_ampersands() -> None:
    assert exact("a && b", 100) == "`a &amp;&amp; b`"
    assert exact("a `b`", 100) is None
    assert exact("a\nb", 100) is None
    assert exact("abcdef", 7) is None


def test_no_lines_fold_to_nothing() -> None:
    assert fold([], 100) == ""


def test_a_line_too_long_is_counted() -> None:
    assert fold(["x" * 101], 100) == "and 1 more"


def test_sixty_lines_fold_to_three() -> None:
    assert fold("012", 100, total=60, separator=", ") == "0, 1, 2, and 57 more"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "",
        "https://",
        "//example.com",
        "http://[",
        "mailto:a@b.c",
        "https://e.com/" + "x" * 3_000,
    ],
)
def test_what_is_no_web_address_is_not_linked(url: str) -> None:
    assert web_address(url) is None
    assert link(url, "Read") == "Read"


@pytest.mark.parametrize("nasty", NASTY)
def test_an_address_cannot_end_its_link(nasty: str) -> None:
    shown = link(f"https://e.com/{nasty}", f"Read {nasty}")
    assert re.fullmatch(r"<https://e\.com/[^<>|\s\"`]*\|[^<>|]+>|[^<>|]+", shown)


def test_a_very_long_address_is_left_to_buttons() -> None:
    assert link("https://e.com/" + "x" * 600, "Read") == "Read"


def test_a_link_escapes_its_ampersand() -> None:
    assert link("https://e.com/?a=1&b", "A|B") == "<https://e.com/?a=1&amp;b|A¦B>"
    assert link("https://e.com/", "") == f"<https://e.com/|{NOTHING}>"


def test_only_ids_are_mentions() -> None:
    assert person("U012ABCDEF") == "<@U012ABCDEF>"
    assert person("U01|x> <!channel") is None
    assert channel("C012ABCDEF") == "<#C012ABCDEF>"
    assert channel("#ops") == "`#ops`"


def test_a_moment_reads_without_slack_too() -> None:
    at = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
    assert moment(at) == ("<!date^1795374000^{date_short_pretty} at {time}|2026-11-22 19:00 UTC>")
