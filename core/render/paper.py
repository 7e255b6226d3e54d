"""What a terminal document is written on: a width, symbols with words, and perhaps colour."""

from collections.abc import Iterator

import msgspec

from core.render.inert import inert
from core.render.layout import MIN_WIDTH, wrap
from core.report import Status

SYMBOLS: dict[Status, str] = {
    Status.FAILED: "✗",
    Status.UNKNOWN: "?",
    Status.WARNING: "!",
    Status.WAIVED: "~",
    Status.PASSED: "✓",
    Status.SKIPPED: "-",
}

BOLD = "1"
DIM = "2"
CYAN = "36"
INKS: dict[Status, str] = {
    Status.FAILED: "31",
    Status.UNKNOWN: "35",
    Status.WARNING: "33",
    Status.WAIVED: "34",
    Status.PASSED: "32",
    Status.SKIPPED: DIM,
}
"""Select Graphic Rendition parameters, ECMA-48 section 8.3.117."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """How wide the lines are, and whether they are coloured."""

    width: int = 80
    """Columns; fewer than 40 are taken as 40."""
    colour: bool = False

    def paint(self, text: str, *inks: str) -> str:
        """Colour a text of our own or one that is inert."""
        return f"\x1b[{';'.join(inks)}m{text}\x1b[0m" if self.colour and inks else text

    def prose(self, text: str, *inks: str, indent: str = "", hang: str = "") -> Iterator[str]:
        """Write a paragraph, foreign text and all, in lines that fit.

        Args:
            text: It is made inert here.
            inks: Of all its lines.
            indent: What each line begins with.
            hang: What the second line and those after it begin with, after the indent.
        """
        room = max(self.width, MIN_WIDTH) - len(indent)
        for line in wrap(inert(text), room, hang=hang):
            yield indent + self.paint(line, *inks)

    def bullet(self, status: Status, text: str) -> Iterator[str]:
        """Write a paragraph under the symbol of a status."""
        symbol = f"{SYMBOLS[status]} "
        first, *rest = self.prose(text, indent="    ")
        yield "  " + self.paint(symbol, INKS[status]) + first.removeprefix("    ")
        yield from rest
