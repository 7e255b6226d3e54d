"""One answer to a command or a form: in the acknowledgement when it is there in time, or later."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.slack.answer import Answer
from bot.slack.blocks.surfaces import Message
from bot.slack.blocks.validate import Payload
from bot.slack.delivery import Audience, sendable

Later = Callable[[Answer], Awaitable[None]]


class Reply:
    """Something that waits for an answer.

    Args:
        later: Gives the answer when Slack waits no longer.
    """

    def __init__(self, later: Later) -> None:
        self._later = later
        self.early: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        """Cancelled once the acknowledgement waits no longer."""

    async def give(self, answer: Answer) -> None:
        """Give the answer by the faster way that is still open."""
        if self.early.done():
            await self._later(answer)
        else:
            self.early.set_result(answer)


def ack_body(message: Message, audience: Audience = Audience.PERSON) -> Payload:
    """Write a message as the body of an acknowledgement, which learns of no refusal."""
    public = audience is Audience.CHANNEL
    body = next(sendable((message,)))
    return {**body, "response_type": "in_channel" if public else "ephemeral"}
