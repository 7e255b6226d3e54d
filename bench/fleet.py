"""Many apps: wall against the least that the calls take, calls an app, memory by the number."""

import os
import subprocess
import sys
from collections.abc import Iterator

import msgspec

from bench.collecting import API_LATENCY, slow_heroku
from bench.fleet_run import Took
from bench.measure import Figure

FEW, MANY, MOST = 100, 1_000, 5_000


def figures() -> Iterator[Figure]:
    """Scan fleets, each in a process of its own, the sandbox in another."""
    few, many = run(FEW, 0.0), run(MANY, API_LATENCY)
    calls = many.handful + many.platform + many.data
    least = calls / many.connections * API_LATENCY
    cpu = many.cpu / calls * 1000
    yield Figure(
        f"fleet of {MANY:,}, wall against calls / {many.connections} x latency",
        many.wall / least,
        "x",
        1.3,
        note=f"{many.wall:.0f} s against {least:.0f} s; {cpu:.1f} ms CPU a call",
    )
    yield Figure(
        f"fleet of {MANY:,}, Platform API calls an app",
        many.platform / many.apps,
        "calls",
        5,
        note=f"beyond {many.handful}; {many.data / many.apps:.1f} of the Data API",
    )
    most = run(MOST, 0.0)
    yield Figure(
        f"fleet, peak memory of {MOST:,} apps against {FEW}",
        most.peak / few.peak,
        "x",
        1.5,
        note=f"{few.peak:.0f}, {many.peak:.0f} ({MANY:,} apps), {most.peak:.0f} MB",
    )


def run(apps: int, latency: float) -> Took:
    """Scan a fleet of so many apps, and the samples."""
    with slow_heroku(latency, fleet=apps) as environ:
        done = subprocess.run(
            [sys.executable, "-m", "bench.fleet_run"],
            env={**os.environ, **environ},
            stdout=subprocess.PIPE,
            check=True,
        )
    took = msgspec.json.decode(done.stdout, type=Took)
    if took.unread:
        raise RuntimeError(f"{took.unread} apps could not be read")
    return took
