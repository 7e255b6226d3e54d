"""One answer to one command: in the acknowledgement when it is there in time, else later."""

import asyncio

from bot.slack.answers import Answer
from bot.slack.blocks.surfaces import Message
from bot.slack.blocks.validate import Payload
from bot.slack.delivery import Audience, sendable
from bot.slack.origin import Origin


class Reply:
    """A command that waits for its answer.

    Args:
        origin: Who asked, and where.
    """

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.early: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        """Cancelled once the acknowledgement waits no longer."""

    def give_early(self, answer: Answer) -> bool:
        """Give the answer to the acknowledgement, and say whether that still waited for one."""
        if self.early.done():
            return False
        self.early.set_result(answer)
        return True


def ack_body(message: Message, audience: Audience = Audience.PERSON) -> Payload:
    """Write a message as the body of an acknowledgement, which learns of no refusal."""
    public = audience is Audience.CHANNEL
    body = next(sendable((message,)))
    return {**body, "response_type": "in_channel" if public else "ephemeral"}
