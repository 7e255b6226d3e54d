"""Sends what watches have written down, and lets those rest whose channel takes nothing more.

::

    take_posts ─▶ Slack ─▶ post_sent, for as long as the database takes
                    ├─ unreachable, or too many calls: later
                    ├─ the channel is closed: the watch is paused, and who asked for it is told
                    └─ anything else: never, and the log says why
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from bot.jobs import new_reference
from bot.manifest import BOT_NAME
from bot.slack.blocks.validate import Payload
from bot.slack.blocks.watch_troubles import channel_closed
from bot.slack.posting import Poster
from bot.slack.web_api import SlackRefused, SlackUnreachable
from bot.store import Store, StoreUnavailable
from bot.store.records import Post

_LOG = logging.getLogger(__name__)

PAUSED_CLOSED: Final = "I cannot post to the channel"
_AT_ONCE: Final = 8
"""Messages on the way at the same time: Slack takes one a second for each channel."""
_CLOSED: Final = frozenset(
    {
        "account_inactive",
        "channel_not_found",
        "is_archived",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "user_not_found",
    }
)
"""docs.slack.dev/reference/methods/chat.postMessage: nothing can be posted there for now."""
_PASSING: Final = frozenset(
    {
        "fatal_error",
        "internal_error",
        "invalid_auth",
        "not_authed",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "token_expired",
        "token_revoked",
    }
)
"""The same page: trying later may help, also where whoever runs the bot gives it a new token."""
_MESSAGE_GONE: Final = frozenset({"message_not_found", "thread_not_found"})
"""Somebody deleted the message that is to be changed or answered."""
_NO_REPLY: Final = _MESSAGE_GONE | {
    "cannot_reply_to_message",
    "restricted_action_non_threadable_channel",
}
"""There can be no reply; what it says is said in the channel."""
_LATER: Final = (1, 2, 5, 15, 60)
"""Minutes to wait after the first tries; then an hour each time."""
_MOST_TRIES: Final = 48
"""About two days."""
_AWAY: Final = 1.0
"""Seconds between two tries to note that a message was sent, while the database is away."""


class PostSender:
    """Sends what is in the outbox.

    Args:
        store: Has the outbox.
        poster: Posts.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(
        self, store: Store, poster: Poster, *, now: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._poster = poster
        self._now = now

    async def send_due(self) -> int:
        """Send all that is to be sent, and count it.

        Raises:
            StoreUnavailable: The database is away; what was taken is taken again later.
        """
        sent = 0
        while posts := await self._store.take_posts(self._moment(), _AT_ONCE):
            ends = await asyncio.gather(*map(self._send, posts), return_exceptions=True)
            for end in ends:  # all of them: none goes on behind our back
                if end is not None:
                    raise end
            sent += len(posts)
        return sent

    async def _send(self, post: Post) -> None:
        try:
            slack_ts = await self._deliver(post)
        except SlackUnreachable as error:
            await self._later(post, error.message)
        except SlackRefused as error:
            await self._refused(post, error)
        else:
            await self._note(post, slack_ts)

    async def _note(self, post: Post, slack_ts: str | None) -> None:
        """Note that a message was sent, however long that takes: it would be sent once more."""
        moment = self._moment()
        while True:
            try:
                await self._store.post_sent(post.id, slack_ts, moment)
            except StoreUnavailable:
                await asyncio.sleep(_AWAY)
            else:
                return

    async def _deliver(self, post: Post) -> str | None:
        """Send a message; an update of one that was never sent, or is deleted, is none."""
        steps = _steps(post)
        if not steps:
            return None
        if post.kind == "update":
            return await self._update(post, steps)
        thread = post.parent_ts if post.kind == "reply" else None
        try:
            return await self._poster.post_payloads(post.team_id, post.channel_id, steps, thread)
        except SlackRefused as error:
            if thread is None or error.error not in _NO_REPLY:
                raise
        return await self._poster.post_payloads(post.team_id, post.channel_id, steps)

    async def _update(self, post: Post, steps: list[Payload]) -> str | None:
        if post.parent_ts is None:
            return None
        place = (post.team_id, post.channel_id, post.parent_ts)
        try:
            await self._poster.update_payloads(*place, steps)
        except SlackRefused as error:
            if error.error not in _MESSAGE_GONE:
                raise
            return None
        return post.parent_ts

    async def _refused(self, post: Post, error: SlackRefused) -> None:
        if error.error in _PASSING:
            await self._later(post, error.message)
            return
        await self._store.post_sent(post.id, None, self._moment())
        if error.error in _CLOSED:
            await self._close(post, error)
        else:
            _LOG.error("A message was not delivered: %s [%s]", error.message, new_reference())

    async def _later(self, post: Post, why: str) -> None:
        if post.tries >= _MOST_TRIES:
            _LOG.error("A message is given up: %s [%s]", why, new_reference())
            await self._store.post_sent(post.id, None, self._moment())
            return
        wait = timedelta(minutes=_LATER[min(post.tries, len(_LATER)) - 1])
        _LOG.warning("A message waits for %s: %s", wait, why)
        await self._store.post_later(post.id, self._moment() + wait)

    async def _close(self, post: Post, error: SlackRefused) -> None:
        """Let the watch rest, and tell who asked for it, once."""
        watch = await self._store.watch(post.watch_id)
        if watch is None or watch.paused is not None:
            return
        _LOG.warning("%r is watched no longer in a channel: %s", watch.app, error.message)
        await self._store.pause_watch(watch.id, PAUSED_CLOSED)
        said = channel_closed(watch.app, watch.channel_id, BOT_NAME, watch.id)
        try:
            await self._poster.post(watch.team_id, watch.user_id, (said,))
        except (SlackRefused, SlackUnreachable) as also:
            _LOG.warning("Nobody could be told of it: %s", also.message)

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)


def _steps(post: Post) -> list[Payload]:
    try:
        return msgspec.json.decode(post.body, type=list[Payload])
    except msgspec.DecodeError:
        _LOG.error("A message of a watch cannot be read [%s]", new_reference())
        return []
