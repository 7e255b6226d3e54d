"""What a watch says when it cannot do its work: once, with what to do, and that it goes on."""

from bot.slack.blocks import ids
from bot.slack.blocks.press import button
from bot.slack.blocks.states import notice
from bot.slack.blocks.surfaces import Message
from bot.slack.blocks.text import NOTHING, channel, inert, person

_NAME = 60
_GOES_ON = "I go on by myself when it works again."
_ALL = "Other watches of this channel that meet the same do not repeat it."


def app_gone(app: str, watch: str) -> Message:
    """Say that an app is not there any more, or out of sight."""
    return notice(
        f"🔎 I see no app called *{_name(app)}* any more, so I stop watching it.\n"
        f"If it was deleted, `{ids.COMMAND} unwatch {_name(app)}` forgets the watch. If not, give "
        "the account that I use access to it, and press Resume.",
        buttons=[button("Resume", ids.WATCH_RESUME, carries=ids.WatchTarget(watch=watch))],
    )


def app_forbidden(app: str) -> Message:
    """Say that Heroku does not let us look any more."""
    return notice(
        f"🚫 Heroku no longer lets me look at *{_name(app)}*, which I watch here.\n"
        "Its owner can add the account that I use as a collaborator with the permission to view "
        f"it. {_GOES_ON}"
    )


def token_refused(app: str) -> Message:
    """Say that Heroku refuses the token that serves everybody."""
    return notice(
        f"🔑 I cannot look at *{_name(app)}*: Heroku refuses the token that I was given.\n"
        "Whoever runs me can make a new one with `heroku authorizations:create --scope read` and "
        f"set it as `HEROKU_API_KEY`. {_GOES_ON} {_ALL}"
    )


def not_linked(app: str, user: str) -> Message:
    """Say that the account of who asked for the watch is linked no longer."""
    who = person(user) or "Who asked for it"
    return notice(
        f"🔗 I cannot look at *{_name(app)}*: the Heroku account of {who} is linked no longer.\n"
        f"{who} can link it again in my Home tab, or somebody else takes the watch over with "
        f"`{ids.COMMAND} watch {_name(app)}`. {_GOES_ON}"
    )


def unreachable(app: str, runs: int) -> Message:
    """Say that Heroku does not answer, or takes no more calls."""
    return notice(
        f"☁️ I could not look at *{_name(app)}* {runs} times in a row: Heroku does not answer, or "
        f"takes no more calls from this account.\nThe app itself may be fine. {_GOES_ON} {_ALL}"
    )


def failing(app: str, runs: int, reference: str) -> Message:
    """Say that something goes wrong on our side."""
    return notice(
        f"🩹 I could not look at *{_name(app)}* {runs} times in a row: something goes wrong on my "
        f"side.\nGive the reference to whoever runs me. {_GOES_ON}",
        reference=reference,
    )


def given_up(app: str, watch: str, reference: str) -> Message:
    """Say that looking at an app ended the processes that tried."""
    return notice(
        f"🩹 Looking at *{_name(app)}* ended me several times, so I stop watching it.\n"
        "Give the reference to whoever runs me; to try once more, press Resume.",
        buttons=[button("Resume", ids.WATCH_RESUME, carries=ids.WatchTarget(watch=watch))],
        reference=reference,
    )


def over(app: str) -> Message:
    """Say that a trouble is over, in its place."""
    return notice(f"✅ I can look at *{_name(app)}* again.")


def renamed(old: str, new: str) -> Message:
    """Say that an app has another name."""
    return notice(f"✏️ *{_name(old)}* is called *{_name(new)}* now. I watch it under that name.")


def made_anew(app: str) -> Message:
    """Say that another app has the name of one that is gone."""
    return notice(
        f"♻️ *{_name(app)}* is another app now: the one that I watched is gone.\n"
        "I go on with the new one."
    )


def channel_closed(app: str, where: str, bot: str, watch: str) -> Message:
    """Tell who asked for a watch that its channel takes no messages any more."""
    return notice(
        f"📭 I cannot post to {channel(where)}, so the watch of *{_name(app)}* there rests.\n"
        f"If the channel is still in use, type `/invite @{inert(bot, 60)}` in it, and press "
        "Resume.",
        buttons=[button("Resume", ids.WATCH_RESUME, carries=ids.WatchTarget(watch=watch))],
    )


def _name(app: str) -> str:
    return inert(app, _NAME) or NOTHING
