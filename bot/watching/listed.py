"""A watch as lists show it."""

from bot.slack.blocks.watch_rows import Row
from bot.store.records import Watch
from bot.watching.schedule import describe, read
from bot.watching.state import load_state
from bot.watching.telling import standing


def listed(watch: Watch) -> Row:
    """Say how a watch is listed."""
    state = load_state(watch.state)
    return Row(
        watch=watch,
        schedule=describe(read(watch.schedule), watch.timezone),
        bad=standing(state),
        begun=state.begun,
    )
