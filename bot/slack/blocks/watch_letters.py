"""What a watch says now and then: at its beginning, of days to come, once a week."""

from collections.abc import Sequence

from bot.slack.blocks import limits
from bot.slack.blocks.surfaces import Context, Message, Section, message
from bot.slack.blocks.text import fold, inert, moment, mrkdwn, person
from bot.slack.blocks.watch_lines import (
    LONGEST,
    MOST_LINES,
    Line,
    Scene,
    checked,
    folded,
    line_of,
    report_row,
)
from bot.slack.blocks.words import SYMBOLS
from core.render.words import plural
from core.report import Status

_PART = 900
"""Characters of each of the three parts of a digest, which is one section."""


def beginning(scene: Scene, lines: Sequence[Line], dates: Sequence[str] = ()) -> Message:
    """Begin a watch: say what is bad already, without alarm.

    Args:
        scene: What it is about.
        lines: What is bad, worst first; later, what of it is over.
        dates: Days to come, in words; hostile text.
    """
    app = inert(scene.app, 60)
    opening = f"👀 Watching *{app}* {inert(scene.schedule, 100)}: {standing(lines)}."
    shown = folded([opening, *map(line_of, lines)], last=["From now on I tell what changes."])
    asked = person(scene.asked_by) if scene.asked_by else None
    by = f" · asked for by {asked}" if asked else ""
    return message(
        opening,
        Section(text=mrkdwn(shown)),
        *([Section(text=mrkdwn(_days(dates, "📅")))] if dates else []),
        Context(elements=(mrkdwn(f"Checked {moment(scene.at)}{by}"),)),
        *report_row(scene),
    )


def coming_up(scene: Scene, dates: Sequence[str]) -> Message:
    """Announce days to come.

    Args:
        scene: What it is about.
        dates: In words; hostile text.
    """
    opening = f"📅 *{inert(scene.app, 60)}*: {plural(len(dates), 'date')} to come"
    days = _days(dates, "•")
    return message(
        f"{opening}\n{days}",
        Section(text=mrkdwn(f"{opening}\n{days}")),
        Context(elements=(mrkdwn("I remind 90, 30 and 7 days before."),)),
        *report_row(scene),
    )


def _days(dates: Sequence[str], mark: str) -> str:
    """List days to come, as many as there is room for: each is told but once."""
    return fold((f"{mark} {inert(each, LONGEST)}" for each in dates), limits.SECTION_TEXT - 200)


def digest(
    scene: Scene,
    happened: Sequence[str],
    bad: Sequence[Line],
    dates: Sequence[str],
    *,
    muted: int = 0,
) -> Message:
    """Sum up a week.

    Args:
        scene: What it is about.
        happened: What changed, in words; hostile text.
        bad: What is bad at the moment, worst first.
        dates: Days to come, in words; hostile text.
        muted: Checks that are bad, and muted.
    """
    opening = f"🗓️ *{inert(scene.app, 60)}* this week: {standing(bad, muted)} now"
    parts = [
        opening,
        _part("What changed", happened) or "Nothing changed.",
        fold(["*Still*", *map(line_of, bad[:MOST_LINES])], _PART, total=1 + len(bad))
        if bad
        else "",
        _part("To come", dates),
    ]
    return message(
        opening,
        Section(text=mrkdwn("\n\n".join(filter(None, parts)))),
        Context(elements=(mrkdwn(checked(scene)),)),
        *report_row(scene),
    )


def _part(heading: str, lines: Sequence[str]) -> str:
    shown = (f"• {inert(each, LONGEST)}" for each in lines[:MOST_LINES])
    return fold([f"*{heading}*", *shown], _PART, total=1 + len(lines)) if lines else ""


def standing(lines: Sequence[Line], muted: int = 0) -> str:
    """Count what is bad, by checks.

    Args:
        lines: What is bad, worst first, and what of it is over.
        muted: Checks that are bad too, and muted.
    """
    worst: dict[str, Status] = {}
    for line in lines:
        if line.over is None:
            worst.setdefault(line.check, line.now)
    counted = (
        (status, sum(each is status for each in worst.values()))
        for status in (Status.FAILED, Status.UNKNOWN, Status.WARNING)
    )
    said = [f"{SYMBOLS[s]} {n} {_noun(s, n)}" for s, n in counted if n]
    said += [f"🔇 {muted} muted"] if muted else []
    return ", ".join(said) if said else "✅ all is well"


def _noun(status: Status, number: int) -> str:
    return "warnings" if status is Status.WARNING and number > 1 else status.value
