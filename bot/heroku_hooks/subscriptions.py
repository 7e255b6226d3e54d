"""Subscribes to the webhooks of watched apps, where the token may.

See https://devcenter.heroku.com/articles/app-webhooks-schema. There is one subscription an app,
however many watch it. A token that may only read is no error: the watch works without, and its
schedule is all it has.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from weakref import WeakValueDictionary

import msgspec

from bot.heroku_hooks.place import target_at
from bot.store import Hook, Store
from core.collect.answer import segment
from core.collect.failure import CallFailed
from core.collect.writing import WritingClient

HOOKS_PATH: Final = "/heroku/webhooks"
INCLUDE: Final = (
    "api:addon",
    "api:addon-attachment",
    "api:app",
    "api:domain",
    "api:formation",
    "api:release",
    "api:sni-endpoint",
    "dyno",
)
"""What can change a verdict."""
_LEAST: Final = ("api:addon", "api:domain", "api:formation", "api:release", "api:sni-endpoint")
"""What is asked for where Heroku does not know all of that: one unknown name refuses the whole."""
_UNPROCESSABLE: Final = 422
_DAY: Final = timedelta(days=1)
_REFUSALS: Final = frozenset({401, 402, 403, 404, 422})
"""What stays as it is for a while: no right, no such app, not with this account."""
_LOG = logging.getLogger(__name__)


class _Webhook(msgspec.Struct):
    id: str
    url: str = ""


class Subscriptions:
    """The subscriptions of all watched apps.

    Args:
        store: Where they are kept.
        client: Makes a client of Heroku's API for a token; it need not be closed.
        public_url: Tells where people reach the bot, if that is known.
        wanted: Whether there are to be any; if not, those that were made go, app by app.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        *,
        client: Callable[[str], WritingClient],
        public_url: Callable[[], str | None],
        wanted: bool = True,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._client = client
        self._public_url = public_url
        self._wanted = wanted
        self._now = now
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def subscribe(self, app_id: str, app: str, *, token: str, team_id: str) -> bool:
        """See to it that Heroku tells of an app, if it is not told already.

        It is cheap to call again, at every run of a watch: what stands is looked at once a day, and
        what Heroku refused is tried again once a day.

        Args:
            app_id: The app.
            app: Its name.
            token: Asks Heroku for it; a token without the scope `write` may not.
            team_id: The workspace whose token that is.

        Returns:
            Whether Heroku tells of it.

        Raises:
            StoreUnavailable: The database is away.
            Unauthorized: The token is not one.
        """
        if not self._wanted:
            await self._drop(app_id, token)
            return False
        if not self._store.can_seal:
            return False
        async with self._lock(app_id):
            new = Hook(app_id=app_id, app=app, team_id=team_id, made_at=self._moment())
            hook = msgspec.structs.replace(await self._store.hook(app_id) or new, app=app)
            # Until somebody reaches the bot after a restart, it is where it was before.
            url = target_at(self._public_url(), HOOKS_PATH) or hook.url
            if url is None:
                return False
            if self._stands(hook, url):
                return await self._still_there(hook, url, token)
            if self._refused_lately(hook):
                return False
            return await self._make(hook, url, token)

    async def unsubscribe(self, app_id: str, token: str | None) -> None:
        """Have Heroku tell no more of an app, unless somebody still watches it.

        Args:
            app_id: The app.
            token: Asks Heroku for it; None: it is forgotten here alone, and whatever Heroku still
                sends is refused for good.

        Raises:
            StoreUnavailable: The database is away.
            Unauthorized: The token is not one.
        """
        if not await self._store.watches_of_app(app_id):
            await self._drop(app_id, token)

    async def _drop(self, app_id: str, token: str | None) -> None:
        async with self._lock(app_id):
            hook = await self._store.hook(app_id)
            if hook is not None:
                await self._store.delete_hook(app_id)
        if hook is not None and hook.webhook_id is not None and token is not None:
            await self._remove(app_id, hook.webhook_id, token)

    def _stands(self, hook: Hook, url: str) -> bool:
        """Whether there is one that can be verified, and leads to where the bot is now."""
        return hook.webhook_id is not None and hook.secret is not None and hook.url == url

    def _refused_lately(self, hook: Hook) -> bool:
        return hook.refused_at is not None and self._moment() - hook.refused_at < _DAY

    async def _still_there(self, hook: Hook, url: str, token: str) -> bool:
        """Look once a day whether Heroku still has it; what was removed there is made anew."""
        if self._moment() - hook.made_at < _DAY:
            return True
        try:
            ours = await self._ours(hook, url, token)
        except CallFailed:
            return True  # This token may not look, or Heroku does not answer: that proves nothing.
        if hook.webhook_id not in ours:
            return await self._make(hook, url, token)
        for webhook_id in ours:
            if webhook_id != hook.webhook_id:
                await self._remove(hook.app_id, webhook_id, token)
        await self._store.save_hook(msgspec.structs.replace(hook, made_at=self._moment()))
        return True

    async def _make(self, hook: Hook, url: str, token: str) -> bool:
        secret = secrets.token_hex(32)
        try:
            for webhook_id in await self._ours(hook, url, token):
                await self._remove(hook.app_id, webhook_id, token)
            made = await self._post(hook.app_id, url, secret, token)
        except CallFailed as failure:
            if failure.status in _REFUSALS:
                await self._note_refusal(hook)
            _LOG.info("No webhooks of %s: %s", hook.app_id, failure.unavailable.reason)
            return False
        new = msgspec.structs.replace(
            hook,
            webhook_id=made.id,
            secret=secret,
            url=url,
            made_at=self._moment(),
            refused_at=None,
        )
        await self._store.save_hook(new)
        return True

    async def _post(self, app_id: str, url: str, secret: str, token: str) -> _Webhook:
        body = {"include": INCLUDE, "level": "sync", "url": url, "secret": secret}
        client, path = self._client(token), _path(app_id)
        try:
            return await client.send("POST", path, _Webhook, body)
        except CallFailed as failure:
            if failure.status != _UNPROCESSABLE:
                raise
        return await client.send("POST", path, _Webhook, {**body, "include": _LEAST})

    async def _ours(self, hook: Hook, url: str, token: str) -> list[str]:
        """List what Heroku has of ours: also what led elsewhere, or whose secret nobody has."""
        listed = await self._client(token).get(_path(hook.app_id), list[_Webhook])
        return [each.id for each in listed if each.url == url or each.id == hook.webhook_id]

    async def _remove(self, app_id: str, webhook_id: str, token: str) -> None:
        path = f"{_path(app_id)}/{segment(webhook_id)}"
        try:
            await self._client(token).send("DELETE", path, _Webhook)
        except CallFailed as failure:
            if not failure.not_found:
                _LOG.info("A webhook of %s stays: %s", app_id, failure.unavailable.reason)

    async def _note_refusal(self, hook: Hook) -> None:
        refused = msgspec.structs.replace(
            hook, webhook_id=None, secret=None, refused_at=self._moment()
        )
        await self._store.save_hook(refused)

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)

    def _lock(self, app_id: str) -> asyncio.Lock:
        return self._locks.setdefault(app_id, asyncio.Lock())


def _path(app_id: str) -> str:
    return f"/apps/{segment(app_id)}/webhooks"
