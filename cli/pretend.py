"""The pretend Heroku in a thread of its own: beside it runs just what a user runs."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager


@contextmanager
def pretend_heroku() -> Iterator[dict[str, str]]:
    """Run the sandbox on loopback; give the environment that leads to it."""
    ready: Future[tuple[dict[str, str], asyncio.AbstractEventLoop, asyncio.Event]] = Future()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(ready)), daemon=True)
    thread.start()
    environ, loop, stop = ready.result()
    try:
        yield environ
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


async def _serve(
    ready: "Future[tuple[dict[str, str], asyncio.AbstractEventLoop, asyncio.Event]]",
) -> None:
    stop = asyncio.Event()
    try:
        from sandbox import Sandbox  # noqa: PLC0415  for the demo alone

        async with Sandbox() as sandbox:
            ready.set_result((sandbox.environ, asyncio.get_running_loop(), stop))
            await stop.wait()
    except BaseException as error:
        if ready.done():
            raise
        ready.set_exception(error)
