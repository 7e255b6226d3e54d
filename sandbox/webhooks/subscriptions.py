"""Who is told of what: the webhooks of each app."""

import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import msgspec

from sandbox.changes import Event
from sandbox.model import Catalogue, SampleApp
from sandbox.webhooks.delivery import Deliverer, Delivery
from sandbox.webhooks.webhook import Level, Webhook


class Webhooks:
    """The webhooks of all apps, and what is delivered to them.

    Args:
        catalogue: The apps.
        clock: Tells the time.
    """

    def __init__(self, catalogue: Catalogue, *, clock: Callable[[], datetime]) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._known: dict[str, Webhook] = {}
        self._deliverer = Deliverer(self._known.get, gone=self.remove, clock=clock)

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt so far, in the order they were made."""
        return self._deliverer.deliveries

    def of(self, app: SampleApp) -> list[Webhook]:
        """List the webhooks of an app."""
        return [each for each in self._known.values() if each.app_id == app.id]

    def add(  # noqa: PLR0913  each is a field of the API
        self,
        app: SampleApp,
        *,
        include: tuple[str, ...],
        level: Level,
        url: str,
        secret: str | None = None,
        authorization: str | None = None,
    ) -> Webhook:
        """Subscribe; without a secret, one is made up."""
        now = self._clock()
        made = Webhook(
            id=str(uuid4()),
            app_id=app.id,
            include=include,
            level=level,
            url=url,
            secret=secret or secrets.token_hex(30),
            authorization=authorization,
            created_at=now,
            updated_at=now,
        )
        self._put(made)
        return made

    def update(self, webhook: Webhook, **fields: object) -> Webhook:
        """Change a subscription."""
        made = msgspec.structs.replace(webhook, **fields, updated_at=self._clock())
        self._put(made)
        return made

    def remove(self, webhook_id: str) -> None:
        """Remove a subscription, if it is there."""
        self._known.pop(webhook_id, None)
        self._catalogue.touch()

    def tell(self, app_id: str, events: list[Event]) -> None:
        """Deliver events to those who asked for them."""
        for webhook in [each for each in self._known.values() if each.app_id == app_id]:
            for event in events:
                if event.include in webhook.include:
                    self._deliverer.send(webhook.id, event)

    async def settled(self) -> None:
        """Wait until all that was to be delivered is delivered or given up."""
        await self._deliverer.settled()

    async def stop(self) -> None:
        """Deliver nothing more."""
        await self._deliverer.stop()

    def _put(self, webhook: Webhook) -> None:
        self._known[webhook.id] = webhook
        self._catalogue.touch()
