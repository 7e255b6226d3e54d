"""A Report as a message: the verdict first, the worst first, what is well in one line."""

from collections.abc import Iterator
from itertools import accumulate

from bot.slack.blocks import limits
from bot.slack.blocks.controls import NOBODY, Occasion, controls
from bot.slack.blocks.rows import row, row_text, said, troubles
from bot.slack.blocks.surfaces import Context, Header, Message, Section, message
from bot.slack.blocks.text import fold, inert, literal, moment, mrkdwn, person, plain
from bot.slack.blocks.words import SYMBOLS, WORDS, numbers, verdict_symbol, verdict_words
from core.policy import Waiver
from core.render.words import verdict_sentence
from core.report import Report, Result, Status

MOST_ROWS = 20
"""Checks told in a row each; a longer message is not read, and Slack takes 50 blocks."""
_MOST_TEXT = 10_000
"""Characters of all rows: beyond it nobody reads on, and Slack may refuse the whole."""
_MOST_WAIVERS = 6
_SMALL_PRINT = 900
_WORST = 3


def report_message(report: Report, occasion: Occasion = NOBODY) -> Message:
    """Compose the message about an app."""
    return message(
        summary(report),
        *opening(report, occasion),
        *trouble_rows(report),
        *waivers(report),
        *quiet(report),
        *controls(report, occasion),
    )


def summary(report: Report) -> str:
    """Say the verdict and the worst of it: what a notification and a screen reader get."""
    worst = (f"{WORDS[result.status]}: {_first_words(result)}" for result in troubles(report))
    return "\n".join(
        filter(None, [inert(verdict_sentence(report), 300), fold(worst, 1_500, most=_WORST)])
    )


def _first_words(result: Result) -> str:
    return said(result.findings[0]) if result.findings else inert(result.title, 150)


def opening(report: Report, occasion: Occasion = NOBODY) -> Iterator[Header | Context]:
    """Say the verdict, how many checks stand where, and when that was."""
    name = literal(report.app, 60)
    title = f"{verdict_symbol(report)} {name} {verdict_words(report)}"
    yield Header(text=plain(title, limits.HEADER, emoji=True))
    totals = "  ".join(f"{SYMBOLS[status]} {words}" for status, words in numbers(report.counts))
    asked = person(occasion.asked_by) if occasion.asked_by else None
    checked = [
        f"Checked {moment(report.taken_at)}",
        f"by {asked}" if asked else "",
        f"in {occasion.seconds:.1f} s" if occasion.seconds is not None else "",
    ]
    lines = [totals, " ".join(filter(None, checked))]
    yield Context(elements=tuple(mrkdwn(line) for line in lines if line))


def trouble_rows(report: Report) -> Iterator[Section]:
    """Give each check that needs a person a row, and name those for which there is no room."""
    told = troubles(report)
    rows = [row(result, position) for position, result in enumerate(told[:MOST_ROWS])]
    lengths = accumulate(len(row_text(result)) for result in told[:MOST_ROWS])
    fitting = sum(length <= _MOST_TEXT for length in lengths)
    yield from rows[:fitting]
    left = told[fitting:]
    if left:
        names = fold((inert(result.id, 60) for result in left), _SMALL_PRINT, separator=", ")
        yield Section(text=mrkdwn(f"*And {len(left)} more:* {names}"))


def waivers(report: Report) -> Iterator[Context]:
    """Show what was accepted, and the waivers that are over or no longer needed."""
    lines = waiver_lines(report)
    if lines:
        yield Context(elements=(mrkdwn(fold(lines, limits.TEXT, most=_MOST_WAIVERS)),))


def waiver_lines(report: Report) -> list[str]:
    """Say what was accepted until when and why."""
    return [
        *(
            f"{SYMBOLS[Status.WAIVED]} *Waived* until {finding.waiver.expires}: {said(finding)} "
            f"({inert(finding.waiver.reason, 200)})"
            for result in report.results
            for finding in result.findings
            if finding.waiver is not None
        ),
        *(f"⏰ *Waiver ended* on {w.expires}: {_of(w)}" for w in report.expired_waivers),
        *(f"🔓 *Waiver no longer needed:* {_of(w)}" for w in report.unused_waivers),
    ]


def _of(waiver: Waiver) -> str:
    scope = waiver.check if waiver.resource == "*" else f"{waiver.check} {waiver.resource}"
    return f"{inert(scope, 100)} ({inert(waiver.reason, 200)})"


def quiet(report: Report) -> Iterator[Context]:
    """Name what is well and what was skipped, one line each."""
    lines = list(quiet_lines(report))
    if lines:
        yield Context(elements=(mrkdwn("\n".join(lines)),))


def quiet_lines(report: Report) -> Iterator[str]:
    """Name the checks that passed, then those that had nothing to judge."""
    for status in (Status.PASSED, Status.SKIPPED):
        names = [inert(result.id, 60) for result in report.results if result.status is status]
        if names:
            listed = fold(names, _SMALL_PRINT, separator=", ")
            yield f"{SYMBOLS[status]} *{WORDS[status]}:* {listed}"
