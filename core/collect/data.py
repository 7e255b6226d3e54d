"""Data stores attached to the app, whoever owns them: the Data API."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from core.collect.answer import Named, name_of, segment
from core.collect.backups import Names, ScheduleRow, TransferRow, key, schedules_of, transfers_of
from core.collect.failure import CallFailed, attempt
from core.collect.http import HerokuClient
from core.collect.postgres import Info, Read, first, named, read_database, rows_of
from core.snapshot import (
    NOT_COLLECTED,
    AddonAttachment,
    App,
    Database,
    DatabaseDetails,
    KeyValueStore,
    KeyValueStoreDetails,
    Unavailable,
)


class _Store(msgspec.Struct, frozen=True):
    id: str
    name: str
    plan: str | None
    owner: str
    names: frozenset[str]
    """What it is attached as."""


def _stores(attachments: Iterable[AddonAttachment], service: str, app: App) -> list[_Store]:
    """List the add-ons of a service, each once, with all the names it is attached under."""
    found: dict[str, list[AddonAttachment]] = {}
    for each in attachments:
        if each.service == service:
            found.setdefault(each.addon_id, []).append(each)
    return [
        _Store(
            id=addon_id,
            name=same[0].addon_name,
            plan=same[0].plan,
            owner=same[0].app or app.name,
            names=frozenset(key(each.name) for each in same),
        )
        for addon_id, same in found.items()
    ]


class _Parts(msgspec.Struct):
    """What is being read of one database."""

    store: _Store
    read: asyncio.Task[Read | Unavailable]
    schedules: asyncio.Task[tuple[ScheduleRow, ...] | Unavailable]
    abroad: asyncio.Task[frozenset[str] | None]


_Histories = Mapping[str, asyncio.Task[tuple[TransferRow, ...] | Unavailable]]


async def databases(
    client: HerokuClient, app: App, attachments: tuple[AddonAttachment, ...]
) -> tuple[Database, ...]:
    """Read each attached Heroku Postgres once: itself, its schedules, and its owner's transfers.

    A database of another app costs one call of the Platform API more: its names over there.
    """
    stores = _stores(attachments, "heroku-postgresql", app)
    async with asyncio.TaskGroup() as group:
        start = group.create_task
        histories: _Histories = {
            owner: start(attempt(_transfers(client, owner)))
            for owner in {store.owner for store in stores}
        }
        parts = [
            _Parts(
                store,
                read=start(attempt(read_database(client, store.id, store.plan))),
                schedules=start(attempt(_schedules(client, store.id))),
                abroad=start(_names_abroad(client, store, app)),
            )
            for store in stores
        ]
    return tuple(_database(each, parts, histories, app) for each in parts)


async def _schedules(client: HerokuClient, addon_id: str) -> tuple[ScheduleRow, ...]:
    path = f"/client/v11/databases/{segment(addon_id)}/transfer-schedules"
    return await client.get_all(path, ScheduleRow, host="data")


async def _transfers(client: HerokuClient, owner: str) -> tuple[TransferRow, ...]:
    path = f"/client/v11/apps/{segment(owner)}/transfers"
    return await client.get_all(path, TransferRow, host="data")


class _AttachmentAbroad(msgspec.Struct):
    name: str
    app: Named | None = None


async def _names_abroad(client: HerokuClient, store: _Store, app: App) -> frozenset[str] | None:
    """Learn what the app that is billed calls it; None when that cannot be learnt."""
    if store.owner == app.name:
        return store.names
    path = f"/addons/{segment(store.id)}/addon-attachments"
    rows = await attempt(client.get_all(path, _AttachmentAbroad))
    if isinstance(rows, Unavailable):
        return None
    return frozenset(key(row.name) for row in rows if name_of(row.app) == store.owner) or None


def _database(
    parts: _Parts, all_parts: Sequence[_Parts], histories: _Histories, app: App
) -> Database:
    store, read = parts.store, parts.read.result()
    names = _names(parts, all_parts, shared=store.owner != app.name)
    schedules = schedules_of(parts.schedules.result(), names)
    scheduled_as = [] if isinstance(schedules, Unavailable) else [each.name for each in schedules]
    return Database(
        addon_id=store.id,
        addon_name=store.name,
        details=read if isinstance(read, Unavailable) else named(read, _known(all_parts)),
        schedules=schedules,
        transfers=transfers_of(histories[store.owner].result(), names, scheduled_as),
    )


def _names(parts: _Parts, all_parts: Sequence[_Parts], *, shared: bool) -> Names:
    store, abroad = parts.store, parts.abroad.result()
    others = [each for each in all_parts if each is not parts]
    own = (abroad or frozenset()) | {key(store.name)}
    return Names(
        own=own,
        others=frozenset() if shared else frozenset().union(*(each.store.names for each in others)),
        doubtful=None if abroad is None else store.names - own,
        address=_address(parts),
        other_addresses=frozenset(filter(None, map(_address, others))),
        shared=shared,
    )


def _address(parts: _Parts) -> str | None:
    read = parts.read.result()
    return None if isinstance(read, Unavailable) else read.address


def _known(all_parts: Sequence[_Parts]) -> dict[str, str]:
    """Map what the API may call a database to the name of its add-on."""
    known = {}
    for each in all_parts:
        known.update(dict.fromkeys(each.store.names, each.store.name))
        if (address := _address(each)) is not None:
            known[address] = each.store.name
    return known


async def followers(client: HerokuClient, databases: tuple[Database, ...]) -> tuple[Database, ...]:
    """Read the databases that follow those of the app and are not attached to it."""
    attached = {database.addon_name for database in databases}
    names = {
        name
        for database in databases
        if isinstance(database.details, DatabaseDetails)
        for name in database.details.followers
        if name not in attached
    }
    async with asyncio.TaskGroup() as group:
        tasks = {
            name: group.create_task(attempt(_follower(client, name))) for name in sorted(names)
        }
    return tuple(
        Database(
            addon_id=name,
            addon_name=name,
            details=task.result(),
            schedules=NOT_COLLECTED,
            transfers=NOT_COLLECTED,
        )
        for name, task in tasks.items()
    )


async def _follower(client: HerokuClient, name: str) -> DatabaseDetails:
    if "." in name:
        reason = f"it is known by its host alone, {name}"
        raise CallFailed(Unavailable(kind="unsupported", reason=reason))
    return named(await read_database(client, name, None), {})


class _KeyValueStore(msgspec.Struct):
    version: str | None = None
    info: list[Info] | None = None


async def key_value_stores(
    client: HerokuClient, app: App, attachments: tuple[AddonAttachment, ...]
) -> tuple[KeyValueStore, ...]:
    """Read each attached Heroku Key-Value Store once."""
    stores = _stores(attachments, "heroku-redis", app)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(attempt(_key_value_store(client, each))) for each in stores]
    return tuple(
        KeyValueStore(addon_id=store.id, addon_name=store.name, details=task.result())
        for store, task in zip(stores, tasks, strict=True)
    )


async def _key_value_store(client: HerokuClient, store: _Store) -> KeyValueStoreDetails:
    path = f"/redis/v0/databases/{segment(store.id)}"
    row = await client.get(path, _KeyValueStore, host="data")
    rows = rows_of(row.info)
    return KeyValueStoreDetails(
        version=row.version or first(rows, "Version"), status=first(rows, "Status")
    )
