"""The check `dyno-redundancy`."""

from collections.abc import Iterator

from core.check import check, failed, passed, skipped, unknown, warning
from core.checks._formation import Goal, alone, can_autoscale, dynos, scale_up
from core.fix import fix, heroku
from core.inject import Dynos
from core.report import EvidenceValue, Finding
from core.snapshot import App, Autoscaler, ProcessType, Unavailable


@check(title="Two or more dynos of each type", category="dynos")
def dyno_redundancy(
    app: App,
    formation: tuple[ProcessType, ...],
    autoscalers: tuple[Autoscaler, ...] | Unavailable,
    *,
    min_web: Dynos = 2,
    min_worker: Dynos = 2,
) -> Iterator[Finding]:
    """Count the dynos of each process type that runs.

    Why:
        Heroku restarts every dyno once a day and moves it when its host fails. While the only web
        dyno does so the app is down; while the only worker does so its work waits. Two dynos are
        likely to run on different hosts.
    Passes when:
        `web` runs at least `min_web` dynos, every other type `min_worker`; under autoscaling
        its minimum counts. A type that must be alone by its nature (`clock`, `scheduler`, `beat`,
        `cron`, also as the last word of a name) passes with one. `release` is not counted.
    Warns when:
        Another type than `web` runs fewer than `min_worker` dynos, or a type that must be alone
        runs more than one: each of them would start the same jobs.
    Fails when:
        `web` is scaled to zero, runs fewer than `min_web` dynos, or autoscaling may bring it there.
    Fix:
        Scale the type up. Eco and Basic allow one dyno a type, and an app on them can have no other
        size beside them: there the command sets the size of all its types as well.
    References:
        scaling
        dyno-scaling
        dyno-tiers
        autoscaling
        production-check
    """
    if not formation:
        yield skipped(None, "nothing has been deployed yet: there is no process to run")
        return
    goal = Goal(min_web, min_worker)
    served = False
    for row in formation:
        if row.type == "web":
            served = True
            yield _judge_web(app, formation, row, autoscalers, goal)
        elif row.quantity > 0 and row.type != "release":
            yield _judge_other(app, formation, row, goal)
    if not served:
        yield skipped("web", "the app has no web process: it serves no web requests")


def _judge_web(
    app: App,
    formation: tuple[ProcessType, ...],
    row: ProcessType,
    autoscalers: tuple[Autoscaler, ...] | Unavailable,
    goal: Goal,
) -> Finding:
    evidence: dict[str, EvidenceValue] = {"quantity": row.quantity, "size": row.size}
    if row.quantity <= 0:
        seen = "web is scaled to zero: nothing answers requests"
        return failed("web", seen, fix=scale_up(app, formation, row, goal), **evidence)
    seen = f"web runs {dynos(row.quantity, row.size)}"
    scaler = _autoscaler(app, row, autoscalers)
    if isinstance(scaler, Autoscaler) and scaler.min_quantity < goal.web:
        return _judge_low_minimum(app, row, scaler, goal.web)
    if row.quantity < goal.web:
        seen += f": {_risk(row.quantity, goal.web)}"
        return failed("web", seen, fix=scale_up(app, formation, row, goal), **evidence)
    if isinstance(scaler, Unavailable):
        message = f"{seen} now; the minimum of autoscaling could not be read: {scaler.reason}"
        return unknown("web", message, kind=scaler.kind, quantity=row.quantity, size=row.size)
    return passed("web", seen, **evidence)


def _autoscaler(
    app: App, row: ProcessType, autoscalers: tuple[Autoscaler, ...] | Unavailable
) -> Autoscaler | Unavailable | None:
    """Find what may change the number of web dynos; None where nothing can or does."""
    if app.fir or not can_autoscale(row.size):
        return None
    if isinstance(autoscalers, Unavailable):
        return autoscalers
    active = (each for each in autoscalers if each.is_active and each.process_type == row.type)
    return next(active, None)


def _judge_low_minimum(app: App, row: ProcessType, scaler: Autoscaler, wanted: int) -> Finding:
    lowest = min(row.quantity, scaler.min_quantity)
    # Without --notifications the command would turn off the e-mails that may be on.
    limits = ("--min", str(wanted), "--max", str(max(scaler.max_quantity, wanted)))
    return failed(
        "web",
        f"web runs {dynos(row.quantity, row.size)}, and autoscaling may leave only {lowest}: "
        f"{_risk(lowest, wanted)}",
        fix=fix(
            heroku("ps:autoscale:enable", *limits, "--notifications", app=app.name),
            "autoscaling",
            "scaling",
        ),
        quantity=row.quantity,
        size=row.size,
        min_quantity=scaler.min_quantity,
        max_quantity=scaler.max_quantity,
    )


def _risk(quantity: int, wanted: int) -> str:
    if quantity > 1:
        return f"{wanted} are wanted"
    return "a restart or a host failure takes the app down"


def _judge_other(
    app: App, formation: tuple[ProcessType, ...], row: ProcessType, goal: Goal
) -> Finding:
    seen = f"{row.type} runs {dynos(row.quantity, row.size)}"
    evidence: dict[str, EvidenceValue] = {"quantity": row.quantity, "size": row.size}
    if alone(row.type):
        if row.quantity == 1:
            note = f"{seen}, and must be alone: a second one would start every job twice"
            return passed(row.type, note, **evidence)
        seen += ": each of them starts the same jobs"
    elif row.quantity >= goal.worker:
        return passed(row.type, seen, **evidence)
    elif row.quantity == 1:
        seen += ": while it restarts its work waits"
    else:
        seen += f": {goal.worker} are wanted"
    return warning(row.type, seen, fix=scale_up(app, formation, row, goal), **evidence)
