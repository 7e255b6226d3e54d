from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest

from tests import needs
from tests.postgres import Postgres, running


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(program, ...): left out where a program is missing")
    # A machine that does other things meanwhile takes longer than the 200 ms of an example.
    hypothesis.settings.register_profile("busy", deadline=None)
    hypothesis.settings.load_profile("busy")


def pytest_runtest_setup(item: pytest.Item) -> None:
    needs.check(item)


ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.needs("initdb"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A Postgres server; who asks for it has the mark `needs("initdb")`."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, of one kind and then of the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bot.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database(f"test-{uuid4().hex}")
