"""A watch as lists show it."""

from collections.abc import Mapping
from typing import Final

from bot.slack.blocks.watch_lines import Line
from bot.slack.blocks.watch_rows import Row
from bot.store.records import Watch
from bot.watching.schedule import describe, read
from bot.watching.state import Obstacle, State, load_state
from bot.watching.telling import muted_now, standing
from core.report import Status

_OBSTACLES: Final[Mapping[Obstacle, str]] = {
    "gone": "the app is gone",
    "forbidden": "Heroku does not let me look",
    "token": "Heroku refuses the token that I was given",
    "unlinked": "the Heroku account of who asked for it is linked no longer",
    "unreachable": "Heroku does not answer, or takes no more calls",
    "failure": "something goes wrong on my side",
}


def listed(watch: Watch) -> Row:
    """Say how a watch is listed: what could not be read at the last look is no good news."""
    state = load_state(watch.state)
    return Row(
        watch=watch,
        schedule=describe(read(watch.schedule), watch.timezone),
        bad=(*standing(state), *_doubted(state)),
        muted=muted_now(state),
        begun=state.begun,
        obstacle=_OBSTACLES[state.trouble.what] if state.trouble else "",
    )


def _doubted(state: State) -> tuple[Line, ...]:
    return tuple(
        Line(check=each.check, title=each.check, now=Status.UNKNOWN, message="")
        for each in state.doubts
    )
