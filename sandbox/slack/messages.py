"""A message, and how Slack writes it down."""

from msgspec import Struct, field

from sandbox.slack.installation import APP_ID, BOT_ID, BOT_USER
from sandbox.slack.json import Json
from sandbox.slack.people import TEAM

SLACKBOT = "USLACKBOT"


class Message(Struct, kw_only=True):
    """What somebody said, where and to whom."""

    ts: str
    """Its id: seconds since 1970, with six digits that tell messages of a second apart."""
    channel: str
    author: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    """The first message of its thread, unless it is that itself."""
    only_for: str | None = None
    """Ephemeral: the one person who sees it."""
    edited: bool = False
    refused: str = ""
    """In a note of Slackbot's: what Slack would have said to the app alone."""

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return self.only_for is not None

    def seen_by(self, person: str) -> bool:
        """Whether a person of the channel sees it."""
        return self.only_for in {None, person}

    def as_json(self) -> Json:
        """Write it as it is in payloads and answers."""
        body: Json = {"type": "message", "user": self.author, "ts": self.ts, "text": self.text}
        if self.author == BOT_USER:
            body |= {"bot_id": BOT_ID, "app_id": APP_ID}
        body["team"] = TEAM
        if self.blocks:
            body["blocks"] = self.blocks
        if self.thread_ts is not None:
            body["thread_ts"] = self.thread_ts
        if self.edited:
            body["edited"] = {"user": self.author, "ts": self.ts}
        return body
