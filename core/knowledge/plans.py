"""What the plans of Heroku's own data stores promise: `plans.toml`."""

import re
from functools import cache, lru_cache
from typing import Literal

import msgspec

from core.knowledge import table

_NAME = re.compile(r"[a-z0-9-]+")
_NUMBERED = re.compile(r"(?:[a-z]+-)?\d+")
"""What follows the tier in the names of classic plans since 2015: `0`, `l-9`."""


class PlanRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A family of plans of one add-on service."""

    service: str
    family: str
    tier: Literal["starter", "pilot", "production"]
    source: str
    limits: str = ""
    """What is missing for production, in words that can follow a colon."""
    high_availability: bool | None = None
    """None where it is set for each database, or not known."""
    followers: bool | None = None
    logical_backups: bool | None = None
    today: str | None = None
    """Where it is no longer sold: a plan of today that is at least as large."""

    @property
    def starter(self) -> bool:
        """Whether it is not meant for production."""
        return self.tier == "starter"

    @property
    def advanced(self) -> bool:
        """Whether the Heroku CLI manages it under `data:pg`, as it does what is not classic."""
        return self.family.startswith(("advanced", "performance"))


@cache
def _families() -> dict[tuple[str, str], PlanRow]:
    return {(row.service, row.family): row for row in table("plans", PlanRow)}


@lru_cache(256)
def plan_row(plan: str | None) -> PlanRow | None:
    """Look up a plan by its full name, for example `heroku-postgresql:standard-0`.

    Of several families that fit, the longest is taken: `advanced-beta` before `advanced`.
    None when the plan, or what it promises, is not known.
    """
    if plan is None:
        return None
    service, _, family = plan.lower().partition(":")
    if not _NAME.fullmatch(family):
        return None
    rows = _families()
    while family:
        if row := rows.get((service, family)):
            return row
        family = family.rpartition("-")[0]
    return None


def plan_for_sale(plan: str) -> str | None:
    """Name the plan to ask for where one like it is wanted: plans of the past cannot be created.

    None where it is not known which of today's takes its place. A plan of which nothing is known
    is taken to be for sale.
    """
    row = plan_row(plan)
    if row is None:
        return plan
    if row.today is not None:
        return f"{row.service}:{row.today}"
    rest = plan.lower().partition(":")[2].removeprefix(row.family).removeprefix("-")
    return plan if not rest or _NUMBERED.fullmatch(rest) else None
