"""What is said once somebody did something to a watch, or tried to."""

from collections.abc import Sequence
from typing import Final

from bot.slack.blocks import ids
from bot.slack.blocks.press import button
from bot.slack.blocks.states import notice
from bot.slack.blocks.surfaces import Message
from bot.slack.blocks.text import channel, fold, inert, person

DIRECT: Final = "D"
"""Begins the id of a conversation between two."""
_NAME: Final = 60


def not_there(app: str, where: str, bot: str) -> Message:
    """Say that a channel takes no messages from us yet, or a conversation of others none at all."""
    if where.startswith(DIRECT):
        return notice(
            f"📭 I cannot post to this conversation, so the watch of *{_name(app)}* rests.\n"
            f"Type `{ids.COMMAND} watch {_name(app)}` in a channel that I am in."
        )
    return notice(
        f"📭 I cannot post to {channel(where)}, so the watch of *{_name(app)}* rests.\n"
        f"Type `/invite @{inert(bot, _NAME)}` there, then `{ids.COMMAND} watch {_name(app)}` again."
    )


def members_only() -> Message:
    """Say that a watch has to be made by a member."""
    return notice(
        "🚫 A watch reads an app for a whole channel, so a member of this workspace has to ask "
        "for it.\nYou can still check an app yourself."
    )


def too_many(words: str) -> Message:
    """Say that a channel has as many watches as it may."""
    return notice(f"🚦 {inert(words, 200)}\nEnd one that is not needed: `{ids.COMMAND} watches`.")


def not_a_schedule(what: str, advice: str) -> Message:
    """Say that what was typed is no schedule.

    Args:
        what: What is wrong with it; hostile text.
        advice: What to type; markup of ours.
    """
    return notice(f"🤷 {inert(what, 200)}\n{advice}")


def ended(app: str, user: str) -> Message:
    """Say to a channel who ended a watch."""
    who = person(user) or "Somebody"
    return notice(f"🔕 {who} ended the watch of *{_name(app)}*.")


def no_such_watch(app: str | None = None, watched: Sequence[str] = ()) -> Message:
    """Say that there is no such watch, or none any more."""
    what = f"*{_name(app)}* is not watched here" if app else "This watch is no longer there"
    known = f" Watched are {fold([_name(each) for each in watched], 600, separator=', ')}."
    more = known if watched else ""
    return notice(f"🔎 {what}.{more}\n`{ids.COMMAND} watches` lists what is.")


def muted(check: str, user: str, until: str) -> Message:
    """Say in the thread of a message who muted a check, and until when."""
    who = person(user) or "Somebody"
    return notice(
        f"🔇 {who} muted `{inert(check, _NAME)}` until {until}. If it is still bad then, I say so."
    )


def looked_soon(app: str) -> Message:
    """Say that a look that somebody asked for comes after one that is under way."""
    return notice(f"⏳ *{_name(app)}* is looked at in a moment; the channel hears what changed.")


def paused(app: str, watch: str) -> Message:
    """Say that a watch rests."""
    return notice(
        f"⏸️ The watch of *{_name(app)}* rests.",
        buttons=[button("Resume", ids.WATCH_RESUME, carries=ids.WatchTarget(watch=watch))],
    )


def _name(app: str) -> str:
    return inert(app, _NAME)
