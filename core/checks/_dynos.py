"""What is wrong with the dynos of one process type, one rule a function."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from core.check import failed, passed, unknown, warning
from core.checks._formation import scale, tier
from core.fix import fix, heroku
from core.report import Finding, Fix
from core.snapshot import Dyno, ProcessType, Release

_RUNNING = frozenset({"up", "starting", "idle"})
_KNOWN = _RUNNING | {"crashed", "down"}
"""Dyno states of the Platform API schema; `idle` is a sleeping Eco dyno."""

_SHORTEST_ONE_OFF_NUMBER = 4
"""Digits in `run.1234` and `scheduler.1234`; a process type has 100 dynos at most by default."""


class Watch(msgspec.Struct, frozen=True):
    """What dynos are held against."""

    app: str
    release: Release | None
    """The newest that succeeded; None when it is not known."""
    taken_at: datetime
    settle_minutes: int

    def settled(self, since: datetime | None) -> bool:
        """Whether a change is old enough to judge what came of it."""
        if since is None:
            return False
        return (self.taken_at - since).total_seconds() > self.settle_minutes * 60


class Process(msgspec.Struct, frozen=True):
    """A process type and the dynos it has."""

    row: ProcessType
    dynos: list[Dyno]

    @property
    def type(self) -> str:
        """Name of the process type."""
        return self.row.type

    def within(self, *states: str) -> list[Dyno]:
        """Pick the dynos in one of these states."""
        return [dyno for dyno in self.dynos if dyno.state in states]


def one_off(dyno: Dyno) -> bool:
    """Whether a dyno was started for one command, by a person, a release phase or a schedule."""
    if dyno.type == "scheduler":
        number = dyno.name.rpartition(".")[2]
        return number.isdigit() and len(number) >= _SHORTEST_ONE_OFF_NUMBER
    return dyno.type in {"run", "release"}


def judge(process: Process, watch: Watch) -> list[Finding]:
    """Say all that is wrong with the dynos of a process type, or that they are well."""
    findings = [finding for rule in _RULES if (finding := rule(process, watch)) is not None]
    if findings:
        return findings
    message = f"{_share(process, process.dynos, 'is', 'are')} running"
    asleep = process.within("idle")
    if asleep:
        message += f", asleep until the next request: {_names(asleep)}"
    return [passed(process.type, message, dynos=len(process.dynos))]


def _crashed(process: Process, watch: Watch) -> Finding | None:
    crashed = process.within("crashed")
    if not crashed:
        return None
    message = f"{_share(process, crashed, 'has', 'have')} crashed ({_names(crashed)})"
    return failed(
        process.type, message, fix=_read_logs(crashed, watch), crashed=_all_names(crashed)
    )


def _down(process: Process, watch: Watch) -> Finding | None:
    down = process.within("down")
    if not down:
        return None
    message = f"{_share(process, down, 'is', 'are')} down ({_names(down)})"
    evidence = _all_names(down)
    if tier(process.row.size) == "eco":
        remedy = fix(heroku("ps", app=watch.app), "eco-dyno-hours")
        message += ": asleep, or the account's Eco hours are used up"
        return warning(process.type, message, fix=remedy, down=evidence)
    remedy = _restart(process, down, watch)
    if len(down) == len(process.dynos) and all(watch.settled(dyno.updated_at) for dyno in down):
        return failed(process.type, message, fix=remedy, down=evidence)
    return warning(process.type, message, fix=remedy, down=evidence)


def _missing(process: Process, watch: Watch) -> Finding | None:
    wanted, there = process.row.quantity, len(process.dynos)
    if there >= wanted:
        return None
    message = f"{process.type} has {there} of the {wanted} dynos that its formation asks for"
    remedy = fix(scale(watch.app, f"{process.type}={wanted}"), "scaling", "error-codes")
    # While a release is taking over, the old dynos may be gone and the new ones not listed yet.
    settled = watch.release is None or watch.settled(watch.release.created_at)
    serves = process.type == "web" and tier(process.row.size) != "eco"
    say = failed if there == 0 and serves and settled else warning
    return say(process.type, message, fix=remedy, quantity=wanted, dynos=there)


def _starting(process: Process, watch: Watch) -> Finding | None:
    stuck = [dyno for dyno in process.within("starting") if watch.settled(dyno.updated_at)]
    if not stuck:
        return None
    message = (
        f"{_share(process, stuck, 'has', 'have')} been starting "
        f"for more than {watch.settle_minutes} minutes ({_names(stuck)})"
    )
    return warning(process.type, message, fix=_read_logs(stuck, watch), starting=_all_names(stuck))


def _strange(process: Process, watch: Watch) -> Finding | None:
    strange = [dyno for dyno in process.dynos if dyno.state not in _KNOWN]
    if not strange:
        return None
    states = ", ".join(sorted({repr(dyno.state) for dyno in strange}))
    message = (
        f"{_share(process, strange, 'is', 'are')} in a state this prodcheck does not know: {states}"
    )
    remedy = fix(heroku("ps", app=watch.app), "error-codes")
    return unknown(process.type, message, fix=remedy, dynos=_all_names(strange))


def _unversioned(process: Process, watch: Watch) -> Finding | None:
    unversioned = [dyno for dyno in process.dynos if dyno.release_version is None]
    if not unversioned or watch.release is None:
        return None
    message = f"Heroku does not say which release {_names(unversioned)} runs"
    return unknown(process.type, message, dynos=_all_names(unversioned))


def _outdated(process: Process, watch: Watch) -> Finding | None:
    newest = watch.release
    if newest is None or not watch.settled(newest.created_at):
        return None
    old = [
        dyno
        for dyno in process.dynos
        if dyno.release_version is not None
        and dyno.release_version < newest.version
        and dyno.state in _RUNNING
    ]
    if not old or _rolling(process, newest, watch):
        return None
    message = (
        f"{_share(process, old, 'runs', 'run')} a release older than v{newest.version} "
        f"({_names(old)})"
    )
    remedy = _restart(process, old, watch)
    return warning(process.type, message, fix=remedy, outdated=_all_names(old))


def _rolling(process: Process, newest: Release, watch: Watch) -> bool:
    """Whether a dyno came up on the newest release just now: after a long release phase it may."""
    return any(
        dyno.release_version == newest.version
        and dyno.updated_at is not None
        and not watch.settled(dyno.updated_at)
        for dyno in process.dynos
    )


_RULES: tuple[Callable[[Process, Watch], Finding | None], ...] = (
    _crashed,
    _down,
    _missing,
    _starting,
    _strange,
    _unversioned,
    _outdated,
)


def _share(process: Process, some: list[Dyno], one: str, many: str) -> str:
    total = len(process.dynos)
    verb = one if len(some) == 1 else many
    if total == 1:
        return f"the only {process.type} dyno {verb}"
    return f"{len(some)} of {total} {process.type} dynos {verb}"


def _names(dynos: list[Dyno], shown: int = 3) -> str:
    names = ", ".join(dyno.name for dyno in dynos[:shown])
    return names if len(dynos) <= shown else f"{names} and {len(dynos) - shown} more"


def _all_names(dynos: list[Dyno]) -> list[str]:
    return [dyno.name for dyno in dynos]


def _read_logs(dynos: list[Dyno], watch: Watch) -> Fix:
    command = heroku("logs", f"--dyno-name={dynos[0].name}", app=watch.app)
    return fix(command, "error-codes")


def _restart(process: Process, some: list[Dyno], watch: Watch) -> Fix:
    """Restart the whole type only where all of it is concerned: the others go on serving."""
    whole = len(some) == len(process.dynos)
    what = f"--process-type={process.type}" if whole else f"--dyno-name={some[0].name}"
    return fix(heroku("ps:restart", what, app=watch.app), "error-codes", "releases")
