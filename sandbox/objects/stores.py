"""What all data stores of Heroku have in common: tiers, addresses, odd time stamps.

Passwords here are made up, and must never leave a collector.
"""

from datetime import datetime

from sandbox.model import Addon
from sandbox.model.names import number_of, router_addresses, secret
from sandbox.model.rows import DatabaseRow
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


def redundant(addon: Addon, row: DatabaseRow) -> bool:
    """Tell whether it has a standby, by the sample or else by its tier."""
    if row.highly_available is not None:
        return row.highly_available
    return tier_of(addon) in TIERS_WITH_FAILOVER


def protected(addon: Addon, row: DatabaseRow) -> bool:
    """Tell whether it has continuous protection, by the sample or else by its tier."""
    if row.continuous_protection is not None:
        return row.continuous_protection
    return tier_of(addon) not in TIERS_WITHOUT_ROLLBACK


def database_name(addon: Addon) -> str:
    """Make the name of a database."""
    return f"d{number_of('db', addon.name) % 10**12}"


def host_of(addon: Addon) -> str:
    """Make the host of a data store."""
    address = router_addresses(addon.name)[0].replace(".", "-")
    return f"ec2-{address}.compute-1.amazonaws.com"


def public_url(addon: Addon) -> str:
    """Tell a database by its URL, without credentials."""
    return f"postgres://{host_of(addon)}:5432/{database_name(addon)}"


def resource_url(addon: Addon) -> str:
    """Tell a database by its URL, credentials included, as Heroku does."""
    password = secret(addon.app.name, addon.name)
    return (
        f"postgres://u{number_of('user', addon.name) % 10**12}:{password}@{public_url(addon)[11:]}"
    )


def spaced(moment: datetime) -> str:
    """Write a time as the Data API does: `2016-10-08 00:43:00 +0000`."""
    return f"{moment:%Y-%m-%d %H:%M:%S} +0000"


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
