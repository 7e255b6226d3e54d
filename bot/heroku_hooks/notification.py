"""What Heroku sends to a webhook, read leniently, and whether it was Heroku.

devcenter.heroku.com/articles/app-webhooks#receiving-webhooks says how it is signed;
devcenter.heroku.com/articles/webhook-events shows each kind.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Final

import msgspec

SIGNATURE: Final = "Heroku-Webhook-Hmac-SHA256"
_UNSETTLED: Final = frozenset({"pending", "starting"})
"""The state of a release that is being made, and of a dyno that boots."""


class _Identified(msgspec.Struct, frozen=True):
    id: str = ""


class _Metadata(msgspec.Struct, frozen=True):
    webhook: _Identified = _Identified()
    delivery: _Identified = _Identified()


class _Object(msgspec.Struct, frozen=True):
    """What is looked at of the object that changed, as it is now or was before."""

    id: str = ""
    state: str | None = None
    status: str | None = None


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """One event. Nothing in it is to be believed before `signed_with` says so."""

    id: str = ""
    action: str = ""
    resource: str = ""
    created_at: datetime | None = None
    published_at: datetime | None = None
    data: _Object = _Object()
    previous_data: _Object = _Object()
    webhook_metadata: _Metadata = _Metadata()

    @property
    def webhook_id(self) -> str:
        """Heroku's id of the subscription."""
        return self.webhook_metadata.webhook.id

    @property
    def event_id(self) -> str:
        """What all attempts to deliver it have in common."""
        return self.id or self.webhook_metadata.delivery.id

    @property
    def of(self) -> str:
        """Name the object that it is about."""
        return f"{self.resource}:{self.data.id}"

    @property
    def sent_at(self) -> datetime | None:
        """When it was sent; without a zone it is of no use, and counts as not told."""
        moment = self.published_at or self.created_at
        return moment if moment is not None and moment.tzinfo is not None else None

    @property
    def asks(self) -> bool:
        """Whether it can change a verdict, so that the app is to be checked.

        Heroku restarts every dyno once a day and tells of each step of it. Of all that only a crash
        changes what a check says, and the recovery from one; how many dynos a process type has is
        told by `formation`, and which release they run by `release`.
        """
        if self.resource != "dyno":
            return True
        states = {self.data.state, self.previous_data.state}
        return self.action != "destroy" and "crashed" in states

    @property
    def unsettled(self) -> bool:
        """Whether more is about to come: a release is being made, or a dyno boots."""
        state = self.data.status if self.resource == "release" else self.data.state
        return self.action != "destroy" and state in _UNSETTLED


def parse(body: bytes) -> Notification:
    """Read a body.

    Raises:
        msgspec.DecodeError: It is not JSON, or not of that form.
        UnicodeDecodeError: It is no UTF-8.
    """
    return msgspec.json.decode(body, type=Notification)


def signed_with(secret: str, body: bytes, signature: str) -> bool:
    """Whether a body was signed with a secret; it takes as long whatever is wrong."""
    made = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(made, signature.strip().encode())
