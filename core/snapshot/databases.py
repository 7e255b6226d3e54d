"""Data stores, as the Data API tells of them. Connection strings never get this far."""

from core.snapshot.base import Fact, Moment, Unavailable


class DatabaseDetails(Fact, frozen=True, kw_only=True, tag="database", tag_field="fact"):
    """One Heroku Postgres database: `GET /client/v11/databases/{id}` or its Advanced twin."""

    version: str | None = None
    """For example `16.4`; None when the API does not say."""
    status: str | None = None
    region: str | None = None
    highly_available: bool | None = None
    """None when the API does not say."""
    followers: tuple[str, ...] = ()
    """Add-on names of the databases that follow it."""
    following: str | None = None
    """Add-on name of the database that it follows."""
    continuous_protection: bool | None = None
    maintenance: str | None = None
    """Heroku's own words, for example `not required`."""


class BackupSchedule(Fact, frozen=True, kw_only=True):
    """A schedule of logical backups: `.../transfer-schedules`."""

    name: str
    hour: int
    timezone: str


class Transfer(Fact, frozen=True, kw_only=True):
    """One backup that ran: `GET /client/v11/apps/{app}/transfers`."""

    from_name: str
    """What it was taken of: an attachment (`HEROKU_POSTGRESQL_RED`) or an add-on name."""
    succeeded: bool | None = None
    """None while it runs."""
    finished_at: Moment | None = None
    scheduled: bool = False


class Database(Fact, frozen=True, kw_only=True):
    """What the Data API knows of one attached Heroku Postgres add-on."""

    addon_id: str
    addon_name: str
    details: DatabaseDetails | Unavailable
    schedules: tuple[BackupSchedule, ...] | Unavailable
    transfers: tuple[Transfer, ...] | Unavailable
    """Backups taken of this database, newest first."""


class KeyValueStoreDetails(
    Fact, frozen=True, kw_only=True, tag="key_value_store", tag_field="fact"
):
    """One Heroku Key-Value Store: `GET /redis/v0/databases/{id}`."""

    version: str | None = None
    status: str | None = None


class KeyValueStore(Fact, frozen=True, kw_only=True):
    """What the Data API knows of one attached Heroku Key-Value Store add-on."""

    addon_id: str
    addon_name: str
    details: KeyValueStoreDetails | Unavailable
