"""What keeps a watch from looking at its app."""

import logging
from typing import Final

from bot.access import Asker, refusal
from bot.accounts import NotLinked
from bot.settings import Settings
from bot.store.records import Watch
from bot.watching.state import Obstacle, load_state
from core.errors import (
    AppNotFound,
    Forbidden,
    HerokuError,
    HerokuUnavailable,
    RateLimited,
    Unauthorized,
)

_LOG = logging.getLogger(__name__)
SHARED: Final[frozenset[Obstacle]] = frozenset({"token", "unreachable"})
"""What keeps all watches from looking: a channel that has a hundred is told once."""


def allowed(app: str, watch: Watch, settings: Settings) -> bool:
    """Whether a watch may still look at an app of this name, for its channel."""
    asker = Asker(
        team_id=watch.team_id,
        user_id=watch.user_id,
        channel_id=watch.channel_id,
        is_guest=False,
        home_team=watch.team_id,
    )
    return refusal(asker, app, settings) is None


def obstacle_of(error: Exception) -> Obstacle:
    """Say what keeps an app from being looked at."""
    match error:
        case NotLinked():
            return "unlinked"
        case Unauthorized():
            return "token"
        case AppNotFound():
            return "gone"
        case Forbidden():
            return "forbidden"
        case RateLimited() | HerokuUnavailable():
            return "unreachable"
        case _:
            return "failure"


def has_told(watch: Watch, obstacle: Obstacle) -> bool:
    """Whether a watch has told its channel that this keeps it from looking, and still does."""
    trouble = load_state(watch.state).trouble
    if watch.paused is not None or trouble is None or trouble.what != obstacle:
        return False
    return trouble.post is not None


def note(watch: Watch, error: Exception, reference: str) -> None:
    """Write into the log why an app was not looked at."""
    if isinstance(error, HerokuError | NotLinked):
        _LOG.info(
            "%r, which is watched, was not checked: %s [%s]", watch.app, error.message, reference
        )
    else:
        _LOG.error(
            "%r, which is watched, was not checked [%s]", watch.app, reference, exc_info=error
        )
