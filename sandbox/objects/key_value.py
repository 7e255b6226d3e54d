"""Heroku Key-Value Store as the Data API shows it. Shape as in the Heroku CLI's tests."""

from sandbox.model import Addon, Catalogue
from sandbox.model.names import secret, uuid_of
from sandbox.model.rows import KeyValueStoreRow
from sandbox.objects.common import Json
from sandbox.objects.stores import host_of, spaced


def key_value_store(catalogue: Catalogue, addon: Addon) -> Json:
    """Make a Key-Value Store as `/redis/v0/databases/{id}` shows it."""
    row = addon.row.key_value_store or KeyValueStoreRow()
    plan = addon.row.plan.partition(":")[2]
    url = f"rediss://:{secret(addon.app.name, addon.name)}@{host_of(addon)}:8649"
    persistent = "AOF" if plan.startswith(("premium", "private", "shield")) else "None"
    values = {
        "Plan": plan,
        "Status": row.status,
        "Created": spaced(catalogue.ago(days=addon.app.created_days_ago)),
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
