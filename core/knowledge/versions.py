"""How long Heroku supports a version of a data store: `versions.toml`."""

import re
from datetime import date
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import msgspec

from core.knowledge import table

Engine = Literal["postgres", "key-value-store"]

_NUMBERS = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,3}(?!\d)")


class VersionRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A version that Heroku offers or offered."""

    engine: Engine
    version: str
    source: str
    end_of_life: date | None = None
    """The last day Heroku supports it; None while that is not announced."""
    supported_until: date | None = None
    """Where no end is announced: it is supported until this day at least."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The version as numbers that compare."""
        return parse(self.version)


class Support(NamedTuple):
    """What is known of the support of a version."""

    version: str
    """The version that was asked about."""
    end: date | None
    """The last day of support."""
    latest: bool
    """`end` is the end of the next newer version: support ends that day or earlier."""
    until: date | None
    """Without an `end`: supported until this day at least."""


def parse(version: str) -> tuple[int, ...]:
    """Read a version such as `16.4`; empty when it is none."""
    found = _NUMBERS.match(version.strip())
    return tuple(map(int, found.group().split("."))) if found else ()


@cache
def newest(engine: Engine) -> VersionRow:
    """Name the newest version known."""
    return _rows(engine)[-1]


@lru_cache(maxsize=256)
def support(engine: Engine, version: str | None) -> Support | None:
    """Say how long a version is supported; None when it is no version, or nothing is known."""
    numbers = parse(version or "")
    if not numbers or version is None:
        return None
    for row in _rows(engine):
        known = row.numbers
        if known[: len(numbers)] == numbers[: len(known)]:
            return Support(version, row.end_of_life, latest=False, until=row.supported_until)
        if numbers < known:
            end = row.end_of_life
            return None if end is None else Support(version, end, latest=True, until=None)
    # Newer than all that were known: it came later, and so it is not supported for less long.
    last = newest(engine)
    return Support(version, None, latest=False, until=last.supported_until or last.end_of_life)


@cache
def _rows(engine: Engine) -> tuple[VersionRow, ...]:
    rows = (row for row in table("versions", VersionRow) if row.engine == engine)
    return tuple(sorted(rows, key=lambda row: row.numbers))
