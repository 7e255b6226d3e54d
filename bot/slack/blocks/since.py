"""What changed since an app was last checked: in a line, and in a modal."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from msgspec import Struct

from bot.slack.blocks import ids, limits
from bot.slack.blocks.press import button
from bot.slack.blocks.rows import said
from bot.slack.blocks.surfaces import (
    Actions,
    Context,
    Divider,
    Header,
    Image,
    Modal,
    ModalBlock,
    Section,
)
from bot.slack.blocks.text import fold, inert, moment, mrkdwn, plain, web_address
from bot.slack.blocks.words import SYMBOLS, WORDS
from core.changes import Change, Changes
from core.render.words import plural
from core.report import Status

TITLE: Final = "What changed"
_MOST: Final = 12
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


class Links(Struct, frozen=True, kw_only=True):
    """Addresses of pages about an app; None where nobody knows at which address the bot is."""

    report: str | None = None
    trend: str | None = None
    badge: str | None = None
    calendar: str | None = None
    picture: str | None = None
    """The strip of the last 90 days."""


def since_line(changes: Changes) -> str:
    """Say in a few words what changed: `Since 2 days ago: 1 new, 2 fixed`."""
    passed = ago(changes.new_taken_at - changes.old_taken_at)
    told = ((len(changes.new), "new"), (len(changes.fixed), "fixed"))
    words = ", ".join(f"{number} {word}" for number, word in told if number)
    return f"Since {passed}: {words}" if words else f"The same as {passed}"


def ago(passed: timedelta) -> str:
    """Say how long ago something was."""
    for unit, noun in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if passed >= unit:
            return f"{plural(passed // unit, noun)} ago"
    return "a moment ago"


def changes_view(changes: Changes | None, app: str, links: Links) -> Modal:
    """Compose the modal about what changed.

    Args:
        changes: Since the report before; None: there is none.
        app: The app.
        links: Where more is to be seen.
    """
    return Modal(
        title=plain(TITLE, limits.VIEW_TITLE),
        blocks=(*_told(changes, app), *_picture(app, links), *_pages(links)),
        close=plain("Close", limits.VIEW_CLOSE),
        callback_id=ids.RESULTS_VIEW,
    )


def _told(changes: Changes | None, app: str) -> Iterator[ModalBlock]:
    yield Header(text=plain(app, limits.HEADER))
    if changes is None:
        yield Section(text=mrkdwn("There is no earlier report to compare with."))
        return
    span = f"From {moment(changes.old_taken_at)} to {moment(changes.new_taken_at)}"
    yield Context(elements=(mrkdwn(span),))
    for title, listed in (("New", changes.new), ("Fixed", changes.fixed)):
        if listed:
            yield Section(text=mrkdwn(_listed(title, listed)))
    if not changes.new and not changes.fixed:
        yield Section(text=mrkdwn("Nothing changed."))
    if changes.still:
        yield Context(elements=(mrkdwn(f"{len(changes.still)} still there"),))


def _listed(title: str, changes: Sequence[Change]) -> str:
    lines = (f"• {_line(change)}" for change in changes[:_MOST])
    body = fold(lines, limits.SECTION_TEXT - 100, total=len(changes))
    return f"*{title} ({len(changes)})*\n{body}"


def _line(change: Change) -> str:
    now = change.now or Status.PASSED
    was = "" if change.was is None else f", was {WORDS[change.was].lower()}"
    words = WORDS[now].lower() if change.now else "fixed"
    return f"{SYMBOLS[now]} {inert(change.title, 100)} · {words}{was}: {said(change.finding)}"


def _picture(app: str, links: Links) -> Iterator[ModalBlock]:
    address = web_address(links.picture) if links.picture else None
    if address is not None:
        words = inert(f"The last 90 days of {app}, a bar a day", limits.IMAGE_ALT)
        yield Divider()
        yield Image(image_url=address, alt_text=words)


def _pages(links: Links) -> Iterator[ModalBlock]:
    named = (
        ("Full report page", links.report),
        ("Trend", links.trend),
        ("Badge", links.badge),
        ("Calendar", links.calendar),
    )
    buttons = tuple(
        button(words, ids.at(ids.DOCS, position), url=address)
        for position, (words, url) in enumerate(named)
        if url and (address := web_address(url))
    )
    if buttons:
        yield Actions(elements=buttons)
