"""Lines of a terminal: how wide a text is on screen, and where it breaks."""

import unicodedata

from core.render.inert import is_mark

MIN_WIDTH = 40
"""Columns; a phone held upright shows about as many."""


def columns(text: str) -> int:
    """Count the columns a text takes: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def cut(text: str, room: int) -> str:
    """Cut an inert text to the columns there are."""
    if columns(text) <= room:
        return text
    while text and columns(text) > room - 1:
        text = text[:-1]
    return f"{text}…"


def wrap(text: str, width: int, *, hang: str = "") -> list[str]:
    """Break a text at spaces into lines, a word that is too long where it must.

    Args:
        text: One paragraph; it is inert.
        width: Columns of a line, at least 1 more than those of `hang`.
        hang: What the second line and those after it begin with.
    """
    lines: list[str] = []
    line, empty = "", True
    for word in text.split():
        if not empty and columns(line) + 1 + columns(word) <= width:
            line += f" {word}"
            continue
        if not empty:
            lines.append(line)
            line = hang
        *full, line = _break(word, line, width, hang)
        lines += full
        empty = False
    return [*lines, line]


def _break(word: str, start: str, width: int, hang: str) -> list[str]:
    """Lay a word on a line that holds no other; more lines come of it when it is too long."""
    lines, line, used = [], start, columns(start)
    for character in word:
        size = _columns_of(character)
        if used + size > width:
            lines.append(line)
            line, used = hang, columns(hang)
        line += character
        used += size
    return [*lines, line]


def _columns_of(character: str) -> int:
    if is_mark(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
