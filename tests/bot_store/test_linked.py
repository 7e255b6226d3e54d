from datetime import UTC, datetime

import msgspec
import pytest

from bot.store import Account, Store
from core.errors import ConfigError
from tests.bot_store.conftest import KEY, Clock, raw

ACCOUNT = Account(
    team_id="T1",
    user_id="U1",
    heroku_user_id="01234567-89ab-cdef-0123-456789abcdef",
    access_token="HRKU-clear-access",
    refresh_token="HRKU-clear-refresh",
    expires_at=datetime(2026, 11, 23, 3, 0, tzinfo=UTC),
)
NEW = "the-second-key-of-them-all"


async def test_an_account_comes_back_as_it_was(store: Store) -> None:
    await store.save_account(ACCOUNT)
    assert await store.account("T1", "U1") == ACCOUNT
    assert await store.account("T1", "U2") is None
    assert await store.account("T2", "U1") is None


async def test_an_account_may_tell_little(store: Store) -> None:
    little = Account(team_id="T1", user_id="U1", access_token="HRKU-clear-access")
    await store.save_account(little)
    assert await store.account("T1", "U1") == little


async def test_linking_anew_takes_the_place_of_the_old(store: Store) -> None:
    await store.save_account(ACCOUNT)
    await store.save_account(msgspec.structs.replace(ACCOUNT, access_token="HRKU-newer"))
    kept = await store.account("T1", "U1")
    assert kept is not None
    assert kept.access_token == "HRKU-newer"


async def test_a_deleted_account_is_gone(store: Store, database_url: str) -> None:
    await store.save_account(ACCOUNT)
    await store.delete_account("T1", "U1")
    assert await store.account("T1", "U1") is None
    assert await raw(database_url, "SELECT * FROM accounts") == []


async def test_the_rows_hold_no_clear_token(store: Store, database_url: str) -> None:
    await store.save_account(ACCOUNT)
    row = str(await raw(database_url, "SELECT * FROM accounts"))
    assert "HRKU" not in row
    assert row.count("'gAAAA") == 2


async def test_nor_does_what_an_account_shows_of_itself() -> None:
    assert "HRKU" not in repr(ACCOUNT) + str(ACCOUNT)


async def test_without_a_key_no_account_is_kept(database_url: str, clock: Clock) -> None:
    store = await Store.open(database_url, now=clock)
    with pytest.raises(ConfigError, match="no key"):
        await store.save_account(ACCOUNT)
    assert await store.rotate() == 0
    await store.close()


async def test_a_new_key_takes_over_when_the_database_is_opened(
    store: Store, database_url: str, clock: Clock
) -> None:
    await store.save_account(ACCOUNT)
    with_both = await Store.open(database_url, [NEW, KEY], now=clock)
    await with_both.close()
    with_new = await Store.open(database_url, [NEW], now=clock)
    assert await with_new.account("T1", "U1") == ACCOUNT
    await with_new.close()
    assert await store.account("T1", "U1") is None


async def test_rotation_counts_what_it_changes_and_is_done_once(
    store: Store, database_url: str, clock: Clock
) -> None:
    with_both = await Store.open(database_url, [NEW, KEY], now=clock)
    await store.save_account(ACCOUNT)
    assert await with_both.rotate() == 2
    assert await with_both.rotate() == 0
    assert await with_both.account("T1", "U1") == ACCOUNT
    await with_both.close()


async def test_with_its_key_lost_an_account_is_as_not_linked(
    store: Store, database_url: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await store.save_account(ACCOUNT)
    others = await Store.open(database_url, [NEW, "a-third-key-of-them-all"], now=clock)
    assert await others.rotate() == 0
    assert await others.account("T1", "U1") is None
    await others.close()
    assert "cannot be decrypted" in caplog.text
    assert await store.account("T1", "U1") == ACCOUNT
