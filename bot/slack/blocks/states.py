"""The short messages: what happened, what to do next, and a reference to ask about.

None of them says that an app exists to somebody who may not see it: an app that is not there and
one that is out of sight read the same.
"""

from collections.abc import Sequence

from bot.slack.blocks.kit import Button
from bot.slack.blocks.press import check_button, open_button
from bot.slack.blocks.surfaces import Actions, Context, Message, MessageBlock, Section
from bot.slack.blocks.text import NOTHING, code, inert, mrkdwn

STATUS_PAGE = "https://status.heroku.com"
_NAME = 60
_MOST_NAMES = 3
_LONGEST_REFERENCE = 60


def checking(app: str) -> Message:
    """Say that a check takes longer than an answer may."""
    return notice(f"⏳ Checking *{_name(app)}*…")


def unknown_app(app: str, close: Sequence[str] = (), reference: str | None = None) -> Message:
    """Say that there is no such app, or none that may be seen.

    Args:
        app: What was asked for.
        close: Names that are like it, the closest first, all of which the person may see.
        reference: Under which the log tells more.
    """
    ask = "Did you mean one of these?" if close else _ask_for_access()
    return notice(
        f"🔎 I see no app called *{_name(app)}*.\n{ask}",
        buttons=[check_button(name, i, name) for i, name in enumerate(close[:_MOST_NAMES])],
        reference=reference,
    )


def _ask_for_access() -> str:
    return (
        "Check the spelling: it is the name in the Dashboard's address. If the app belongs to "
        "another team, its owner can give the account that I use access to it."
    )


def no_access(app: str, account: str | None = None, reference: str | None = None) -> Message:
    """Say that Heroku does not let us look.

    Args:
        app: What was asked for.
        account: The Heroku account we ask as, if the person may know it.
        reference: Heroku's id of the refused request, or ours.
    """
    who = code(account, 100) if account else "the account that I use"
    return notice(
        f"🚫 Heroku does not let me look at *{_name(app)}*.\nIf the app exists, its owner can add "
        f"{who} as a collaborator with the permission to view it.",
        buttons=[check_button(app, 0, "Try again")],
        reference=reference,
    )


def bad_token(reference: str | None = None) -> Message:
    """Say that Heroku refuses the token."""
    return notice(
        "🔑 Heroku refuses the token that I was given: it has expired or was revoked.\n"
        "Whoever runs me can make a new one with `heroku authorizations:create --scope read` and "
        "set it as `HEROKU_API_KEY`.",
        reference=reference,
    )


def sign_in(url: str) -> Message:
    """Ask a person to link their own Heroku account.

    Args:
        url: Where that begins; it is bound to the person and short-lived.
    """
    return notice(
        "🔗 I need to know which apps *you* may see.\nLink your Heroku account once; I can only "
        "read with it, and you can disconnect it in my Home tab.",
        buttons=[open_button("Link Heroku account", url, style="primary")],
    )


def heroku_down(app: str, reference: str | None = None) -> Message:
    """Say that Heroku does not answer."""
    return notice(
        f"☁️ Heroku does not answer, so nothing was checked of *{_name(app)}*.\n"
        "The trouble is with Heroku's API or on the way to it; the app itself may be fine.",
        buttons=[check_button(app, 0, "Try again"), open_button("Heroku Status", STATUS_PAGE)],
        reference=reference,
    )


def rate_limited(app: str, minutes: int | None = None, reference: str | None = None) -> Message:
    """Say that Heroku takes no more calls for now.

    Args:
        app: What was asked for.
        minutes: After which there is room again, where that is known.
        reference: Under which the log tells more.
    """
    when = f"in about {minutes} min" if minutes else "in a few minutes"
    return notice(
        f"🚦 Heroku takes no more calls from this account for now, so *{_name(app)}* was not "
        f"checked.\nTry again {when}.",
        buttons=[check_button(app, 0, "Try again")],
        reference=reference,
    )


def busy(app: str) -> Message:
    """Say that too many checks are waiting."""
    return notice(
        f"🚦 I am busy with other checks, so *{_name(app)}* was not checked.\n"
        "Try again in a minute.",
        buttons=[check_button(app, 0, "Try again")],
    )


def cut_short(app: str) -> Message:
    """Say that a restart came between."""
    return notice(
        f"🔄 I am being restarted, so the check of *{_name(app)}* was not finished.\n"
        "Try again in a minute.",
        buttons=[check_button(app, 0, "Try again")],
    )


def app_not_allowed(app: str) -> Message:
    """Say that this app is not among those the bot is for."""
    return notice(
        f"🚫 I am not set up to check *{_name(app)}*.\n"
        "Whoever runs me can add its name to `PRODCHECK_APPS`."
    )


def channel_not_allowed() -> Message:
    """Say that the bot does not answer in this channel."""
    return notice(
        "🚫 I am not set up to answer in this channel.\n"
        "Ask in another one, or ask whoever runs me to add it to `PRODCHECK_CHANNELS`."
    )


def person_not_allowed() -> Message:
    """Say that the bot does not answer this person: a guest, of another workspace, not listed."""
    return notice(
        "🚫 I am not set up to answer you.\n"
        "Whoever runs me can add you to `PRODCHECK_USERS`; guests and people of other workspaces "
        "need that."
    )


def failure(reference: str) -> Message:
    """Say that something went wrong on our side."""
    return notice(
        "🩹 Something went wrong on my side, and nothing was checked.\n"
        "Try again; if it happens again, give the reference to whoever runs me.",
        reference=reference,
    )


def notice(
    words: str, *, buttons: Sequence[Button | None] = (), reference: str | None = None
) -> Message:
    """Compose a short message.

    Args:
        words: Markup of ours; the same text serves notifications and screen readers.
        buttons: What can be done next; None where there is none.
        reference: Under which the log tells more.
    """
    blocks: list[MessageBlock] = [Section(text=mrkdwn(words))]
    offered = tuple(button for button in buttons if button is not None)
    if offered:
        blocks.append(Actions(elements=offered))
    if reference:
        said = f"Reference {code(reference, _LONGEST_REFERENCE)}"
        blocks.append(Context(elements=(mrkdwn(said),)))
    return Message(text=words, blocks=tuple(blocks), unfurl_links=False, unfurl_media=False)


def _name(app: str) -> str:
    return inert(app, _NAME) or NOTHING
