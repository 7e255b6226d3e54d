"""Makes text from outside inert, whatever it contains, and fits it into what Slack accepts.

Slack's markup knows an escape for `&`, `<` and `>` alone. Asterisks, underscores, tildes, backticks
and colons have none, so where they would mean something they become a character that looks alike.
Commands are not treated so: they are shown to be copied, whole and exact, or not at all.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from bot.slack.blocks import limits
from bot.slack.blocks.kit import Mrkdwn, Plain
from core.render.inert import inert as seen

NOTHING = "-"
"""Stands for text in which nothing can be seen: Slack refuses an empty one."""

_LONGEST = 5_000
"""Code points looked at; every limit is below, and hostile text may be of any length."""
_LABEL = 200
_NAME = 60
_MOST_NAMES = 60
_SHORT_URL = 500
"""Characters of an address inside a text; a button holds more."""
_EMOJI_STYLE = "\ufe0f"
"""Follows many an emoji, and changes nothing but its colour."""
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LOOKALIKES = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u02cb"})
_EDGE_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_EMOJI_COLON = re.compile(r":(?=[^\s:]*:)|:(?=//)")
_NAME_MARK = re.compile(r"(?<![A-Za-z0-9])[@#](?=\w)")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}\Z")
_USER = re.compile(r"[UW][A-Z0-9]{2,20}\Z")


def clean(text: str) -> str:
    """Fold white space, and show what cannot be seen as its escape: control, bidi, zero width."""
    return seen(" ".join(text[:_LONGEST].replace(_EMOJI_STYLE, "").split()))


def inert(text: str, limit: int) -> str:
    """Make text mean nothing in mrkdwn.

    Args:
        text: From outside.
        limit: Code points of the result, escapes included; no escape is ever split.
    """
    text = clean(text).translate(_LOOKALIKES)
    text = _EDGE_UNDERSCORE.sub("\u02cd", text)
    text = _EMOJI_COLON.sub("\u2236", text)
    text = _NAME_MARK.sub(lambda mark: chr(ord(mark[0]) + 0xFEE0), text)
    if text.startswith(">"):  # a quotation, when a line starts with it
        text = "\u203a" + text[1:]
    return _fit([_ESCAPES.get(char, char) for char in text], limit)


def literal(text: str, limit: int) -> str:
    """Make text safe for plain_text, where only emoji names and length matter.

    Angle brackets are replaced all the same: clients have differed in what they make of them.
    """
    text = clean(text).replace("<", "\u2039").replace(">", "\u203a")
    return _fit(_EMOJI_COLON.sub("\u2236", text), limit) or NOTHING


def code(text: str, limit: int) -> str:
    """Show text as a code span: changed where it must be, cut where it is long."""
    text = clean(text).replace("`", "\u02cb") or NOTHING
    return f"`{_fit([_ESCAPES.get(char, char) for char in text], limit - 2)}`"


def exact(text: str, limit: int) -> str | None:
    """Show text as a code span that can be copied, or None where it would be changed or cut."""
    if len(text) > limit:
        return None
    shown = code(text, limit)
    escaped = "".join(_ESCAPES.get(char, char) for char in text)
    return shown if shown == f"`{escaped}`" else None


def _fit(pieces: Iterable[str], limit: int) -> str:
    pieces = list(pieces)
    if sum(map(len, pieces)) <= limit:
        return "".join(pieces)
    kept, room = [], limit - 1
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + "…"


def fold(
    lines: Iterable[str], limit: int, *, total: int | None = None, separator: str = "\n"
) -> str:
    """Join lines, whole ones only, and count those left out: "and 17 more".

    Args:
        lines: Markup of ours, each line safe by itself.
        limit: Code points of the result.
        total: How many lines there would be, where these are only the first of them.
        separator: What stands between two lines.
    """
    kept = list(lines)
    total = len(kept) if total is None else total
    while True:
        left = total - len(kept)
        folded = separator.join([*kept, f"and {left} more"] if left else kept)
        if len(folded) <= limit or not kept:
            return folded[:limit]
        kept.pop()


def listing(names: Sequence[str], limit: int = 900) -> str:
    """List names with commas, as many as a few lines hold, and count the others."""
    first = (inert(name, _NAME) for name in names[:_MOST_NAMES])
    return fold(first, limit, total=len(names), separator=", ")


def web_address(url: str) -> str | None:
    """Take an address that Slack accepts in a link or a button, or None."""
    if len(url) > limits.URL:
        return None
    url = quote(url, safe="!#$%&'()*+,/:;=?@[]~", errors="replace")
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    fits = parts.scheme in {"http", "https"} and parts.hostname and len(url) <= limits.URL
    return url if fits else None


def link(url: str, label: str) -> str:
    """Link to an address, or show the label alone where there is none, or a very long one."""
    shown = inert(label.replace("|", "\u00a6"), _LABEL) or NOTHING
    address = web_address(url) if len(url) <= _SHORT_URL else None
    return f"<{address.replace('&', '&amp;')}|{shown}>" if address else shown


def moment(at: datetime) -> str:
    """Show a moment in the reader's own time zone; UTC where a client cannot."""
    utc = at.astimezone(UTC)
    return (
        f"<!date^{int(utc.timestamp())}^{{date_short_pretty}} at {{time}}|{utc:%Y-%m-%d %H:%M} UTC>"
    )


def person(user: str) -> str | None:
    """Mention a person by Slack's id, or None where it is not one."""
    return f"<@{user}>" if _USER.match(user) else None


def channel(name: str) -> str:
    """Mention a channel by Slack's id; show anything else as it is."""
    return f"<#{name}>" if _CHANNEL.match(name) else code(name, 80)


def mrkdwn(text: str) -> Mrkdwn[str]:
    """Hold markup of ours. Slack makes no links of what only looks like one."""
    return Mrkdwn(text=text, verbatim=True)


def plain(text: str, limit: int, *, symbol: str = "") -> Plain[str]:
    """Hold text that is shown as it is, after a symbol of ours."""
    if not symbol:
        return Plain(text=literal(text, limit))
    return Plain(text=f"{symbol} {literal(text, limit - len(symbol) - 1)}", emoji=True)
