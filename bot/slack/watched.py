"""Watches that a press refers to: looked up again, for those who may change them."""

from bot.slack.blocks import watch_notices
from bot.slack.desk import Desk
from bot.slack.origin import Origin
from bot.store.records import Watch


async def watch_of(desk: Desk, origin: Origin, watch_id: str) -> Watch | None:
    """Return a watch; None, and the person is told why, where they may not change it.

    Whoever may ask in its channel may change a watch there; elsewhere only who asked for it.

    Args:
        desk: Where watches are kept.
        origin: Who wants to change it, and where.
        watch_id: What the press carried; it comes from outside, and may be old.
    """
    refused = await desk.examiner.refused(origin)
    if refused is not None:
        await desk.tell(origin, refused)
        return None
    watch = await desk.store.watch(watch_id)
    if watch is None or not _may_change(origin, watch):
        await desk.tell(origin, watch_notices.no_such_watch())
        return None
    return watch


def _may_change(origin: Origin, watch: Watch) -> bool:
    if watch.team_id not in {origin.team_id, origin.home_team}:
        return False
    return watch.user_id == origin.user_id or watch.channel_id == origin.channel_id
