"""Short messages about fleets: that one is scanned, and why one is not."""

from collections.abc import Sequence
from typing import Final

from bot.slack.blocks import ids
from bot.slack.blocks.kit import Button
from bot.slack.blocks.press import button, open_button
from bot.slack.blocks.states import STATUS_PAGE, notice
from bot.slack.blocks.surfaces import Message
from bot.slack.blocks.text import code, inert
from core.fleet import FleetScope

_MOST_NAMES: Final = 5


def begun(scope: FleetScope) -> Message:
    """Say that a scan has begun, and where it is to be seen."""
    return notice(f"⏳ Scanning {_of(scope)}. How far it is, you see in our conversation.")


def unknown_scope(scope: FleetScope, close: Sequence[str]) -> Message:
    """Say that there is no such team or pipeline, or none that may be seen.

    Args:
        scope: What was asked for.
        close: Names that are like it, the closest first, all of which the person may see.
    """
    commands = (f"{ids.COMMAND} fleet {scope.kind} {name}" for name in close[:_MOST_NAMES])
    ask = (
        f"Did you mean {' or '.join(code(each, 150) for each in commands)}?"
        if close
        else f"Names are those of `heroku {scope.kind}s`."
    )
    return notice(f"🔎 I see no {scope.kind} called *{inert(scope.name or '', 100)}*.\n{ask}")


def not_listed(scope: FleetScope, reference: str) -> Message:
    """Say that the account may not list the apps."""
    return notice(
        f"🚫 Heroku does not let the account that I use list {_of(scope)}.\n"
        "Whoever owns it can give the account access.",
        reference=reference,
    )


def heroku_away(scope: FleetScope, fleet_id: str, reference: str) -> Message:
    """Say that Heroku does not answer."""
    return notice(
        f"☁️ Heroku does not answer, so {_of(scope)} could not be listed.\n"
        "The trouble is with Heroku's API or on the way to it; the apps may be fine.",
        buttons=[_again(fleet_id), open_button("Heroku Status", STATUS_PAGE)],
        reference=reference,
    )


def calls_spent(scope: FleetScope, fleet_id: str, reference: str) -> Message:
    """Say that Heroku takes no more calls for now."""
    return notice(
        f"🚦 Heroku takes no more calls from this account for now, so {_of(scope)} was not "
        "scanned.\nTry again in a few minutes.",
        buttons=[_again(fleet_id)],
        reference=reference,
    )


def scan_failed(scope: FleetScope, fleet_id: str, reference: str) -> Message:
    """Say that something went wrong on our side."""
    return notice(
        f"🩹 Something went wrong on my side, and the scan of {_of(scope)} was not finished.\n"
        "Try again; if it happens again, give the reference to whoever runs me.",
        buttons=[_again(fleet_id)],
        reference=reference,
    )


def not_begun(reference: str) -> Message:
    """Say that a scan cannot be kept, and so not begun."""
    return notice(
        "🗄️ My database does not answer, and a scan needs it.\nTry again in a minute; a single app "
        f"I can check all the same: `{ids.COMMAND} myapp`.",
        reference=reference,
    )


def scan_gone() -> Message:
    """Say that a scan is kept no longer."""
    return notice(f"🗂️ This scan is kept no longer.\nType `{ids.COMMAND} fleet` for a new one.")


def _again(fleet_id: str) -> Button:
    return button("Try again", ids.FLEET_RERUN, carries=ids.FleetTarget(fleet=fleet_id))


def _of(scope: FleetScope) -> str:
    if scope.name is None:
        return "all apps"
    return f"the {scope.kind} *{inert(scope.name, 100)}*"
