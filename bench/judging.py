"""How many snapshots a second one core judges, every check included."""

import time
from collections.abc import Iterator
from itertools import cycle

from bench.measure import Figure
from core.evaluate import evaluate
from core.snapshot import Snapshot, dump_snapshot, load_snapshot
from tests.apps import HEALTHY

APPS = 100
SECONDS = 2.0


def figures() -> Iterator[Figure]:
    """Judge healthy apps in turn: what is remembered of one is of no use to the next."""
    apps = [_named(f"app-{number}") for number in range(APPS)]
    for each in apps:
        evaluate(each)
    turn = cycle(apps)
    done, start = 0, time.process_time()
    while (spent := time.process_time() - start) < SECONDS:
        evaluate(next(turn))
        done += 1
    yield Figure("snapshots judged a second", done / spent, "/s", 3000, at_least=True)


def _named(name: str) -> Snapshot:
    """Give the healthy app, its domain and its add-ons names of their own."""
    text = dump_snapshot(HEALTHY).decode()
    for old, new in {"ha-app": name, "example": name, "round-1": name}.items():
        text = text.replace(old, new)
    return load_snapshot(text.encode())
