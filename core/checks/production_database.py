"""The check `production-database`."""

from collections.abc import Iterator

from core.check import check, failed, passed, skipped, unknown, warning
from core.checks._databases import POSTGRES, Attached, attached, new_database, service_of
from core.fix import fix
from core.knowledge.services import agent_row, service_row
from core.report import Finding
from core.snapshot import AddonAttachment, App, Unavailable


@check(title="Every Heroku Postgres on a production plan", category="data")
def production_database(
    app: App,
    attachments: tuple[AddonAttachment, ...],
    config_var_names: tuple[str, ...] | Unavailable,
) -> Iterator[Finding]:
    """Judge the plan of every Heroku Postgres database the app uses, its own or another app's.

    Why:
        Starter plans are allowed hours of downtime a month, and have no failover and no followers.
        When such a database goes, the app goes with it.
    Passes when:
        The plan is of a production tier: Standard, Premium, Private, Shield, Enterprise or
        Advanced, or one of Crane to Mecha of 2012. An app without Heroku Postgres is skipped, and
        the data stores it has instead are named.
    Warns when:
        The plan is a beta or a pilot.
    Fails when:
        The plan is a starter one: Essential, Mini, Basic, Hobby, Dev, or the shared database.
        A plan that is not known, or that the token may not see, is unknown.
    Fix:
        Create a database on a production plan, copy the data, promote it.
    References:
        postgres-plans
        postgres-changing-plan
    """
    databases = attached(attachments, POSTGRES)
    for database in databases:
        yield _judge(app, database)
    hidden = [each for each in attachments if _could_be_anything(each)]
    for each in hidden:
        yield unknown(
            each.addon_name,
            f"{each.addon_name} is attached as {each.name}, and the token may not see what it is",
            kind="forbidden",
            owner=each.app,
        )
    if not isinstance(config_var_names, Unavailable) and _set_by_hand(
        attachments, config_var_names
    ):
        say = unknown if databases or hidden else skipped
        yield say("DATABASE_URL", "DATABASE_URL is set by hand: where it leads is not checked")
    elif not databases and not hidden:
        yield _without(attachments, config_var_names)


def _judge(app: App, database: Attached) -> Finding:
    name, row = database.called(app), database.row
    evidence = database.evidence()
    if database.plan is None:
        return unknown(
            database.name,
            f"{name} has a plan that the token may not see",
            kind="forbidden",
            **evidence,
        )
    says = f"{name} is on {database.plan.partition(':')[2]}"
    if row is None:
        look = fix(database.command("addons:info", database.name, app=app), "postgres-plans")
        message = f"{says}: it is not known whether that plan is for production"
        return unknown(database.name, message, fix=look, **evidence)
    if row.tier == "production":
        return passed(database.name, f"{says}, a production plan", **evidence)
    judge = warning if row.tier == "pilot" else failed
    first_step = fix(new_database(app), "postgres-changing-plan", "postgres-plans")
    return judge(database.name, f"{says}: {row.limits}", fix=first_step, **evidence)


def _could_be_anything(attachment: AddonAttachment) -> bool:
    """Tell whether an add-on is hidden from the token, and its name tells of no other service."""
    if attachment.plan is not None or service_of(attachment) is not None:
        return False
    return service_row(attachment.addon_name.partition("-")[0]) is None


def _set_by_hand(attachments: tuple[AddonAttachment, ...], names: tuple[str, ...]) -> bool:
    """Tell whether DATABASE_URL exists and no add-on wrote it."""
    return "DATABASE_URL" in names and not any(
        each.name == "DATABASE" or "DATABASE_URL" in each.config_vars for each in attachments
    )


def _without(
    attachments: tuple[AddonAttachment, ...], names: tuple[str, ...] | Unavailable
) -> Finding:
    rows = [service_row(service_of(each)) for each in attachments]
    if not isinstance(names, Unavailable):
        rows += [agent_row(name) for name in names]
    stores = sorted({row.name for row in rows if row is not None and "data" in row.does})
    if not stores:
        return skipped(None, "no Heroku Postgres is attached")
    message = (
        f"no Heroku Postgres is attached; {' and '.join(stores)}, which is, is not judged here"
    )
    return skipped(None, message, data_stores=stores)
