"""What a watch says when an app changes: what got worse, what is right again."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from msgspec import UNSET, UnsetType

from bot.slack.blocks import ids, limits
from bot.slack.blocks.kit import Button, Option, StaticSelect
from bot.slack.blocks.press import button
from bot.slack.blocks.rows import articles, remedy
from bot.slack.blocks.surfaces import Actions, Context, Message, Section, message
from bot.slack.blocks.text import clean, fold, inert, moment, mrkdwn, plain
from bot.slack.blocks.watch_lines import (
    LONGEST,
    Line,
    Scene,
    checked,
    folded,
    full_report,
    line_of,
    names,
    said_of,
)
from bot.slack.blocks.words import SYMBOLS, WORDS
from core.render.words import plural
from core.report import Article, Result

MUTE_DAYS: Final = 7
_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)


def worse(scene: Scene, lines: Sequence[Line], better: Sequence[Line] = ()) -> Message:
    """Tell what got worse: of one check, or of several at once.

    Args:
        scene: What it is about.
        lines: What is bad now; at least one.
        better: What recovered at the same time.
    """
    if all(line.over for line in lines):
        return _over(scene, lines)
    several = len({line.check for line in (*lines, *better)}) > 1
    words = _several(scene, (*lines, *better)) if several else _single(scene, lines)
    why = f"\nSince {inert(scene.cause, 300)}" if scene.cause else ""
    section = Section(
        text=mrkdwn(words + why),
        accessory=UNSET if several else _how_to_fix(scene, lines[0].check),
    )
    return message(
        _spoken(scene, (*lines, *better)),
        section,
        Context(elements=(mrkdwn(checked(scene)),)),
        Actions(elements=tuple(_buttons(scene, lines))),
    )


def recovered(scene: Scene, lines: Sequence[Line], lasted: timedelta | None) -> Message:
    """Tell in a thread what is right again, or on its own."""
    after = f", after {span(lasted)}" if lasted is not None else ""
    words = f"✅ *{inert(scene.app, 60)}* recovered{after}: {names(lines)}"
    return message(words, Section(text=mrkdwn(words)))


def several_recovered(scene: Scene, lines: Sequence[Line]) -> Message:
    """Tell at once what is right again, where it is a lot."""
    checks = len({line.check for line in lines})
    words = [
        f"✅ *{inert(scene.app, 60)}*: {plural(checks, 'check')} recovered",
        *map(line_of, lines),
    ]
    return message(
        words[0],
        Section(text=mrkdwn(folded(words))),
        Context(elements=(mrkdwn(checked(scene)),)),
    )


def span(lasted: timedelta) -> str:
    """Say how long something lasted."""
    if lasted >= 2 * _DAY:
        return f"{lasted // _DAY} days"
    if lasted >= 2 * _HOUR:
        return f"{lasted // _HOUR} hours"
    return f"{max(1, lasted // _MINUTE)} min"


def _single(scene: Scene, lines: Sequence[Line]) -> str:
    first = next(line for line in lines if not line.over)
    title = f"*{inert(first.title, 150)}*"
    opening = f"🔻 *{inert(scene.app, 60)}* got worse: {title}\n{_step(first)}"
    told = [inert(clean(first.message), LONGEST)] if len(lines) == 1 else map(said_of, lines)
    result = _result(scene, first.check)
    return folded([opening, *told], last=tuple(remedy(result)) if result else ())


def _several(scene: Scene, lines: Sequence[Line]) -> str:
    checks = len({line.check for line in lines})
    return folded([f"🔻 *{inert(scene.app, 60)}*: {checks} checks changed", *map(line_of, lines)])


def _over(scene: Scene, lines: Sequence[Line]) -> Message:
    ends = {line.over for line in lines}
    app, plain_end = f"*{inert(scene.app, 60)}*", ends == {"recovered"}
    if ends <= {"recovered", "muted"}:
        opening = f"✅ {app} recovered: {names(lines)}"
    else:
        opening = f"{'🔒' if 'waived' in ends else '🗑️'} {app}, closed: {names(lines)}"
    shown = folded([opening, *(_was(line) if plain_end else said_of(line) for line in lines)])
    return message(
        opening,
        Section(text=mrkdwn(shown)),
        Context(elements=(mrkdwn(f"Since {moment(scene.at)}"),)),
    )


def _was(line: Line) -> str:
    before = f"{SYMBOLS[line.now]} {WORDS[line.now].lower()}"
    return f"was {before}: {inert(clean(line.message), LONGEST)}"


def _step(line: Line) -> str:
    after = f"{SYMBOLS[line.now]} {WORDS[line.now].lower()}"
    if line.was is None:
        return f"new → {after}"
    if line.was == line.now:
        return f"still {after}, and no longer muted"
    return f"{SYMBOLS[line.was]} {WORDS[line.was].lower()} → {after}"


def _spoken(scene: Scene, lines: Iterable[Line]) -> str:
    said = (
        f"{WORDS[line.now]}: {inert(clean(line.message), 200)}" for line in lines if not line.over
    )
    return fold([f"🔻 {inert(scene.app, 60)} got worse", *said], 1_500)


def _buttons(scene: Scene, lines: Sequence[Line]) -> Iterator[Button | StaticSelect]:
    yield button(
        "Re-run",
        ids.WATCH_RUN,
        label=f"Check {scene.app} again",
        carries=ids.WatchTarget(watch=scene.watch),
        style="primary",
    )
    checks = {check: title for check, title in _open(lines) if ids.names_a_check(check)}
    if len(checks) == 1:
        target = ids.WatchTarget(watch=scene.watch, check=next(iter(checks)))
        yield button(f"Mute {MUTE_DAYS} days", ids.WATCH_MUTE, carries=target)
    elif checks:
        yield StaticSelect(
            action_id=ids.WATCH_MUTE,
            placeholder=plain(f"Mute {MUTE_DAYS} days", limits.PLACEHOLDER),
            options=tuple(_mute(scene, check, title) for check, title in checks.items()),
        )
    yield from full_report(scene)


def _open(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """List the checks that are still bad, as many as a select holds, with their titles."""
    still = dict.fromkeys((line.check, line.title) for line in lines if not line.over)
    return list(still)[: limits.SELECT_OPTIONS]


def _mute(scene: Scene, check: str, title: str) -> Option:
    value = ids.encode(ids.WatchTarget(watch=scene.watch, check=check))
    return Option(text=plain(title, limits.OPTION_TEXT), value=value)


def _how_to_fix(scene: Scene, check: str) -> Button | UnsetType:
    result = _result(scene, check)
    read: list[Article] = articles(result) if result else []
    if not read:
        return UNSET
    return button("How to fix", ids.at(ids.DOCS, 0), label=f"How to fix {check}", url=read[0].url)


def _result(scene: Scene, check: str) -> Result | None:
    results = scene.report.results if scene.report else ()
    return next((result for result in results if result.id == check), None)
