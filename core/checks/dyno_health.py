"""The check `dyno-health`."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from core.check import check, skipped, unknown
from core.checks._dynos import Process, Watch, judge, one_off
from core.checks._formation import running
from core.inject import Minutes
from core.report import Finding
from core.snapshot import App, Dyno, ProcessType, Release, Unavailable


@check(title="Every dyno up, on the newest release", category="dynos")
def dyno_health(  # noqa: PLR0913  a check asks for its facts one by one
    app: App,
    formation: tuple[ProcessType, ...] | Unavailable,
    dynos: tuple[Dyno, ...],
    releases: tuple[Release, ...] | Unavailable,
    taken_at: datetime,
    *,
    settle_minutes: Minutes = 10,
) -> Iterator[Finding]:
    """Compare the dynos that run with those that should, and with the release they should run.

    Why:
        A crashed dyno is started again after ever longer pauses, and serves nothing in between. A
        dyno on an older release runs code that everybody believes is gone.
    Passes when:
        Of each process type as many dynos run as its formation asks for, on the newest release that
        succeeded. A sleeping Eco dyno counts as running: `dyno-tier` judges it.
    Warns when:
        Fewer dynos run than the formation asks for, some are down, or some have been starting, or
        have run an older release, for more than `settle_minutes` minutes.
    Fails when:
        A dyno has crashed, or every dyno of a type has been down for more than `settle_minutes`
        minutes, or `web` has none at all and no release is taking over. Of Eco dynos this only
        warns: they may be asleep.
    Fix:
        Read the logs of the dyno; restart it, or its process type where all of it is concerned.
    References:
        error-codes
        dyno-tiers
        releases
    """
    if isinstance(formation, Unavailable):
        why = f"how many dynos should run could not be read: {formation.reason}"
        yield unknown(None, why, kind=formation.kind)
    wanted = _as_they_run(dynos) if isinstance(formation, Unavailable) else running(formation)
    if not wanted:
        yield skipped(None, "no process is running")
        return
    if isinstance(releases, Unavailable):
        why = f"the release that the dynos should run could not be read: {releases.reason}"
        yield unknown(None, why, kind=releases.kind)
    elif _newest(releases) is None:
        yield unknown(None, "which release the dynos should run is not known: none read succeeded")
    watch = Watch(app.name, _newest(releases), taken_at, settle_minutes)
    for row in wanted:
        own = [dyno for dyno in dynos if dyno.type == row.type and not one_off(dyno)]
        yield from judge(Process(row, own), watch)


def _as_they_run(dynos: tuple[Dyno, ...]) -> tuple[ProcessType, ...]:
    """Take what runs for what should, where the formation could not be read."""
    found = Counter((dyno.type, dyno.size or "") for dyno in dynos if not one_off(dyno))
    return tuple(
        ProcessType(type=name, quantity=quantity, size=size)
        for (name, size), quantity in found.items()
    )


def _newest(releases: tuple[Release, ...] | Unavailable) -> Release | None:
    """Find the release that dynos should run; a failed or pending one changes nothing."""
    if isinstance(releases, Unavailable):
        return None
    running = (each for each in releases if each.took_effect)
    return max(running, key=lambda release: release.version, default=None)
