"""Which release a change came with, where a release can be what changed it. Pure."""

from collections.abc import Iterable
from typing import Final

from core.snapshot import Release, Snapshot, Unavailable

_BY_RELEASE: Final = frozenset(
    {
        "app-monitoring",
        "database-redundancy",
        "dyno-health",
        "key-value-store",
        "log-monitoring",
        "production-database",
        "release-health",
        "stack",
    }
)
"""Checks of what a deploy, an add-on or a config var can change. Dynos are scaled, domains are set
and certificates end without a release: devcenter.heroku.com/articles/releases"""


def newest(snapshot: Snapshot) -> int | None:
    """Return the version of the newest release; None when it is not known."""
    if isinstance(snapshot.releases, Unavailable) or not snapshot.releases:
        return None
    return max(release.version for release in snapshot.releases)


def cause(snapshot: Snapshot, since: int | None, checks: frozenset[str]) -> str:
    """Say which release came since the last run, in words that may be hostile; empty: none did.

    Args:
        snapshot: What the app is now.
        since: The newest release at the last run; None: not known, and nothing is explained.
        checks: What changed.
    """
    if since is None or isinstance(snapshot.releases, Unavailable):
        return ""
    new = [release for release in snapshot.releases if release.version > since]
    if not new or not can_explain(checks):
        return ""
    last = max(new, key=lambda release: release.version)
    more = f" (and {len(new) - 1} more before it)" if len(new) > 1 else ""
    return f"release {_named(last)}{more}"


def can_explain(checks: Iterable[str]) -> bool:
    """Tell whether a release can be what changed one of these checks."""
    return not _BY_RELEASE.isdisjoint(checks)


def _named(release: Release) -> str:
    what = f" “{release.description[:120]}”" if release.description else ""
    who = f" by {release.user[:80]}" if release.user else ""
    return f"v{release.version}{what}{who}"
