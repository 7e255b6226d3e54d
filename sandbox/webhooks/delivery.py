"""Delivers notifications over HTTP, each webhook's in their order."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import msgspec

from sandbox.changes import Event
from sandbox.webhooks.notification import SIGNATURE, Notification, signature
from sandbox.webhooks.webhook import Webhook, is_local

RETRY_SECONDS: Final = (0.1, 0.3, 0.9)
"""Before each further try at level `sync`. Heroku's grow from seconds to an hour, for 72 hours:
devcenter.heroku.com/changelog-items/2525."""
TIMEOUT: Final = 5.0
"""Seconds for one attempt."""
GONE: Final = 410
"""Ends the subscription, so that nobody is called for ever."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt to deliver a notification."""

    webhook_id: str
    include: str
    url: str
    headers: dict[str, str]
    body: bytes
    status: int | None
    """What was answered; None: nothing."""


class Deliverer:
    """Calls webhooks. Nothing leaves this machine: other addresses than its own are not called.

    Args:
        find: Finds a webhook by its id.
        gone: Told of the id of a webhook whose receiver says that it is gone for good.
        clock: Tells the time.
    """

    def __init__(
        self,
        find: Callable[[str], Webhook | None],
        *,
        gone: Callable[[str], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._find = find
        self._gone = gone
        self._clock = clock
        self._queues: dict[str, asyncio.Queue[Notification]] = {}
        self._workers: list[asyncio.Task[None]] = []
        self._sequence = 0
        self._client: httpx.AsyncClient | None = None
        self.deliveries: list[Delivery] = []
        self.retry_seconds = RETRY_SECONDS

    def send(self, webhook_id: str, event: Event) -> None:
        """Deliver an event to a webhook, after those that wait already."""
        self._sequence += 1
        notification = Notification(
            event=event,
            webhook_id=webhook_id,
            event_id=str(uuid4()),
            delivery_id=str(uuid4()),
            sequence=self._sequence,
            created_at=self._clock(),
        )
        self._queue(webhook_id).put_nowait(notification)

    async def settled(self) -> None:
        """Wait until nothing waits any more."""
        await asyncio.gather(*(queue.join() for queue in self._queues.values()))

    async def stop(self) -> None:
        """Deliver nothing more."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    def _queue(self, webhook_id: str) -> asyncio.Queue[Notification]:
        if webhook_id not in self._queues:
            queue: asyncio.Queue[Notification] = asyncio.Queue()
            self._queues[webhook_id] = queue
            self._workers.append(asyncio.create_task(self._work(queue)))
        return self._queues[webhook_id]

    async def _work(self, queue: asyncio.Queue[Notification]) -> None:
        while True:
            notification = await queue.get()
            try:
                await self._deliver(notification)
            finally:
                queue.task_done()

    async def _deliver(self, notification: Notification) -> None:
        """Try until it is taken, given up, or the webhook is gone."""
        pauses = iter(self.retry_seconds)
        while (webhook := self._find(notification.webhook_id)) is not None:
            status = await self._attempt(webhook, notification)
            if status == GONE:
                self._gone(webhook.id)
            pause = next(pauses, None)
            taken = status is not None and httpx.codes.is_success(status)
            if taken or webhook.level == "notify" or pause is None:
                return
            await asyncio.sleep(pause)

    async def _attempt(self, webhook: Webhook, notification: Notification) -> int | None:
        body = notification.body(published_at=self._clock())
        headers = {"Content-Type": "application/json", SIGNATURE: signature(webhook.secret, body)}
        if webhook.authorization is not None:
            headers["Authorization"] = webhook.authorization
        status = await self._post(webhook.url, body, headers)
        made = Delivery(
            webhook_id=webhook.id,
            include=notification.event.include,
            url=webhook.url,
            headers=headers,
            body=body,
            status=status,
        )
        self.deliveries.append(made)
        return status

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int | None:
        if not is_local(urlsplit(url).hostname or ""):
            return None
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, timeout=TIMEOUT)
        try:
            return (await self._client.post(url, content=body, headers=headers)).status_code
        except httpx.HTTPError:
            return None
