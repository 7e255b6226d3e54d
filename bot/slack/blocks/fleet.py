"""A fleet as a message, in three steps of plainness; and the message while it is scanned."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from bot.slack.blocks import ids, limits
from bot.slack.blocks.fleet_rows import MOST_ROWS, SYMBOLS, WORDS, bullet, table
from bot.slack.blocks.kit import Button, ExternalSelect
from bot.slack.blocks.press import button
from bot.slack.blocks.surfaces import (
    Actions,
    Context,
    Header,
    Message,
    MessageBlock,
    Section,
    message,
)
from bot.slack.blocks.text import fold, inert, listing, moment, mrkdwn, person, plain, web_address
from core.check import all_checks
from core.fleet import Fleet, FleetRow, FleetScope
from core.fleet_changes import FleetChanges
from core.render.words import plural

_MOST_BULLETS: Final = 15
_MOST_LINES: Final = 10
_MOST_CHECKS: Final = 5
_BULLETS_TEXT: Final = 2_900


class Scanned(Struct, frozen=True, kw_only=True):
    """A scan that is over, and what a message says of it."""

    id: str
    fleet: Fleet
    changes: FleetChanges | None = None
    """Since the scan before; None: there was none."""
    failing: bool = False
    """Show only the apps that fail."""
    asked_by: str | None = None
    stopped: int | None = None
    """How many apps there are, where the scan was stopped before it saw all."""
    page: str | None = None
    csv: str | None = None
    trend: str | None = None
    """Addresses of signed pages, where it is known at which address the bot is."""

    @property
    def rows(self) -> Sequence[FleetRow]:
        """The rows to show, worst first."""
        rows = self.fleet.worst_first()
        if not self.failing:
            return rows
        return [row for row in rows if row.standing in {"not_ready", "unread"}]


def steps(scanned: Scanned) -> tuple[Message, ...]:
    """Compose the message, the richest first."""
    above: tuple[MessageBlock, ...] = (*_opening(scanned), *_news(scanned))
    below: tuple[MessageBlock, ...] = (*_left(scanned), *_controls(scanned))
    text = summary(scanned)
    rows = scanned.rows
    bullets = Section(text=mrkdwn(_bullets(rows, _MOST_BULLETS) or _nothing(scanned)))
    plain_ = message(text, *above, bullets, *below)
    lines = message(fold([text, _bullets(rows, _MOST_LINES)], limits.MESSAGE_TEXT))
    if not rows:
        return plain_, lines
    caption = f"{_scope(scanned.fleet.scope)}: {plural(len(rows), 'app')}, worst first"
    return message(text, *above, table(rows, caption), *below), plain_, lines


def summary(scanned: Scanned) -> str:
    """Say how the fleet stands and the worst of it: what a notification and a reader get."""
    return f"{inert(headline(scanned), 200)}\n{_tallies(scanned.fleet, ', ')}"


def headline(scanned: Scanned) -> str:
    """Say in one line how the fleet stands."""
    fleet = scanned.fleet
    scope, total = _scope(fleet.scope), len(fleet.rows)
    if scanned.stopped is not None:
        return f"{scope}: stopped after {total} of {scanned.stopped}"
    if not total:
        return f"{scope}: no app in it"
    return f"{scope}: {sum(row.ready for row in fleet.rows)} of {total} ready"


def scanning(scope: FleetScope, fleet_id: str, words: str) -> Message:
    """Compose the message while a fleet is scanned.

    Args:
        scope: Which apps.
        fleet_id: The scan.
        words: How far it is: markup of ours.
    """
    title = f"Scanning {scope.words}"
    stop = button("Stop", ids.FLEET_STOP, carries=ids.FleetTarget(fleet=fleet_id))
    return message(
        f"⏳ {inert(title, 100)}: {words}",
        Section(text=mrkdwn(f"⏳ *{inert(title, 100)}*\n{words}")),
        Actions(elements=(stop,)),
    )


def _scope(scope: FleetScope) -> str:
    words = scope.words
    return words[0].upper() + words[1:]


def _opening(scanned: Scanned) -> Iterator[Header | Context]:
    fleet = scanned.fleet
    worst = fleet.worst_first()
    symbol = SYMBOLS[worst[0].standing] if worst else "🔎"
    yield Header(text=plain(headline(scanned), limits.HEADER, symbol=symbol))
    lines = [_tallies(fleet, "  "), _when(fleet.taken_at, scanned.asked_by), *_notes(fleet)]
    yield Context(elements=tuple(mrkdwn(line) for line in lines if line))


def _tallies(fleet: Fleet, separator: str) -> str:
    return separator.join(
        f"{SYMBOLS[standing]} {total} {WORDS[standing]}"
        for standing, total in fleet.totals().items()
        if total
    )


def _when(taken_at: datetime, asked_by: str | None) -> str:
    by = person(asked_by) if asked_by else None
    return f"Scanned {moment(taken_at)}" + (f" by {by}" if by else "")


def _notes(fleet: Fleet) -> Iterator[str]:
    for note in fleet.notes[:3]:
        yield inert(note, 300)


def _news(scanned: Scanned) -> Iterator[Section]:
    lines = list(filter(None, [_since(scanned.changes), _fails_most(scanned.fleet)]))
    if lines:
        yield Section(text=mrkdwn("\n".join(lines)))


def _since(changes: FleetChanges | None) -> str:
    """Say what changed since the scan before."""
    if changes is None:
        return ""
    told = (
        ("got worse", changes.worse),
        ("got better", changes.better),
        ("came", changes.added),
        ("went", changes.gone),
    )
    parts = [f"{len(apps)} {words} ({listing(apps, 200)})" for words, apps in told if apps]
    return f"*Since {moment(changes.since)}:* " + (", ".join(parts) or "nothing changed")


def _fails_most(fleet: Fleet) -> str:
    """Name the checks that fail most apps."""
    titles = {check.id: check.title for check in all_checks()}
    parts = [
        f"{inert(titles.get(total.check, total.check), 80)} ({total.counts.failed})"
        for total in fleet.check_totals()[:_MOST_CHECKS]
        if total.counts.failed
    ]
    return f"*Fails most:* {', '.join(parts)}" if parts else ""


def _bullets(rows: Sequence[FleetRow], most: int) -> str:
    return fold(map(bullet, rows[:most]), _BULLETS_TEXT, total=len(rows))


def _nothing(scanned: Scanned) -> str:
    if scanned.failing and scanned.fleet.rows:
        return "✅ No app fails."
    return "There is no app in it that I may look at."


def _left(scanned: Scanned) -> Iterator[Context]:
    left = len(scanned.rows) - MOST_ROWS
    if left > 0:
        more = "the CSV has all" if scanned.csv else "show only those that fail to see others"
        words = f"The worst {MOST_ROWS} are listed; {left} more are not: {more}."
        yield Context(elements=(mrkdwn(words),))


def _controls(scanned: Scanned) -> Iterator[Actions]:
    target = ids.FleetTarget(fleet=scanned.id, failing=scanned.failing)
    again = button("Re-run", ids.FLEET_RERUN, label="Scan again", carries=target, style="primary")
    words = "Show all" if scanned.failing else "Only failing"
    turned = ids.FleetTarget(fleet=scanned.id, failing=not scanned.failing)
    filter_ = button(words, ids.FLEET_FILTER, carries=turned)
    pages = (("Open page", scanned.page), ("CSV", scanned.csv), ("Trend", scanned.trend))
    links = [_open(at, words, url) for at, (words, url) in enumerate(pages)]
    yield Actions(elements=(again, filter_, *(link for link in links if link is not None)))
    if scanned.fleet.rows:
        select = ExternalSelect(
            action_id=ids.FLEET_OPEN,
            placeholder=plain("Open an app", limits.PLACEHOLDER),
            min_query_length=0,
        )
        yield Actions(block_id=f"{ids.FLEET_BLOCK}:{scanned.id}", elements=(select,))


def _open(position: int, words: str, url: str | None) -> Button | None:
    address = web_address(url) if url else None
    return button(words, ids.at(ids.DOCS, position), url=address) if address else None
