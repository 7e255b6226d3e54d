"""Subscriptions to what happens to an app.

https://devcenter.heroku.com/articles/app-webhooks-schema
"""

import msgspec

from sandbox.api.http import Request, Told, not_found, parse, refused
from sandbox.api.lookup import find_app
from sandbox.api.routing import Needs, Route
from sandbox.model import Catalogue, SampleApp
from sandbox.objects.common import Json
from sandbox.webhooks import Webhook, Webhooks
from sandbox.webhooks.webhook import INCLUDES, Level, can_be_called, webhook_object


class _Wanted(msgspec.Struct, omit_defaults=True):
    include: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    level: Level | msgspec.UnsetType = msgspec.UNSET
    url: str | msgspec.UnsetType = msgspec.UNSET
    secret: str | None = None
    authorization: str | None = None


class WebhookRoutes:
    """Answers requests about webhooks.

    Args:
        webhooks: The webhooks of all apps.
    """

    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks
        every, one = "/apps/{app}/webhooks", "/apps/{app}/webhooks/{webhook}"
        self.routes = (
            Route(every, self._all, Needs.WRITE),
            Route(every, self._create, Needs.WRITE, method="POST", status=201),
            Route(one, self._one, Needs.WRITE),
            Route(one, self._update, Needs.WRITE, method="PATCH"),
            Route(one, self._delete, Needs.WRITE, method="DELETE"),
        )

    def _all(self, catalogue: Catalogue, request: Request) -> list[Json]:
        app = find_app(catalogue, request)
        return [webhook_object(app, each) for each in self._webhooks.of(app)]

    def _one(self, catalogue: Catalogue, request: Request) -> Json:
        return webhook_object(*self._find(catalogue, request))

    def _create(self, catalogue: Catalogue, request: Request) -> Told:
        app, wanted = find_app(catalogue, request), parse(request, _Wanted)
        include, level, url = wanted.include, wanted.level, wanted.url
        if include is msgspec.UNSET or level is msgspec.UNSET or url is msgspec.UNSET:
            raise refused("include, level and url are required")
        _look_at(wanted)
        made = self._webhooks.add(
            app,
            include=include,
            level=level,
            url=url,
            secret=wanted.secret,
            authorization=wanted.authorization,
        )
        # The Heroku CLI shows it from there, this once.
        secret = (("Heroku-Webhook-Secret", made.secret),)
        return Told(value=webhook_object(app, made), headers=secret)

    def _update(self, catalogue: Catalogue, request: Request) -> Json:
        app, webhook = self._find(catalogue, request)
        wanted = parse(request, _Wanted)
        _look_at(wanted)
        given = {
            name: value
            for name, value in msgspec.structs.asdict(wanted).items()
            if value is not None and value is not msgspec.UNSET
        }
        return webhook_object(app, self._webhooks.update(webhook, **given))

    def _delete(self, catalogue: Catalogue, request: Request) -> Json:
        app, webhook = self._find(catalogue, request)
        self._webhooks.remove(webhook.id)
        return webhook_object(app, webhook)

    def _find(self, catalogue: Catalogue, request: Request) -> tuple[SampleApp, Webhook]:
        app = find_app(catalogue, request)
        for webhook in self._webhooks.of(app):
            if webhook.id == request.args["webhook"]:
                return app, webhook
        raise not_found("webhook")


def _look_at(wanted: _Wanted) -> None:
    """Refuse what Heroku would.

    Raises:
        ApiError: 422.
    """
    if isinstance(wanted.include, tuple) and not set(wanted.include) <= INCLUDES:
        raise refused("include has an unknown entity")
    if wanted.include == ():
        raise refused("include must not be empty")
    if isinstance(wanted.url, str) and not can_be_called(wanted.url):
        raise refused("url must be a valid https address")
