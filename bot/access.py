"""Who may ask about which app, and where: the only fence when one token serves everybody."""

from enum import StrEnum
from fnmatch import fnmatchcase

import msgspec

from bot.settings import Settings

DIRECT = "D"
"""Stands for the channel where there is none: App Home and modals. `D*` is the pattern that
admits them, together with direct messages, whose ids begin with it."""


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """A person who asks, as Slack tells of them in a signed request."""

    team_id: str
    """The workspace the person belongs to."""
    user_id: str
    channel_id: str | None = None
    """Where they ask; None: App Home, or a modal that was not opened from a channel."""
    is_guest: bool | None = None
    """`is_restricted` or `is_ultra_restricted` of users.info; None when it could not be read."""
    home_team: str | None = None
    """The workspace the bot is installed in; None: as the person's."""


class Refusal(StrEnum):
    """Why somebody is not answered."""

    APP = "app"
    """The app is not in `PRODCHECK_APPS`."""
    CHANNEL = "channel"
    """The channel is not in `PRODCHECK_CHANNELS`."""
    PERSON = "person"
    """Not in `PRODCHECK_USERS`, a guest, or of another workspace."""
    UNSURE = "unsure"
    """Slack did not say whether the person is a guest; trying again may help."""


def refusal(asker: Asker, app: str | None, settings: Settings) -> Refusal | None:
    """Say why somebody is not answered; None when they are.

    A person whom `PRODCHECK_USERS` names in full is answered even as a guest or from another
    workspace. A pattern such as `U*` is not a name, and admits members alone.

    Somebody of whom Slack did not say whether they are a guest is refused while one token serves
    everybody, and answered where people link their own accounts: they then see no more than
    Heroku shows them anyway.

    Args:
        asker: Who asks, and where.
        app: What they ask about; None: nothing in particular.
        settings: Who may.
    """
    return (
        _of_person(asker, settings)
        or _of_channel(asker, settings)
        or (None if app is None else _of_app(app, settings))
    )


def app_allowed(app: str, settings: Settings) -> bool:
    """Whether an app is among those that the bot is for."""
    return not settings.apps or _matches(app.lower(), settings.apps)


def _of_person(asker: Asker, settings: Settings) -> Refusal | None:
    if asker.user_id in settings.users:
        return None
    if settings.users and not _matches(asker.user_id, settings.users):
        return Refusal.PERSON
    external = asker.home_team is not None and asker.team_id != asker.home_team
    if external and not settings.allow_external:
        return Refusal.PERSON
    if settings.allow_guests or asker.is_guest is False:
        return None
    if asker.is_guest:
        return Refusal.PERSON
    return None if settings.heroku_oauth else Refusal.UNSURE


def _of_channel(asker: Asker, settings: Settings) -> Refusal | None:
    if not settings.channels or _matches(asker.channel_id or DIRECT, settings.channels):
        return None
    return Refusal.CHANNEL


def _of_app(app: str, settings: Settings) -> Refusal | None:
    return None if app_allowed(app, settings) else Refusal.APP


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
