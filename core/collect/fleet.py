"""Many apps: what lists tell of all of them first, then the few calls that each still needs.

::

    listing = await list_fleet(client, scope)
    await scan(client, listing, sources, on_row=keep)

Nothing is held of an app once it is done: its row, report and snapshot are handed on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterable
from datetime import UTC, datetime
from typing import Any

from core.check import Check, all_checks
from core.collect.answer import segment
from core.collect.collect import facts_needed
from core.collect.failure import CallFailed, explain
from core.collect.gather import gather, plan
from core.collect.http import HerokuClient
from core.collect.listing import FleetListing, list_fleet
from core.collect.platform import app as read_app
from core.collect.sources import Sources
from core.collect.sparing import instead
from core.errors import ProdcheckError, Unauthorized
from core.evaluate import evaluate, select
from core.fleet import FleetRow, row_of, unread
from core.policy import Policy
from core.report import Report
from core.snapshot import Snapshot, Unavailable

CONCURRENCY = 8
"""Apps at once; each makes some calls at once, and the client bounds those."""

OnRow = Callable[[FleetRow, Report | None, Snapshot | None], Awaitable[None]]

__all__ = ["CONCURRENCY", "FleetListing", "OnRow", "list_fleet", "scan", "scan_app"]


async def scan_app(
    client: HerokuClient,
    listing: FleetListing,
    app: str,
    sources: Sources,
    policy: Policy | None = None,
) -> tuple[FleetRow, Report, Snapshot]:
    """Check one app of a listing, with what the listing knows of it.

    Raises:
        HerokuError: The app cannot be read: deleted since, out of sight, or Heroku is.
        ConfigError: The policy names what there is not.
    """
    policy = policy or Policy()
    checks = select(policy, all_checks(), app)
    known = listing.known(app)
    given = {
        **known,
        "app_name": segment(app),
        "client": client,
        "latest": listing.latest,
        "sources": sources,
    }
    try:
        found: dict[str, Any] = await gather(
            plan(facts_needed(checks), known=known, instead=instead(checks)), given
        )
        if "app" in known:
            await _still_there(client, app, found)
    except CallFailed as failure:
        raise explain(app, failure) from None
    snapshot = Snapshot(taken_at=_now(), **{**known, **found})
    report = await _judged(snapshot, policy, checks)
    return row_of(report, team=snapshot.app.team), report, snapshot


async def scan(  # noqa: PLR0913  each is one choice of the caller
    client: HerokuClient,
    listing: FleetListing,
    sources: Sources,
    *,
    on_row: OnRow,
    skip: Container[str] = (),
    concurrency: int = CONCURRENCY,
    policy: Policy | None = None,
) -> None:
    """Check the apps of a listing; one that fails does not stop the others.

    Args:
        client: Whom to ask.
        listing: What is known of them already.
        sources: Hosts and limits.
        on_row: Told of each app as soon as it is done, with report and snapshot where there are
            some. The apps behind it wait until it has returned.
        skip: Names of the apps to leave out.
        concurrency: Apps at once.
        policy: Which checks, thresholds and waivers.

    Raises:
        Unauthorized: Heroku refuses the token, and would for every app to come.
        ConfigError: The policy names what there is not.
    """
    select(policy or Policy(), all_checks())
    names = iter([name for name in listing.names if name not in skip])

    async def work() -> None:
        for name in names:
            await on_row(*await _one(client, listing, name, sources, policy))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(work())
    except* ProdcheckError as failures:
        raise failures.exceptions[0] from None


async def _one(
    client: HerokuClient,
    listing: FleetListing,
    name: str,
    sources: Sources,
    policy: Policy | None,
) -> tuple[FleetRow, Report | None, Snapshot | None]:
    try:
        return await scan_app(client, listing, name, sources, policy)
    except Unauthorized:
        raise
    except ProdcheckError as error:
        why = error.message
    except Exception as error:  # noqa: BLE001  a poisonous app must not stop the others
        why = f"prodcheck itself failed on {name} with {type(error).__name__}: this is a bug."
    return unread(name, why, taken_at=_now(), team=listing.team(name)), None, None


async def _judged(snapshot: Snapshot, policy: Policy, checks: Iterable[Check]) -> Report:
    """Judge an app; in a thread where a check of somebody else's may take its time meanwhile."""
    if all(check.package is None for check in checks):
        return evaluate(snapshot, policy)
    return await asyncio.to_thread(evaluate, snapshot, policy)


async def _still_there(client: HerokuClient, name: str, found: dict[str, Any]) -> None:
    """Read the app itself where nothing else of it could be read: it may be gone by now.

    Raises:
        CallFailed: It cannot be read either.
    """
    own = [found[fact] for fact in _OF_THE_APP if found.get(fact, ()) != ()]
    others = [found[fact] for fact in _OF_OTHERS_TOO if isinstance(found.get(fact), Unavailable)]
    if (told := own or others) and all(isinstance(value, Unavailable) for value in told):
        await read_app(client, segment(name))


_OF_THE_APP = ("formation", "dynos", "domains")
"""Facts that tell whether the app is there."""
_OF_OTHERS_TOO = ("releases", "log_drains", "telemetry_drains")
"""Facts that a pipeline or a space may have told of an app that is gone."""


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
