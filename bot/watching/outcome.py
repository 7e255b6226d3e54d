"""What comes of a run: how the watch is to be kept, and what it has to say. Pure.

::

    a report     judged    news, days to come, a digest; due again by its schedule, and soon once
                           where it could not read what the last one could
    an obstacle  hindered  told once; due again soon, or paused where there is nothing to look at
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from bot.slack.blocks import watch_letters, watch_troubles
from bot.slack.blocks.surfaces import Message
from bot.slack.blocks.watch_lines import Scene
from bot.store.records import NewPost, Watch
from bot.watching.calendar import announce, digest_is_due, near, words
from bot.watching.cause import cause, newest
from bot.watching.changes import LASTING, compare
from bot.watching.schedule import DAYS, describe, next_after, read, zone
from bot.watching.state import Happening, Obstacle, State, Trouble, dump, load_mutes, load_state
from bot.watching.telling import begin, muted_now, post, standing, tell
from core.dates import upcoming
from core.report import Report
from core.snapshot import Snapshot

PAUSED_GONE: Final = "the app is gone"
_AT_ONCE: Final = frozenset({"gone", "forbidden", "token", "unlinked"})
"""Obstacles that do not go away by waiting."""
_MOST_TOLD: Final = 20
"""Messages about obstacles that are changed when they are over."""
_SOON: Final = tuple(timedelta(minutes=each) for each in (1, 15, 30, 60))
"""After the first, the second, the third and any further run that was hindered."""

_WEEK: Final = timedelta(days=8)
"""What a digest tells of: a week, and a day for one that comes late."""

NewId = Callable[[], str]
Outcome = tuple[Watch, tuple[NewPost, ...]]


class Looked(Struct, frozen=True, kw_only=True):
    """What a run saw."""

    report: Report
    snapshot: Snapshot
    report_id: str | None = None
    """Under which the report is kept."""


def judged(watch: Watch, looked: Looked, now: datetime, new_id: NewId) -> Outcome:
    """Say what comes of a report.

    Args:
        watch: As it was kept.
        looked: What was seen.
        now: When.
        new_id: Makes up the id of a message.
    """
    before, mutes = load_state(watch.state), load_mutes(watch.mutes, now)
    state, posts = _arrived(watch, before, looked, new_id)
    state, news = compare(state, looked.report, now, mutes)
    changed = frozenset(change.check for change in news.worse)
    scene = _scene(watch, looked, cause(looked.snapshot, before.release, changed))
    state, dates = _coming(state, looked, now)
    if news.first:
        state, told = begin(state, news, scene, new_id, dates)
        posts += told
    else:
        state, told = tell(state, news, scene, new_id)
        posts += told
        if dates:
            posts.append(post(new_id(), watch_letters.coming_up(scene, dates)))
    if watch.digest and digest_is_due(state, watch, now):
        posts.append(post(new_id(), _digest(watch, state, scene, looked)))
        state = replace(state, digest_at=now, week=())
    state = replace(state, release=newest(looked.snapshot) or before.release)
    kept = replace(
        watch,
        app=looked.report.app,
        app_id=looked.snapshot.app.id,
        state=dump(state),
        paused=None,
        next_due=_due_again(watch, state, now),
    )
    return kept, tuple(posts)


def hindered(  # noqa: PLR0913  two of them are rare
    watch: Watch,
    obstacle: Obstacle,
    now: datetime,
    new_id: NewId,
    *,
    reference: str = "",
    told: bool = False,
) -> Outcome:
    """Say what comes of a run that could not look at the app.

    Args:
        watch: As it was kept.
        obstacle: Why.
        now: When.
        new_id: Makes up the id of a message.
        reference: Under which the log tells more.
        told: Whether another watch has told the channel already.
    """
    state = load_state(watch.state)
    trouble = _once_more(state.trouble, obstacle)
    posts: tuple[NewPost, ...] = ()
    lasts = obstacle in _AT_ONCE or trouble.runs >= LASTING
    if lasts and trouble.post is None and not told:
        trouble = replace(trouble, post=new_id())
        posts = (post(trouble.post or "", _said(watch, trouble, reference)),)
    regular = next_after(read(watch.schedule), watch.timezone, now, watch.id)
    soon = now + _SOON[min(trouble.runs, len(_SOON)) - 1]
    kept = replace(
        watch,
        state=dump(replace(state, trouble=trouble)),
        paused=PAUSED_GONE if obstacle == "gone" else None,
        next_due=min(regular, soon),
    )
    return kept, posts


def _once_more(before: Trouble | None, obstacle: Obstacle) -> Trouble:
    if before is None:
        return Trouble(what=obstacle)
    if before.what != obstacle:
        return Trouble(what=obstacle, earlier=before.posts[-_MOST_TOLD:])
    return replace(before, runs=before.runs + 1)


def _due_again(watch: Watch, state: State, now: datetime) -> datetime:
    """Say when a watch is due: what failed to be read may hide what it was asked to look at."""
    regular = next_after(read(watch.schedule), watch.timezone, now, watch.id)
    unread = any(doubt.runs == 1 for doubt in state.doubts)
    return min(regular, now + _SOON[0]) if unread else regular


def _arrived(
    watch: Watch, state: State, looked: Looked, new_id: NewId
) -> tuple[State, list[NewPost]]:
    """Say that a trouble is over, and that the app has another name, or is another one."""
    told = state.trouble.posts if state.trouble else ()
    over = watch_troubles.over(looked.report.app)
    posts = [post(new_id(), over, kind="update", parent=each) for each in told]
    if watch.app_id not in {None, looked.snapshot.app.id}:
        posts.append(post(new_id(), watch_troubles.made_anew(looked.report.app)))
    elif watch.app != looked.report.app:
        posts.append(post(new_id(), watch_troubles.renamed(watch.app, looked.report.app)))
    return replace(state, trouble=None), posts


def _scene(watch: Watch, looked: Looked, why: str) -> Scene:
    return Scene(
        app=looked.report.app,
        watch=watch.id,
        at=looked.report.taken_at,
        report=looked.report,
        report_id=looked.report_id,
        schedule=describe(read(watch.schedule), watch.timezone),
        asked_by=watch.user_id,
        cause=why,
    )


def _coming(state: State, looked: Looked, now: datetime) -> tuple[State, tuple[str, ...]]:
    dates = upcoming(looked.report, looked.snapshot)
    announced, new = announce(state.announced, dates, now.date())
    return replace(state, announced=announced), tuple(words(each, now.date()) for each in new)


def _digest(watch: Watch, state: State, scene: Scene, looked: Looked) -> Message:
    today = scene.at.date()
    dates = near(upcoming(looked.report, looked.snapshot), today)
    lately = (each for each in state.week if scene.at - each.at <= _WEEK)
    return watch_letters.digest(
        scene,
        [_happened(each, zone(watch.timezone)) for each in lately],
        standing(state),
        [words(each, today) for each in dates],
        muted=muted_now(state),
    )


def _happened(each: Happening, where: ZoneInfo) -> str:
    what = f"{each.title} ({each.resource})" if each.resource else each.title
    day = DAYS[each.at.astimezone(where).weekday()][:3].capitalize()
    return f"{day} {'✅ recovered' if each.better else '🔻 got worse'}: {what}"


def _said(watch: Watch, trouble: Trouble, reference: str) -> Message:
    match trouble.what:
        case "gone":
            return watch_troubles.app_gone(watch.app, watch.id)
        case "forbidden":
            return watch_troubles.app_forbidden(watch.app)
        case "token":
            return watch_troubles.token_refused(watch.app)
        case "unlinked":
            return watch_troubles.not_linked(watch.app, watch.user_id)
        case "unreachable":
            return watch_troubles.unreachable(watch.app, trouble.runs)
        case "failure":
            return watch_troubles.failing(watch.app, trouble.runs, reference)
