"""One subscription, and where it may lead."""

from datetime import datetime
from ipaddress import ip_address
from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec

from sandbox.model import SampleApp
from sandbox.objects.common import Json, app_ref

INCLUDES: Final = frozenset(
    {
        "api:addon",
        "api:addon-attachment",
        "api:app",
        "api:build",
        "api:collaborator",
        "api:domain",
        "api:dyno",
        "api:formation",
        "api:release",
        "api:sni-endpoint",
        "dyno",
    }
)
"""What can be asked for: devcenter.heroku.com/articles/app-webhooks."""
Level = Literal["notify", "sync"]


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """One subscription."""

    id: str
    app_id: str
    include: tuple[str, ...]
    level: Level
    url: str
    secret: str
    authorization: str | None
    created_at: datetime
    updated_at: datetime

    def __repr__(self) -> str:
        """Show what is no secret."""
        return f"Webhook(id={self.id!r}, url={self.url!r})"


def webhook_object(app: SampleApp, webhook: Webhook) -> Json:
    """Make a webhook as the API shows it: the secret is shown to nobody."""
    return {
        "app": app_ref(app),
        "created_at": webhook.created_at,
        "id": webhook.id,
        "include": list(webhook.include),
        "level": webhook.level,
        "updated_at": webhook.updated_at,
        "url": webhook.url,
    }


def can_be_called(url: str) -> bool:
    """Whether it is an address that Heroku takes: https, and here also http on loopback."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_local(host)))


def is_local(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
