"""Timing that a busy machine disturbs least, and how a figure is set against its budget."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """One measured figure and what it may be."""

    what: str
    value: float
    unit: str
    budget: float
    at_least: bool = False
    """The budget is a floor; otherwise it is a ceiling."""
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the figure is within its budget."""
        return self.value >= self.budget if self.at_least else self.value <= self.budget


def wall(run: Callable[[], object]) -> float:
    """Time one run, in seconds."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def interleaved(runs: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Time several things in turn and give the median of each, in seconds.

    In turn, because what else the machine does then falls on all of them alike.
    """
    times = [[wall(run) for run in runs] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def python(*arguments: str) -> Callable[[], object]:
    """Make a run of this interpreter."""

    def run() -> object:
        return subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    return run
