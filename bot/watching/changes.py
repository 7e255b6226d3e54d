"""What is news in a report for a channel that was told of earlier ones. Pure.

::

    (state, report) ─▶ compare ─▶ (state, news)
                                    worse      alarm
                                    better     it recovered
                                    quiet      it is over, and nobody needs to hear of it
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from bot.watching.news import Change, Key, News
from bot.watching.seen import BAD, Seen, seen_by
from bot.watching.state import Alert, Doubt, Known, Mute, Over, State, muted
from core.report import RANK, Report, Result, Status

LASTING: Final = 3
"""Runs in a row after which what cannot be read is told."""
_ACCEPTED: Final = frozenset({Status.WAIVED, Status.SKIPPED})
_RENAMED: Final = frozenset({"release-health", "stack"})
"""Checks of one thing, whose name is what changes."""


def compare(
    state: State, report: Report, now: datetime, mutes: tuple[Mute, ...] = ()
) -> tuple[State, News]:
    """Tell what changed.

    Args:
        state: What the channel was told.
        report: How the app stands.
        now: When; mutes that ended by then are none.
        mutes: What the channel does not want to hear of.

    Returns:
        What the channel knows once it is told, and what to tell it.
    """
    silent = muted(tuple(mute for mute in mutes if mute.until > now))
    of_check = {result.id: result for result in report.results}
    known, doubts, changes = list[Known](), list[Doubt](), list[Change]()
    renamed: dict[Key, str | None] = {}
    for result in report.results:
        step = _Step(state, result, is_muted=result.id in silent)
        known += step.known
        doubts += step.doubts
        changes += step.changes
        renamed |= step.renamed
    for each in state.known:
        if each.check not in of_check:
            changes.append(_over(each, None, "gone"))
    checks = {r.id: r.status for r in report.results if r.status is not Status.UNKNOWN}
    left = {name: was for name, was in state.checks.items() if name in of_check}
    after = replace(
        state,
        begun=True,
        known=tuple(known),
        doubts=tuple(doubts),
        checks={**left, **checks},
        alerts=tuple(_under_new_names(alert, renamed) for alert in state.alerts),
    )
    return after, _news(changes, first=not state.begun)


def _news(changes: list[Change], *, first: bool) -> News:
    changes.sort(key=lambda each: RANK[each.now or Status.PASSED])
    return News(
        first=first,
        worse=tuple(each for each in changes if each.over is None),
        better=tuple(each for each in changes if each.over == "recovered"),
        quiet=tuple(each for each in changes if each.over not in {None, "recovered"}),
    )


class _Step:
    """One check of the report, held against what is known of it.

    Args:
        state: What the channel was told.
        result: The check.
        is_muted: Whether the channel does not want to hear of it.
    """

    def __init__(self, state: State, result: Result, *, is_muted: bool) -> None:
        self._result = result
        self._muted = is_muted
        self._first = not state.begun
        self._was = state.checks.get(result.id)
        self._seen = seen_by(result)
        whole = self._seen.get(None)
        self._unread = whole is not None and whole.status is Status.UNKNOWN
        told = [each for each in state.known if each.check == result.id]
        mine = _renamed(told, self._seen)
        self.renamed: dict[Key, str | None] = {
            old.key: new.resource
            for old, new in zip(told, mine, strict=True)
            if old.resource != new.resource
        }
        self._runs = {d.resource: d.runs for d in state.doubts if d.check == result.id}
        self.known: list[Known] = []
        self.doubts: list[Doubt] = []
        self.changes: list[Change] = []
        for each in mine:
            self._again(each)
        old = {each.resource for each in mine}
        for resource, seen in self._seen.items():
            if resource not in old:
                self._new(resource, seen)
        if self._unread:
            self.doubts += (
                Doubt(check=result.id, resource=resource, runs=runs)
                for resource, runs in self._runs.items()
                if resource not in self._seen
            )

    def _again(self, known: Known) -> None:
        """Look at what the channel knows to be bad."""
        seen = self._seen.get(known.resource)
        if seen is None:
            self._missing(known)
        elif seen.status in BAD:
            self._bad(known, seen)
        elif seen.status is Status.UNKNOWN:
            self._unknown(known, seen)
        else:
            self.changes.append(_over(known, seen.status, self._why(known, seen.status)))

    def _unknown(self, known: Known, seen: Seen) -> None:
        """Take what cannot be read to be as it was, and tell of a doubt that outlasts a mute."""
        if known.status in BAD:
            runs = self._runs.get(known.resource, 0) + 1
            self.doubts.append(Doubt(check=known.check, resource=known.resource, runs=runs))
        tell = known.muted and not self._muted and known.status is Status.UNKNOWN
        self.known.append(replace(known, muted=self._muted or (known.muted and not tell)))
        if tell:
            self.changes.append(self._change(known.resource, self._was, seen))

    def _missing(self, known: Known) -> None:
        whole = known.resource is None
        good = known.status is Status.UNKNOWN or self._result.status is Status.PASSED
        if self._unread:
            self.known.append(known)
        elif whole and good:
            self.changes.append(_over(known, Status.PASSED, self._why(known, Status.PASSED)))
        else:
            self.changes.append(_over(known, None, "gone"))

    def _bad(self, known: Known, seen: Seen) -> None:
        update = replace(known, status=seen.status, message=seen.message)
        if self._muted:
            self.known.append(replace(update, muted=True))
        elif known.muted or _worse(seen.status, known.status):
            self.known.append(replace(update, muted=False))
            self.changes.append(self._change(known.resource, known.status, seen))
        else:
            self.known.append(update)

    def _new(self, resource: str | None, seen: Seen) -> None:
        """Look at what the channel knows nothing of."""
        runs = self._runs.get(resource, 0) + 1
        if seen.status not in BAD | {Status.UNKNOWN}:
            return
        if seen.status is Status.UNKNOWN and runs < LASTING and not self._first:
            self.doubts.append(Doubt(check=self._result.id, resource=resource, runs=runs))
            return
        self.known.append(
            Known(
                check=self._result.id,
                resource=resource,
                title=self._result.title,
                status=seen.status,
                message=seen.message,
                muted=self._muted,
            )
        )
        if not self._muted:
            was = self._was if self._was not in BAD else None
            self.changes.append(self._change(resource, was, seen))

    def _change(self, resource: str | None, was: Status | None, seen: Seen) -> Change:
        return Change(
            check=self._result.id,
            resource=resource,
            title=self._result.title,
            was=was,
            now=seen.status,
            message=seen.message,
        )

    def _why(self, known: Known, now: Status) -> Over:
        if now in _ACCEPTED:
            return "waived" if now is Status.WAIVED else "gone"
        return "muted" if self._muted or known.muted else "recovered"


def _over(known: Known, now: Status | None, why: Over) -> Change:
    return Change(
        check=known.check,
        resource=known.resource,
        title=known.title,
        was=known.status,
        now=now,
        message=known.message,
        over=why,
    )


def _worse(now: Status, told: Status) -> bool:
    """Tell whether something is worse than the channel knows; whatever is known is, than a doubt.

    Args:
        now: Failed or warning.
        told: Failed, warning or unknown.
    """
    return told is Status.UNKNOWN or RANK[now] < RANK[told]


def _renamed(known: list[Known], seen: Mapping[str | None, Seen]) -> list[Known]:
    """Follow the one thing that a check looks at, where it has another name by now.

    A check that found nothing good had no name to tell, and then has that of what it found. A bad
    thing in the place of another is news, unless its name is what changes, as that of a stack.
    """
    if len(known) != 1 or known[0].resource in seen:
        return known
    renames = known[0].check in _RENAMED
    # A release that is pending is skipped, and the one before it judged.
    found = [each for each in seen.items() if not renames or each[1].status is not Status.SKIPPED]
    if len(found) != 1:
        return known
    ((resource, how),) = found
    good = how.status not in BAD | {Status.UNKNOWN}
    same = good or known[0].resource is None or renames
    return [replace(known[0], resource=resource)] if resource is not None and same else known


def _under_new_names(alert: Alert, renamed: Mapping[Key, str | None]) -> Alert:
    items = (
        replace(item, resource=renamed[item.key]) if item.key in renamed else item
        for item in alert.items
    )
    return replace(alert, items=tuple(items)) if renamed else alert
