"""The same report three times, each with less that a client could refuse.

::

    rich ─▶ sections ─▶ text

`rich` uses a container, which Slack has since June 2026 and rolls out by client and workspace;
`sections` uses what every client has known for years; `text` has no blocks at all. Delivery sends
the first, and the next when Slack answers `invalid_blocks`. An answer in the body of an
acknowledgement learns of no refusal, so it is `sections` at once.
"""

from collections.abc import Iterator

from msgspec import UNSET, Struct
from msgspec.structs import replace

from bot.slack.blocks import ids, limits
from bot.slack.blocks.controls import NOBODY, Occasion, controls
from bot.slack.blocks.report import (
    MOST_ROWS,
    opening,
    quiet_lines,
    summary,
    trouble_rows,
    waiver_lines,
    waivers,
)
from bot.slack.blocks.rows import articles, result_text, row_text, troubles, worst_first
from bot.slack.blocks.surfaces import Container, Context, Message, Section, message
from bot.slack.blocks.text import fold, inert, link, moment, mrkdwn, plain
from bot.slack.blocks.words import verdict_symbol
from core.render.words import verdict_sentence
from core.report import Report, Result, Status

_QUIET = frozenset({Status.PASSED, Status.SKIPPED})
_MOST_FINE = 40


class Ladder(Struct, frozen=True):
    """The steps, the richest first."""

    rich: Message
    sections: Message
    text: Message

    @property
    def steps(self) -> tuple[Message, Message, Message]:
        """All of them, in the order of trying."""
        return self.rich, self.sections, self.text


def ladder(report: Report, occasion: Occasion = NOBODY) -> Ladder:
    """Compose every step of a report."""
    text = summary(report)
    above = (*opening(report, occasion), *trouble_rows(report), *waivers(report))
    below = tuple(controls(report, occasion))
    return Ladder(
        rich=message(text, *above, *_folded(report), *below),
        sections=message(text, *above, *_listed(report), *below),
        text=message(_text(report)),
    )


def text_alone(message: Message) -> Message:
    """Drop the blocks of a short message: the last step where there are no others."""
    return replace(message, blocks=UNSET)


def _folded(report: Report) -> Iterator[Container]:
    fine = [result for result in worst_first(report) if result.status in _QUIET]
    passed = sum(result.status is Status.PASSED for result in fine)
    skipped = len(fine) - passed
    counted = (
        f"passed ({passed})" if passed else "",
        f"was skipped ({skipped})" if skipped else "",
    )
    if fine:
        body = fold(map(result_text, fine[:_MOST_FINE]), limits.TEXT, total=len(fine))
        yield Container(
            title=plain("See what " + " and ".join(filter(None, counted)), limits.CONTAINER_TITLE),
            is_collapsible=True,
            default_collapsed=True,
            child_blocks=(Section(text=mrkdwn(body)),),
        )


def _listed(report: Report) -> Iterator[Context]:
    lines = quiet_lines(report)
    if lines:
        yield Context(elements=(mrkdwn(lines),))


def _text(report: Report) -> str:
    again = f"`{ids.COMMAND} {report.app}`" if ids.names_an_app(report.app) else ids.COMMAND
    verdict = f"{verdict_symbol(report)} {inert(verdict_sentence(report), 300)}"
    last = f"Checked {moment(report.taken_at)}. Type {again} to check again."
    told = troubles(report)
    lines = [*map(_told, told[:MOST_ROWS]), waiver_lines(report), quiet_lines(report)]
    left = max(0, len(told) - MOST_ROWS)
    shown = list(filter(None, lines))
    room = limits.MESSAGE_TEXT - len(verdict) - len(last) - 4
    body = fold(shown, room, total=len(shown) + left, separator="\n\n")
    return "\n\n".join(filter(None, [verdict, body, last]))


def _told(result: Result) -> str:
    more = [f"How to fix: {link(each.url, each.title)}" for each in articles(result)[:1]]
    return "\n".join([row_text(result), *more])
