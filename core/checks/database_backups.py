"""The check `database-backups`."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.check import check, failed, passed, skipped, unknown, warning
from core.checks._databases import POSTGRES, Attached, attached, known_of
from core.fix import fix
from core.inject import Hours
from core.report import Finding
from core.snapshot import (
    AddonAttachment,
    App,
    BackupSchedule,
    Database,
    DatabaseDetails,
    Transfer,
    Unavailable,
)

_MOMENT = "%Y-%m-%d %H:%M %Z"


@check(title="Every database has a recent backup", category="data")
def database_backups(
    app: App,
    attachments: tuple[AddonAttachment, ...],
    databases: tuple[Database, ...] | Unavailable,
    taken_at: datetime,
    *,
    max_age_hours: Hours = 36,
) -> Iterator[Finding]:
    """Judge whether logical backups of each Heroku Postgres are scheduled, and succeed.

    Why:
        A follower and a standby copy a mistake as faithfully as anything else. A backup is what a
        dropped table or a deleted add-on is restored from.
    Passes when:
        Daily backups are scheduled, and one succeeded in the last `max_age_hours` hours. A Shield
        database, of which Heroku takes no logical backups, and an Advanced one without schedules
        need continuous protection. A follower is skipped: its leader is backed up.
    Warns when:
        Nothing is scheduled for a database with continuous protection, as Heroku advises for large
        ones; the newest backup failed though one before it is recent enough; none has finished yet.
    Fails when:
        Nothing is scheduled and nothing else protects the database, or backups are scheduled and
        none succeeded in the last `max_age_hours` hours.
    Fix:
        Schedule daily backups, or take one now and read why it fails.
    References:
        postgres-backups
        postgres-data-safety
    """
    found = attached(attachments, POSTGRES)
    for database in found:
        known = known_of(database, databases)
        if isinstance(known, Unavailable):
            yield _unread(app, database, "backups", known)
        elif isinstance(known.details, DatabaseDetails) and known.details.following is not None:
            message = f"{database.called(app)} follows {known.details.following}: back that one up"
            yield skipped(database.name, message, **database.evidence())
        elif _takes_none(database, known.schedules):
            yield _judge_protection(app, database, known.details)
        elif isinstance(known.schedules, Unavailable):
            yield _unread(app, database, "backup schedules", known.schedules)
        elif not (schedules := _own(app, database, found, known.schedules)):
            yield _judge_unscheduled(app, database, known.details)
        elif isinstance(known.transfers, Unavailable):
            yield _unread(app, database, "backups", known.transfers)
        else:
            oldest = taken_at - timedelta(hours=max_age_hours)
            yield _judge(app, database, schedules, known.transfers, oldest)


def _takes_none(database: Attached, schedules: tuple[BackupSchedule, ...] | Unavailable) -> bool:
    """Tell whether Heroku takes no logical backups of a database, as far as can be seen."""
    if database.row is None:
        return False
    absent = isinstance(schedules, Unavailable) and schedules.kind == "not_found"
    return database.row.logical_backups is False or (database.row.advanced and absent)


def _own(
    app: App,
    database: Attached,
    found: tuple[Attached, ...],
    schedules: tuple[BackupSchedule, ...],
) -> tuple[BackupSchedule, ...]:
    """Leave out what names another database: the API lists all schedules of the owner for each.

    They are named after the owner's attachments, and those of another app are not known here.
    """
    if database.foreign(app):
        return schedules
    others = {f"{name}_URL" for each in found if each is not database for name in each.attachments}
    return tuple(each for each in schedules if each.name.upper() not in others)


def _unread(app: App, database: Attached, what: str, missing: Unavailable) -> Finding:
    message = f"the {what} of {database.called(app)} could not be read: {missing.reason}"
    return unknown(database.name, message, kind=missing.kind, **database.evidence())


def _judge_protection(
    app: App, database: Attached, details: DatabaseDetails | Unavailable
) -> Finding:
    if isinstance(details, Unavailable):
        return _unread(app, database, "continuous protection", details)
    name, evidence = database.called(app), database.evidence()
    if details.continuous_protection is None:
        message = f"the continuous protection of {name} is not known"
        return unknown(database.name, message, **evidence)
    if details.continuous_protection:
        return passed(database.name, f"{name} has continuous protection", **evidence)
    look = fix(database.command("pg:info", database.name, app=app), "postgres-data-safety")
    message = f"{name} has no continuous protection, and takes no other backups on its plan"
    return failed(database.name, message, fix=look, **evidence)


def _judge_unscheduled(
    app: App, database: Attached, details: DatabaseDetails | Unavailable
) -> Finding:
    # An Advanced plan may not take such backups at all: what is not sure does not fail.
    sure = database.row is not None and database.row.logical_backups is True
    starter = database.row is not None and database.row.starter
    says, evidence = f"{database.called(app)} has no backup schedule", database.evidence()
    if isinstance(details, Unavailable) and not starter:
        message = f"{says}; whether it is a follower could not be read: {details.reason}"
        return unknown(database.name, message, kind=details.kind, **evidence)
    protected = None if isinstance(details, Unavailable) else details.continuous_protection
    # "Logical backups of large databases are likely to fail": heroku/cli, pg:backups:schedule.
    alone = protected is False or (protected is None and starter)
    schedule = database.command(
        "pg:backups:schedule", database.reference(app), "--at", "02:00 UTC", app=app
    )
    return (failed if sure and alone else warning)(
        database.name,
        f"{says}: {_instead(protected=False if alone else protected)}",
        fix=fix(schedule, "postgres-backups", "postgres-data-safety"),
        continuous_protection=protected,
        **evidence,
    )


def _instead(*, protected: bool | None) -> str:
    """Say what there is instead of logical backups."""
    if protected is None:
        return "whether continuous protection is on is not known"
    if protected:
        return "continuous protection restores its last days, and nothing from before them"
    return "what is deleted or overwritten cannot be brought back"


def _newest(transfers: tuple[Transfer, ...], *, succeeded: bool) -> datetime | None:
    """Say when the newest backup that succeeded, or failed, was done; running ones are neither."""
    ends = (each.finished_at for each in transfers if each.succeeded is succeeded)
    return max((at for at in ends if at is not None), default=None)


def _judge(
    app: App,
    database: Attached,
    schedules: tuple[BackupSchedule, ...],
    transfers: tuple[Transfer, ...],
    oldest: datetime,
) -> Finding:
    """Judge by the newest backups that finished."""
    success = _newest(transfers, succeeded=True)
    failure = _newest(transfers, succeeded=False)
    name, evidence = database.called(app), database.evidence()
    seen = {
        "schedule": f"{schedules[0].hour:02}:00 {schedules[0].timezone}",
        "last_success": None if success is None else success.isoformat(),
        "last_failure": None if failure is None else failure.isoformat(),
    }
    if success is not None and success >= oldest and (failure is None or failure <= success):
        message = f"{name} was backed up on {success:{_MOMENT}}"
        return passed(database.name, message, **seen, **evidence)
    judge = failed
    if success is not None and success < oldest:
        message = f"no backup of {name} has succeeded since {success:{_MOMENT}}"
    elif success is None and failure is not None:
        message = f"no backup of {name} has succeeded; the last one failed on {failure:{_MOMENT}}"
    elif failure is not None:
        judge, message = warning, f"the newest backup of {name} failed on {failure:{_MOMENT}}"
    else:
        judge, message = warning, f"{name} has a backup schedule, and none has finished yet"
    capture = database.command("pg:backups:capture", database.reference(app), app=app)
    return judge(database.name, message, fix=fix(capture, "postgres-backups"), **seen, **evidence)
