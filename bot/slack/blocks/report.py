"""A Report as a message: the verdict first, the worst first, what is well in one line."""

from collections.abc import Iterator
from itertools import accumulate, chain, islice

from bot.slack.blocks import limits
from bot.slack.blocks.controls import NOBODY, Occasion
from bot.slack.blocks.rows import row, row_text, said, troubles
from bot.slack.blocks.since import since_line
from bot.slack.blocks.surfaces import Context, Header, Section
from bot.slack.blocks.text import fold, inert, listing, literal, moment, mrkdwn, person, plain
from bot.slack.blocks.words import SYMBOLS, WORDS, numbers, verdict_symbol, verdict_words
from core.policy import Waiver
from core.render.words import held_to, verdict_sentence
from core.report import Finding, Report, Result, Status

MOST_ROWS = 20
"""Checks told in a row each; a longer message is not read, and Slack takes 50 blocks."""
_MOST_TEXT = 10_000
"""Characters of all rows: beyond it nobody reads on, and Slack may refuse the whole."""
_MOST_WAIVERS = 6
_WORST = 3


def summary(report: Report) -> str:
    """Say the verdict and the worst of it: what a notification and a screen reader get."""
    told = troubles(report)
    worst = (f"{WORDS[result.status]}: {_first_words(result)}" for result in told[:_WORST])
    lines = [inert(verdict_sentence(report), 300), fold(worst, 1_500, total=len(told))]
    return "\n".join(filter(None, lines))


def _first_words(result: Result) -> str:
    return said(result.findings[0]) if result.findings else inert(result.title, 150)


def opening(report: Report, occasion: Occasion = NOBODY) -> Iterator[Header | Context]:
    """Say the verdict, how many checks stand where, and when that was."""
    name = literal(report.app, 60)
    title = f"{name} {verdict_words(report)}"
    yield Header(text=plain(title, limits.HEADER, symbol=verdict_symbol(report)))
    totals = "  ".join(f"{SYMBOLS[status]} {words}" for status, words in numbers(report.counts))
    asked = person(occasion.asked_by) if occasion.asked_by else None
    checked = [
        f"Checked {moment(report.taken_at)}",
        f"by {asked}" if asked else "",
        f"in {occasion.seconds:.1f} s" if occasion.seconds is not None else "",
    ]
    since = since_line(occasion.changes) if occasion.changes else ""
    when = " ".join(filter(None, checked)) + inert(held_to(report), 100)
    lines = [totals, when, since]
    yield Context(elements=tuple(mrkdwn(line) for line in lines if line))


def trouble_rows(report: Report) -> Iterator[Section]:
    """Give each check that needs a person a row, and name those for which there is no room."""
    told = troubles(report)
    texts = list(map(row_text, told[:MOST_ROWS]))
    fitting = sum(length <= _MOST_TEXT for length in accumulate(map(len, texts)))
    for position, text in enumerate(texts[:fitting]):
        yield row(told[position], text, position)
    left = told[fitting:]
    if left:
        yield Section(
            text=mrkdwn(f"*And {len(left)} more:* {listing([result.id for result in left])}")
        )


def waivers(report: Report) -> Iterator[Context]:
    """Show what was accepted, and the waivers that are over or not needed."""
    lines = waiver_lines(report)
    if lines:
        yield Context(elements=(mrkdwn(lines),))


def waiver_lines(report: Report) -> str:
    """Say what was accepted until when and why, a line each."""
    accepted = [
        (finding, finding.waiver)
        for result in report.results
        for finding in result.findings
        if finding.waiver is not None
    ]
    lines = chain(
        (_accepted(finding, waiver) for finding, waiver in accepted),
        (f"⏰ *Waiver ended* on {w.expires}: {_of(w)}" for w in report.expired_waivers),
        (f"🔓 *Waiver not needed by this app:* {_of(w)}" for w in report.unused_waivers),
    )
    total = len(accepted) + len(report.expired_waivers) + len(report.unused_waivers)
    return fold(islice(lines, _MOST_WAIVERS), limits.TEXT, total=total)


def _accepted(finding: Finding, waiver: Waiver) -> str:
    return (
        f"{SYMBOLS[Status.WAIVED]} *Waived* until {waiver.expires}: {said(finding)} "
        f"({inert(waiver.reason, 200)})"
    )


def _of(waiver: Waiver) -> str:
    scope = waiver.check if waiver.resource == "*" else f"{waiver.check} {waiver.resource}"
    return f"{inert(scope, 100)} ({inert(waiver.reason, 200)})"


def quiet_lines(report: Report) -> str:
    """Name the checks that passed, then those that had nothing to judge, a line each."""
    return "\n".join(_quiet(report))


def _quiet(report: Report) -> Iterator[str]:
    for status in (Status.PASSED, Status.SKIPPED):
        names = [result.id for result in report.results if result.status is status]
        if names:
            yield f"{SYMBOLS[status]} *{WORDS[status]}:* {listing(names)}"
