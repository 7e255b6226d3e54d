"""The log of DBOS, without its tracebacks and repetitions: a database that is away is one line."""

import logging
import time
from collections.abc import Callable
from typing import Final

_LOGGER: Final = "dbos"
_LENGTH: Final = 160
_ALIKE: Final = 40
"""Characters in which two records have to agree to be the same: what follows are ids and times."""
_AGAIN: Final = 60.0
"""Seconds for which the same is not said again."""
_KNOWN: Final = (
    "Exception encountered in",  # a job raised: it is logged where it did, under a reference
    "Error executing workflow",  # we are ending, and somebody else takes it over
    "Asyncio task cancelled",  # we are ending, or a job was cancelled
    "Workflow ",  # it was cancelled, or somebody else has taken it over
)
"""How records begin that say nothing new."""


class Quiet(logging.Filter):
    """Lets the first line of a record through, once a minute.

    Args:
        clock: Counts seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Cut a record short, and say whether it is news."""
        text = record.getMessage().partition("\n")[0][:_LENGTH]
        record.msg, record.args, record.exc_info, record.exc_text = text, (), None, None
        if text.startswith(_KNOWN):
            return False
        now, alike = self._clock(), text[:_ALIKE]
        news = now - self._said.get(alike, -_AGAIN) >= _AGAIN
        if news:
            self._said = {key: at for key, at in self._said.items() if now - at < _AGAIN}
            self._said[alike] = now
        return news


def quieten() -> None:
    """Send what DBOS logs to where everything else goes, and only what matters.

    Its own set-up writes to stderr past our redaction, unless its logger has a handler already.
    """
    logger = logging.getLogger(_LOGGER)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    if not any(isinstance(each, Quiet) for each in logger.filters):
        logger.addFilter(Quiet())
    logger.setLevel(logging.WARNING)
    logger.propagate = True
