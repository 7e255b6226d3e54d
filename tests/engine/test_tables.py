"""`python -m bot migrate`: the tables of the jobs, and a role that may not make them."""

import os
import sqlite3
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.bot_store.conftest import raw
from tests.bot_web.processes import ended
from tests.postgres import Postgres

TABLE = "workflow_status"


async def test_on_sqlite_they_are_made_beside_the_bots_own(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    assert await ended({"DATABASE_URL": url}, "migrate") == (0, "")
    with sqlite3.connect(tmp_path / "bot-jobs.db") as connection:
        assert connection.execute(f"SELECT count(*) FROM {TABLE}").fetchall() == [(0,)]  # noqa: S608
    connection.close()


@pytest.mark.needs("initdb")
async def test_on_postgres_they_are_made_once(postgres: Postgres) -> None:
    url = postgres.new_database(f"test-{uuid4().hex}")
    assert await ended({"DATABASE_URL": url}, "migrate") == (0, "")
    assert await ended({"DATABASE_URL": url}, "migrate") == (0, ""), "there is nothing left to do"
    assert await raw(url, f"SELECT count(*) FROM dbos.{TABLE}") == [(0,)]  # noqa: S608


@pytest.mark.needs("initdb")
async def test_a_role_that_may_make_no_schema_is_told_at_once(postgres: Postgres) -> None:
    database, role = f"test-{uuid4().hex}", f"poor{os.getpid()}"
    url = postgres.new_database(database)
    postgres.execute(f"CREATE ROLE {role} LOGIN")
    theirs = {"DATABASE_URL": url.replace("tester@", f"{role}@")}
    status, said = await ended(theirs, "migrate")
    assert status == 1
    assert "lacks a right: permission denied for schema public" in said
    assert "Traceback" not in said
    with psycopg.connect(url) as owner:
        owner.execute(f"GRANT ALL ON SCHEMA public TO {role}".encode())
    status, said = await ended(theirs, "migrate")
    assert status == 1
    assert f"lacks a right: permission denied for database {database}" in said
    assert "GRANT CREATE ON DATABASE" in said
    assert "Traceback" not in said
