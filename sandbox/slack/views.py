"""Modals and App Home: what is open for whom, and in what order."""

import hashlib

from msgspec import Struct, field

from sandbox.slack.installation import APP_ID, BOT_ID
from sandbox.slack.json import Json, encoded
from sandbox.slack.people import TEAM


class View(Struct, kw_only=True):
    """A modal or App Home, as one person has it."""

    id: str
    user: str
    payload: Json
    """As the app sent it, with a `block_id` in every block."""
    version: int = 1
    root_id: str = ""
    previous_id: str | None = None
    state: Json = field(default_factory=dict)
    """What was filled in: by block_id, then by action_id."""
    errors: dict[str, str] = field(default_factory=dict)
    """What the app said is wrong with it, by block_id."""
    trouble: str = ""
    """What Slack says above a form whose app did not answer."""

    @property
    def kind(self) -> str:
        """`modal` or `home`."""
        return str(self.payload["type"])

    @property
    def blocks(self) -> list[Json]:
        """What it shows."""
        blocks: list[Json] = self.payload["blocks"]
        return blocks

    @property
    def hash(self) -> str:
        """What an app says to update this very version and no newer one."""
        digest = hashlib.blake2b(encoded(self.blocks).encode(), digest_size=4).hexdigest()
        return f"{self.version}.{digest}"

    def as_json(self) -> Json:
        """Write it as it is in payloads and answers."""
        given = {"private_metadata": "", "callback_id": "", "external_id": "", **self.payload}
        defaults = {"title": None, "close": None, "submit": None} if self.kind == "modal" else {}
        return {
            **defaults,
            "clear_on_close": False,
            "notify_on_close": False,
            **given,
            "id": self.id,
            "team_id": TEAM,
            "hash": self.hash,
            "state": {"values": self.state},
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id or self.id,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM,
            "bot_id": BOT_ID,
        }
