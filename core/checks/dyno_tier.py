"""The check `dyno-tier`."""

from collections.abc import Iterator

from core.check import check, failed, passed, skipped, unknown, warning
from core.checks._formation import SMALL, dynos, resize, running, tier
from core.fix import fix
from core.report import EvidenceValue, Finding
from core.snapshot import App, ProcessType


@check(title="Dynos of a tier made for production", category="dynos")
def dyno_tier(app: App, formation: tuple[ProcessType, ...]) -> Iterator[Finding]:
    """Judge the tier of the dynos that each process type runs on.

    Why:
        An Eco dyno sleeps when no requests come, and stops for the rest of the month once the
        account's Eco hours are used up. Eco and Basic allow one dyno a process type, and have
        neither preboot nor alerts: every deploy and every restart is a gap.
    Passes when:
        Every process type that runs is of the Standard tier or above.
    Warns when:
        `web` runs on Basic (Hobby before), or another type on Basic or Eco.
    Fails when:
        `web` runs on Eco (Free before).
    Fix:
        Change the dyno size. An app on Eco or Basic can have no other size beside them: there the
        command changes all types.
    References:
        dyno-tiers
        eco-dyno-hours
        dyno-scaling
    """
    rows = running(formation)
    if not rows:
        yield skipped(None, "no process is running")
    for row in rows:
        yield _judge(app, formation, row)


def _judge(app: App, formation: tuple[ProcessType, ...], row: ProcessType) -> Finding:
    kind = tier(row.size)
    seen = f"{row.type} runs {dynos(row.quantity, row.size)}"
    evidence: dict[str, EvidenceValue] = {"size": row.size, "tier": kind}
    if kind is None:
        message = f"{seen}, a size whose tier is not known"
        return unknown(row.type, message, fix=fix(None, "dyno-tiers"), **evidence)
    if kind not in SMALL:
        return passed(row.type, seen, **evidence)
    remedy = resize(app, formation)
    if kind == "basic":
        message = f"{seen}: that tier has no second dyno, no preboot and no alerts"
        return warning(row.type, message, fix=remedy, **evidence)
    if row.type == "web":
        message = f"{seen}: it sleeps when no requests come, and can have no second dyno"
        return failed("web", message, fix=remedy, **evidence)
    message = f"{seen}: it stops when the account's Eco hours are used up"
    return warning(row.type, message, fix=remedy, **evidence)
