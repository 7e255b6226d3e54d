import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.render.inert import inert
from core.render.layout import columns, wrap


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("", 0), ("例え", 4), ("e\u0301", 1), ("\uff57\uff45\uff42", 6)]
)
def test_columns_are_those_of_a_terminal(text: str, width: int) -> None:
    assert columns(text) == width


def test_a_paragraph_breaks_at_spaces_and_hangs() -> None:
    assert wrap("one two three four", 9, hang="  ") == ["one two", "  three", "  four"]


def test_a_word_that_fits_no_line_is_broken() -> None:
    assert wrap("see abcdefghij now", 5, hang=" ") == ["see", " abcd", " efgh", " ij", " now"]


def test_a_wide_character_never_straddles_the_edge() -> None:
    assert wrap("a例え例", 4) == ["a例", "え例"]


def test_nothing_is_one_empty_line() -> None:
    assert wrap("", 40) == [""]


@given(st.text(), st.integers(min_value=4, max_value=60))
def test_no_line_is_too_wide_and_no_word_is_lost(text: str, width: int) -> None:
    shown = inert(text)
    lines = wrap(shown, width, hang="  ")
    assert all(columns(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(shown.split())
