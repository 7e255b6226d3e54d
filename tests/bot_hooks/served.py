"""A bot that listens on a socket, so that the pretend Heroku can call it."""

import base64
import contextlib
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app import create_app
from bot.parts import Bot
from bot.settings import Settings
from bot.store import Hook, Store, Watch
from sandbox import Sandbox
from sandbox.slack.server import WebServer

KEY = "the-key-of-this-test-and-no-other"
TEAM = "T024ACME"


class Later:
    """Stands for an application that is not made yet: its settings need the address first."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


class Served:
    """A bot, its address, and how Heroku or anybody else calls it."""

    def __init__(self, bot: Bot, url: str, heroku: Sandbox) -> None:
        self.bot = bot
        self.store = bot.store
        self.url = url
        self.heroku = heroku

    async def watch(self, app: str = "ha-app") -> Hook:
        """Watch an app, as the first run of a watch leaves it: subscribed."""
        await watch(self.store, self.heroku, app)
        await self.subscribe(self.heroku.token, app)
        hook = await self.store.hook(app_id(self.heroku, app))
        assert hook is not None
        return hook

    async def subscribe(self, token: str, app: str = "ha-app") -> bool:
        return await self.bot.hooks.subscriptions.subscribe(
            app_id(self.heroku, app), app, token=token, team_id=TEAM
        )

    async def unsubscribe(self, hook: Hook) -> None:
        await self.bot.hooks.subscriptions.unsubscribe(hook.app_id, self.heroku.token)

    async def tell(self, hook: Hook, *, secret: str | None = None, **fields: object) -> int:
        """Tell of an event, and return the status of the answer."""
        body = event(hook, **fields)
        return await self.post(body, signed(body, secret or hook.secret or ""))

    async def post(self, body: bytes, signature: str | None) -> int:
        headers = {} if signature is None else {"Heroku-Webhook-Hmac-SHA256": signature}
        async with httpx.AsyncClient(trust_env=False) as client:
            address = f"{self.url}/heroku/webhooks"
            return (await client.post(address, content=body, headers=headers)).status_code

    async def counted(self) -> dict[str, int]:
        """Read how many requests came to which end."""
        async with httpx.AsyncClient(trust_env=False) as client:
            page = (await client.get(f"{self.url}/metrics")).text
        lines = [line for line in page.splitlines() if line.startswith("prodcheck_heroku_webhooks")]
        return {
            line.split('"')[1]: int(float(line.split()[-1])) for line in lines if "_total{" in line
        }


@contextlib.asynccontextmanager
async def served(heroku: Sandbox, **environ: str) -> AsyncIterator[Served]:
    """Run a bot until the end of the block."""
    later = Later()
    server = WebServer(later)
    settings = {"PRODCHECK_SECRET_KEY": KEY, "PRODCHECK_URL": server.url}
    app = create_app(Settings.load({**heroku.environ, **settings, **environ}))
    later.app = app
    async with app.router.lifespan_context(app):
        await server.start()
        try:
            yield Served(app.state.bot, server.url, heroku)
        finally:
            await server.stop()


async def watch(store: Store, heroku: Sandbox, app: str = "ha-app", channel: str = "C1") -> Watch:
    """Keep a watch that is due next year."""
    now = datetime.now(UTC)
    made = Watch(
        id=uuid4().hex,
        team_id=TEAM,
        channel_id=channel,
        user_id="U024ADA",
        app=app,
        app_id=app_id(heroku, app),
        schedule="daily",
        timezone="UTC",
        made_at=now,
        next_due=datetime(now.year + 1, 1, 1, tzinfo=UTC),
    )
    return await store.save_watch(made)


def app_id(heroku: Sandbox, app: str = "ha-app") -> str:
    return heroku.catalogue.apps[app].id


def event(hook: Hook, **fields: object) -> bytes:
    """Write an event as Heroku would, but for the fields given."""
    identity = str(uuid4())
    return json.dumps(
        {
            "id": identity,
            "action": "update",
            "created_at": datetime.now(UTC).isoformat(),
            "data": {"id": "f1", "app": {"id": hook.app_id}, "quantity": 1, "type": "web"},
            "previous_data": {"quantity": 2},
            "published_at": datetime.now(UTC).isoformat(),
            "resource": "formation",
            "webhook_metadata": {"webhook": {"id": hook.webhook_id}, "delivery": {"id": "d1"}},
            **fields,
        }
    ).encode()


def signed(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
