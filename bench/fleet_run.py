"""Scan a whole fleet in a process of its own, and print what it took as JSON."""

import asyncio
import os
import resource
import sys
import time

import msgspec

from core.collect.environment import sources_of
from core.collect.fleet import list_fleet, scan
from core.collect.http import HerokuClient
from core.fleet import Fleet, FleetRow, FleetScope, fleet_of


class Took(msgspec.Struct):
    """What one scan took."""

    apps: int
    wall: float
    """Seconds."""
    cpu: float
    """Seconds of this process."""
    peak: float
    """MB that were resident at most."""
    ready_share: float | None


async def scanned() -> Fleet:
    """Scan every app there is, as `prodcheck fleet --all` does, and keep the rows."""
    sources = sources_of(os.environ, os.environ["HEROKU_API_KEY"])
    rows: list[FleetRow] = []

    async def keep(row: FleetRow, *_: object) -> None:
        rows.append(row)

    async with HerokuClient(sources) as client:
        listing = await list_fleet(client, FleetScope(kind="all"))
        await scan(client, listing, sources, on_row=keep)
    return fleet_of(listing.scope, rows, now=listing.taken_at)


def main() -> None:
    """Scan, and say what it took."""
    start = time.perf_counter()
    fleet = asyncio.run(scanned())
    took = Took(
        apps=len(fleet.rows),
        wall=time.perf_counter() - start,
        cpu=time.process_time(),
        peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        ready_share=fleet.ready_share,
    )
    sys.stdout.write(msgspec.json.encode(took).decode())


if __name__ == "__main__":
    main()
