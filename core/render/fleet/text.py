"""A Fleet for a terminal: one line an app, worst first, then the checks, the verdict last."""

from collections.abc import Iterator, Sequence

from core.fleet import CheckTotal, Fleet, FleetRow
from core.render.fleet.words import (
    STANDING_STATUS,
    STANDING_WORDS,
    numbers,
    title,
    verdict_sentence,
    worst_of,
)
from core.render.inert import inert
from core.render.layout import MIN_WIDTH, columns, cut
from core.render.paper import BOLD, DIM, INKS, SYMBOLS, Paper
from core.render.text import document, moment
from core.report import Status

_WIDEST_NAME = 32
"""Columns; app names have 30 characters at most."""
_ROOM_FOR_WORDS = 24
"""Columns; a sentence cut shorter says nothing."""
_COLUMN = 9
"""Columns of a number."""
_COUNTED = (Status.FAILED, Status.UNKNOWN, Status.WARNING, Status.WAIVED, Status.PASSED)


def render(
    fleet: Fleet,
    *,
    rows: Sequence[FleetRow] | None = None,
    width: int = 80,
    colour: bool = False,
) -> str:
    """Write a fleet for people.

    Args:
        fleet: What to write.
        rows: The apps to show; the default is all.
        width: Columns of the terminal; fewer than 40 are taken as 40.
        colour: Paint with escape codes; the words stay the same.
    """
    paper = Paper(width=max(width, MIN_WIDTH), colour=colour)
    return document(
        [
            paper.prose(f"{title(fleet)}, as of {moment(fleet.taken_at)}", BOLD),
            _apps(fleet.rows if rows is None else rows, paper),
            _checks(fleet.check_totals(), paper),
            (line for note in fleet.notes for line in paper.bullet(Status.UNKNOWN, note)),
            paper.prose(verdict_sentence(fleet), BOLD),
        ]
    )


def _apps(rows: Sequence[FleetRow], paper: Paper) -> Iterator[str]:
    names = [inert(row.app) for row in rows]
    widest = min(max(map(columns, names), default=0), _WIDEST_NAME)
    said = [numbers(row.counts) or STANDING_WORDS[row.standing] for row in rows]
    counted = max(map(len, said), default=0)
    for row, name, counts in zip(rows, names, said, strict=True):
        status = STANDING_STATUS[row.standing]
        line = f"{_padded(cut(name, widest), widest)}  {_padded(counts, counted)}"
        room = paper.width - columns(line) - 4
        words = cut(inert(worst_of(row)), room) if room >= _ROOM_FOR_WORDS else ""
        yield f"{paper.paint(SYMBOLS[status], INKS[status])} {line}{_after(words, paper)}".rstrip()


def _after(words: str, paper: Paper) -> str:
    return f"  {paper.paint(words, DIM)}" if words else ""


def _checks(totals: Sequence[CheckTotal], paper: Paper) -> Iterator[str]:
    """Write what each check said of all apps; where the numbers have no room, in words."""
    troubled = [each for each in totals if numbers(each.counts) or each.counts.waived]
    if not troubled:
        return
    widest = max(columns(inert(each.check)) for each in troubled)
    if widest + _COLUMN * len(_COUNTED) > paper.width:
        for each in troubled:
            said = numbers(each.counts) or f"{each.counts.waived} waived"
            yield f"{_padded(inert(each.check), widest)}  {said}"
        return
    yield paper.paint(" " * widest + "".join(f"{status:>{_COLUMN}}" for status in _COUNTED), DIM)
    for each in troubled:
        cells = [(status, getattr(each.counts, status)) for status in _COUNTED]
        yield _padded(inert(each.check), widest) + "".join(
            paper.paint(f"{number:>{_COLUMN}}", INKS[status]) if number else f"{'·':>{_COLUMN}}"
            for status, number in cells
        )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
