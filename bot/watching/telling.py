"""From news to messages: which ones, in which order, and what of earlier ones they change. Pure.

::

    first report            one message
    one to three checks     a message each; what recovered: an update, and a reply below it
    four or more            one message; what recovered is updated without a reply
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from bot.slack.blocks import watch_alerts, watch_letters
from bot.slack.blocks.surfaces import Message
from bot.slack.blocks.watch_lines import Line, Scene
from bot.slack.delivery import sendable
from bot.store.records import NewPost
from bot.watching.cause import can_explain
from bot.watching.news import Change, Key, News, of_checks
from bot.watching.state import Alert, Happening, Item, Known, State
from core.report import RANK

MANY: Final = 4
"""Checks that change at once from which on they are one message."""
_MOST_ALERTS: Final = 40
_LIFE: Final = timedelta(days=90)
"""As long as the store knows what Slack calls a message."""
_MOST_HAPPENINGS: Final = 60

NewId = Callable[[], str]
Kind = Literal["message", "reply", "update"]


def post(
    post_id: str, message: Message, *, kind: Kind = "message", parent: str | None = None
) -> NewPost:
    """Write a message as the outbox takes it."""
    body = msgspec.json.encode(list(sendable((message,))))
    return NewPost(id=post_id, kind=kind, parent_id=parent, body=body)


def tell(
    state: State, news: News, scene: Scene, new_id: NewId
) -> tuple[State, tuple[NewPost, ...]]:
    """Compose the messages about what changed; the first report has one of its own.

    Args:
        state: What the channel knows once it is told.
        news: What to tell.
        scene: What it is about.
        new_id: Makes up the id of a message.
    """
    worse, better = list(of_checks(news.worse)), list(of_checks(news.better))
    many = len(worse) + len(better) >= MANY
    groups = [news.worse] if many and worse else worse
    told = [_alert(new_id(), group, scene) for group in groups]
    beside = _lines(news.better) if many else ()
    posts = [post(alert.id, _shown(alert, scene, beside)) for alert in told]
    if many and not worse:
        said = watch_alerts.several_recovered(scene, _lines(news.better))
        posts.append(post(new_id(), said))
    state, updates, answered = _close(state, news, scene, new_id, reply=not many)
    lost = tuple(change for change in news.better if change.key not in answered)
    if lost and not many:
        posts.append(post(new_id(), watch_alerts.recovered(scene, _lines(lost), None)))
    return (
        replace(
            state,
            alerts=(*state.alerts, *told)[-_MOST_ALERTS:],
            week=(*state.week, *_happenings(news, scene))[-_MOST_HAPPENINGS:],
        ),
        (*posts, *updates),
    )


def begin(
    state: State, news: News, scene: Scene, new_id: NewId, dates: tuple[str, ...] = ()
) -> tuple[State, tuple[NewPost, ...]]:
    """Compose the first message of a watch: what is bad already, and the days to come.

    One that begins anew has earlier messages: what of them is over, they say.

    Args:
        state: What the channel knows once it is told.
        news: What changed.
        scene: What it is about.
        new_id: Makes up the id of a message.
        dates: Days to come, in words; hostile text.
    """
    alert = Alert(
        id=new_id(),
        at=scene.at,
        items=tuple(map(_item_of, sorted(_told(state), key=lambda each: RANK[each.status]))),
        first=True,
        report=scene.report_id,
        dates=dates,
    )
    state, updates, _ = _close(state, news, scene, new_id, reply=False)
    state = replace(state, alerts=(*state.alerts, alert)[-_MOST_ALERTS:])
    return state, (post(alert.id, _shown(alert, scene)), *updates)


def _item_of(known: Known) -> Item:
    return Item(
        check=known.check,
        resource=known.resource,
        title=known.title,
        now=known.status,
        message=known.message,
    )


def _close(
    state: State, news: News, scene: Scene, new_id: NewId, *, reply: bool
) -> tuple[State, list[NewPost], set[Key]]:
    """Change the messages that told of what is over, and reply to the newest about each check.

    Returns:
        The state, the messages, and what some message had told of.
    """
    left, posts, answered = list[Alert](), list[NewPost](), set[Key]()
    for alert in reversed(state.alerts):
        after, over = _closed(alert, (*news.better, *news.quiet))
        if over:
            posts.append(post(new_id(), _shown(after, scene), kind="update", parent=alert.id))
            fresh = [
                item
                for key, item in over.items()
                if item.over == "recovered" and key not in answered
            ]
            if fresh and reply:
                said = watch_alerts.recovered(scene, _items(fresh), scene.at - alert.at)
                posts.append(post(new_id(), said, kind="reply", parent=alert.id))
            answered |= over.keys()
        if any(item.over is None for item in after.items) and scene.at - alert.at < _LIFE:
            left.append(after)
    return replace(state, alerts=tuple(reversed(left))), posts, answered


def standing(state: State) -> tuple[Line, ...]:
    """Say what the channel knows to be bad, in the order of the report."""
    return tuple(
        Line(
            check=each.check,
            resource=each.resource,
            title=each.title,
            now=each.status,
            message=each.message,
        )
        for each in _told(state)
    )


def _told(state: State) -> tuple[Known, ...]:
    return tuple(each for each in state.known if not each.muted)


def muted_now(state: State) -> int:
    """Count the checks that are bad, and muted."""
    return len({each.check for each in state.known if each.muted})


def _alert(alert_id: str, changes: Sequence[Change], scene: Scene) -> Alert:
    items = (
        Item(
            check=change.check,
            resource=change.resource,
            title=change.title,
            was=change.was,
            now=change.now,
            message=change.message,
        )
        for change in changes
        if change.now is not None
    )
    explained = can_explain(change.check for change in changes)
    return Alert(
        id=alert_id,
        at=scene.at,
        items=tuple(items),
        cause=scene.cause if explained else "",
        report=scene.report_id,
    )


def _closed(alert: Alert, over: Sequence[Change]) -> tuple[Alert, dict[Key, Item]]:
    """Mark what is over in a message; return it, and what that is."""
    ended = {change.key: change for change in over}
    items, marked = list[Item](), dict[Key, Item]()
    for item in alert.items:
        change = ended.get(item.key)
        if change is None or item.over is not None:
            items.append(item)
        else:
            items.append(replace(item, over=change.over))
            marked[item.key] = items[-1]
    return replace(alert, items=tuple(items)), marked


def _shown(alert: Alert, scene: Scene, beside: Sequence[Line] = ()) -> Message:
    scene = replace(scene, cause=alert.cause, report_id=alert.report)
    if alert.first:
        return watch_letters.beginning(scene, _items(alert.items), alert.dates)
    return watch_alerts.worse(scene, _items(alert.items), beside)


def _items(items: Sequence[Item]) -> tuple[Line, ...]:
    return tuple(
        Line(
            check=item.check,
            resource=item.resource,
            title=item.title,
            was=item.was,
            now=item.now,
            message=item.message,
            over=item.over,
        )
        for item in items
    )


def _lines(changes: Sequence[Change]) -> tuple[Line, ...]:
    return tuple(
        Line(
            check=change.check,
            resource=change.resource,
            title=change.title,
            was=change.was,
            now=change.now or change.was,
            message=change.message,
            over=change.over,
        )
        for change in changes
        if change.was is not None
    )


def _happenings(news: News, scene: Scene) -> Iterator[Happening]:
    for change in (*news.worse, *news.better):
        yield Happening(
            at=scene.at,
            check=change.check,
            title=change.title,
            resource=change.resource,
            better=change.over is not None,
        )
