"""Heroku Postgres as the Data API tells of it; what is secret in it goes no further than here."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from core.collect.answer import segment
from core.collect.failure import nonsense
from core.collect.http import HerokuClient
from core.snapshot import DatabaseDetails

# Heroku's own test: heroku-cli-util, utils/addons/helpers.ts.
_ADVANCED = ("advanced", "performance")


class Info(msgspec.Struct):
    """A row that `heroku pg:info` prints."""

    name: str | None = None
    values: list[str | int | float | bool | None] | None = None


class _Classic(msgspec.Struct):
    info: list[Info] | None = None
    postgres_version: str | None = None
    following: object = None
    resource_url: str | None = None


class _Switch(msgspec.Struct):
    enabled: bool | None = None


class _Features(msgspec.Struct):
    highly_available: _Switch | None = None
    continuous_protection: _Switch | None = None


class _Pool(msgspec.Struct):
    name: str | None = None
    expected_count: int | None = None


class _Advanced(msgspec.Struct):
    version: str | None = None
    status: str | None = None
    region: str | None = None
    features: _Features | None = None
    pools: list[_Pool] | None = None


class Read(msgspec.Struct, frozen=True):
    """A database, its leader and followers still named as the API does."""

    details: DatabaseDetails
    address: str | None = None
    """`host:port/name`, without credentials; only to tell databases apart."""


async def read_database(client: HerokuClient, identity: str, plan: str | None) -> Read:
    """Read one database.

    Args:
        client: The client.
        identity: Id or name of the add-on.
        plan: Full plan name: Advanced databases have an API of their own.

    Raises:
        CallFailed: It cannot be read; a 404 also means that it is not there yet.
    """
    if plan is not None and plan.partition(":")[2].startswith(_ADVANCED):
        path = f"/data/postgres/v1/{segment(identity)}/info"
        return Read(_advanced(await client.get(path, _Advanced, host="data")))
    path = f"/client/v11/databases/{segment(identity)}"
    row = await client.get(path, _Classic, host="data")
    if not rows_of(row.info):
        # No follower and no standby would then be what was not told.
        raise nonsense(path, "has no info")
    return Read(_classic(row), address_of(row.resource_url))


def rows_of(info: list[Info] | None) -> dict[str, list[str]]:
    """Map each row of the info to its values."""
    return {
        row.name: [str(value) for value in row.values or () if value is not None]
        for row in info or ()
        if row.name is not None
    }


def first(rows: Mapping[str, list[str]], name: str) -> str | None:
    """Take the first value of a row of the info."""
    return next(iter(rows.get(name, ())), None)


def _classic(row: _Classic) -> DatabaseDetails:
    rows = rows_of(row.info)
    following = first(rows, "Following")
    if following is None and isinstance(row.following, str):
        following = row.following
    return DatabaseDetails(
        version=first(rows, "PG Version") or row.postgres_version,
        status=first(rows, "Status"),
        region=first(rows, "Region"),
        highly_available=_standby(first(rows, "HA Status")),
        followers=tuple(rows.get("Followers", ())),
        following=following or None,
        continuous_protection=_on(first(rows, "Continuous Protection")),
        maintenance=first(rows, "Maintenance"),
    )


def _standby(said: str | None) -> bool | None:
    """Read "Available", or "Temporarily Unavailable" while a standby is made anew."""
    words = (said or "").lower()
    if "unavailable" in words:
        return False
    return True if words == "available" else None


def _on(said: str | None) -> bool | None:
    return {"on": True, "off": False}.get((said or "").lower())


def _advanced(row: _Advanced) -> DatabaseDetails:
    features = row.features or _Features()
    available = None if features.highly_available is None else features.highly_available.enabled
    if available is None:
        # Two instances of the leader are high availability: heroku-postgres-ha, May 2026.
        leaders = [pool.expected_count for pool in row.pools or () if pool.name == "leader"]
        available = leaders[0] > 1 if leaders and leaders[0] is not None else None
    protection = features.continuous_protection
    return DatabaseDetails(
        version=row.version,
        status=row.status,
        region=row.region,
        highly_available=available,
        continuous_protection=None if protection is None else protection.enabled,
    )


def address_of(url: str | None) -> str | None:
    """Take what tells a database apart from its URL, never the credentials."""
    try:
        parts = urlsplit(url or "")
        port = parts.port or 5432
    except ValueError:
        return None
    return f"{parts.hostname}:{port}{parts.path}" if parts.hostname else None


def named(read: Read, known: Mapping[str, str]) -> DatabaseDetails:
    """Name leader and followers by their add-ons.

    The API names them by attachment, by add-on or by URL. Where no attached database is known by
    that, the host stands in.

    Args:
        read: The database.
        known: Attachment names and addresses, mapped to add-on names.
    """
    details = read.details
    return msgspec.structs.replace(
        details,
        followers=tuple(_name(each, known) for each in details.followers),
        following=None if details.following is None else _name(details.following, known),
    )


def _name(said: str, known: Mapping[str, str]) -> str:
    address = address_of(said)
    if address is None:
        return known.get(said.upper().removesuffix("_URL"), said)
    return known.get(address, address.partition(":")[0])
