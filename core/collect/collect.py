"""Fill a Snapshot: the one entry to all that is read from outside."""

import contextlib
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from core.check import Check
from core.collect.answer import segment
from core.collect.failure import CallFailed, explain
from core.collect.gather import Progress, gather, plan
from core.collect.http import HerokuClient
from core.collect.sources import Sources
from core.errors import ConfigError
from core.snapshot import FACTS, Snapshot

_GIVEN = frozenset({"taken_at"})
_ON_DEMAND = frozenset({"followers"})
"""Collected only when asked for: databases of other apps, one call each."""


def facts_needed(checks: Iterable[Check]) -> frozenset[str]:
    """Say which facts a set of checks asks for."""
    return frozenset(name for check in checks for name in check.needs.facts) - _GIVEN


async def collect(
    app: str,
    sources: Sources,
    *,
    facts: Collection[str] | None = None,
    progress: Progress | None = None,
    client: HerokuClient | None = None,
) -> Snapshot:
    """Read what is known of an app right now.

    An app of the Common Runtime with custom domains costs 13 calls of the Platform API, one less
    without custom domains or with the facts of the default checks alone. A database costs 3 calls
    of the Data API, a Key-Value Store 1.

    Args:
        app: Name or id of the app.
        sources: Hosts, token and limits.
        facts: Which facts; with them comes what they depend on. The default is all but `followers`.
        progress: Told of each fact when it starts (False) and when it is done (True).
        client: A client to use, and not to close; the default is one for this collection alone.

    Raises:
        ConfigError: The name is no name, or the sources are of no use.
        Unauthorized: There is no token, or Heroku refuses it.
        Forbidden: The token may not see the app, or Heroku wants something first.
        AppNotFound: There is no such app, or none that the token may know of.
        RateLimited: The account's calls are spent.
        HerokuUnavailable: Heroku did not answer, or not in a way that makes sense.
    """
    if not app.strip(". "):
        raise ConfigError("No app is named.", hint="Name one: prodcheck -a APP")
    wanted = set(FACTS) - _GIVEN - _ON_DEMAND if facts is None else set(facts) - _GIVEN
    given = {"app_name": segment(app), "sources": sources}
    own = HerokuClient(sources) if client is None else contextlib.nullcontext(client)
    async with own as heroku:
        try:
            found: dict[str, Any] = await gather(
                plan(wanted), {**given, "client": heroku}, progress
            )
        except CallFailed as failure:
            raise explain(app, failure) from None
    return Snapshot(taken_at=datetime.now(UTC).replace(microsecond=0), **found)
