"""One app over the wire: wall time against the longest chain of calls that depend on each other."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.measure import Figure, interleaved
from core.check import all_checks
from core.collect.collect import collect, facts_needed
from core.collect.environment import sources_of
from sandbox import Sandbox

API_LATENCY = 0.1
DNS_LATENCY = 0.02
LONGEST_CHAIN = 2 * API_LATENCY
"""Seconds: add-on attachments, then the database they name. The DNS of a domain hangs on one API
call alone, and is quicker than a second one."""

_EXPORT = re.compile(r"^export (\w+)='?(.*?)'?$", re.MULTILINE)


def figures() -> Iterator[Figure]:
    """Check the healthy app against a sandbox in a process of its own."""
    with slow_heroku() as environ:
        sources = sources_of(environ, environ["HEROKU_API_KEY"])

        def once() -> object:
            return asyncio.run(collect("ha-app", sources, facts=wanted()))

        once()
        (wall,) = interleaved([once], 9)
    yield Figure(
        "one app, wall against its longest chain of calls",
        wall / LONGEST_CHAIN,
        "x",
        1.25,
        note=f"{wall * 1000:.0f} ms against {LONGEST_CHAIN * 1000:.0f} ms",
    )
    platform, data = asyncio.run(count_calls())
    yield Figure("one app, Platform API calls", platform, "calls", 12)
    yield Figure("one app, Data API calls a database", data, "calls", 3)


def wanted() -> frozenset[str]:
    """Name the facts that `prodcheck -a APP` asks for."""
    return facts_needed(check for check in all_checks() if check.default)


@contextmanager
def slow_heroku(api_latency: float = API_LATENCY, *, fleet: int = 0) -> Iterator[dict[str, str]]:
    """Start a sandbox with latency in another process, and tell where it is."""
    command = [sys.executable, "-m", "sandbox", "--fleet", str(fleet)]
    command += ["--api-latency", str(api_latency), "--dns-latency", str(DNS_LATENCY)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        environ: dict[str, str] = {}
        for line in process.stdout or ():
            environ |= dict(_EXPORT.findall(line))
            if "SSL_CERT_FILE" in environ:
                break
        try:
            yield environ
        finally:
            process.terminate()


async def count_calls() -> tuple[int, float]:
    """Count the calls that one healthy app costs."""
    async with Sandbox() as sandbox:
        sources = sources_of(sandbox.environ, sandbox.token)
        snapshot = await collect("ha-app", sources, facts=wanted())
        paths = [request.path for request in sandbox.requests]
    data = [path for path in paths if path.startswith(("/client/", "/data/", "/redis/"))]
    stores = [
        store
        for found in (snapshot.databases, snapshot.key_value_stores)
        if isinstance(found, tuple)
        for store in found
    ]
    return len(paths) - len(data), len(data) / len(stores)
