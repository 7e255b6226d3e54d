"""Reports that a press refers to: looked up again, and shown to those who may see them."""

import logging

from bot.jobs import new_reference
from bot.slack.blocks.ids import Target
from bot.slack.desk import Desk
from bot.slack.origin import Origin
from bot.store import StoredReport, StoreUnavailable

_LOG = logging.getLogger(__name__)


async def kept_report(desk: Desk, origin: Origin, target: Target) -> StoredReport | None:
    """Return a report; None when it is kept no longer, or is none that the person may see.

    Args:
        desk: Where reports are kept.
        origin: Who wants to see it.
        target: What the press carried; it comes from outside, and may be old.
    """
    if target.report is None:
        return None
    try:
        stored = await desk.store.report(target.report)
    except StoreUnavailable:
        _LOG.error("A report could not be read: the database is away [%s]", new_reference())
        return None
    if stored is None or stored.app != target.app:
        return None
    if stored.team_id not in {origin.team_id, origin.home_team}:
        return None
    return stored if await _may_see(desk, origin, stored) else None


async def _may_see(desk: Desk, origin: Origin, stored: StoredReport) -> bool:
    """Whether a person may see a report; who asks for it, may ask about its app already."""
    if not desk.accounts.personal or stored.user_id == origin.user_id:
        return True
    return stored.app in await desk.examiner.visible(origin)
