"""The metrics host `api.metrics.heroku.com`: autoscaling monitors, by the app's id."""

from sandbox.api.http import Request, not_found
from sandbox.api.lookup import find_app
from sandbox.api.routing import Api, Route
from sandbox.model import Catalogue
from sandbox.model.names import uuid_of
from sandbox.objects.common import Json


def _monitors(catalogue: Catalogue, request: Request) -> list[Json]:
    app = find_app(catalogue, request)
    if request.args["app"] == app.name:
        raise not_found("app")  # This host knows ids alone.
    kind = request.args["type"]
    return [
        {
            "action_type": "scale",
            "app_id": app.id,
            "id": uuid_of("monitor", app.origin, kind),
            "is_active": row.is_active,
            "max_quantity": row.max_quantity,
            "min_quantity": row.min_quantity,
            "name": "LATENCY_SCALE",
            "notification_channels": ["app"],
            "notification_period": 1440,
            "op": "GREATER_OR_EQUAL",
            "period": 1,
            "process_type": kind,
            "value": 500,
        }
        for row in app.monitors
        if row.process_type == kind
    ]


ROUTES = (Route("/apps/{app}/formation/{type}/monitors", _monitors, api=Api.METRICS),)
