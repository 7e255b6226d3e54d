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
)
from core.fix import fix
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
    warn_days: int = 120,
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
    return Unavailable(kind="not_found", reason="the Data API was not asked about it")


def _judge(app: App, store: Attached, details: Details, day: date, warn_days: int) -> Finding:
    name = store.called(app)
    if isinstance(details, Unavailable):
        message = f"the version of {name} could not be read: {details.reason}"
        return unknown(store.name, message, kind=details.kind, **store.evidence())
    if details.version is None:
        return unknown(store.name, f"the version of {name} is not known", **store.evidence())
    postgres = isinstance(details, DatabaseDetails)
    known = support("postgres" if postgres else "key-value-store", details.version)
    runs = f"{name} runs {'Postgres' if postgres else 'Key-Value Store'} {details.version}"
    if known is None:
        message = f"{runs}, and it is not known how long that is supported"
        return unknown(store.name, message, version=details.version, **store.evidence())
    if known.end is None:
        return _judge_open(store, runs, known, day)
    remedy = _upgrade(app, store, details)
    return _judge_end(store, runs, known, (known.end - day).days, warn_days, remedy)


def _judge_end(  # noqa: PLR0913, PLR0917  one step of a judgement
    store: Attached, runs: str, known: Support, days: int, warn_days: int, remedy: Fix
) -> Finding:
    evidence, seen = store.evidence(), {"version": known.version, "end_of_life": str(known.end)}
    by = "by" if known.latest else "on"
    if days < 0:
        message = f"{runs}, whose support ended {by} {known.end}{_after(store)}"
        return failed(store.name, message, fix=remedy, **seen, **evidence)
    if days <= warn_days:
        message = f"{runs}, whose support ends {by} {known.end}, in {days} days{_after(store)}"
        return warning(store.name, message, fix=remedy, **seen, **evidence)
    if known.latest:
        message = f"{runs}, whose support ends by {known.end}, maybe earlier"
        return unknown(store.name, message, fix=remedy, **seen, **evidence)
    return passed(store.name, f"{runs}, supported until {known.end}", **seen, **evidence)


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
