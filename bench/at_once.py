"""How soon a channel hears of a change at Heroku, and how soon Heroku has its acknowledgement.

The bot is a process of its own; the pretend Heroku, the pretend Slack and the load are another.
They share the cores of this machine.
"""

import asyncio
import statistics
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from time import perf_counter
from uuid import uuid4

import aiohttp

from bench.measure import Figure
from sandbox.changes import Event
from sandbox.objects.common import Json
from sandbox.playground import Options, Playground, running
from sandbox.slack.messages import Message
from sandbox.webhooks import Webhook
from sandbox.webhooks.notification import SIGNATURE, Notification, signature

LATENCY = 0.1
"""Seconds, of each call to the pretend Heroku."""
TOLD_BUDGET = 10.0
"""Seconds: three of quiet, a check, and a second for all between."""
ACK_BUDGET = 0.5
ROUNDS = 3
MANY = 20
CHANNEL = "#general"
PATIENCE = 60.0
"""Seconds."""


def figures() -> Iterator[Figure]:
    """Measure a bot on loopback."""
    yield from asyncio.run(_measure())


async def _measure() -> list[Figure]:
    async with running(Options(api_latency=LATENCY)) as playground:
        webhook = await _watched(playground)
        told = [seconds async for seconds in _told(playground)]
        acknowledged = sorted(await _acknowledged(playground, webhook))
    p99 = acknowledged[int(len(acknowledged) * 0.99) - 1]
    median = f"median {statistics.median(acknowledged) * 1000:.0f} ms"
    what = "from a change at Heroku to the message, 100 ms a call"
    return [
        Figure(what, statistics.median(told), "s", TOLD_BUDGET, note="3 s of them are quiet"),
        Figure(f"webhook acknowledged, p99, {MANY} at once", p99, "s", ACK_BUDGET, note=median),
    ]


async def _watched(playground: Playground) -> Webhook:
    """Watch an app, and wait until the bot is subscribed."""
    await playground.slack.type("ada", CHANNEL, "/prodcheck watch ha-app")
    app = playground.heroku.catalogue.apps["ha-app"]
    async with asyncio.timeout(PATIENCE):
        while not playground.heroku.webhooks.of(app):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return playground.heroku.webhooks.of(app)[0]


async def _told(playground: Playground) -> AsyncIterator[float]:
    """Scale down and up again, and time how long each message takes that it got worse."""
    for _ in range(ROUNDS):
        yield await _until(playground, 1, "got worse")
        await _until(playground, 2, "recovered")


async def _until(playground: Playground, dynos: int, words: str) -> float:
    slack = playground.slack
    before = {message.ts for message in slack.messages("ada", CHANNEL)}

    def seen() -> Message | None:
        new = (each for each in slack.messages("ada", CHANNEL) if each.ts not in before)
        return next((each for each in new if words in str(each.blocks)), None)

    start = perf_counter()
    playground.heroku.change.scale("ha-app", web=dynos)
    await slack.until(seen, seconds=PATIENCE)
    return perf_counter() - start


async def _acknowledged(playground: Playground, webhook: Webhook) -> list[float]:
    """Send events of daily restarts, each a new one, many at once."""
    app = playground.heroku.catalogue.apps["ha-app"]
    data: Json = {"id": "d1", "state": "up", "app": {"id": app.id, "name": app.name}}
    event = Event(include="dyno", action="update", app=app, data=data, previous_data={})
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        rounds = [await _at_once(client, webhook, event) for _ in range(ROUNDS + 1)]
    return [seconds for times in rounds[1:] for seconds in times]


async def _at_once(client: aiohttp.ClientSession, webhook: Webhook, event: Event) -> list[float]:
    return await asyncio.gather(*(_send(client, webhook, event) for _ in range(MANY)))


async def _send(client: aiohttp.ClientSession, webhook: Webhook, event: Event) -> float:
    now = datetime.now(UTC)
    notification = Notification(
        event=event,
        webhook_id=webhook.id,
        event_id=str(uuid4()),
        delivery_id=str(uuid4()),
        sequence=1,
        created_at=now,
    )
    body = notification.body(published_at=now)
    headers = {SIGNATURE: signature(webhook.secret, body)}
    start = perf_counter()
    async with client.post(webhook.url, data=body, headers=headers) as answer:
        answer.raise_for_status()
    return perf_counter() - start
