"""A bot in a process of its own, started as a person or a dyno starts it."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, STDOUT, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
THIS = (sys.executable, "-m", "bot")
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the machine's own settings but what any process needs."""
    return {**{name: os.environ[name] for name in KEPT if name in os.environ}, **environ}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@contextlib.asynccontextmanager
async def process(
    environ: Mapping[str, str], arguments: Sequence[str] = (), command: Sequence[str] = THIS
) -> AsyncIterator[Process]:
    """Start a process, and end it however the test ends."""
    started = await create_subprocess_exec(
        *command, *arguments, cwd=ROOT, env=environment(environ), stdout=PIPE, stderr=STDOUT
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


async def ended(
    environ: Mapping[str, str], *arguments: str, command: Sequence[str] = THIS
) -> tuple[int, str]:
    """Run a process to its end; return its status and what it said."""
    async with asyncio.timeout(60), process(environ, arguments, command) as run:
        out, _ = await run.communicate()
        return run.returncode or 0, out.decode()


async def answering(run: Process, port: int, path: str = "/healthz") -> httpx.Response:
    """Ask until it answers."""
    async with asyncio.timeout(60), httpx.AsyncClient(trust_env=False) as client:
        while True:
            assert run.returncode is None, "it ended"
            with contextlib.suppress(httpx.TransportError):
                return await client.get(f"http://127.0.0.1:{port}{path}")
            await asyncio.sleep(0.05)


async def stopped(run: Process) -> tuple[int, str]:
    """End it as Heroku does; return its status and all that it said."""
    run.send_signal(signal.SIGTERM)
    async with asyncio.timeout(30):  # then Heroku kills it
        out, _ = await run.communicate()
    return run.returncode or 0, out.decode()


def children(run: Process) -> list[str]:
    """List the processes that a process started."""
    return Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text("ascii").split()
