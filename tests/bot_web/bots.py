"""A bot that runs in this process, asked over ASGI as a browser or Slack would."""

import contextlib
from collections.abc import AsyncIterator, Mapping

import httpx
from starlette.applications import Starlette

from bot.app import create_app
from bot.settings import Settings

HOST = "acme-1a2b3c4d5e6f.herokuapp.com"


@contextlib.asynccontextmanager
async def running(
    environ: Mapping[str, str], *, socket: bool = False, host: str = HOST
) -> AsyncIterator[httpx.AsyncClient]:
    """Start a bot, and give a client for it."""
    app = create_app(Settings.load(environ), socket=socket)
    async with app.router.lifespan_context(app), client_of(app, host) as client:
        yield client


def client_of(app: Starlette, host: str = HOST) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=f"https://{host}", trust_env=False
    )
