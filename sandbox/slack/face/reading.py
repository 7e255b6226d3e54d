"""What each person has read."""

from collections.abc import Iterable

from sandbox.slack.messages import Message


class Reading:
    """Remembers the newest message that each person saw in each channel."""

    def __init__(self) -> None:
        self._newest: dict[tuple[str, str], str] = {}

    def read(self, person: str, messages: Iterable[Message]) -> None:
        """Note that a person sees these messages of a channel."""
        for message in messages:
            self._newest[person, message.channel] = message.ts

    def unread(self, person: str, messages: Iterable[Message]) -> bool:
        """Whether one of these messages of a channel is newer, and somebody else's."""
        return any(
            message.author != person
            and message.ts > self._newest.get((person, message.channel), "")
            for message in messages
        )
