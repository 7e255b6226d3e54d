"""Data stores as the Data API shows them, connection strings with passwords included.

Shapes as in the tests of the Heroku CLI (`pg:info`, `pg:backups`, `redis:info`, `data:pg:info`);
the passwords are made up and must never leave a collector.
"""

from datetime import datetime

from sandbox.model import Addon, Catalogue
from sandbox.model.names import number_of, router_addresses, secret, uuid_of
from sandbox.model.rows import BackupRow, DatabaseRow, KeyValueStoreRow, ScheduleRow
from sandbox.objects.common import Json, app_ref

TIERS_WITH_FAILOVER = ("premium", "private", "shield", "enterprise", "advanced")
"""https://devcenter.heroku.com/articles/heroku-postgres-plans"""
TIERS_WITHOUT_ROLLBACK = ("essential", "mini", "basic", "dev", "hobby")


def tier_of(addon: Addon) -> str:
    """Tell the tier: what stands before the first hyphen of the plan."""
    return addon.row.plan.partition(":")[2].partition("-")[0]


def database_row(addon: Addon) -> DatabaseRow:
    """Tell what the sample says of a database."""
    return addon.row.database or DatabaseRow()


def database(catalogue: Catalogue, addon: Addon) -> Json:
    """Make a database as `/client/v11/databases/{id}` shows it."""
    row = database_row(addon)
    leader = catalogue.addon(row.following) if row.following else None
    return {
        "addon_id": addon.id,
        "available_for_ingress": False,
        "created_at": _spaced(catalogue.ago(days=addon.app.created_days_ago)),
        "credentials": 1,
        "database_name": _database_name(addon),
        "database_password": secret(addon.app.name, addon.name),
        "database_user": f"u{number_of('user', addon.name) % 10**12}",
        "following": leader and _public_url(leader),
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
        "resource_url": _resource_url(addon),
        "target_transaction": None,
        "waiting?": False,
    }


def schedule(addon: Addon, row: ScheduleRow) -> Json:
    """Make a schedule of logical backups."""
    return {
        "days": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        "hour": row.hour,
        "name": f"{addon.attachment_names[0]}_URL",
        "retain_months": 0,
        "retain_weeks": 1,
        "timezone": row.timezone,
        "uuid": uuid_of("schedule", addon.name),
    }


def transfer(catalogue: Catalogue, addon: Addon, number: int, row: BackupRow) -> Json:
    """Make a backup that ran: times are not ISO 8601 here, but `2016-10-08 00:43:00 +0000`."""
    finished = None if row.succeeded is None else catalogue.ago(hours=row.hours_ago)
    started = catalogue.ago(hours=row.hours_ago + 0.1)
    made: Json = {
        "canceled_at": None,
        "created_at": _spaced(started),
        "finished_at": finished and _spaced(finished),
        "from_name": addon.attachment_names[0],
        "from_type": "pg_dump",
        "from_url": _resource_url(addon),
        "num": number,
        "options": {},
        "processed_bytes": 1437,
        "source_bytes": 6186598,
        "started_at": _spaced(started),
        "succeeded": row.succeeded,
        "to_name": "SCHEDULED BACKUP" if row.scheduled else "BACKUP",
        "to_type": "gof3r",
        "to_url": f"https://backups.example.com/{secret('backup', addon.name, number)}",
        "updated_at": _spaced(finished or started),
        "uuid": uuid_of("transfer", addon.name, number),
        "warnings": 0,
    }
    if row.scheduled:
        made["schedule"] = {"uuid": uuid_of("schedule", addon.name)}
    return made


def advanced(catalogue: Catalogue, addon: Addon) -> Json:
    """Make an Advanced database as `/data/postgres/v1/{id}/info` shows it."""
    row = database_row(addon)
    redundant = _redundant(addon, row)
    return {
        "addon": {"id": addon.id, "name": addon.name},
        "app": app_ref(addon.app),
        "created_at": catalogue.ago(days=addon.app.created_days_ago),
        "features": {
            "continuous_protection": {"enabled": _protected(addon, row)},
            "credentials": {"current_count": 1, "enabled": True},
            "data_encryption": {"enabled": True},
            "fork": {"enabled": True},
            "highly_available": {"enabled": redundant},
            "rollback": {"enabled": True},
        },
        "forked_from": None,
        "plan_limits": [{"current": 10, "limit": 4000, "name": "table-limit"}],
        "pools": [_pool(addon, 2 if redundant else 1)],
        "quotas": [],
        "region": row.region or addon.app.region,
        "status": row.status.lower(),
        "tier": tier_of(addon),
        "version": row.version,
        "wait_status": {"message": None, "waiting": False},
    }


