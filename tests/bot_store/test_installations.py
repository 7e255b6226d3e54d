from datetime import UTC, datetime

import pytest
from slack_sdk.oauth.installation_store.models.installation import Installation

from bot.store import Store
from bot.store.installations import Installations, SlackStates
from tests.bot_store.conftest import KEY, Clock, raw

NEW = "the-second-key-of-them-all"


def installation(token: str, *, day: int = 1, team: str = "T1", user: str = "U1") -> Installation:
    return Installation(
        app_id="A1",
        enterprise_id=None,
        team_id=team,
        user_id=user,
        bot_token=token,
        bot_id="B1",
        bot_user_id="UB1",
        bot_refresh_token="xoxe-clear-refresh",
        user_token="xoxp-clear-user",
        incoming_webhook_url="https://hooks.slack.com/clear",
        installed_at=datetime(2026, 11, day, tzinfo=UTC).timestamp(),
    )


@pytest.fixture
def installations(store: Store) -> Installations:
    return Installations(store, "client.id")


async def bot_token(of: Installations, team: str = "T1") -> str | None:
    bot = await of.async_find_bot(enterprise_id=None, team_id=team)
    return bot.bot_token if bot else None


async def test_an_installation_comes_back(installations: Installations) -> None:
    await installations.async_save(installation("xoxb-clear-bot"))
    assert await bot_token(installations) == "xoxb-clear-bot"
    found = await installations.async_find_installation(enterprise_id=None, team_id="T1")
    assert found is not None
    assert found.user_token == "xoxp-clear-user"
    assert found.incoming_webhook_url == "https://hooks.slack.com/clear"


async def test_the_rows_hold_no_clear_token(
    installations: Installations, database_url: str
) -> None:
    await installations.async_save(installation("xoxb-clear-bot"))
    rows = str(
        await raw(database_url, "SELECT * FROM slack_bots")
        + await raw(database_url, "SELECT * FROM slack_installations")
    )
    assert "clear" not in rows
    assert "gAAAA" in rows


async def test_installing_again_leaves_one_row(
    installations: Installations, database_url: str
) -> None:
    for day in (1, 2, 3):
        await installations.async_save(installation(f"xoxb-{day}", day=day))
    await installations.async_save(installation("xoxb-other", team="T2"))
    assert await bot_token(installations) == "xoxb-3"
    assert await bot_token(installations, "T2") == "xoxb-other"
    for table in ("slack_bots", "slack_installations"):
        assert await raw(database_url, f"SELECT count(*) FROM {table}") == [(2,)]  # noqa: S608


async def test_an_uninstalled_workspace_is_gone(
    installations: Installations, database_url: str
) -> None:
    await installations.async_save(installation("xoxb-clear-bot"))
    await installations.async_delete_all(enterprise_id=None, team_id="T1")
    assert await bot_token(installations) is None
    assert await raw(database_url, "SELECT * FROM slack_installations") == []


async def test_a_new_key_takes_over(
    installations: Installations, database_url: str, clock: Clock
) -> None:
    await installations.async_save(installation("xoxb-clear-bot"))
    with_both = await Store.open(database_url, [NEW, KEY], now=clock)
    await with_both.close()
    with_new = await Store.open(database_url, [NEW], now=clock)
    assert await bot_token(Installations(with_new, "client.id")) == "xoxb-clear-bot"
    await with_new.close()
    assert await bot_token(installations) is None


async def test_a_state_of_slacks_is_good_once(store: Store) -> None:
    states = SlackStates(store)
    state = await states.async_issue()
    assert await states.async_consume(state)
    assert not await states.async_consume(state)
    assert not await states.async_consume("made-up")


async def test_the_token_of_a_workspace_is_found_whatever_its_organisation(
    installations: Installations,
) -> None:
    await installations.async_save(installation("xoxb-clear-one"))
    of_an_organisation = installation("xoxb-clear-two", team="T2")
    of_an_organisation.enterprise_id = "E1"
    await installations.async_save(of_an_organisation)
    assert await installations.bot_token("T1") == "xoxb-clear-one"
    assert await installations.bot_token("T2") == "xoxb-clear-two"
    assert await installations.bot_token("T3") is None
