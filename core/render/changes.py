"""What changed between two Reports, for a terminal: what is new first."""

from collections.abc import Iterator

from core.changes import Change, Changes
from core.render.paper import BOLD, Paper
from core.render.text import document, moment, remedy
from core.render.words import statement
from core.report import Status


def render(changes: Changes, *, width: int = 80, colour: bool = False) -> str:
    """Write changes for people; see `core.render.text.render` for the arguments."""
    paper = Paper(width=width, colour=colour)
    return document(
        [
            paper.prose(_title(changes), BOLD),
            _section("new", changes.new, paper),
            _section("fixed", changes.fixed, paper),
            _section("still there", changes.still, paper),
            _not_compared(changes, paper),
            paper.prose(_summary(changes), BOLD),
        ]
    )


def _title(changes: Changes) -> str:
    old, new = moment(changes.old_taken_at), moment(changes.new_taken_at)
    if changes.old_app == changes.new_app:
        return f"{changes.new_app}, from {old} to {new}"
    return f"{changes.old_app}, {old}, against {changes.new_app}, {new}"


def _section(name: str, changes: tuple[Change, ...], paper: Paper) -> Iterator[str]:
    if not changes:
        return
    yield paper.paint(f"{name}: {len(changes)}", BOLD)
    for change in changes:
        text = f"{_word(change)}: {statement(change.finding)} ({change.check})"
        yield from paper.bullet(change.now or Status.PASSED, text)
        fix = change.finding.fix
        if fix is not None and change.now not in {None, Status.WAIVED}:
            yield from remedy(fix, paper)


def _word(change: Change) -> str:
    if change.now is None:
        return f"was {change.was}"
    if change.was in {None, change.now}:
        return change.now
    return f"{change.now}, was {change.was}"


def _not_compared(changes: Changes, paper: Paper) -> Iterator[str]:
    if changes.not_compared:
        ids = ", ".join(changes.not_compared)
        yield from paper.prose(f"- not compared, the newer one lacks them: {ids}", hang="  ")


def _summary(changes: Changes) -> str:
    counts = f"{len(changes.new)} new, {len(changes.fixed)} fixed, {len(changes.still)} still there"
    return f"{changes.new_app}: {counts}."
