import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.render.inert import inert, inert_json


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, with a space", "plain text, with a space"),
        ("Straße 例え naïve ✓", "Straße 例え naïve ✓"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("one\r\ntwo\ttab", r"one\r\ntwo\ttab"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
        ("\u2066a\u2069", r"\u2066a\u2069"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("soft\xadhyphen", r"soft\xadhyphen"),
        ("no\xa0break", r"no\xa0break"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("filler\u3164", r"filler\u3164"),
        ("line\u2028para\u2029", r"line\u2028para\u2029"),
        ("lone\udcff", r"lone\udcff"),
        ("private\ue000", r"private\ue000"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_what_is_not_seen_as_itself_is_escaped(text: str, shown: str) -> None:
    assert inert(text) == shown


def test_a_tower_of_combining_marks_is_cut_down() -> None:
    shown = inert("a" + "\u0301" * 50 + "b")
    assert sum(map(unicodedata.combining, shown)) == 3 * unicodedata.combining("\u0301")
    assert shown.endswith(r"\u0301b")


@given(st.text(st.characters()))
def test_any_text_becomes_one_line_of_seen_characters(text: str) -> None:
    shown = inert(text)
    assert shown == inert(shown)
    assert all(c.isprintable() for c in shown)
    assert shown.encode().decode() == shown


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_keeps_its_meaning_and_shows_only_seen_characters(text: str) -> None:
    document = inert_json(json.dumps({text: text}, ensure_ascii=False, indent=2))
    assert json.loads(document) == {text: text}
    assert all(c.isprintable() for c in document if c != "\n")
