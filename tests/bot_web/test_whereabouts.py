from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.accounts import Accounts
from bot.jobs import Jobs
from bot.settings import Settings
from bot.store import Store
from bot.whereabouts import NOTE, Whereabouts

HOST = "acme-1a2b3c4d5e6f.herokuapp.com"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db")
    yield store
    await store.close()


class Process:
    def __init__(self, store: Store, url: str | None = None) -> None:
        settings = Settings(public_url=url)
        self.jobs = Jobs()
        self.accounts = Accounts(settings, store)
        self.whereabouts = Whereabouts(settings, self.accounts, store, self.jobs)

    async def asked_at(self, *hosts: str) -> None:
        for host in hosts:
            self.whereabouts.learn(host)
        await self.jobs.drain()


async def test_what_one_process_learns_the_next_one_knows(store: Store) -> None:
    await Process(store).asked_at(HOST, HOST)
    worker = Process(store)
    await worker.whereabouts.recall()
    assert worker.accounts.public_url == f"https://{HOST}"


async def test_a_bot_that_was_renamed_learns_it_anew(store: Store) -> None:
    await Process(store).asked_at(HOST)
    web = Process(store)
    await web.whereabouts.recall()
    await web.asked_at("evil.example.com", "other-1a2b3c4d5e6f.herokuapp.com")
    assert web.accounts.public_url == "https://other-1a2b3c4d5e6f.herokuapp.com"
    assert await store.noted(NOTE) == web.accounts.public_url


async def test_what_is_set_counts_and_is_not_noted(store: Store) -> None:
    await store.note(NOTE, "https://old.herokuapp.com")
    web = Process(store, "https://prodcheck.example.com")
    await web.whereabouts.recall()
    await web.asked_at(HOST)
    assert web.accounts.public_url == "https://prodcheck.example.com"
    assert await store.noted(NOTE) == "https://old.herokuapp.com"


async def test_without_a_database_the_next_request_shows_it(tmp_path: Path) -> None:
    tmp_path.joinpath("bot.db").mkdir()
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db")
    web = Process(store)
    await web.whereabouts.recall()
    before = web.accounts.public_url
    assert before is None
    await web.asked_at(HOST)
    assert web.accounts.public_url == f"https://{HOST}"
    await store.close()
