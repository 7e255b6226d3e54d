"""The modals: why a check matters here, every result, the list of apps, the report as JSON."""

from collections.abc import Iterator

import msgspec
from msgspec import UNSET

from bot.slack.blocks import ids, limits
from bot.slack.blocks.docs import documentation, reading
from bot.slack.blocks.findings import findings
from bot.slack.blocks.kit import Checkboxes, ExternalSelect, Option, Options, StaticSelect
from bot.slack.blocks.press import button
from bot.slack.blocks.report import opening
from bot.slack.blocks.rows import articles, result_text, worst_first
from bot.slack.blocks.surfaces import (
    Actions,
    Context,
    Divider,
    Header,
    Input,
    Leaf,
    Modal,
    ModalBlock,
    RichText,
    RichTextPreformatted,
    Section,
)
from bot.slack.blocks.text import code, inert, listing, moment, mrkdwn, plain
from bot.slack.blocks.words import SYMBOLS
from core.check import Check
from core.render import json
from core.report import Report, Result

_MOST_RESULTS = 90
_LONGEST_JSON = 200_000
"""Bytes; more are not even laid out."""
_MOST_PARTS = 60
_PART = 2_900


def why_view(check: Check, app: str, report: Report | None, report_id: str | None = None) -> Modal:
    """Compose the modal about a check: what it found in this app, and its documentation.

    Args:
        check: What it is about.
        app: The app in whose report it was asked.
        report: That report; None where it is kept no longer.
        report_id: Under which it is kept.
    """
    target = ids.Target(app=app, check=check.id, report=report_id)
    results = worst_first(report) if report else []
    result = next((each for each in results if each.id == check.id), None)
    read = articles(result) if result else list(check.articles)
    return _modal(
        "Why?",
        *_others(results, check.id),
        Header(text=plain(check.title, limits.HEADER)),
        Context(elements=(mrkdwn(_when(check, app, report)),)),
        *((*findings(app, result), Divider()) if result else ()),
        *documentation(check),
        *((Section(text=mrkdwn(f"*Read more*\n{reading(read)}")),) if read else ()),
        callback_id=ids.WHY_VIEW,
        carries=target,
    )


def _when(check: Check, app: str, report: Report | None) -> str:
    what = f"{code(check.id, 60)}  {check.category}"
    if report is None:
        return f"{what}  ·  {inert(app, 60)}: this report is kept no longer, check the app again"
    return f"{what}  ·  {inert(app, 60)}, checked {moment(report.taken_at)}"


def _others(results: list[Result], shown: str) -> Iterator[Actions]:
    """Offer the other checks of the report."""
    options = {
        result.id: Option(
            text=plain(result.title, limits.OPTION_TEXT, symbol=SYMBOLS[result.status]),
            value=result.id,
        )
        for result in results[: limits.SELECT_OPTIONS]
        if ids.names_a_check(result.id)
    }
    if len(options) > 1:
        select = StaticSelect(
            action_id=ids.WHY_PICK,
            options=tuple(options.values()),
            initial_option=options.get(shown, UNSET),
            placeholder=plain("Another check", limits.PLACEHOLDER),
        )
        yield Actions(elements=(select,))


def results_view(report: Report, report_id: str | None = None) -> Modal:
    """Compose the modal with every result, each with a way to its documentation."""
    results = worst_first(report)
    left = listing([result.id for result in results[_MOST_RESULTS:]])
    return _modal(
        "All results",
        *opening(report),
        *(
            _result(report.app, result, position, report_id)
            for position, result in enumerate(results[:_MOST_RESULTS])
        ),
        *((Section(text=mrkdwn(f"*And more:* {left}")),) if left else ()),
        callback_id=ids.RESULTS_VIEW,
    )


def _result(app: str, result: Result, position: int, report_id: str | None) -> Section:
    named = ids.names_an_app(app) and ids.names_a_check(result.id)
    why = (
        button(
            "Why?",
            ids.at(ids.WHY, position),
            label=f"Why? {result.title}",
            carries=ids.Target(app=app, check=result.id, report=report_id),
        )
        if named
        else UNSET
    )
    return Section(text=mrkdwn(result_text(result)), accessory=why)


def pick_view(place: ids.Place) -> Modal:
    """Compose the modal in which an app is chosen.

    Args:
        place: Where the answer goes; without a channel only the person gets it.
    """
    select = ExternalSelect(
        action_id=ids.PICK_APP,
        placeholder=plain("Type a few letters of its name", limits.PLACEHOLDER),
        min_query_length=0,
        focus_on_load=True,
    )
    show = Checkboxes(
        action_id=ids.PICK_PUBLIC,
        options=(
            Option(text=plain("Post it to the channel", limits.OPTION_TEXT), value=ids.PUBLIC),
        ),
    )
    app = Input(label=plain("App", limits.INPUT_LABEL), element=select)
    public = Input(
        label=plain("Who sees the report", limits.INPUT_LABEL), element=show, optional=True
    )
    return _modal(
        "Check an app",
        *((app, public) if place.channel else (app,)),
        callback_id=ids.PICK_VIEW,
        carries=place,
        submit="Check",
    )


def app_options(names: list[str]) -> Options:
    """Answer the select of `pick_view`: apps the person may see, the best match first."""
    return Options(
        options=tuple(
            Option(text=plain(name, limits.OPTION_TEXT), value=name)
            for name in names[: limits.SELECT_OPTIONS]
            if ids.names_an_app(name)
        )
    )


def json_view(report: Report) -> Modal:
    """Compose the modal that shows a report as JSON, to be copied; part of it is of no use."""
    small = len(msgspec.json.encode(report)) <= _LONGEST_JSON
    parts = list(_parts(json.render(report))) if small else []
    shown: list[ModalBlock] = [
        RichText(elements=(RichTextPreformatted(elements=(Leaf(text=part),)),)) for part in parts
    ]
    if not 0 < len(shown) <= _MOST_PARTS:
        words = "It does not fit here. `prodcheck -a APP --json` writes it."
        shown = [Section(text=mrkdwn(words))]
    return _modal("Report as JSON", *shown, callback_id=ids.RESULTS_VIEW)


def _parts(text: str) -> Iterator[str]:
    """Cut a document between lines where it can be, into parts that Slack takes."""
    part = ""
    for line in text.splitlines(keepends=True):
        if part and len(part) + len(line) > _PART:
            yield part
            part = ""
        part += line
        while len(part) > _PART:
            yield part[:_PART]
            part = part[_PART:]
    if part:
        yield part


def _modal(
    title: str,
    *blocks: ModalBlock,
    callback_id: str,
    carries: ids.Value | None = None,
    submit: str | None = None,
) -> Modal:
    return Modal(
        title=plain(title, limits.VIEW_TITLE),
        blocks=blocks,
        submit=plain(submit, limits.VIEW_SUBMIT) if submit else UNSET,
        close=plain("Cancel" if submit else "Close", limits.VIEW_CLOSE),
        callback_id=callback_id,
        private_metadata=ids.encode(carries) if carries is not None else UNSET,
    )
