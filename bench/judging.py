"""How many snapshots a second one core judges, every check included."""

import time
from collections.abc import Iterator

from bench.measure import Figure
from core.evaluate import evaluate
from tests.apps import HEALTHY

SECONDS = 2.0


def figures() -> Iterator[Figure]:
    """Judge the healthy app over and over."""
    evaluate(HEALTHY)
    done, start = 0, time.process_time()
    while (spent := time.process_time() - start) < SECONDS:
        evaluate(HEALTHY)
        done += 1
    yield Figure("snapshots judged a second", done / spent, "/s", 3000, at_least=True)
