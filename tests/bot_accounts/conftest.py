from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.accounts import Accounts
from bot.settings import Settings
from bot.store import Store
from core.collect.sources import Sources
from tests.bot_accounts.oauth_server import CLIENT_ID, CLIENT_SECRET, OAuth, oauth_server
from tests.bot_store.conftest import KEY, Clock


@pytest.fixture
def oauth() -> Iterator[OAuth]:
    with oauth_server() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db", [KEY], now=clock)
    yield store
    await store.close()


@pytest.fixture
def settings(oauth: OAuth) -> Settings:
    return Settings(
        heroku_oauth_id=CLIENT_ID,
        heroku_oauth_secret=CLIENT_SECRET,
        heroku_login_url=oauth.url,
        secret_keys=(KEY,),
        public_url="https://bot.example.com",
        sources=Sources(token="", api_url=oauth.url),
    )


@pytest.fixture
def accounts(settings: Settings, store: Store, clock: Clock) -> Accounts:
    return Accounts(settings, store, now=clock)
