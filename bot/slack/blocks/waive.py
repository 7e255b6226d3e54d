"""The modal in which a finding is accepted until a day, and the lines to commit that come of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from msgspec import UNSET

from bot.slack.blocks import ids, limits
from bot.slack.blocks.kit import DatePicker, Option, PlainTextInput, StaticSelect
from bot.slack.blocks.rows import TROUBLE, worst_first
from bot.slack.blocks.surfaces import (
    Context,
    Input,
    Leaf,
    Modal,
    RichText,
    RichTextPreformatted,
    Section,
)
from bot.slack.blocks.text import inert, mrkdwn, plain
from bot.slack.blocks.words import SYMBOLS
from core.policy import Waiver
from core.policy_file import NAME
from core.policy_text import pattern_for, waiver_toml
from core.report import Finding, Report, Result

TITLE: Final = "Waive"
LONGEST_REASON: Final = 300
USUAL_DAYS: Final = 30
MOST_DAYS: Final = 365
"""From today; what is accepted for longer is looked at again."""
_LONGEST_NAME: Final = 300


class Waivable(NamedTuple):
    """A finding that a waiver can cover, and its check."""

    result: Result
    finding: Finding


class Wish(NamedTuple):
    """What was filled in."""

    position: int
    """Among those that `waivable` lists."""
    reason: str
    expires: date


def waivable(report: Report) -> list[Waivable]:
    """List what can be accepted, the worst first, as many as a select holds."""
    found = [
        Waivable(result, finding)
        for result in worst_first(report)
        for finding in result.findings
        if finding.status in TROUBLE
        and ids.names_a_check(result.id)
        and (not finding.resource or _can_be_written(finding.resource))
    ]
    return found[: limits.SELECT_OPTIONS]


def waive_view(report: Report, report_id: str, today: date) -> Modal:
    """Compose the modal.

    Args:
        report: It finds something that can be accepted.
        report_id: Under which it is kept.
        today: The day in UTC.
    """
    options = tuple(_option(each, at) for at, each in enumerate(waivable(report)))
    what = StaticSelect(action_id=ids.WAIVE_WHAT, options=options, initial_option=options[0])
    why = PlainTextInput(
        action_id=ids.WAIVE_REASON,
        max_length=LONGEST_REASON,
        placeholder=plain("Two versions cannot share the cache yet", limits.PLACEHOLDER),
    )
    until = DatePicker(
        action_id=ids.WAIVE_UNTIL,
        initial_date=(today + timedelta(days=USUAL_DAYS)).isoformat(),
    )
    return _modal(
        Section(
            text=mrkdwn(
                f"Accept a finding of *{inert(report.app, 60)}* until a day. You get the lines "
                "for the policy; nothing changes before they are committed."
            )
        ),
        _input("What", what, ids.WAIVE_WHAT),
        _input("Why it is accepted", why, ids.WAIVE_REASON),
        _input("Until", until, ids.WAIVE_UNTIL, hint="The last day it holds, a year at most."),
        carries=ids.Target(app=report.app, report=report_id),
    )


def problems(wish: Wish, today: date) -> dict[str, str]:
    """Say what is wrong with what was filled in, by the block it is in."""
    found = {}
    if not _one_line(wish.reason):
        found[ids.WAIVE_REASON] = "Say why it is accepted."
    if not today <= wish.expires <= today + timedelta(days=MOST_DAYS):
        found[ids.WAIVE_UNTIL] = "Choose a day from today on, a year ahead at most."
    return found


def waiver_of(report: Report, wish: Wish) -> Waiver:
    """Make the waiver; of a finding of the app as a whole it covers the whole check."""
    each = waivable(report)[wish.position]
    resource = each.finding.resource
    return Waiver(
        check=each.result.id,
        app=report.app,
        resource="*" if not resource else pattern_for(resource),
        reason=_one_line(wish.reason),
        expires=wish.expires,
    )


def lines_view(waiver: Waiver, ended: Sequence[Waiver] = ()) -> Modal:
    """Compose the modal that shows the lines to commit.

    Args:
        waiver: What the lines say.
        ended: The waivers that are over: a policy holds no two for the same.
    """
    before = next((each for each in ended if _is_same(each, waiver)), None)
    do = "Add these lines to"
    if before is not None:
        do = f"Put these lines in place of the waiver that ended on {before.expires}, in"
    return _modal(
        Section(
            text=mrkdwn(
                f"{do} `{NAME}`: the one in the app's repository for the "
                "command line, and the one beside the bot's `Procfile` (or `PRODCHECK_POLICY`) "
                "for me."
            )
        ),
        RichText(elements=(RichTextPreformatted(elements=(Leaf(text=waiver_toml(waiver)),)),)),
        Context(
            elements=(
                mrkdwn("The finding stays visible as waived, and counts again after that day."),
            )
        ),
    )


def _is_same(one: Waiver, other: Waiver) -> bool:
    of = (one.check, one.app, one.resource)
    return of == (other.check, other.app, other.resource)


def _can_be_written(resource: str) -> bool:
    """Whether a resource is a name, as all of Heroku's are, rather than something hostile."""
    short = len(resource) <= _LONGEST_NAME
    return short and resource.isprintable() and resource == resource.strip()


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _option(each: Waivable, position: int) -> Option:
    resource = each.finding.resource
    words = f"{each.result.id}: {resource}" if resource else each.result.id
    symbol = SYMBOLS[each.finding.status]
    return Option(text=plain(words, limits.OPTION_TEXT, symbol=symbol), value=str(position))


def _input(
    label: str,
    element: StaticSelect | PlainTextInput | DatePicker,
    block_id: str,
    hint: str | None = None,
) -> Input:
    return Input(
        block_id=block_id,
        label=plain(label, limits.INPUT_LABEL),
        element=element,
        hint=plain(hint, limits.INPUT_HINT) if hint else UNSET,
    )


def _modal(
    *blocks: Section | Input | RichText | Context, carries: ids.Target | None = None
) -> Modal:
    return Modal(
        title=plain(TITLE, limits.VIEW_TITLE),
        blocks=blocks,
        submit=plain("Show the lines", limits.VIEW_SUBMIT) if carries else UNSET,
        close=plain("Cancel" if carries else "Close", limits.VIEW_CLOSE),
        callback_id=ids.WAIVE_VIEW if carries else ids.RESULTS_VIEW,
        private_metadata=ids.encode(carries) if carries else UNSET,
    )
