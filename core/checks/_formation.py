"""What the checks of dynos share: reading a formation, knowing a size, composing a change of it."""

from functools import cache

import msgspec

from core.fix import fix, heroku
from core.knowledge import table
from core.report import Fix
from core.snapshot import App, ProcessType

SMALL = frozenset({"eco", "basic"})
"""Tiers with one dyno a process type: https://devcenter.heroku.com/articles/dyno-tiers."""

PRODUCTION_SIZE = "standard-1x"
"""The smallest size that a process type may have two dynos of."""

_ALONE = frozenset({"beat", "celerybeat", "clock", "cron", "scheduler"})


class DynoSizeRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dyno size that Heroku has or had."""

    name: str
    tier: str
    """`eco`, `basic`, `standard`, `performance`, `private`, `shield` or `fir`."""
    source: str


@cache
def _sizes() -> dict[str, DynoSizeRow]:
    return {row.name.lower(): row for row in table("dyno_sizes", DynoSizeRow)}


def tier(size: str) -> str | None:
    """Name the tier of a dyno size, however its case; None when the size is not known."""
    row = _sizes().get(size.lower())
    return None if row is None else row.tier


def can_autoscale(size: str) -> bool:
    """Whether Heroku autoscales web dynos of this size, by the rule of its own command line.

    Source: `isPerfOrPrivateTier` in heroku/cli, src/commands/ps/autoscale/enable.ts.
    """
    size = size.lower()
    return any(word in size for word in ("performance", "private", "shield"))


def dynos(quantity: int, size: str) -> str:
    """Say how many dynos of which size: `2 Standard-1X dynos`."""
    row = _sizes().get(size.lower())
    name = size if row is None else row.name
    if not name[:1].isalpha():  # "1 1X dyno" is hard to read
        of = f" of size {name}" if name else ""
        return f"{quantity} dyno{of}" if quantity == 1 else f"{quantity} dynos{of}"
    return f"{quantity} {name} dyno" if quantity == 1 else f"{quantity} {name} dynos"


def running(formation: tuple[ProcessType, ...]) -> tuple[ProcessType, ...]:
    """Pick the process types that should run; `release` is a phase of a deploy, not a process."""
    return tuple(row for row in formation if row.quantity > 0 and row.type != "release")


def alone(process_type: str) -> bool:
    """Whether a process type must be alone by its nature: `clock`, `celery-beat`, `job_scheduler`.

    The last word of the name decides: two of them would start every job twice.
    """
    return process_type.lower().replace("_", "-").rpartition("-")[2] in _ALONE


def scale(app: str, *changes: str) -> str | None:
    """Compose `heroku ps:scale`; each change is `TYPE=QUANTITY` or `TYPE=QUANTITY:SIZE`.

    None when the name of a process type would be read as an option.
    """
    if any(change.startswith("-") for change in changes):
        return None
    return heroku("ps:scale", *changes, app=app)


class Goal(msgspec.Struct, frozen=True):
    """How many dynos of a process type are wanted."""

    web: int
    worker: int

    def of(self, row: ProcessType) -> int:
        """Say how many dynos a process type should have."""
        if row.type == "web":
            return max(row.quantity, self.web, 1)
        if row.quantity <= 0 or row.type == "release":
            return max(row.quantity, 0)
        return 1 if alone(row.type) else max(row.quantity, self.worker)


def scale_up(app: App, formation: tuple[ProcessType, ...], row: ProcessType, goal: Goal) -> Fix:
    """Compose the way to enough dynos of a process type.

    On Eco and Basic the command sets size and quantity of all types at once, so that it works
    whether or not Heroku lets their sizes stand beside others, and so that the commands of two
    findings do not undo each other.
    """
    if tier(row.size) not in SMALL:
        return fix(scale(app.name, f"{row.type}={goal.of(row)}"), "scaling", "dyno-scaling")
    small = sorted(
        f"{each.type}={goal.of(each)}:{PRODUCTION_SIZE}"
        for each in formation
        if tier(each.size) in SMALL
    )
    return fix(scale(app.name, *small), "dyno-tiers", "scaling", "dyno-scaling")


def resize(app: App, formation: tuple[ProcessType, ...]) -> Fix:
    """Compose the way off Eco and Basic, of all types at once, quantities left as they are."""
    small = [row for row in formation if tier(row.size) in SMALL]
    if len(small) == len(formation):
        command: str | None = heroku("ps:type", PRODUCTION_SIZE, app=app.name)
    elif all(row.type.replace("_", "").isalnum() for row in small):
        changes = sorted(f"{row.type}={PRODUCTION_SIZE}" for row in small)
        command = heroku("ps:type", *changes, app=app.name)
    else:  # `ps:type` takes no hyphen in the name of a process type
        changes = sorted(f"{row.type}={row.quantity}:{PRODUCTION_SIZE}" for row in small)
        command = scale(app.name, *changes)
    return fix(command, "dyno-tiers", "eco-dyno-hours")
