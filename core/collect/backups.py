"""Logical backups of Heroku Postgres: which schedules and transfers are of which database.

The Data API keeps both by app, not by database ("Schedules are app-scoped": Heroku's own SDK), and
names the database by its attachment at the time, or by its address.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

import msgspec

from core.collect.answer import moment
from core.collect.postgres import address_of
from core.snapshot import BackupSchedule, Transfer, Unavailable

_NEVER = datetime.min.replace(tzinfo=UTC)


class ScheduleRow(msgspec.Struct):
    """An element of `transfer-schedules`."""

    name: str
    hour: int | str
    timezone: str | None = None


class TransferRow(msgspec.Struct):
    """An element of `transfers`. The URL of the source holds no credentials."""

    from_name: str | None = None
    from_url: str | None = None
    from_type: str | None = None
    to_type: str | None = None
    succeeded: bool | None = None
    created_at: str | None = None
    finished_at: str | None = None
    canceled_at: str | None = None
    deleted_at: str | None = None
    purged_at: str | None = None
    schedule: object = None

    @property
    def kept_backup(self) -> bool:
        """Whether it is a backup that is still there, and not a copy or a restore."""
        dumped = self.from_type in {None, "pg_dump"} and self.to_type in {None, "gof3r"}
        return dumped and self.deleted_at is None and self.purged_at is None

    @property
    def nameless(self) -> bool:
        """Whether nothing in it says which database it is of."""
        return self.from_name is None and address_of(self.from_url) is None


class Names(msgspec.Struct, frozen=True):
    """How the app that is billed for a database may name it, and what else it may name."""

    own: frozenset[str]
    others: frozenset[str]
    """Names that are known to be another database's."""
    doubtful: frozenset[str] | None
    """Names that may be its own or another's; None when any may be."""
    address: str | None
    other_addresses: frozenset[str]
    shared: bool
    """Whether another app is billed for it, which may have databases that are not attached here."""

    def doubts(self, names: Iterable[str]) -> bool:
        """Whether some names may mean this database."""
        return any(self.doubtful is None or name in self.doubtful for name in names)


def key(name: str) -> str:
    """Make names comparable: a schedule is called after the config var, `DATABASE_URL`."""
    return name.upper().removesuffix("_URL")


def schedules_of(
    rows: Iterable[ScheduleRow] | Unavailable, names: Names
) -> tuple[BackupSchedule, ...] | Unavailable:
    """Pick the schedules of one database."""
    if isinstance(rows, Unavailable):
        return rows
    mine = [row for row in rows if key(row.name) not in names.others]
    if names.shared:
        listed, mine = mine, [row for row in mine if key(row.name) in names.own]
        if not mine and names.doubts(key(row.name) for row in listed):
            return _whose("schedules")
    return tuple(
        BackupSchedule(name=row.name, hour=_hour(row.hour), timezone=row.timezone or "UTC")
        for row in mine
    )


def _hour(said: int | str) -> int:
    return said if isinstance(said, int) else int(said) if said.isdecimal() else 0


def transfers_of(
    rows: Iterable[TransferRow] | Unavailable, names: Names, scheduled_as: Collection[str]
) -> tuple[Transfer, ...] | Unavailable:
    """Pick the backups of one database, newest first.

    Args:
        rows: All transfers of the app that is billed for it.
        names: How it may be named there.
        scheduled_as: Names of its schedules, which backups may bear too.
    """
    if isinstance(rows, Unavailable):
        return rows
    backups = [row for row in rows if row.kept_backup]
    own = names.own | {key(name) for name in scheduled_as}
    picked = [row for row in backups if _is_of(row, names, own)]
    if not picked and (
        any(row.nameless for row in backups)
        or names.doubts(key(row.from_name or "") for row in backups)
    ):
        return _whose("backups")
    picked.sort(key=_newest, reverse=True)
    return tuple(map(_transfer, picked))


def _is_of(row: TransferRow, names: Names, own: frozenset[str]) -> bool:
    address = address_of(row.from_url)
    if address is not None and address == names.address:
        return True
    # A database moves in a failover, so that an address nobody has now says nothing.
    if address in names.other_addresses or row.from_name is None:
        return False
    return key(row.from_name) in own


def _newest(row: TransferRow) -> datetime:
    return moment(row.finished_at) or moment(row.created_at) or _NEVER


def _transfer(row: TransferRow) -> Transfer:
    ended = row.finished_at or row.canceled_at
    return Transfer(
        from_name=row.from_name or "",
        succeeded=False if row.succeeded is None and ended is not None else row.succeeded,
        finished_at=moment(ended),
        scheduled=row.schedule is not None,
    )


def _whose(what: str) -> Unavailable:
    return Unavailable(
        kind="forbidden",
        reason=f"the {what} of the app that owns it do not say which database they are of",
    )
