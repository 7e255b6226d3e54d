"""The check `cross-region-follower`."""

from collections.abc import Iterator

from core.check import check, failed, passed, skipped, unknown
from core.checks._databases import (
    POSTGRES,
    Attached,
    attached,
    details_of,
    new_database,
    new_follower,
)
from core.fix import fix
from core.report import Finding, Fix
from core.snapshot import AddonAttachment, App, Database, DatabaseDetails, Unavailable

# Plans whose followers stay in their space: the table "where you can implement followers" in
# https://devcenter.heroku.com/articles/heroku-postgres-follower-databases of 2026-03-31.
_BOUND = frozenset({"private", "shield"})


@check(title="A follower in another region", category="data", default=False)
def cross_region_follower(
    app: App,
    attachments: tuple[AddonAttachment, ...],
    databases: tuple[Database, ...] | Unavailable,
    followers: tuple[Database, ...] | Unavailable,
) -> Iterator[Finding]:
    """Judge whether each Heroku Postgres database has a copy in another region.

    Why:
        When a whole region fails, a standby in the same region fails with it. A follower elsewhere
        can be promoted, and the app started there. Most apps do not need it: it is off unless asked
        for.
    Passes when:
        A follower of the database is in another region. A follower itself is not judged.
    Warns when:
        Never.
    Fails when:
        The database has no follower, or all of them are in its own region.
    Fix:
        Add a follower in another region.
    References:
        postgres-followers
        postgres-ha
    """
    for database in attached(attachments, POSTGRES):
        details = details_of(database, databases)
        if isinstance(details, Unavailable):
            reason = f"the followers of {database.called(app)} could not be read: {details.reason}"
            yield unknown(database.name, reason, kind=details.kind, **database.evidence())
        elif details.following is not None:
            message = f"{database.called(app)} is itself a follower, of {details.following}"
            yield skipped(database.name, message, **database.evidence())
        else:
            yield _judge(app, database, details, _regions(database, details, databases, followers))


def _regions(
    database: Attached,
    details: DatabaseDetails,
    *sources: tuple[Database, ...] | Unavailable,
) -> dict[str, str | None]:
    """Map each follower to its region, None where that is not known."""
    regions: dict[str, str | None] = dict.fromkeys(details.followers)
    for source in sources:
        for each in () if isinstance(source, Unavailable) else source:
            if isinstance(each.details, DatabaseDetails) and (
                each.addon_name in regions or each.details.following == database.name
            ):
                regions[each.addon_name] = each.details.region
    return regions


def _judge(
    app: App, database: Attached, details: DatabaseDetails, regions: dict[str, str | None]
) -> Finding:
    name, own = database.called(app), details.region
    evidence = database.evidence()
    away = [f"{each} in {region}" for each, region in regions.items() if region not in {None, own}]
    if own is not None and away:
        message = f"{name} in {own} is followed by {' and '.join(away)}"
        return passed(database.name, message, region=own, followers=list(regions), **evidence)
    if regions and (own is None or None in regions.values()):
        message = f"it could not be read in which regions {name} and its followers are"
        return unknown(database.name, message, **evidence)
    if not regions and database.row is not None and database.row.advanced:
        message = f"{name} is on an Advanced plan, whose copies in other regions are not known"
        return unknown(database.name, message, **evidence)
    kind = f"only followers in its own region, {own}" if regions else "no follower"
    message = f"{name} has {kind}: when the region fails, so does the app"
    return failed(
        database.name,
        message,
        fix=_remedy(app, database, details),
        region=own,
        followers=list(regions),
        **evidence,
    )


def _remedy(app: App, database: Attached, details: DatabaseDetails) -> Fix:
    """Add a follower on the other side of the ocean, where the plan allows one."""
    if database.row is not None and database.row.advanced:
        return fix(database.command("data:pg:info", database.name, app=app), "postgres-followers")
    if database.row is None or not database.row.followers:
        return fix(new_database(app), "postgres-changing-plan", "postgres-followers")
    if database.row.family in _BOUND:
        return fix(database.command("pg:info", database.name, app=app), "postgres-followers")
    region = "us" if (details.region or "").startswith("eu") else "eu"
    return fix(new_follower(database, app, "--region", region), "postgres-followers")
