"""What the pages say on which a person links their Heroku account."""

from typing import Final

import msgspec

from bot.heroku_login import LoginRefused
from bot.store import LinkState, StoreUnavailable
from bot.store.states import Gone
from core.errors import HerokuUnavailable

_AGAIN: Final = "Type /prodcheck and the name of an app in Slack to get a new link."


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a page tells a person."""

    title: str
    lines: tuple[str, ...]
    status: int = 200


OFF: Final = Said(
    status=404,
    title="There is nothing to link here",
    lines=("This bot looks at Heroku with one account for everybody.",),
)
GONE: Final[dict[Gone, Said]] = {
    "used": Said(
        status=410,
        title="This link was used already",
        lines=("If it was you, your account is linked and nothing is left to do.", _AGAIN),
    ),
    "expired": Said(
        status=410,
        title="This link has expired",
        lines=("It is good for ten minutes.", _AGAIN),
    ),
    "unknown": Said(
        status=400,
        title="This link does not work",
        lines=("Part of it may be missing, or it is older than a day.", _AGAIN),
    ),
}
ELSEWHERE: Final = Said(
    status=400,
    title="This did not begin in this browser",
    lines=("Nothing was linked. Open the link from Slack, and go on from there.", _AGAIN),
)
DENIED: Final = Said(
    status=403,
    title="No account was linked",
    lines=("At Heroku you chose not to allow it, or could not.", _AGAIN),
)
TROUBLE: Final[dict[type[Exception], Said]] = {
    LoginRefused: Said(
        status=400,
        title="Heroku did not go along",
        lines=("Nothing was linked: it took too long, or was tried twice.", _AGAIN),
    ),
    HerokuUnavailable: Said(
        status=503,
        title="Heroku does not answer",
        lines=("Nothing was linked. Try again in a few minutes.", _AGAIN),
    ),
    StoreUnavailable: Said(
        status=503,
        title="The bot cannot reach its database",
        lines=("Nothing was linked. Try again in a few minutes.", _AGAIN),
    ),
}


def question(who: LinkState) -> Said:
    """Ask whether to go on to Heroku."""
    who_sees = f"It will be linked to {_person(who)} in Slack, who will then see there how the apps"
    return Said(
        title="Link your Heroku account",
        lines=(
            f"{who_sees} are set up that you may see. Nothing can be changed with it.",
            "Go on only if that is you. If somebody else sent you this link, close this page.",
        ),
    )


def thanks(who: LinkState) -> Said:
    """Say that it is done."""
    return Said(
        title="Your Heroku account is linked",
        lines=(
            f"It is linked to {_person(who)} in Slack. Type /prodcheck and the name of an app.",
            "To undo it, press Disconnect Heroku in the Home tab of the app in Slack.",
        ),
    )


def _person(who: LinkState) -> str:
    return f"@{who.name} ({who.user_id})" if who.name else f"the Slack member {who.user_id}"
