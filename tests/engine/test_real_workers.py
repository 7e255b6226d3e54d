"""`python -m bot worker`, between the pretend Heroku and the pretend Slack."""

from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from bot.manifest import manifest
from bot.store import Store, Watch
from sandbox import Sandbox
from sandbox.slack import PretendSlack
from tests.bot_web.processes import answering, free_port, process, stopped
from tests.engine.conftest import eventually, stored
from tests.engine.test_workers import all_said
from tests.patience import UNHURRIED
from tests.postgres import Postgres

APPS = ("ha-app", "troubled-app", "relic-2012", "fir-app")
WORKER = ("worker",)


def due(app: str, channel_id: str, team_id: str, user_id: str) -> Watch:
    now = datetime.now(UTC)
    return Watch(
        id=f"w-{app}",
        team_id=team_id,
        channel_id=channel_id,
        user_id=user_id,
        app=app,
        schedule="daily 09:00",
        timezone="UTC",
        made_at=now,
        next_due=now,
    )


async def all_ran(store: Store) -> bool:
    found = [await store.watch(f"w-{app}") for app in APPS]
    return all(watch is not None and watch.ran_at is not None for watch in found)


@pytest.mark.needs("initdb")
async def test_two_workers_and_a_web_process_tell_of_each_app_once(postgres: Postgres) -> None:
    url = postgres.new_database(f"test-{uuid4().hex}")
    port = free_port()
    async with Sandbox() as heroku, PretendSlack(patience=UNHURRIED) as slack:
        slack.install(manifest(None))
        environ = {**heroku.environ, **slack.environ, "DATABASE_URL": url}
        web = {**environ, "PORT": str(port), "PRODCHECK_NO_JOBS": "1"}
        ada, general = slack.person("ada"), slack.workspace.channel("#general")
        async with stored(url) as store:
            for app in APPS:
                await store.save_watch(due(app, general.id, ada.team_id, ada.id))
            async with (
                process(web) as served,
                process(environ, WORKER) as first,
                process(environ, WORKER) as second,
                httpx.AsyncClient(trust_env=False) as client,
            ):
                await answering(served, port)
                await eventually(lambda: all_ran(store))
                await all_said(url)
                page = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
                ended = [await stopped(each) for each in (first, second)]
    told = Counter(
        app for app in APPS for call in slack.calls if f"*{app}*" in str(call.args.get("text"))
    )
    assert told == dict.fromkeys(APPS, 1)
    assert {call.method for call in slack.calls} == {"chat.postMessage"}
    assert "prodcheck_engine_alive 1.0" in page
    assert "prodcheck_watches_due 0.0" in page
    assert [status for status, _ in ended] == [0, 0]
    log = "".join(text for _, text in ended)
    assert log.count("This is the worker") == 2
    assert "Traceback" not in log
    assert "dbos" not in log
