"""The Data API: Heroku Postgres and Key-Value Store, on the host `api.data.heroku.com`."""

from sandbox.api.http import Request, not_found
from sandbox.api.lookup import find_addon, find_app
from sandbox.api.routing import Api, Handler, Needs, Route
from sandbox.model import Addon, Catalogue
from sandbox.objects import backups, key_value, postgres, stores
from sandbox.objects.common import Json


def _postgres(catalogue: Catalogue, request: Request) -> Addon:
    addon = find_addon(catalogue, request)
    ready = addon.row.state == "provisioned" and stores.database_row(addon).ready
    if addon.service != "heroku-postgresql" or not ready:
        raise not_found("database")
    return addon


def _classic(catalogue: Catalogue, request: Request) -> Addon:
    addon = _postgres(catalogue, request)
    if stores.tier_of(addon).startswith(("advanced", "performance")):
        raise not_found("database")
    return addon


def _database(catalogue: Catalogue, request: Request) -> Json:
    return postgres.database(catalogue, _classic(catalogue, request))


def _schedules(catalogue: Catalogue, request: Request) -> list[Json]:
    """List the schedules of the whole app, whichever of its databases is asked."""
    owner = _classic(catalogue, request).app
    return [
        backups.schedule(addon, row)
        for addon in catalogue.addons_of(owner)
        for row in stores.database_row(addon).schedules
    ]


def _transfers(catalogue: Catalogue, request: Request) -> list[Json]:
    app = find_app(catalogue, request)
    pairs = [
        (addon, row)
        for addon in catalogue.addons_of(app)
        for row in stores.database_row(addon).backups
    ]
    pairs.sort(key=lambda pair: -pair[1].hours_ago)
    return [
        backups.transfer(catalogue, addon, number, row)
        for number, (addon, row) in enumerate(pairs, start=1)
    ]


def _advanced(catalogue: Catalogue, request: Request) -> Json:
    addon = _postgres(catalogue, request)
    if not stores.tier_of(addon).startswith("advanced"):
        raise not_found("database")
    return postgres.advanced(catalogue, addon)


def _store(catalogue: Catalogue, request: Request) -> Addon:
    addon = find_addon(catalogue, request)
    if addon.service != "heroku-redis" or addon.row.state != "provisioned":
        raise not_found("database")
    return addon


def _key_value_store(catalogue: Catalogue, request: Request) -> Json:
    return key_value.key_value_store(catalogue, _store(catalogue, request))


def _key_value_config(catalogue: Catalogue, request: Request) -> Json:
    row = _store(catalogue, request).row.key_value_store
    policy = row.maxmemory_policy if row else "noeviction"
    return {"maxmemory_policy": {"value": policy}, "timeout": {"value": 300}}


def _maintenance(catalogue: Catalogue, request: Request) -> Json:
    return stores.maintenance(find_addon(catalogue, request))


def _maintenances(catalogue: Catalogue, request: Request) -> Json:
    services = ("heroku-postgresql", "heroku-redis", "heroku-kafka")
    mine = catalogue.addons_of(find_app(catalogue, request))
    return {"maintenances": [stores.maintenance(a) for a in mine if a.service in services]}


def _route(path: str, handler: Handler) -> Route:
    return Route(path, handler, Needs.FULL, api=Api.DATA)


ROUTES = (
    _route("/client/v11/databases/{addon}", _database),
    _route("/client/v11/databases/{addon}/transfer-schedules", _schedules),
    _route("/client/v11/apps/{app}/transfers", _transfers),
    _route("/data/postgres/v1/{addon}/info", _advanced),
    _route("/data/maintenances/v1/{addon}", _maintenance),
    _route("/data/maintenances/v1/apps/{app}", _maintenances),
    _route("/redis/v0/databases/{addon}", _key_value_store),
    _route("/redis/v0/databases/{addon}/config", _key_value_config),
)
