"""What a token may see: the names of its apps, to pick from and to guess by, and its account."""

import asyncio
import difflib
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

import msgspec

from bot.access import app_allowed
from bot.checking import Checker
from bot.settings import Settings
from core.collect.failure import CallFailed, explain
from core.errors import HerokuError

FRESH_SECONDS: Final = 60.0
_MOST_LISTS: Final = 200
"""Lists kept, one a token; a thousand names take 60 kB."""
_MOST_COMPARED: Final = 2_000
"""Names compared letter by letter: 20 µs each, while nothing else runs."""
_PAGE: Final = {"Range": "name ..; max=1000"}
# https://devcenter.heroku.com/articles/platform-api-reference#ranges


class _App(msgspec.Struct):
    name: str


class _Account(msgspec.Struct):
    email: str | None = None


class _List(msgspec.Struct):
    task: asyncio.Task[tuple[str, ...]]
    at: float


class AppNames:
    """Lists apps, and remembers each list for a minute.

    Args:
        settings: Which apps the bot is for.
        checker: Makes the calls.
        clock: Tells the time, in seconds.
    """

    def __init__(
        self, settings: Settings, checker: Checker, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._settings = settings
        self._checker = checker
        self._clock = clock
        self._lists: OrderedDict[str, _List] = OrderedDict()
        self._accounts: OrderedDict[str, str] = OrderedDict()

    async def visible(self, token: str) -> tuple[str, ...]:
        """List the apps that a token may see and the bot is for, by name.

        Raises:
            HerokuError: Heroku does not let us look, or does not answer.
        """
        key = _key(token)
        known = self._lists.get(key)
        if known is None or self._is_over(known):
            known = _List(asyncio.create_task(self._load(token)), self._clock())
            known.task.add_done_callback(_look_at_its_end)
            self._lists[key] = known
        self._lists.move_to_end(key)
        while len(self._lists) > _MOST_LISTS:
            self._lists.popitem(last=False)
        return await asyncio.shield(known.task)

    async def account(self, token: str) -> str | None:
        """Name the account of a token; None when Heroku does not tell, as to scope `read`."""
        key = _key(token)
        if key not in self._accounts:
            try:
                async with self._checker.client(token) as heroku:
                    email = (await heroku.get("/account", _Account)).email
            except (CallFailed, HerokuError):
                return None
            self._accounts[key] = email or ""
            if len(self._accounts) > _MOST_LISTS:
                self._accounts.popitem(last=False)
        return self._accounts[key] or None

    async def aclose(self) -> None:
        """Stop what is under way."""
        tasks = [each.task for each in self._lists.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _is_over(self, known: _List) -> bool:
        if not known.task.done():
            return False
        failed = known.task.cancelled() or known.task.exception() is not None
        return failed or self._clock() - known.at >= FRESH_SECONDS

    async def _load(self, token: str) -> tuple[str, ...]:
        async with self._checker.client(token) as heroku:
            try:
                found = await heroku.get_all("/apps", _App, headers=_PAGE)
            except CallFailed as failure:
                raise explain("the list of apps", failure) from None
        allowed = (app.name for app in found if app_allowed(app.name, self._settings))
        return tuple(sorted(allowed))


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _look_at_its_end(task: asyncio.Task[tuple[str, ...]]) -> None:
    if not task.cancelled():
        task.exception()  # nobody may be left to be told; asyncio would complain of that


def matching(typed: str, names: Sequence[str], limit: int = 100) -> list[str]:
    """Find the names that begin with what was typed, then those that contain it."""
    typed = typed.strip().lower()
    first = [name for name in names if name.startswith(typed)]
    then = [name for name in names if typed in name and not name.startswith(typed)]
    return [*first, *then][:limit]


def close(typed: str, names: Sequence[str], limit: int = 3) -> list[str]:
    """Guess which names were meant, the likeliest first."""
    typed = typed.lower()
    compared = names if len(names) <= _MOST_COMPARED else _of_like_start(typed, names)
    alike = difflib.get_close_matches(typed, compared, n=limit)
    around = [name for name in names if _holds(name, typed)]
    return list(dict.fromkeys([*alike, *sorted(around, key=len)]))[:limit]


def _holds(name: str, typed: str) -> bool:
    short, long = sorted((name, typed), key=len)
    return len(short) >= 3 and short in long  # noqa: PLR2004  Heroku's shortest name


def _of_like_start(typed: str, names: Sequence[str]) -> list[str]:
    return [name for name in names if name[:1] == typed[:1]][:_MOST_COMPARED]
