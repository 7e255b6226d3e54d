from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import PretendSlack
from tests.playground.apps import App, Clock, running_app

expect.set_options(timeout=20_000)  # milliseconds: what is right may be slow on a busy machine


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[PretendSlack]:
    async with PretendSlack(clock=clock, patience=0.3, retry_delays=(0.0, 0.0)) as slack:
        yield slack


@pytest.fixture
async def app(slack: PretendSlack) -> AsyncIterator[App]:
    async with running_app(slack) as app:
        yield app


@pytest.fixture
def client(slack: PretendSlack, app: App) -> AsyncWebClient:
    """Slack's own client, once the app is installed."""
    assert app.url
    return AsyncWebClient(slack.environ["SLACK_BOT_TOKEN"], base_url=slack.environ["SLACK_API_URL"])
