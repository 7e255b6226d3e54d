"""The apps of a fleet as rows: a table, bullets, lines of text."""

from collections.abc import Sequence
from typing import Final

from bot.slack.blocks import limits
from bot.slack.blocks.kit import RawNumber, RawText
from bot.slack.blocks.surfaces import DataTable, Row
from bot.slack.blocks.text import NOTHING, clean, inert
from core.fleet import FleetRow, Standing
from core.render.words import plural

SYMBOLS: Final[dict[Standing, str]] = {
    "not_ready": "❌",
    "unread": "🚫",
    "undetermined": "❓",
    "warnings": "⚠️",
    "ready": "✅",
}
WORDS: Final[dict[Standing, str]] = {
    "not_ready": "not ready",
    "unread": "not read",
    "undetermined": "unknown",
    "warnings": "with warnings",
    "ready": "ready",
}
MOST_ROWS: Final = limits.TABLE_ROWS - 1
_HEADER: Final = ("App", "Verdict", "Failed", "Warnings", "Top finding")
_PAGE: Final = 10
_NAME: Final = 60
_LEAST_FINDING: Final = 20
_MOST_FINDING: Final = 160
_MOST_SAID: Final = 200


def table(rows: Sequence[FleetRow], caption: str) -> DataTable:
    """Compose the table, as many rows as Slack takes, each finding as long as there is room.

    Args:
        rows: At least one, in the order they are shown.
        caption: What a screen reader says of the table.
    """
    shown = rows[:MOST_ROWS]
    fixed = [_cells(row, "") for row in shown]
    header: Row = tuple(RawText(text=words) for words in _HEADER)
    used = sum(len(cell.text) for row in (header, *fixed) for cell in row)
    room = (limits.TABLE_CHARACTERS - used) // len(shown)
    longest = max(_LEAST_FINDING, min(_MOST_FINDING, room))
    return DataTable(
        caption=clean(caption)[: limits.TABLE_CAPTION] or NOTHING,
        rows=(header, *(_cells(row, _cut(finding(row), longest)) for row in shown)),
        page_size=_PAGE,
        row_header_column_index=0,
    )


def bullet(row: FleetRow) -> str:
    """Say of an app how it stands, in a line of mrkdwn."""
    said = inert(finding(row), _MOST_SAID)
    numbers = ", ".join(_numbers(row))
    told = f"{SYMBOLS[row.standing]} *{inert(row.app, _NAME)}* {WORDS[row.standing]}"
    return ": ".join(filter(None, [f"{told} ({numbers})" if numbers else told, said]))


def finding(row: FleetRow) -> str:
    """Say the worst that is known of an app; empty where nothing is wrong."""
    if row.error is not None:
        return row.error
    return row.worst[0].message if row.worst else ""


def _numbers(row: FleetRow) -> list[str]:
    counts = row.counts
    told = ((counts.failed, "failed"), (counts.unknown, "unknown"))
    said = [f"{number} {words}" for number, words in told if number]
    return [*said, plural(counts.warning, "warning")] if counts.warning else said


def _cells(row: FleetRow, said: str) -> Row:
    return (
        RawText(text=_cut(clean(row.app), _NAME)),
        RawText(text=f"{SYMBOLS[row.standing]} {WORDS[row.standing]}"),
        _number(row.counts.failed),
        _number(row.counts.warning),
        RawText(text=said or NOTHING),
    )


def _number(value: int) -> RawNumber:
    return RawNumber(value=value, text=str(value))


def _cut(text: str, limit: int) -> str:
    text = clean(text)
    return (text if len(text) <= limit else f"{text[: limit - 1]}…") or NOTHING
