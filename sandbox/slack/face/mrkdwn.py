"""Slack's markup as HTML. Whatever a text contains, only what is made here is ever markup.

Where it is not known whether Slack gives life to something (a mention within a code span, say), it
is given life here: who tests that foreign text is inert then tests it against the worst.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from markupsafe import Markup, escape
from msgspec import Struct

from sandbox.slack.face.dates import date_markup
from sandbox.slack.face.emoji import EMOJI

_FENCE: Final = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_TOKEN: Final = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<control>[^<>\n]+)>"
    r"|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
    r"|:(?P<emoji>[a-z0-9_+'-]+):"
    r"|(?P<address>https?://[^\s<>]+)"
)
_ENTITY: Final = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_ENTITIES: Final = re.compile("|".join(_ENTITY))
_QUOTE: Final = re.compile(r"(?:&gt;|>) ?")
_WEB: Final = ("http://", "https://", "mailto:")
_STYLED: Final = {
    "bold": Markup("<b>{}</b>"),
    "italic": Markup("<i>{}</i>"),
    "strike": Markup("<s>{}</s>"),
}


class Markdown(Struct, frozen=True):
    """Renders mrkdwn.

    Args:
        user: Finds the name of a person by their id.
        channel: Finds the name of a channel by its id.
        now: What `today` is.
    """

    user: Callable[[str], str | None]
    channel: Callable[[str], str | None]
    now: datetime

    def render(self, text: str, *, verbatim: bool = False) -> Markup:
        """Render a text.

        Args:
            text: In Slack's markup.
            verbatim: What only looks like an address is no link.
        """
        parts = _FENCE.split(text)
        return Markup("").join(
            Markup("<pre>{}</pre>").format(self._controls(part))
            if index % 2
            else self._paragraphs(part, verbatim=verbatim)
            for index, part in enumerate(parts)
        )

    def _paragraphs(self, text: str, *, verbatim: bool) -> Markup:
        pieces: list[Markup] = []
        for quoted, lines in _grouped(text.split("\n")):
            inside = Markup("<br>").join(self._inline(line, verbatim=verbatim) for line in lines)
            pieces.append(
                Markup("<blockquote>{}</blockquote>").format(inside) if quoted else inside
            )
        return Markup("").join(pieces)

    def _inline(self, text: str, *, verbatim: bool) -> Markup:
        pieces, end = [], 0
        for match in _TOKEN.finditer(text):
            pieces.append(plain(text[end : match.start()]))
            pieces.append(self._token(match, verbatim=verbatim))
            end = match.end()
        return Markup("").join([*pieces, plain(text[end:])])

    def _token(self, match: re.Match[str], *, verbatim: bool) -> Markup:
        kind, inside = next((k, v) for k, v in match.groupdict().items() if v is not None)
        if kind == "code":
            return Markup("<code>{}</code>").format(self._controls(inside))
        if kind == "control":
            return self._control(inside)
        if kind == "emoji":
            return escape(EMOJI.get(inside, match[0]))
        if kind == "address":
            return plain(inside) if verbatim else _link(inside, inside)
        return _STYLED[kind].format(self._inline(inside, verbatim=verbatim))

    def _controls(self, text: str) -> Markup:
        """Render a text in which mentions and links alone have a meaning."""
        parts = re.split(r"<([^<>\n]+)>", text)
        return Markup("").join(
            self._control(part) if index % 2 else plain(part) for index, part in enumerate(parts)
        )

    def _control(self, inside: str) -> Markup:
        """Render what stands between angle brackets."""
        target, _, label = inside.partition("|")
        if target.startswith("!date^"):
            return date_markup(_decoded(inside), self.now)
        if target.startswith(_WEB):
            return _link(target, label or target)
        if target[:1] in {"!", "@", "#"}:
            return self._mention(target, _decoded(label))
        return plain(f"<{inside}>")

    def _mention(self, target: str, label: str) -> Markup:
        mark, name = target[0], target[1:]
        if mark == "!":
            group = name.startswith("subteam^")
            return mention(label or "@group" if group else f"@{name}", "everybody")
        if mark == "@":
            return mention(f"@{self.user(name) or label or name}", "person")
        return mention(f"#{self.channel(name) or label or name}", "channel")


def plain(text: str) -> Markup:
    """Render text that means nothing: Slack's three entities are decoded, HTML is escaped."""
    return escape(_decoded(text)).replace("\n", Markup("<br>"))


def _decoded(text: str) -> str:
    return _ENTITIES.sub(lambda match: _ENTITY[match[0]], text)


def _link(address: str, label: str) -> Markup:
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
        _decoded(address), plain(label)
    )


def mention(words: str, kind: str) -> Markup:
    """Render something that reaches people: `everybody`, a `person` or a `channel`."""
    return Markup('<span class="mention {}" data-mention="{}">{}</span>').format(kind, kind, words)


def _grouped(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Put lines together that are quoted, and those that are not."""
    group: list[str] = []
    before = False
    for line in lines:
        match = _QUOTE.match(line)
        if group and bool(match) != before:
            yield before, group
            group = []
        before = bool(match)
        group.append(line[match.end() :] if match else line)
    yield before, group
