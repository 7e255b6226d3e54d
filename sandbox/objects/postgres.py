"""Heroku Postgres as the Data API shows it, connection strings with passwords included.

Shapes as in the tests of the Heroku CLI (`pg:info`, `data:pg:info`).
"""

from sandbox.model import Addon, Catalogue
from sandbox.model.names import number_of, secret, uuid_of
from sandbox.model.rows import DatabaseRow
from sandbox.objects.common import Json, app_ref
from sandbox.objects.stores import (
    database_name,
    database_row,
    host_of,
    protected,
    public_url,
    redundant,
    resource_url,
    spaced,
    tier_of,
)


def database(catalogue: Catalogue, addon: Addon) -> Json:
    """Make a database as `/client/v11/databases/{id}` shows it."""
    row = database_row(addon)
    leader = catalogue.addon(row.following) if row.following else None
    return {
        "addon_id": addon.id,
        "available_for_ingress": False,
        "created_at": spaced(catalogue.ago(days=addon.app.created_days_ago)),
        "credentials": 1,
        "database_name": database_name(addon),
        "database_password": secret(addon.app.name, addon.name),
        "database_user": f"u{number_of('user', addon.name) % 10**12}",
        "following": leader and public_url(leader),
        "forked_from": None,
        "formation": {"id": uuid_of("pg-formation", addon.name), "primary": addon.id},
        "heroku_resource_id": addon.id,
        "info": _info(catalogue, addon, row),
        "leader": leader and leader.name,
        "name": addon.name,
        "num_bytes": 6186598,
        "plan": addon.row.plan.partition(":")[2],
        "port": 5432,
        "postgres_version": row.version,
        "resource_url": resource_url(addon),
        "target_transaction": None,
        "waiting?": False,
    }


def advanced(catalogue: Catalogue, addon: Addon) -> Json:
    """Make an Advanced database as `/data/postgres/v1/{id}/info` shows it."""
    row = database_row(addon)
    standby = redundant(addon, row)
    return {
        "addon": {"id": addon.id, "name": addon.name},
        "app": app_ref(addon.app),
        "created_at": catalogue.ago(days=addon.app.created_days_ago),
        "features": {
            "continuous_protection": {"enabled": protected(addon, row)},
            "credentials": {"current_count": 1, "enabled": True},
            "data_encryption": {"enabled": True},
            "fork": {"enabled": True},
            "highly_available": {"enabled": standby},
            "rollback": {"enabled": True},
        },
        "forked_from": None,
        "plan_limits": [{"current": 10, "limit": 4000, "name": "table-limit"}],
        "pools": [_pool(addon, 2 if standby else 1)],
        "quotas": [],
        "region": row.region or addon.app.region,
        "status": row.status.lower(),
        "tier": tier_of(addon),
        "version": row.version,
        "wait_status": {"message": None, "waiting": False},
    }


def _info(catalogue: Catalogue, addon: Addon, row: DatabaseRow) -> list[Json]:
    leader = catalogue.addon(row.following) if row.following else None
    safe = protected(addon, row)
    items: dict[str, list[str]] = {
        "Plan": [addon.row.plan.partition(":")[2].replace("-", " ").title()],
        "Status": [row.status],
        "HA Status": ["Available"] if redundant(addon, row) else [],
        "Data Size": ["5.9 MB"],
        "Tables": ["12"],
        "PG Version": [row.version],
        "Connections": ["6/120"],
        "Connection Pooling": ["Available"],
        "Credentials": ["1"],
        "Fork/Follow": ["Available" if safe else "Unsupported"],
        "Rollback": ["earliest from 2026-11-15 04:36 UTC" if safe else "Unsupported"],
        "Continuous Protection": ["On" if safe else "Off"],
        "Created": [f"{catalogue.ago(days=addon.app.created_days_ago):%Y-%m-%d %H:%M} UTC"],
        "Region": [row.region or addon.app.region],
        "Data Encryption": ["In Use"],
        "Maintenance": [row.maintenance],
        "Maintenance window": ["Thursdays 22:00 to Fridays 02:00 UTC"],
    }
    if row.following:
        items["Behind By"] = ["0 commits"]
    made: list[Json] = [{"name": name, "values": values} for name, values in items.items()]
    followers = _followers(catalogue, addon)
    if followers:
        made.append(_resolved("Followers", [public_url(each) for each in followers]))
    if leader is not None:
        made.append(_resolved("Following", [public_url(leader)]))
    return made


def _resolved(name: str, urls: list[str]) -> Json:
    """Make a row whose URLs the Heroku CLI turns into names by comparing config vars."""
    return {"name": name, "resolve_db_name": True, "values": urls}


def _followers(catalogue: Catalogue, addon: Addon) -> list[Addon]:
    return [
        each
        for each in catalogue.addons.values()
        if each.row.database is not None and each.row.database.following == addon.name
    ]


def _pool(addon: Addon, count: int) -> Json:
    level = "4G-Performance"
    roles = ["leader", *["standby"] * (count - 1)]
    return {
        "compute_instances": [
            {"level": level, "name": f"i{n}{database_name(addon)}", "role": role, "status": "up"}
            for n, role in enumerate(roles)
        ],
        "connections_used": 10,
        "endpoints": [{"host": host_of(addon), "port": 5432, "status": "available"}],
        "expected_connection_limit": 400,
        "expected_count": count,
        "expected_level": level,
        "id": uuid_of("pool", addon.name),
        "name": "leader",
        "status": "available",
    }
