"""Scans that are over, read again."""

from datetime import timedelta
from typing import Final

import msgspec

from bot.store import FleetRun, Store
from core.fleet import Fleet, FleetRow, FleetScope, ScopeKind, fleet_of

_LOOK_BACK: Final = timedelta(days=30)
"""Rows are kept no longer."""
STOPPED: Final = "stopped"
"""The note of a scan that a person stopped."""
NOT_BEGUN: Final = "not begun"
"""The note of a scan that nobody was asked to do."""


async def fleet_of_run(store: Store, run: FleetRun) -> Fleet:
    """Put together what a scan found.

    Raises:
        StoreUnavailable: The database is away.
    """
    rows = [msgspec.json.decode(row, type=FleetRow) for row in await store.fleet_rows(run.id)]
    notes = (run.note,) if run.state == "done" and run.note else ()
    fleet = fleet_of(scope_of(run), rows, now=run.done_at or run.made_at)
    return msgspec.structs.replace(fleet, notes=notes)


async def fleet_before(store: Store, run: FleetRun, *, personal: bool) -> Fleet | None:
    """Put together what the scan before this one found; None when there was none.

    Args:
        store: Keeps them.
        run: This one.
        personal: Whether another person's scan may be of apps that this one may not see.

    Raises:
        StoreUnavailable: The database is away.
    """
    since = run.made_at - _LOOK_BACK
    found = await store.fleets_of(run.team_id, run.scope, run.name, since)
    before = [
        each
        for each in found
        if each.made_at < run.made_at and (not personal or each.user_id == run.user_id)
    ]
    if not before:
        return None
    fleet = await fleet_of_run(store, before[-1])
    return fleet if fleet.rows else None


def scope_of(run: FleetRun) -> FleetScope:
    """Say which apps a scan is of."""
    kind: ScopeKind = "team" if run.scope == "team" else "pipeline"
    return FleetScope(kind="all" if run.scope == "all" else kind, name=run.name)
