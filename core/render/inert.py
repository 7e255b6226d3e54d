r"""Make foreign text inert: what a terminal, a log or a reader could take for something else.

App names, DNS answers and API messages come from outside. Before they reach a person, every
character that is not seen as itself (escape codes, newlines, right-to-left marks, zero-width
characters) becomes its visible escape, such as `\x1b` or `\u202e`.
"""

import unicodedata
from itertools import chain

# The property Default_Ignorable_Code_Point of Unicode 16, DerivedCoreProperties.txt: characters
# that leave no mark of their own. Those of category Cf are among the unsafe categories below too.
_IGNORABLE = frozenset(
    chain(
        (0x00AD, 0x034F, 0x061C, 0x3164, 0xFEFF, 0xFFA0),
        range(0x115F, 0x1161),
        range(0x17B4, 0x17B6),
        range(0x180B, 0x1810),
        range(0x200B, 0x2010),
        range(0x202A, 0x202F),
        range(0x2060, 0x2070),
        range(0xFE00, 0xFE10),
        range(0xFFF0, 0xFFF9),
        range(0x1BCA0, 0x1BCA4),
        range(0x1D173, 0x1D17B),
        range(0xE0000, 0xE1000),
    )
)
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BRAILLE_BLANK = "\u2800"
_MAX_MARKS = 3
"""Combining marks on one character: no language stacks more, and a tower of them hides lines."""


def inert(text: str) -> str:
    """Show every character that is not seen as itself as its escape, on one line."""
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if is_mark(character) else 0
        safe = is_seen(character) and marks <= _MAX_MARKS
        shown.append(character if safe else _escape(character))
    return "".join(shown)


def inert_json(document: str) -> str:
    r"""Write every unseen character of a JSON document as `\uXXXX`; its meaning stays the same."""
    if document.isascii() and "\x7f" not in document:
        return document
    return "".join(
        character if character == "\n" or is_seen(character) else _json_escape(character)
        for character in document
    )


def is_mark(character: str) -> bool:
    """Whether a character is drawn on the one before it and takes no room of its own."""
    return unicodedata.category(character) in {"Mn", "Me"}


def is_seen(character: str) -> bool:
    """Whether a character is seen as itself: no control, no mark of direction, no blank but ` `."""
    if character == " ":
        return True
    category = unicodedata.category(character)
    return not (
        category in _UNSAFE_CATEGORIES
        or category == "Zs"
        or ord(character) in _IGNORABLE
        or character == _BRAILLE_BLANK
    )


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
