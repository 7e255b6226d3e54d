"""A Fleet as JSON: the form for other programs, kept stable by `schema_version`."""

from collections.abc import Sequence

import msgspec

from core.fleet import CheckTotal, Fleet, FleetRow, FleetScope, Standing
from core.render.json import pretty


class _Document(msgspec.Struct):
    """What is written: the fleet, its totals before its apps."""

    schema_version: int
    scope: FleetScope
    taken_at: str
    ready_share: float | None
    totals: dict[Standing, int]
    checks: tuple[CheckTotal, ...]
    notes: tuple[str, ...]
    apps: Sequence[FleetRow]


def render(fleet: Fleet, *, rows: Sequence[FleetRow] | None = None) -> str:
    """Write a fleet as indented JSON that is safe to show on a terminal."""
    document = _Document(
        schema_version=fleet.schema_version,
        scope=fleet.scope,
        taken_at=msgspec.to_builtins(fleet.taken_at),
        ready_share=fleet.ready_share,
        totals=fleet.totals(),
        checks=fleet.check_totals(),
        notes=fleet.notes,
        apps=fleet.rows if rows is None else rows,
    )
    return pretty(msgspec.json.encode(document))
