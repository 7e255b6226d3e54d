"""The shortcut on a message, such as an alert: it finds the app that the message is about."""

from collections.abc import Iterator

from bot.slack.desk import Desk
from bot.slack.listeners.picker import open_picker, visible_soon
from bot.slack.listeners.work import Body
from bot.slack.origin import Origin
from bot.slack.typed import apps_in

_LONGEST = 20_000
"""Characters of a message that are looked at."""
_TEXTS = frozenset({"text", "fallback", "title", "title_link", "pretext", "value", "url", "footer"})
"""Fields of messages, attachments and blocks that people see, or that links lead to."""


async def check_message(body: Body, origin: Origin, desk: Desk) -> None:
    """Check the app that a message names; where it names none, or several, show the list."""
    names = frozenset(await visible_soon(desk, origin))
    found = apps_in(" ".join(_texts(body.get("message")))[:_LONGEST], names)
    if len(found) == 1:
        desk.check(origin, found[0])
    else:
        await open_picker(desk, origin)


def _texts(part: object) -> Iterator[str]:
    """Walk over all that can be read in a message."""
    if isinstance(part, dict):
        yield from (v for k, v in part.items() if k in _TEXTS and isinstance(v, str))
        yield from (text for value in part.values() for text in _texts(value))
    elif isinstance(part, list):
        yield from (text for value in part for text in _texts(value))
