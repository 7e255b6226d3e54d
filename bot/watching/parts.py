"""The parts that watches are made of, put together: for the web process and for workers."""

import time
from collections.abc import Callable

from msgspec import Struct

from bot.accounts import Accounts
from bot.checking import Checker
from bot.settings import Settings
from bot.slack.posting import Poster, tokens_of
from bot.slack.web_api import SlackApi
from bot.store import Store
from bot.watching.runner import Hooking, WatchRunner
from bot.watching.sender import PostSender
from bot.watching.service import Watches


class Watching(Struct, frozen=True, kw_only=True):
    """What runs watches, what sends what they say, and what people do with them."""

    runner: WatchRunner
    sender: PostSender
    watches: Watches
    poster: Poster


def make_watching(  # noqa: PLR0913  the parts that it is made of
    settings: Settings,
    store: Store,
    checker: Checker,
    accounts: Accounts,
    api: SlackApi,
    *,
    hooks: Hooking | None = None,
    now: Callable[[], float] = time.time,
) -> Watching:
    """Put the parts together.

    Args:
        settings: What the bot is set up with.
        store: Keeps watches.
        checker: Looks at apps.
        accounts: Gives the tokens to look with.
        api: Slack.
        hooks: Has Heroku tell of changes; None: it does not.
        now: Tells the time, in seconds since 1970.
    """
    poster = Poster(api, tokens_of(settings, store))
    runner = WatchRunner(settings, store, checker, accounts, now=now, hooks=hooks)
    sender = PostSender(store, poster, now=now)
    watches = Watches(store, runner, sender, hooks=hooks, now=now)
    return Watching(runner=runner, sender=sender, watches=watches, poster=poster)
