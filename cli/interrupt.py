"""Ctrl-C while facts are collected."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


def run(main: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine to its end, or until Ctrl-C cancels it.

    Ctrl-C reaches it where it waits, not in the middle of a library that would leave things half
    done and say so. A second one ends the process on the spot.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    pressed = False

    async def watched() -> _T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def press() -> None:
            nonlocal pressed
            pressed = True
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            if task is not None:
                task.cancel()

        with contextlib.suppress(NotImplementedError):  # Windows, where asyncio has its own way
            loop.add_signal_handler(signal.SIGINT, press)
        return await main

    try:
        return asyncio.run(watched())
    except BaseException:
        if pressed:
            raise KeyboardInterrupt from None
        raise
