"""Scan a whole fleet in a process of its own, and print what it took as JSON."""

import asyncio
import os
import re
import sys
import time
from pathlib import Path

import msgspec

from core.collect.environment import sources_of
from core.collect.fleet import list_fleet, scan
from core.collect.http import HerokuClient
from core.collect.sources import Sources
from core.collect.transport import make_transport
from core.collect.web import httpx
from core.fleet import FleetRow, FleetScope

DATA = ("/client/", "/data/", "/redis/")
"""How paths of the Data API begin."""


class Took(msgspec.Struct):
    """What one scan took."""

    apps: int
    handful: int
    """Calls that listed them."""
    platform: int
    """Calls of the Platform API after that."""
    data: int
    """Calls of the Data API."""
    connections: int
    """Calls at once, at most."""
    wall: float
    """Seconds."""
    cpu: float
    """Seconds of this process."""
    peak: float
    """MB that were resident at most."""
    unread: int
    """Apps that could not be read: there should be none."""


class Counting(httpx.AsyncBaseTransport):
    """Counts the calls that go over another transport, and keeps none of them."""

    def __init__(self, sources: Sources) -> None:
        self._carrier = make_transport(sources)
        self.platform = 0
        self.data = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Count a call, and make it."""
        if request.url.path.startswith(DATA):
            self.data += 1
        else:
            self.platform += 1
        return await self._carrier.handle_async_request(request)

    async def aclose(self) -> None:
        """Close its connections."""
        await self._carrier.aclose()


async def scanned() -> Took:
    """Scan every app there is, as `prodcheck fleet --all` does, and keep the rows."""
    sources = sources_of(os.environ, os.environ["HEROKU_API_KEY"])
    rows: list[FleetRow] = []

    async def keep(row: FleetRow, *_: object) -> None:
        rows.append(row)

    start = time.perf_counter()
    async with Counting(sources) as carrier, HerokuClient(sources, transport=carrier) as client:
        listing = await list_fleet(client, FleetScope(kind="all"))
        handful = carrier.platform
        await scan(client, listing, sources, on_row=keep)
    return Took(
        apps=len(rows),
        handful=handful,
        platform=carrier.platform - handful,
        data=carrier.data,
        connections=sources.max_connections,
        wall=time.perf_counter() - start,
        cpu=time.process_time(),
        peak=peak(),
        unread=sum(row.error is not None for row in rows),
    )


def peak() -> float:
    """Read how many MB were resident at most; `getrusage` counts what started us, too."""
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(kilobytes) / 1024


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(asyncio.run(scanned())).decode())
