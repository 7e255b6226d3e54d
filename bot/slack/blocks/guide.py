"""What can be typed, what is checked, and why a check matters."""

import difflib
from collections.abc import Sequence

from bot.slack.blocks import ids, limits
from bot.slack.blocks.docs import by_category, documentation, reading
from bot.slack.blocks.press import pick_button
from bot.slack.blocks.states import notice
from bot.slack.blocks.surfaces import Actions, Context, Header, Message, Section, message
from bot.slack.blocks.text import code, inert, mrkdwn, plain
from core.check import Check

_COMMANDS = (
    ("{command} myapp", "check an app; only you see the answer"),
    ("{command} myapp public", "check it and post the report to the channel"),
    ("{command}", "pick an app from a list"),
    ("{command} watch myapp", "look at it every day, and tell the channel what changes"),
    ("{command} watch myapp weekly monday at 9:00", "or `hourly`, or `at 9:00 Europe/Berlin`"),
    ("{command} unwatch myapp", "end that; `watches` lists what is watched here"),
    ("{command} fleet", "check all apps; or `fleet team NAME`, `fleet pipeline NAME`"),
    ("{command} checks", "list what is checked"),
    ("{command} explain dns", "say why a check matters and how to fix it"),
    ("@{bot} myapp", "check it from a thread"),
)


def help_message(not_understood: str | None = None, *, bot: str = "prodcheck") -> Message:
    """Say what can be typed.

    Args:
        not_understood: What was typed, where it meant nothing.
        bot: The name by which the bot is mentioned.
    """
    lines = [
        f"{code(words.format(command=ids.COMMAND, bot=bot), 80)}  {what}"
        for words, what in _COMMANDS
    ]
    opening = (
        f"I do not understand {code(not_understood, 100)}. This is what I know:"
        if not_understood
        else "I read how a Heroku app is set up and say whether it is set up to stay up."
    )
    words = "\n".join([opening, *lines])
    return message(
        words,
        Section(text=mrkdwn(words)),
        Actions(elements=(pick_button(),)),
        Context(elements=(mrkdwn("I only read: nothing about an app is changed."),)),
    )


def checks_message(checks: Sequence[Check]) -> Message:
    """List what is checked."""
    known = ", ".join(check.id for check in checks)
    return message(
        f"{len(checks)} checks: {inert(known, 2_000)}",
        Header(text=plain(f"What is checked ({len(checks)})", limits.HEADER)),
        *by_category(checks),
        Context(elements=(mrkdwn(f"`{ids.COMMAND} explain dns` tells more about one."),)),
    )


def explanation(check: Check) -> Message:
    """Say why a check matters, when it passes, warns and fails, and what to do."""
    links = reading(check.articles)
    return message(
        f"{inert(check.title, 100)} ({inert(check.id, 60)}): {inert(check.why, 1_000)}",
        Header(text=plain(check.title, limits.HEADER)),
        Context(elements=(mrkdwn(f"{code(check.id, 60)}  {check.category}"),)),
        *documentation(check),
        *((Section(text=mrkdwn(f"*Read more*\n{links}")),) if links else ()),
    )


def unknown_check(name: str, checks: Sequence[Check]) -> Message:
    """Say that there is no such check, and what it may have been."""
    close = difflib.get_close_matches(name[:60], [check.id for check in checks], n=1)
    ask = f"Did you mean `{ids.COMMAND} explain {close[0]}`?" if close else ""
    return notice(
        f"🔎 There is no check called {code(name, 60)}. {ask}\n`{ids.COMMAND} checks` lists them."
    )
