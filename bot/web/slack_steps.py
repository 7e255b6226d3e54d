"""The steps on Slack's side: the app, its values, and the first request."""

from typing import Final, assert_never

import msgspec

from bot.slack.blocks import ids
from bot.web.known import Known, Slack, SlackState
from bot.web.place import Place
from bot.web.step import State, Step

_APPS: Final = "https://api.slack.com/apps"
_WHERE: Final = {
    "SLACK_SIGNING_SECRET": "Basic Information → App Credentials → Signing Secret",
    "SLACK_APP_TOKEN": "Basic Information → App-Level Tokens → Generate, with `connections:write`",
    "SLACK_BOT_TOKEN": "Install App → Install to your workspace → Bot User OAuth Token",
}
"""Where each value is, in the words of the pages at api.slack.com/apps."""
_LOOK: Final = {
    "SLACK_SIGNING_SECRET": "SLACK_SIGNING_SECRET=…",
    "SLACK_APP_TOKEN": "SLACK_APP_TOKEN=xapp-…",
    "SLACK_BOT_TOKEN": "SLACK_BOT_TOKEN=xoxb-…",
}
_APP: Final = ("app", "The Slack app exists")
_VALUES: Final = ("values", "Slack's values are set")
_ARRIVAL: Final = ("arrival", "Slack reaches the bot")
_GONE: Final = frozenset({"account_inactive", "token_revoked", "token_expired"})
_START: Final = "python -m bot --socket"


def missing(known: Known, place: Place) -> tuple[str, ...]:
    """List the variables that Slack's requests need and that have no value."""
    other = "SLACK_APP_TOKEN" if place.socket else "SLACK_SIGNING_SECRET"
    return tuple(name for name in (other, "SLACK_BOT_TOKEN") if name in known.unset)


def app_step(known: Known, place: Place) -> Step:
    """Tell of the Slack app; the page adds the link that makes it."""
    if "SLACK_BOT_TOKEN" not in known.unset:
        return _app("done", "Slack made it.")
    if not place.known:
        return _app(
            "problem",
            "The bot does not know the address of this page as its own, so that it cannot tell "
            "Slack where it is.",
            "Open the page at the address that Heroku gave the app, or say which one is right:",
            command=place.set_line("PRODCHECK_URL=https://…"),
        )
    says = "Slack makes it from a description that is filled in already."
    if place.socket:
        says += " The bot then calls Slack (Socket Mode), and needs no public address."
    return _app("waiting", says, "Choose your workspace, look it over, and create it.")


def values_step(known: Known, place: Place) -> Step:
    """Tell of the values that Slack gives."""
    if wanted := missing(known, place):
        return _missing(wanted, place)
    slack = known.slack
    match slack.kind:
        case Slack.WORKS | Slack.UNTRIED:
            return _values("done", "Slack accepts the token.")
        case Slack.PER_WORKSPACE:
            return _values("done", "Workspaces install the app at `/slack/install`.")
        case Slack.REFUSED:
            return _refused(slack, place)
        case Slack.LACKS_SCOPE:
            return _lacking(slack)
        case Slack.AWAY:
            says = "Slack does not answer, so the token could not be tried."
            todo = "See https://slack-status.com. This page tries again by itself."
            return _values("problem", says, todo)
    assert_never(slack.kind)


def arrival_step(known: Known, place: Place) -> Step:
    """Tell of the first request."""
    if known.arrived:
        return _arrival("done", f"Slack's requests arrive. Try `{ids.COMMAND} help` in Slack.")
    if missing(known, place):
        return _arrival("waiting", "This comes last.")
    if place.restart:
        return _arrival("waiting", "Start the bot so that it calls Slack:", command=_START)
    if known.mismatch:
        return _arrival(
            "problem",
            "A request came whose signature was not made with `SLACK_SIGNING_SECRET`. If Slack "
            "sent it, the secret is that of another app, or is not whole.",
            f"Copy it again: {_WHERE['SLACK_SIGNING_SECRET']}. Then set it:",
            command=place.set_line(_LOOK["SLACK_SIGNING_SECRET"]),
        )
    todo = [f"Type `{ids.COMMAND} help` in any channel of Slack."]
    if not place.socket:
        todo.append(
            "If Slack could not verify the address when the app was created: go to Event "
            "Subscriptions and press Retry beside the Request URL."
        )
    return _arrival("waiting", "No request of Slack's has come yet.", *todo)


def _missing(wanted: tuple[str, ...], place: Place) -> Step:
    names = " and ".join(f"`{name}`" for name in wanted)
    step = _values(
        "waiting",
        f"{names} {'is' if len(wanted) == 1 else 'are'} not set. Open the app at {_APPS} and copy:",
        *(f"`{name}`: {_WHERE[name]}" for name in wanted),
        command=place.set_line(*(_LOOK[name] for name in wanted)),
    )
    if not (place.local and place.socket):
        return step
    return msgspec.structs.replace(step, commands=(*step.commands, _START))


def _refused(slack: SlackState, place: Place) -> Step:
    if slack.error in _GONE:
        why, first = "the app was uninstalled, or the token revoked", "Install the app again"
    else:
        why, first = "it is not whole, or of another app", "Copy the token again"
    return _values(
        "problem",
        f"Slack refuses the token in `SLACK_BOT_TOKEN` (`{slack.error}`): {why}.",
        f"{first}: {_WHERE['SLACK_BOT_TOKEN']}. Then set it:",
        command=place.set_line(_LOOK["SLACK_BOT_TOKEN"]),
    )


def _lacking(slack: SlackState) -> Step:
    return _values(
        "problem",
        f"The Slack app was not given {', '.join(f'`{scope}`' for scope in slack.lacking)}.",
        f"Open the app at {_APPS}, and add it at OAuth & Permissions → Scopes.",
        "Then install the app again, as the top of that page offers.",
    )


def _app(state: State, says: str, *todo: str, command: str = "") -> Step:
    return _step(_APP, state, says, todo, command)


def _values(state: State, says: str, *todo: str, command: str = "") -> Step:
    return _step(_VALUES, state, says, todo, command)


def _arrival(state: State, says: str, *todo: str, command: str = "") -> Step:
    return _step(_ARRIVAL, state, says, todo, command)


def _step(
    name: tuple[str, str], state: State, says: str, todo: tuple[str, ...], command: str
) -> Step:
    id_, title = name
    commands = (command,) if command else ()
    return Step(id=id_, title=title, state=state, says=says, todo=todo, commands=commands)
