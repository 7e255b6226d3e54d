"""How far the scan of a fleet is: a bar, a count, an estimate, and why it waits."""

import time
from collections.abc import Mapping

from cli import terminal
from core.fleet import FleetScope
from core.render.inert import inert

_BAR = 24
"""Columns."""
_WORTH_SAYING = 5.0
"""Seconds of waiting that somebody who watches a log wants to know of."""
_MINUTE = 60


class FleetProgress(terminal.Passing):
    """A line on stderr where a terminal shows it; elsewhere only why nothing happens.

    Args:
        scope: Which apps.
        keep: Calls that are left to people.
        environ: The environment.
    """

    def __init__(self, scope: FleetScope, keep: int, environ: Mapping[str, str]) -> None:
        super().__init__(f"Listing {inert(scope.words)} …", environ)
        self._keep = keep
        self._total = 0
        self._before = 0
        self._done = 0
        self._started = time.monotonic()
        self._told_to_wait = False

    def start(self, total: int, before: int) -> None:
        """Begin to count.

        Args:
            total: Apps in all.
            before: Those that an earlier run has done.
        """
        self._total, self._before, self._done = total, before, before
        self._started = time.monotonic()
        self._show()

    def clear(self) -> None:
        """Take the line away, for something else to be said."""
        self._rewrite("")

    def advance(self) -> None:
        """Take note that one more app is done."""
        self._done += 1
        self._show()

    def wait(self, seconds: float) -> None:
        """Say why nothing happens."""
        why = f"the last {self._keep:,} calls an hour are left to people (--keep)"
        if seconds > _WORTH_SAYING and not self._told_to_wait and not terminal.shows_talk():
            self._told_to_wait = True
            terminal.say(f"Waiting {duration(seconds)} for Heroku's rate limit: {why}.\n")
        if seconds > 1:
            self._rewrite(f"{self._counted()}, waiting {duration(seconds)}: {why}")
        else:
            self._rewrite(f"{self._counted()}, at the pace of Heroku's rate limit{self._rest()}")

    def _show(self) -> None:
        filled = _BAR * self._done // max(self._total, 1)
        bar = "#" * filled + "-" * (_BAR - filled)
        words = f"{self._counted()}{self._rest()}"
        self._rewrite(f"[{bar}] {words}" if len(bar) + len(words) + 4 <= self._width else words)

    def _counted(self) -> str:
        return f"{self._done} of {self._total} apps" if self._total else self._text

    def _rest(self) -> str:
        mine = self._done - self._before
        left = self._total - self._done
        if not mine or not left:
            return ""
        return f", about {duration((time.monotonic() - self._started) / mine * left)} left"


def duration(seconds: float) -> str:
    """Write a length of time for people: `40 s`, `3 min`, `1 h 20 min`."""
    if seconds < _MINUTE:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / _MINUTE)
    hours, rest = divmod(minutes, _MINUTE)
    return f"{hours} h {rest} min" if hours else f"{rest} min"
