"""Backups of Heroku Postgres: schedules, and those that ran. As in the Heroku CLI's tests."""

from sandbox.model import Addon, Catalogue
from sandbox.model.names import secret, uuid_of
from sandbox.model.rows import BackupRow, ScheduleRow
from sandbox.objects.common import Json
from sandbox.objects.stores import resource_url, spaced


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
        "created_at": spaced(started),
        "finished_at": finished and spaced(finished),
        "from_name": addon.attachment_names[0],
        "from_type": "pg_dump",
        "from_url": resource_url(addon),
        "num": number,
        "options": {},
        "processed_bytes": 1437,
        "source_bytes": 6186598,
        "started_at": spaced(started),
        "succeeded": row.succeeded,
        "to_name": "SCHEDULED BACKUP" if row.scheduled else "BACKUP",
        "to_type": "gof3r",
        "to_url": f"https://backups.example.com/{secret('backup', addon.name, number)}",
        "updated_at": spaced(finished or started),
        "uuid": uuid_of("transfer", addon.name, number),
        "warnings": 0,
    }
    if row.scheduled:
        made["schedule"] = {"uuid": uuid_of("schedule", addon.name)}
    return made
