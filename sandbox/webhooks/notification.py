"""What a webhook is told, and how it is signed.

devcenter.heroku.com/articles/app-webhooks#receiving-webhooks; examples of each event are in
devcenter.heroku.com/articles/webhook-events.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Final
from uuid import uuid4

import msgspec

from sandbox.changes import Event
from sandbox.objects.common import user

SIGNATURE: Final = "Heroku-Webhook-Hmac-SHA256"
_VERSION: Final = "application/vnd.heroku+json; version=3"


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """An event on its way to a webhook."""

    event: Event
    webhook_id: str
    event_id: str
    delivery_id: str
    sequence: int
    created_at: datetime

    def body(self, *, published_at: datetime) -> bytes:
        """Write one attempt to deliver it."""
        return msgspec.json.encode(
            {
                "id": self.event_id,
                "action": self.event.action,
                "actor": user(self.event.app),
                "created_at": self.created_at,
                "data": self.event.data,
                "previous_data": self.event.previous_data,
                "published_at": published_at,
                "resource": self.event.resource,
                "sequence": self.sequence,
                "updated_at": self.created_at,
                "version": _VERSION,
                "webhook_metadata": {
                    "attempt": {"id": str(uuid4())},
                    "delivery": {"id": self.delivery_id},
                    "event": {"id": self.event_id, "include": self.event.include},
                    "webhook": {"id": self.webhook_id},
                },
            }
        )


def signature(secret: str, body: bytes) -> str:
    """Sign a body: the HMAC of it as it is sent, in Base64."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
