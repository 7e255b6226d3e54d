"""The check `database-redundancy`."""

from collections.abc import Iterator
from datetime import date, datetime

from core.check import check, failed, passed, skipped, unknown, warning
from core.checks._databases import (
    POSTGRES,
    Attached,
    attached,
    details_of,
    new_database,
    new_follower,
)
from core.fix import fix
from core.knowledge.versions import support
from core.report import Finding, Fix
from core.snapshot import AddonAttachment, App, Database, DatabaseDetails, Unavailable


@check(title="Every database has a failover", category="data")
def database_redundancy(
    app: App,
    attachments: tuple[AddonAttachment, ...],
    databases: tuple[Database, ...] | Unavailable,
    taken_at: datetime,
) -> Iterator[Finding]:
    """Judge whether something can take over when a Heroku Postgres database fails.

    Why:
        With a standby, Heroku fails over in minutes. With a follower, you can promote it. With
        neither, the app waits until the one server is repaired or restored from backups.
    Passes when:
        The plan includes high availability (Premium, Private, Shield, Enterprise), it is on for
        this database (Advanced), or a follower follows it. A follower itself is not judged.
    Warns when:
        A database beside the primary has neither, or the standby of the plan is not there now.
    Fails when:
        The primary (`DATABASE_URL`) has neither, or any database is on a starter plan, which can
        have neither.
    Fix:
        Add a follower, or move to a plan with high availability; of a version whose support has
        ended no follower can be made.
    References:
        postgres-ha
        postgres-followers
    """
    for database in attached(attachments, POSTGRES):
        details = details_of(database, databases)
        if isinstance(details, Unavailable):
            yield _judge_by_plan(app, database, details)
        else:
            yield _judge(app, database, details, taken_at.date())


def _judge(app: App, database: Attached, details: DatabaseDetails, day: date) -> Finding:
    name, evidence = database.called(app), database.evidence()
    if details.following is not None:
        message = f"{name} is itself a follower, of {details.following}"
        return skipped(database.name, message, **evidence)
    if details.followers:
        message = f"{name} is followed by {', '.join(details.followers)}"
        return passed(database.name, message, followers=list(details.followers), **evidence)
    return _judge_alone(app, database, details, day)


def _judge_alone(app: App, database: Attached, details: DatabaseDetails, day: date) -> Finding:
    """Judge a database without followers by its own high availability."""
    name, evidence = database.called(app), database.evidence()
    promised = _promised(database)
    available = promised if details.highly_available is None else details.highly_available
    if available:
        sure = "" if details.highly_available else " by its plan"
        return passed(database.name, f"{name} has high availability{sure}", **evidence)
    if promised:
        look = fix(database.command("pg:info", database.name, app=app), "postgres-ha")
        message = f"{name} should have a standby by its plan, and has none at the moment"
        return warning(database.name, message, fix=look, **evidence)
    if available is None:
        message = f"{name} has no follower, and it is not known whether it has high availability"
        return unknown(database.name, message, **evidence)
    known = support("postgres", details.version)
    return _none(
        app, database, ended=known is not None and known.end is not None and known.end < day
    )


def _judge_by_plan(app: App, database: Attached, details: Unavailable) -> Finding:
    """Judge by what the plan alone decides, where the Data API says nothing."""
    if _promised(database):
        message = f"{database.called(app)} has high availability by its plan"
        return passed(database.name, message, **database.evidence())
    if _starter(database):
        return _none(app, database)
    message = f"the followers of {database.called(app)} could not be read: {details.reason}"
    return unknown(database.name, message, kind=details.kind, **database.evidence())


def _promised(database: Attached) -> bool | None:
    """Tell whether the plan includes high availability; None where it does not decide that."""
    return None if database.row is None else database.row.high_availability


def _starter(database: Attached) -> bool:
    return database.row is not None and database.row.starter


def _none(app: App, database: Attached, *, ended: bool = False) -> Finding:
    judge = failed if database.primary or _starter(database) else warning
    message = (
        f"{database.called(app)} has no failover and no follower: when it fails, the app waits "
        "until it is repaired"
    )
    remedy = _remedy(app, database, ended=ended)
    return judge(database.name, message, fix=remedy, **database.evidence())


def _remedy(app: App, database: Attached, *, ended: bool) -> Fix:
    """Compose the way to a failover: `ended` is the support of the version it runs."""
    if database.row is not None and database.row.advanced:
        return fix(database.command("data:pg:update", database.name, app=app), "postgres-ha")
    if database.row is None or not database.row.followers or ended:
        return fix(new_database(app, failover=True), "postgres-changing-plan", "postgres-ha")
    return fix(new_follower(database, app), "postgres-followers", "postgres-ha")
