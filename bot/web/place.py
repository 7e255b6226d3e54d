"""Where the bot is, as far as a page may say so: the `Host` of a request is anybody's to write."""

import re
from typing import Final

import msgspec

from bot.settings import Settings

NO_APP: Final = "YOUR-BOT"
"""Stands for the name of the Heroku app where nobody knows it."""
_LOCAL: Final = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")
_RANDOM_SUFFIX: Final = re.compile(r"-[0-9a-f]{12}$")
"""What Heroku adds to the names of apps: https://devcenter.heroku.com/articles/custom-domains"""
_ENDING: Final = ".herokuapp.com"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bot is, and how Slack reaches it."""

    url: str | None
    """Where Slack reaches the bot, without a final slash; None: nowhere that is known."""
    socket: bool
    """Whether the bot is to call Slack instead, over Socket Mode."""
    restart: bool = False
    """Whether it has to be started anew for that."""
    local: bool
    """Whether the page was opened on the machine that the bot runs on."""
    app: str
    """Name of the Heroku app the bot runs as, or `NO_APP`. Safe in a shell."""

    @property
    def known(self) -> bool:
        """Whether a manifest can be made."""
        return self.socket or self.url is not None

    def set_line(self, *pairs: str) -> str:
        """Compose the command that sets variables.

        Args:
            pairs: Each `NAME=value`.
        """
        if self.local:
            return f"export {' '.join(pairs)}"
        return f"heroku config:set {' '.join(pairs)} -a {self.app}"


def place_of(host: str, settings: Settings, *, socket: bool) -> Place:
    """Say where the bot is.

    On the machine itself Slack cannot reach the bot, so that Socket Mode is what is set up there.

    Args:
        host: The `Host` of a request.
        settings: What the bot is set up with.
        socket: Whether it was started for Socket Mode.
    """
    local = _LOCAL.fullmatch(host) is not None
    url = settings.url_at(host)
    restart = local and url is None and not socket
    return Place(
        url=url,
        socket=socket or restart,
        restart=restart,
        local=local,
        app=settings.app_name or _app_of(url or ""),
    )


def _app_of(url: str) -> str:
    """Guess the name of the app from its own address at Heroku."""
    name = url.removeprefix("https://").removesuffix(_ENDING)
    if not url.endswith(_ENDING):
        return NO_APP
    return _RANDOM_SUFFIX.sub("", name)
