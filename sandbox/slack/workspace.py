"""The pretend workspace: people, channels, what was said, and who is to be told that it changed."""

import asyncio

from sandbox.slack.clock import Clock, Ids
from sandbox.slack.installation import BOT_USER, Installation, Secrets
from sandbox.slack.json import Json
from sandbox.slack.messages import SLACKBOT, Message
from sandbox.slack.people import PEOPLE, Channel, Person, channels
from sandbox.slack.tickets import Tickets
from sandbox.slack.windows import Windows, with_ids


class Workspace:
    """All that a workspace knows.

    Args:
        secrets: Of the app.
        clock: Tells the time.
    """

    def __init__(self, secrets: Secrets, clock: Clock) -> None:
        self.secrets = secrets
        self.clock = clock
        self.ids = Ids(clock)
        self.tickets = Tickets(clock, self.ids)
        self.windows = Windows(self.ids)
        self.app = Installation()
        self.people = {person.id: person for person in PEOPLE}
        self.channels = {channel.id: channel for channel in channels(BOT_USER)}
        self.revision = 0
        """Grows with everything that somebody could see."""
        self._messages: dict[str, list[Message]] = {}
        self._changed = asyncio.Event()
        self._closed = False

    def person(self, id_or_name: str) -> Person:
        """Look a person up, the app included.

        Raises:
            KeyError: There is nobody of that id or name.
        """
        if id_or_name in {BOT_USER, self.app.name}:
            return Person(id=BOT_USER, name=self.app.name, real_name=self.app.name, kind="bot")
        by_name = {person.name: person for person in PEOPLE}
        return self.people.get(id_or_name) or by_name[id_or_name]

    def channel(self, id_or_name: str) -> Channel:
        """Look a channel up; `#` may stand before its name.

        Raises:
            KeyError: There is none of that id or name.
        """
        by_name = {each.name: each for each in self.channels.values() if each.name}
        return self.channels.get(id_or_name) or by_name[id_or_name.removeprefix("#")]

    def channels_of(self, person: Person) -> list[Channel]:
        """List the channels a person sees, direct messages included."""
        return [each for each in self.channels.values() if person.id in each.members]

    def direct(self, person: str) -> Channel:
        """Return the direct messages between a person and the app."""
        found = f"D024{person.removeprefix('U024')}BOT"
        if found not in self.channels:
            self.channels[found] = Channel(id=found, name="", kind="im", members=(person, BOT_USER))
        return self.channels[found]

    def post(  # noqa: PLR0913  the parts of a message
        self,
        channel: str,
        author: str,
        text: str,
        *,
        blocks: list[Json] | None = None,
        thread_ts: str | None = None,
        only_for: str | None = None,
        refused: str = "",
    ) -> Message:
        """Say something."""
        message = Message(
            ts=self.ids.ts(),
            channel=channel,
            author=author,
            text=text,
            blocks=with_ids(blocks or [], self.ids),
            thread_ts=thread_ts,
            only_for=only_for,
            refused=refused,
        )
        self._messages.setdefault(channel, []).append(message)
        self.touch()
        return message

    def note(
        self,
        channel: str,
        person: str,
        text: str,
        *,
        refused: str = "",
        thread_ts: str | None = None,
    ) -> None:
        """Let Slackbot tell one person something."""
        self.post(channel, SLACKBOT, text, only_for=person, refused=refused, thread_ts=thread_ts)

    def rewrite(self, message: Message, text: str, blocks: list[Json] | None) -> None:
        """Replace what a message says."""
        message.text = text
        message.blocks = with_ids(blocks or [], self.ids)
        message.edited = True
        self.touch()

    def remove(self, message: Message) -> None:
        """Take a message back."""
        self._messages[message.channel].remove(message)
        self.touch()

    def find(self, channel: str, ts: str) -> Message | None:
        """Look for a message that is still there."""
        said = self._messages.get(channel, [])
        return next((message for message in said if message.ts == ts), None)

    def messages(self, channel: str, viewer: str) -> list[Message]:
        """List what a person sees in a channel, threads included, the oldest first."""
        said = self._messages.get(channel, [])
        return [message for message in said if message.seen_by(viewer)]

    def touch(self) -> None:
        """Tell everybody who looks that something is different now."""
        self.revision += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """Let nobody wait for changes any more."""
        self._closed = True
        self.touch()

    async def changed(self, since: int) -> int | None:
        """Wait for what was not there at a revision.

        Returns:
            The newest revision; None when there will be no more of them.
        """
        while self.revision <= since and not self._closed:
            await self._changed.wait()
        return None if self._closed else self.revision
