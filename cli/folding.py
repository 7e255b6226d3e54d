"""A long report in less room: of most checks the headline alone."""

import re
from collections.abc import Collection
from itertools import groupby, takewhile

_SGR = re.compile(r"\x1b\[[\d;]*m")
_HEADLINE = re.compile(r"\S (?:failed|unknown|warning|waived): .*\(([a-z-]+)\)", re.DOTALL)
_BULLET = re.compile(r"  \S ")


def fold(report: str, whole: Collection[str]) -> str:
    """Leave of most troubled checks the headline, and all else as it is.

    Args:
        report: As `core.render.text` writes it, coloured perhaps.
        whole: Ids of the checks that stay whole.
    """
    parts = (_part(block, whole) for block in report.rstrip("\n").split("\n\n"))
    groups = groupby(parts, key=lambda part: part[0])
    shown = (("\n" if cut else "\n\n").join(text for _, text in group) for cut, group in groups)
    return "\n\n".join(shown) + "\n"


def _part(block: str, whole: Collection[str]) -> tuple[bool, str]:
    """Cut a block down to its headline, unless it stays whole; say whether it was cut."""
    head = "\n".join(takewhile(_is_head, block.split("\n")))
    headline = _HEADLINE.fullmatch(_SGR.sub("", head))
    cut = headline is not None and headline[1] not in whole
    return cut, head if cut else block


def _is_head(line: str) -> bool:
    return _BULLET.match(_SGR.sub("", line)) is None
