"""Jinja2 as the face uses it: everything is escaped, and Slack's texts pass through filters."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from sandbox.slack.face.emoji import EMOJI
from sandbox.slack.face.mrkdwn import Markdown
from sandbox.slack.json import Json
from sandbox.slack.people import Channel
from sandbox.slack.workspace import Workspace

_EMOJI: Final = re.compile(r":([a-z0-9_+'-]+):")


class Paper:
    """Renders templates.

    Args:
        workspace: Where names of people and channels come from.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._jinja = Environment(
            loader=PackageLoader("sandbox.slack.face"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.globals["channels"] = self._channels
        self._jinja.filters |= {
            "mrkdwn": self._mrkdwn,
            "words": self._words,
            "bare": lambda text: named_emoji(text["text"]),
            "emoji": named_emoji,
        }

    def render(self, template: str, context: Mapping[str, object]) -> Markup:
        """Render a template."""
        return Markup(self._jinja.get_template(template).render(context))  # noqa: S704  escaped

    def now(self) -> datetime:
        """Tell the time, in the time zone of the machine."""
        return datetime.fromtimestamp(self._workspace.clock(), UTC).astimezone()

    def _channels(self) -> list[Channel]:
        """List what a select of channels or conversations offers: the public ones are enough."""
        return [each for each in self._workspace.channels.values() if each.kind == "public"]

    def _mrkdwn(self, text: str, *, verbatim: bool = False) -> Markup:
        return Markdown(self._user, self._channel, self.now()).render(text, verbatim=verbatim)

    def _words(self, text: Json) -> Markup:
        """Render a text object: what it means depends on its type."""
        if text["type"] == "mrkdwn":
            return self._mrkdwn(text["text"], verbatim=text.get("verbatim", False))
        plain = text["text"] if text.get("emoji") is False else named_emoji(text["text"])
        return escape(plain).replace("\n", Markup("<br>"))

    def _user(self, user: str) -> str | None:
        try:
            return self._workspace.person(user).name
        except KeyError:
            return None

    def _channel(self, channel: str) -> str | None:
        found = self._workspace.channels.get(channel)
        return found.name if found else None


def named_emoji(text: str) -> str:
    """Put emoji where their names stand."""
    return _EMOJI.sub(lambda match: EMOJI.get(match[1], match[0]), text)
