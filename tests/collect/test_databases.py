"""Databases: which of what the Data API tells is of which, and what it must not tell."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from core.collect.collect import collect
from core.snapshot import NOT_COLLECTED, Database, DatabaseDetails, Unavailable, dump_snapshot
from tests.collect.heroku import Heroku, Reply, refusal, there
from tests.collect.sample import APP_ID, PG, PG_INFO, PG_PATH, PG_URL, row, transfer

RED = "aaaaaaaa-0000-0000-0000-000000000009"
RED_PATH = f"/data/client/v11/databases/{RED}"
RED_URL = "postgres://u2:s3cret@ec2-2.compute-1.amazonaws.com/d2"
TRANSFERS = "/data/client/v11/apps/ha-app/transfers"
ATTACHMENTS = "/apps/ha-app/addon-attachments"


def info(**rows: Any) -> dict[str, Any]:  # noqa: ANN401
    """The sample database, some rows of its info replaced."""
    database = copy.deepcopy(PG_INFO)
    named = {name.replace("_", " "): value for name, value in rows.items()}
    kept = [each for each in database["info"] if each["name"] not in named]
    added = [{"name": name, "values": value} for name, value in named.items() if value is not None]
    return {**database, "info": kept + added}


async def databases(heroku: Heroku, *facts: str) -> tuple[Database, ...]:
    snapshot = await collect("ha-app", heroku.sources(), facts=["databases", *facts])
    written = dump_snapshot(snapshot).decode()
    assert "p4ssw0rd" not in written
    assert "s3cret" not in written
    return there(snapshot.databases)


async def details(heroku: Heroku) -> DatabaseDetails:
    (database,) = await databases(heroku)
    return there(database.details)


def add_red(heroku: Heroku, owner: str = "ha-app", plan: str = "standard-0") -> None:
    """Attach a second database."""
    red = row("postgresql", "RED", RED, f"heroku-postgresql:{plan}", owner=owner)
    red["addon"]["name"] = "postgresql-red-2"
    primary = row("postgresql", "DATABASE", PG, "heroku-postgresql:premium-0")
    heroku.on(ATTACHMENTS, [primary, red])
    heroku.on(RED_PATH, {**PG_INFO, "resource_url": RED_URL})
    heroku.on(f"{RED_PATH}/transfer-schedules", [])


@pytest.mark.parametrize(
    ("said", "standby"),
    [
        (["Available"], True),
        (["Temporarily Unavailable"], False),
        (["Unavailable"], False),
        (["A word of tomorrow"], None),
        ([], None),
        (None, None),
    ],
)
async def test_high_availability_is_what_the_api_says(
    heroku: Heroku, said: list[str] | None, *, standby: bool | None
) -> None:
    heroku.on(PG_PATH, info(HA_Status=said))
    assert (await details(heroku)).highly_available is standby


@pytest.mark.parametrize(("said", "on"), [(["On"], True), (["Off"], False), (["?"], None)])
async def test_continuous_protection_is_on_or_off(
    heroku: Heroku, said: list[str], *, on: bool | None
) -> None:
    heroku.on(PG_PATH, info(Continuous_Protection=said))
    assert (await details(heroku)).continuous_protection is on


async def test_null_and_unknown_fields_are_borne(heroku: Heroku) -> None:
    rows = [{"name": None, "values": None}, {"name": "PG Version", "values": [None, 17]}]
    heroku.on(PG_PATH, {"info": rows, "resource_url": None, "following": {"of": "tomorrow"}})
    assert await details(heroku) == DatabaseDetails(version="17")
    rows = [{"name": "Plan", "values": ["Standard 0"]}]
    heroku.on(PG_PATH, {"info": rows, "postgres_version": "16.4", "following": "red"})
    assert await details(heroku) == DatabaseDetails(version="16.4", following="red")


@pytest.mark.parametrize("rows", [None, [], [{"name": None, "values": ["?"]}]])
async def test_a_database_without_info_is_a_gap_and_not_one_without_followers(
    heroku: Heroku, rows: object
) -> None:
    heroku.on(PG_PATH, {"info": rows, "postgres_version": "16.4"})
    (database,) = await databases(heroku)
    assert isinstance(database.details, Unavailable)
    assert database.details.kind == "protocol"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("postgresql-red-2", "postgresql-red-2"),
        ("RED", "postgresql-red-2"),
        ("RED_URL", "postgresql-red-2"),
        ("postgres://ec2-2.compute-1.amazonaws.com:5432/d2", "postgresql-red-2"),
        (RED_URL, "postgresql-red-2"),
        ("postgres://u:p4ssw0rd@ec2-9.compute-1.amazonaws.com/d9", "ec2-9.compute-1.amazonaws.com"),
        ("postgresql-elsewhere-3", "postgresql-elsewhere-3"),
    ],
)
async def test_followers_are_named_by_their_add_ons(heroku: Heroku, said: str, name: str) -> None:
    add_red(heroku)
    heroku.on(PG_PATH, info(Followers=[said]))
    primary, _ = await databases(heroku)
    assert there(primary.details).followers == (name,)


async def test_the_leader_is_named_by_its_add_on(heroku: Heroku) -> None:
    add_red(heroku)
    heroku.on(RED_PATH, {**info(Following=[PG_URL]), "resource_url": RED_URL})
    _, red = await databases(heroku)
    assert there(red.details).following == "postgresql-round-1"


async def test_followers_that_are_not_attached_are_read_when_asked_for(heroku: Heroku) -> None:
    add_red(heroku)
    said = ["postgresql-red-2", "postgresql-far-3", "postgres://ec2-9.amazonaws.com/d9"]
    heroku.on(PG_PATH, info(Followers=said))
    heroku.on("/data/client/v11/databases/postgresql-far-3", info(Region=["eu"]))
    snapshot = await collect("ha-app", heroku.sources(), facts=["followers"])
    lost, far = there(snapshot.followers)
    assert (lost.addon_name, far.addon_name) == ("ec2-9.amazonaws.com", "postgresql-far-3")
    assert there(far.details).region == "eu"
    assert far.schedules == far.transfers == NOT_COLLECTED
    assert isinstance(lost.details, Unavailable)


async def test_an_advanced_database_has_an_api_of_its_own(heroku: Heroku) -> None:
    add_red(heroku, plan="advanced")
    heroku.on(
        f"/data/data/postgres/v1/{RED}/info",
        {
            "version": "17.4",
            "status": "available",
            "region": "us",
            "features": {
                "highly_available": {"enabled": True},
                "continuous_protection": {"enabled": True},
                "of_tomorrow": None,
            },
        },
    )
    _, red = await databases(heroku)
    assert red.details == DatabaseDetails(
        version="17.4",
        status="available",
        region="us",
        highly_available=True,
        continuous_protection=True,
    )
    assert not heroku.asked(RED_PATH)


@pytest.mark.parametrize(("count", "standby"), [(1, False), (2, True), (None, None)])
async def test_an_advanced_leader_of_two_is_highly_available(
    heroku: Heroku, count: int | None, *, standby: bool | None
) -> None:
    add_red(heroku, plan="performance-beta")
    pools = [{"name": "leader", "expected_count": count}, {"name": "far", "expected_count": 9}]
    heroku.on(f"/data/data/postgres/v1/{RED}/info", {"features": None, "pools": pools})
    _, red = await databases(heroku)
    assert red.details == DatabaseDetails(highly_available=standby)


async def test_schedules_are_told_apart_though_the_api_lists_those_of_the_app(
    heroku: Heroku,
) -> None:
    add_red(heroku)
    both = [{"name": "DATABASE_URL", "hour": 2}, {"name": "RED_URL", "hour": "5", "timezone": None}]
    heroku.on(f"{PG_PATH}/transfer-schedules", both)
    heroku.on(f"{RED_PATH}/transfer-schedules", both)
    primary, red = await databases(heroku)
    assert [each.hour for each in there(primary.schedules)] == [2]
    assert [(each.hour, each.timezone) for each in there(red.schedules)] == [(5, "UTC")]


async def test_a_backup_is_of_the_database_at_its_address_or_of_its_name(heroku: Heroku) -> None:
    add_red(heroku)
    heroku.on(
        TRANSFERS,
        [
            transfer(from_name="OLD_NAME", created_at="2026-11-01 02:00:00 +0000"),
            transfer(from_name="DATABASE", from_url="postgres://before-failover/d1"),
            transfer(from_name="DATABASE", from_url="postgres://ec2-2.compute-1.amazonaws.com/d2"),
            transfer(from_name="RED", from_url=None),
            transfer(from_name="GONE", from_url="postgres://gone/d3"),
            transfer(from_name=None, from_url=None),
        ],
    )
    primary, red = await databases(heroku)
    assert [each.from_name for each in there(primary.transfers)] == ["OLD_NAME", "DATABASE"]
    assert [each.from_name for each in there(red.transfers)] == ["DATABASE", "RED"]


async def test_a_backup_that_names_no_database_may_be_of_any(heroku: Heroku) -> None:
    heroku.on(TRANSFERS, [transfer(from_name=None, from_url=None)])
    (database,) = await databases(heroku)
    assert isinstance(database.transfers, Unavailable)


async def test_backups_are_newest_first_and_say_how_they_ended(heroku: Heroku) -> None:
    at = "2026-11-{} 02:00:00 +0000".format
    heroku.on(
        TRANSFERS,
        [
            transfer(finished_at=at(20)),
            transfer(finished_at=at(22), succeeded=False, schedule=None),
            transfer(finished_at=None, succeeded=None, created_at=at(23)),
            transfer(finished_at=None, succeeded=None, created_at=at(10), canceled_at=at(11)),
            transfer(finished_at="2026-11-21T02:00:00Z"),
        ],
    )
    (database,) = await databases(heroku)
    assert [(each.succeeded, each.scheduled) for each in there(database.transfers)] == [
        (None, True),
        (False, False),
        (True, True),
        (True, True),
        (False, True),
    ]
    assert there(database.transfers)[2].finished_at == datetime(2026, 11, 21, 2, tzinfo=UTC)


async def test_copies_restores_and_deleted_backups_are_no_backups(heroku: Heroku) -> None:
    heroku.on(
        TRANSFERS,
        [
            transfer(to_type="pg_restore"),
            transfer(from_type="gof3r", to_type="pg_restore"),
            transfer(deleted_at="2026-11-22 03:00:00 +0000"),
            transfer(purged_at="2026-11-22 03:00:00 +0000"),
        ],
    )
    (database,) = await databases(heroku)
    assert database.transfers == ()


class TestADatabaseOfAnotherApp:
    """Its owner names it as it likes, and may have databases of the same names."""

    ABROAD = f"/addons/{RED}/addon-attachments"
    TRANSFERS = "/data/client/v11/apps/other/transfers"

    async def red(self, heroku: Heroku) -> Database:
        return (await databases(heroku))[1]

    def attach(self, heroku: Heroku, *backups: dict[str, Any], schedules: object = ()) -> None:
        add_red(heroku, owner="other")
        heroku.on(self.TRANSFERS, list(backups))
        heroku.on(f"{RED_PATH}/transfer-schedules", schedules)
        here = {"name": "RED", "app": {"id": APP_ID, "name": "ha-app"}}
        heroku.on(self.ABROAD, [here, {"name": "DATABASE", "app": {"id": "o", "name": "other"}}])

    async def test_its_backups_are_found_by_its_name_there(self, heroku: Heroku) -> None:
        mine = transfer(from_url=None)
        other = transfer(from_name="RED", from_url=None)
        schedules = [{"name": "DATABASE_URL", "hour": 3}, {"name": "BLUE_URL", "hour": 4}]
        self.attach(heroku, mine, other, schedules=schedules)
        red = await self.red(heroku)
        assert [each.from_name for each in there(red.transfers)] == ["DATABASE"]
        assert [each.hour for each in there(red.schedules)] == [3]

    async def test_they_are_found_by_its_address(self, heroku: Heroku) -> None:
        self.attach(heroku, transfer(from_name="BLUE", from_url=RED_URL))
        heroku.on(self.ABROAD, refusal(403, "forbidden"))
        assert [each.from_name for each in there((await self.red(heroku)).transfers)] == ["BLUE"]

    @pytest.mark.parametrize("abroad", [refusal(403, "forbidden"), Reply([])])
    async def test_what_may_be_its_own_is_not_denied(self, heroku: Heroku, abroad: Reply) -> None:
        backup = transfer(from_url="postgres://before-failover/d2")
        self.attach(heroku, backup, schedules=[{"name": "DATABASE_URL", "hour": 3}])
        heroku.on(self.ABROAD, abroad)
        red = await self.red(heroku)
        assert isinstance(red.transfers, Unavailable)
        assert isinstance(red.schedules, Unavailable)

    async def test_a_name_from_here_may_mean_it_too(self, heroku: Heroku) -> None:
        self.attach(heroku, schedules=[{"name": "RED_URL", "hour": 3}])
        assert isinstance((await self.red(heroku)).schedules, Unavailable)

    async def test_no_backups_at_all_are_none(self, heroku: Heroku) -> None:
        self.attach(heroku)
        heroku.on(self.ABROAD, refusal(403, "forbidden"))
        red = await self.red(heroku)
        assert red.transfers == ()
        assert red.schedules == ()


def _details(database: Database) -> object:
    return database.details


def _schedules(database: Database) -> object:
    return database.schedules


def _transfers(database: Database) -> object:
    return database.transfers


@pytest.mark.parametrize(
    ("path", "part"),
    [
        (PG_PATH, _details),
        (f"{PG_PATH}/transfer-schedules", _schedules),
        (TRANSFERS, _transfers),
    ],
    ids=["details", "schedules", "transfers"],
)
async def test_one_call_that_fails_leaves_the_rest_of_a_database(
    heroku: Heroku, path: str, part: Callable[[Database], object]
) -> None:
    heroku.on(path, refusal(403, "forbidden"))
    (database,) = await databases(heroku)
    missing = [each for each in (_details, _schedules, _transfers) if _is_gap(each(database))]
    assert missing == [part]


def _is_gap(part: object) -> bool:
    return isinstance(part, Unavailable) and part.kind == "forbidden"


async def test_a_key_value_store_that_cannot_be_read_is_a_gap(heroku: Heroku) -> None:
    heroku.on("/data/redis/v0/databases/aaaaaaaa-0000-0000-0000-000000000002", refusal(404, "nope"))
    snapshot = await collect("ha-app", heroku.sources(), facts=["key_value_stores"])
    (store,) = there(snapshot.key_value_stores)
    assert isinstance(store.details, Unavailable)
    assert store.addon_name == "redis-round-1"
