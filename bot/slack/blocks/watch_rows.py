"""Watches in lists: in App Home, in a channel's own list, and when one was made."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from bot.slack.blocks import ids, limits, watch_notices
from bot.slack.blocks.kit import MenuOption, Overflow
from bot.slack.blocks.press import button
from bot.slack.blocks.states import notice
from bot.slack.blocks.surfaces import (
    Actions,
    Context,
    HomeBlock,
    Message,
    Modal,
    Section,
    message,
)
from bot.slack.blocks.text import channel, fold, inert, moment, mrkdwn, plain
from bot.slack.blocks.watch_letters import standing
from bot.slack.blocks.watch_lines import Line
from bot.slack.blocks.watch_notices import DIRECT
from bot.store.records import Watch

_NAME = 60
_MOST_ROWS = 20


class Row(Struct, frozen=True, kw_only=True):
    """A watch as it is listed."""

    watch: Watch
    schedule: str
    """In words: `every day`."""
    bad: tuple[Line, ...] = ()
    """What its channel knows to be bad, and what could not be read."""
    muted: int = 0
    """Checks that are bad too, and muted."""
    begun: bool = False
    obstacle: str = ""
    """Why the app could not be looked at the last time; empty: it could."""


def rows(listed: Sequence[Row], *, with_channel: bool) -> Iterator[HomeBlock]:
    """List watches, each with its menu; of too many, those first that need somebody."""
    if len(listed) > _MOST_ROWS:
        listed = sorted(listed, key=_need)
    for position, row in enumerate(listed[:_MOST_ROWS]):
        yield Section(
            text=mrkdwn(_row(row, with_channel=with_channel)),
            accessory=Overflow(
                action_id=ids.at(ids.WATCH_MENU, position), options=tuple(_choices(row.watch))
            ),
        )
    left = [f"*{_name(row.watch.app)}*" for row in listed[_MOST_ROWS:]]
    if left:
        yield Section(text=mrkdwn(f"And {len(left)} more: {fold(left, 900, separator=', ')}"))
        words = (
            f"`{ids.COMMAND} watch myapp` or `{ids.COMMAND} unwatch myapp`, typed in its channel, "
            "changes or ends any of them."
        )
        yield Context(elements=(mrkdwn(words),))


def _need(row: Row) -> int:
    """Rank a watch: at rest or blind, then with something bad, then the others."""
    if row.watch.paused or row.obstacle:
        return 0
    return 1 if row.bad else 2


def list_message(listed: Sequence[Row]) -> Message:
    """List the watches of a channel."""
    new = Actions(elements=(button("New watch", ids.WATCH_NEW),))
    if not listed:
        words = (
            "👀 Nothing is watched in this channel.\n"
            f"`{ids.COMMAND} watch myapp` tells it what changes of an app, every day."
        )
        return message(words, Section(text=mrkdwn(words)), new)
    words = f"👀 Watched in this channel: {len(listed)}"
    return message(
        words, Section(text=mrkdwn(f"*{words}*")), *rows(listed, with_channel=False), new
    )


def changed_message(row: Row) -> Message:
    """Say how an app is watched after somebody changed that."""
    return (
        watch_notices.paused(row.watch.app, row.watch.id)
        if row.watch.paused
        else begun_message(row)
    )


def begun_message(row: Row) -> Message:
    """Say that an app is watched from now on."""
    where = row.watch.channel_id
    told = "you" if where.startswith(DIRECT) else channel(where)
    words = (
        f"👀 I watch *{_name(row.watch.app)}* {inert(row.schedule, 100)}, and tell {told} what "
        f"changes.\nNext look {moment(row.watch.next_due)}. "
        f"`{ids.COMMAND} unwatch {_name(row.watch.app)}` there ends it."
    )
    menu = Overflow(action_id=ids.at(ids.WATCH_MENU, 0), options=tuple(_choices(row.watch)))
    return message(words, Section(text=mrkdwn(words), accessory=menu))


def looked_again(row: Row) -> Message:
    """Say how an app stands after a look that somebody asked for, or that there was none."""
    app = _name(row.watch.app)
    if row.watch.paused:
        return notice(f"⏸️ *{app}* could not be watched: {inert(row.watch.paused, 200)}.")
    if row.obstacle:
        return notice(
            f"☁️ *{app}* could not be looked at: {inert(row.obstacle, 200)}.\n"
            f"I try again {moment(row.watch.next_due)}."
        )
    return notice(f"🔁 *{app}* was looked at: {standing(row.bad, row.muted)}.")


def delete_view(watch: Watch, asked_in: str | None) -> Modal:
    """Ask before a watch is ended.

    Args:
        watch: The watch.
        asked_in: The channel in which that was asked for; None: in App Home.
    """
    words = (
        f"End the watch of *{_name(watch.app)}* in {_place(watch.channel_id)}?\n"
        "What it knows is forgotten; the reports stay."
    )
    return Modal(
        title=plain("End this watch?", limits.VIEW_TITLE),
        blocks=(Section(text=mrkdwn(words)),),
        submit=plain("End watch", limits.VIEW_SUBMIT),
        close=plain("Keep it", limits.VIEW_CLOSE),
        callback_id=ids.WATCH_DELETE_VIEW,
        private_metadata=ids.encode(ids.WatchEnd(watch=watch.id, channel=asked_in)),
    )


def home_rows(listed: Sequence[Row]) -> Iterator[HomeBlock]:
    """List a person's watches in App Home."""
    yield Section(text=mrkdwn("*What I watch for you*"))
    if listed:
        yield from rows(listed, with_channel=True)
    else:
        words = "Nothing yet. I can look at an app every day, and tell a channel what changes."
        yield Context(elements=(mrkdwn(words),))
    yield Actions(elements=(button("New watch", ids.WATCH_NEW),))


def _row(row: Row, *, with_channel: bool) -> str:
    watch = row.watch
    where = f" in {_place(watch.channel_id)}" if with_channel else ""
    symbol, state = "👀", f"next look {moment(watch.next_due)}"
    if watch.paused:
        symbol, state = "⏸️", f"rests: {inert(watch.paused, 200)}"
    elif row.obstacle:
        state = f"❓ could not be looked at: {inert(row.obstacle, 200)} · {state}"
    elif row.begun:
        state = f"{standing(row.bad, row.muted)} · {state}"
    digest = ", with a weekly digest" if watch.digest else ""
    return f"{symbol} *{_name(watch.app)}*{where} {inert(row.schedule, 100)}{digest}\n{state}"


def _place(channel_id: str) -> str:
    return "our conversation" if channel_id.startswith(DIRECT) else channel(channel_id)


def _choices(watch: Watch) -> Iterator[MenuOption]:
    rests = watch.paused is not None
    offered = (
        ("run", "Run now"),
        ("edit", "Edit…"),
        ("resume", "Resume") if rests else ("pause", "Pause"),
        ("delete", "End…"),
    )
    for do, words in offered:
        value = ids.encode(ids.WatchChoice(watch=watch.id, do=do))  # type: ignore[arg-type]
        yield MenuOption(text=plain(words, limits.OPTION_TEXT), value=value)


def _name(app: str) -> str:
    return inert(app, _NAME)
