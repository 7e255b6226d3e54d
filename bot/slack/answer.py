"""What is said to a question, whatever it is about."""

import msgspec

from bot.slack.blocks.surfaces import Message
from bot.slack.delivery import Audience
from core.report import Report


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is said to a question."""

    steps: tuple[Message, ...]
    """The message, the richest first."""
    audience: Audience = Audience.PERSON
    report: Report | None = None
    """What the message is of; None: it is something else."""
    report_id: str | None = None
    """Under which the report is kept."""

    @property
    def safe(self) -> Message:
        """The richest step that every client has known for years."""
        return self.steps[-2] if len(self.steps) > 1 else self.steps[0]


def short(message: Message) -> Answer:
    """Answer with a short message, to the person alone."""
    return Answer(steps=(message,))
