"""The line to the app: a person waits for one answer; an event is sent until it is taken."""

import asyncio
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from sandbox.slack.delivery import Answer, AppFailed, Failure, Kind, Retry, Transport
from sandbox.slack.json import Json

RETRY_DELAYS: Final = (0.0, 60.0, 300.0)
"""Seconds before an event is sent again: docs.slack.dev/apis/events-api, "Retries"."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of something that a person did."""

    failure: Failure | None = None
    detail: str = ""
    """What really happened, for whoever builds the app; Slack shows it to nobody."""
    answer: Answer | None = None
    """What the app answered at once."""


class Line:
    """Sends to the app.

    Args:
        transport: The way to it.
        retry_delays: Seconds before each further attempt at an event.
    """

    def __init__(self, transport: Transport, retry_delays: Sequence[float]) -> None:
        self._transport = transport
        self._delays = retry_delays
        self._events: set[asyncio.Task[None]] = set()

    async def send(self, kind: Kind, payload: Json) -> Outcome:
        """Send something that a person waits for; there is one attempt."""
        try:
            return Outcome(answer=await self._transport.deliver(kind, payload))
        except AppFailed as failed:
            return Outcome(failure=failed.failure, detail=failed.detail)

    def tell(self, event: Json) -> None:
        """Send an event, again where it has to be, while everything else goes on."""
        task = asyncio.get_running_loop().create_task(self._insist(event))
        self._events.add(task)
        task.add_done_callback(self._events.discard)

    async def settled(self) -> None:
        """Wait until every event was taken or given up."""
        while self._events:
            await asyncio.gather(*self._events)

    async def close(self) -> None:
        """Forget the events that are still to be sent."""
        for task in self._events:
            task.cancel()
        await asyncio.gather(*self._events, return_exceptions=True)

    async def _insist(self, event: Json) -> None:
        retry = None
        for number, delay in enumerate([*self._delays, None], start=1):
            try:
                await self._transport.deliver("events_api", event, retry)
            except AppFailed as failed:
                slow = failed.failure == "operation_timeout"
                retry = Retry(number, "http_timeout" if slow else "http_error")
                if delay is not None:
                    await asyncio.sleep(delay)
                continue
            return