def key_value_store(catalogue: Catalogue, addon: Addon) -> Json:
    """Make a Key-Value Store as `/redis/v0/databases/{id}` shows it."""
    row = addon.row.key_value_store or KeyValueStoreRow()
    plan = addon.row.plan.partition(":")[2]
    url = f"rediss://:{secret(addon.app.name, addon.name)}@{_host(addon)}:8649"
    persistent = "AOF" if plan.startswith(("premium", "private", "shield")) else "None"
    values = {
        "Plan": plan,
        "Status": row.status,
        "Created": _spaced(catalogue.ago(days=addon.app.created_days_ago)),
        "Version": row.version,
        "Timeout": 300,
        "Maxmemory": row.maxmemory_policy,
        "Maintenance": "not required",
        "Persistence": persistent,
        "HA Status": "Available" if persistent == "AOF" else "Unavailable",
    }
    return {
        "addon_id": addon.id,
        "formation": {"id": uuid_of("kv-formation", addon.name), "primary": None},
        "info": [{"name": name, "values": [value]} for name, value in values.items()],
        "metaas_source": addon.id,
        "name": addon.name,
        "plan": plan,
        "port": 8649,
        "prefer_native_tls": True,
        "resource_url": url,
        "version": row.version,
    }


def maintenance(addon: Addon) -> Json:
    """Make the maintenance of a data store: none is due."""
    return {
        "addon": {
            "attachments": list(addon.attachment_names),
            "kind": addon.service,
            "name": addon.name,
            "plan": addon.row.plan,
            "uuid": addon.id,
            "window": "Thursdays 22:00 to Fridays 02:00 UTC",
        },
        "app": {"name": addon.app.name, "uuid": app_ref(addon.app)["id"]},
        "completed_at": None,
        "duration_seconds": None,
        "method": None,
        "reason": None,
        "required_by": None,
        "scheduled_for": None,
        "started_at": None,
        "status": "none",
        "window": "Thursdays 22:00 to Fridays 02:00 UTC",
    }


def _info(catalogue: Catalogue, addon: Addon, row: DatabaseRow) -> list[Json]:
    leader = catalogue.addon(row.following) if row.following else None
    protected = _protected(addon, row)
    items: dict[str, list[str]] = {
        "Plan": [addon.row.plan.partition(":")[2].replace("-", " ").title()],
        "Status": [row.status],
        "HA Status": ["Available"] if _redundant(addon, row) else [],
        "Data Size": ["5.9 MB"],
        "Tables": ["12"],
        "PG Version": [row.version],
        "Connections": ["6/120"],
        "Connection Pooling": ["Available"],
        "Credentials": ["1"],
        "Fork/Follow": ["Available" if protected else "Unsupported"],
        "Rollback": ["earliest from 2026-11-15 04:36 UTC" if protected else "Unsupported"],
        "Continuous Protection": ["On" if protected else "Off"],
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
        made.append(_resolved("Followers", [_public_url(each) for each in followers]))
    if leader is not None:
        made.append(_resolved("Following", [_public_url(leader)]))
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


def _redundant(addon: Addon, row: DatabaseRow) -> bool:
    if row.highly_available is not None:
        return row.highly_available
    return tier_of(addon) in TIERS_WITH_FAILOVER


def _protected(addon: Addon, row: DatabaseRow) -> bool:
    if row.continuous_protection is not None:
        return row.continuous_protection
    return tier_of(addon) not in TIERS_WITHOUT_ROLLBACK


def _pool(addon: Addon, count: int) -> Json:
    level = "4G-Performance"
    roles = ["leader", *["standby"] * (count - 1)]
    return {
        "compute_instances": [
            {"level": level, "name": f"i{n}{_database_name(addon)}", "role": role, "status": "up"}
            for n, role in enumerate(roles)
        ],
        "connections_used": 10,
        "endpoints": [{"host": _host(addon), "port": 5432, "status": "available"}],
        "expected_connection_limit": 400,
        "expected_count": count,
        "expected_level": level,
        "id": uuid_of("pool", addon.name),
        "name": "leader",
        "status": "available",
    }


def _database_name(addon: Addon) -> str:
    return f"d{number_of('db', addon.name) % 10**12}"


def _host(addon: Addon) -> str:
    address = router_addresses(addon.name)[0].replace(".", "-")
    return f"ec2-{address}.compute-1.amazonaws.com"


def _public_url(addon: Addon) -> str:
    return f"postgres://{_host(addon)}:5432/{_database_name(addon)}"


def _resource_url(addon: Addon) -> str:
    password = secret(addon.app.name, addon.name)
    return (
        f"postgres://u{number_of('user', addon.name) % 10**12}:{password}@{_public_url(addon)[11:]}"
    )


def _spaced(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} +0000"
