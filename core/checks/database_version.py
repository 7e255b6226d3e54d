"""The check `database-version`."""

from collections.abc import Iterator
from datetime import date, datetime

from core.check import check, failed, passed, unknown, warning
from core.checks._databases import (
    KEY_VALUE_STORE,
    POSTGRES,
    Attached,
    attached,
    details_of,
    new_database,
    not_asked,
)
from core.fix import fix
from core.inject import Days
from core.knowledge.versions import Support, newest, support
from core.report import Finding, Fix
from core.snapshot import (
    AddonAttachment,
    App,
    Database,
    DatabaseDetails,
    KeyValueStore,
    KeyValueStoreDetails,
    Unavailable,
)

Details = DatabaseDetails | KeyValueStoreDetails | Unavailable


@check(title="Database versions that Heroku supports", category="data")
def database_version(  # noqa: PLR0913  each is a fact
    app: App,
    attachments: tuple[AddonAttachment, ...],
    databases: tuple[Database, ...] | Unavailable,
    key_value_stores: tuple[KeyValueStore, ...] | Unavailable,
    taken_at: datetime,
    *,
    warn_days: Days = 120,
) -> Iterator[Finding]:
    """Judge the version of each Heroku Postgres and Key-Value Store by the day its support ends.

    Why:
        Past its end a version gets no security fixes, and Heroku upgrades the database at a time
        of its own choosing, or may remove it. An upgrade you choose is tested, and at a quiet hour.
    Passes when:
        Heroku supports the version for more than `warn_days` days, or has announced no end.
    Warns when:
        Support ends within `warn_days` days, or the version is so old that its end may have been
        announced since.
    Fails when:
        Support has ended.
    Fix:
        Upgrade the version in a maintenance window.
    References:
        postgres-versions
        postgres-upgrading
        key-value-store-upgrading
    """
    day = taken_at.date()
    for database in attached(attachments, POSTGRES):
        details = details_of(database, databases)
        yield _judge(app, database, details, day, warn_days)
    for store in attached(attachments, KEY_VALUE_STORE):
        yield _judge(app, store, _store_details(store, key_value_stores), day, warn_days)


def _store_details(
    store: Attached, stores: tuple[KeyValueStore, ...] | Unavailable
) -> KeyValueStoreDetails | Unavailable:
    if isinstance(stores, Unavailable):
        return stores
    for each in stores:
        if each.addon_id == store.addon_id:
            return each.details
    return not_asked(store)


def _judge(app: App, store: Attached, details: Details, day: date, warn_days: int) -> Finding:
    name, evidence = store.called(app), store.evidence()
    if isinstance(details, Unavailable):
        message = f"the version of {name} could not be read: {details.reason}"
        return unknown(store.name, message, kind=details.kind, **evidence)
    if details.version is None:
        return unknown(store.name, f"the version of {name} is not known", **evidence)
    postgres = isinstance(details, DatabaseDetails)
    known = support("postgres" if postgres else "key-value-store", details.version)
    runs = f"{name} runs {'Postgres' if postgres else 'Key-Value Store'} {details.version}"
    if known is None:
        message = f"{runs}, and it is not known how long that is supported"
        return unknown(store.name, message, version=details.version, **evidence)
    if known.end is None:
        return _judge_open(store, runs, known, day)
    days = (known.end - day).days
    if days > warn_days and not known.latest:
        message = f"{runs}, supported until {known.end}"
        return passed(store.name, message, version=known.version, **evidence)
    judge = failed if days < 0 else warning if days <= warn_days else unknown
    return judge(
        store.name,
        f"{runs}, {_ending(known, days)}{_after(store)}",
        fix=_upgrade(app, store, details),
        version=known.version,
        end_of_life=known.end.isoformat(),
        **evidence,
    )


def _ending(known: Support, days: int) -> str:
    """Say when support ends: `by` a day where only the end of the next version is known."""
    on = f"{'by' if known.latest else 'on'} {known.end}"
    return f"whose support ended {on}" if days < 0 else f"whose support ends {on}, in {days} days"


def _judge_open(store: Attached, runs: str, known: Support, day: date) -> Finding:
    """Judge a version without an announced end by the time it is supported at least."""
    evidence = store.evidence()
    if known.until is None or day <= known.until:
        message = f"{runs}, whose end is not announced"
        return passed(store.name, message, version=known.version, **evidence)
    message = f"{runs}, sure of support until {known.until}: see whether its end is announced"
    look = fix(None, "postgres-versions", "key-value-store")
    return warning(store.name, message, fix=look, version=known.version, **evidence)


def _after(store: Attached) -> str:
    if store.row is not None and store.row.family == "essential":
        return ": Heroku upgrades Essential databases without asking"
    return ": Heroku upgrades it at a time of its own choosing"


def _upgrade(app: App, store: Attached, details: DatabaseDetails | KeyValueStoreDetails) -> Fix:
    """Compose the upgrade; each of these commands asks before it acts."""
    if isinstance(details, KeyValueStoreDetails):
        target = newest("key-value-store").version
        command = store.command("redis:upgrade", store.name, "--version", target, app=app)
        return fix(command, "key-value-store-upgrading")
    return fix(_upgrade_postgres(app, store, details), "postgres-upgrading", "postgres-versions")


def _upgrade_postgres(app: App, database: Attached, details: DatabaseDetails) -> str:
    """Name the command for the plan: github.com/heroku/cli src/commands/pg/upgrade and data/pg.

    Run on a follower, `pg:upgrade:run` would cut it off from its leader, which upgrades it anyway.
    """
    row = database.row
    if row is None or details.following is not None:
        command = "pg:info"
    elif row.advanced:
        command = "data:pg:upgrade:run"
    elif row.family == "essential":
        command = "pg:upgrade:run"
    elif row.starter:
        return new_database(app)
    else:
        command = "pg:upgrade:prepare"
    return database.command(command, database.name, app=app)
