"""The part of the Platform API that is of one app.

https://devcenter.heroku.com/articles/platform-api-reference
"""

from collections.abc import Callable

from sandbox.api.http import ApiError, Request, not_found
from sandbox.api.lookup import find_app, the_one
from sandbox.api.routing import Needs, Route
from sandbox.faults import HttpError
from sandbox.model import Catalogue, SampleApp
from sandbox.objects import addons, apps, domains
from sandbox.objects.common import Json

PerApp = Callable[[Catalogue, SampleApp, Request], object]


def _for_app(name: str, handle: PerApp, needs: Needs = Needs.READ, sort: str = "id") -> Route:
    def handler(catalogue: Catalogue, request: Request) -> object:
        return handle(catalogue, find_app(catalogue, request), request)

    return Route(f"/apps/{{app}}{name}", handler, needs, sort)


def _app(catalogue: Catalogue, app: SampleApp, request: Request) -> Json:
    return apps.app_object(catalogue, app, sdk=request.sdk)


def _formation(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return [apps.process_type(catalogue, app, row) for row in app.formation]


def _one_process_type(catalogue: Catalogue, app: SampleApp, request: Request) -> Json:
    return the_one("formation", _formation(catalogue, app, request), request.args["type"])


def _dynos(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return list(apps.dynos(catalogue, app))


def _features(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return apps.features(catalogue, app)


def _one_feature(catalogue: Catalogue, app: SampleApp, request: Request) -> Json:
    return the_one("feature", apps.features(catalogue, app), request.args["feature"])


def _releases(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return apps.releases(catalogue, app)


def _one_release(catalogue: Catalogue, app: SampleApp, request: Request) -> Json:
    return the_one("release", apps.releases(catalogue, app), request.args["release"])


def _domains(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return list(domains.domains(catalogue, app))


def _one_domain(catalogue: Catalogue, app: SampleApp, request: Request) -> Json:
    return the_one("domain", domains.domains(catalogue, app), request.args["domain"])


def _sni_endpoints(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return [domains.sni_endpoint(catalogue, app, row) for row in domains.sni_rows(app)]


def addons_of(catalogue: Catalogue, app: SampleApp, request: Request) -> list[Json]:
    """Make the add-ons of an app."""
    expand = request.wants("accept-expansion")
    mine = catalogue.addons_of(app)
    return [addons.addon_object(catalogue, addon, expand=expand) for addon in mine]


def _one_addon(catalogue: Catalogue, app: SampleApp, request: Request) -> Json:
    return the_one("add_on", addons_of(catalogue, app, request), request.args["addon"])


def attachments_of(catalogue: Catalogue, app: SampleApp, request: Request) -> list[Json]:
    """Make what is attached to an app."""
    include = request.wants("accept-inclusion")
    mine = catalogue.attachments_of(app)
    return [addons.attachment_object(catalogue, each, include=include) for each in mine]


def _config_vars(catalogue: Catalogue, app: SampleApp, _: Request) -> dict[str, str]:
    return addons.config_vars(catalogue, app)


def _log_drains(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    if app.generation == "fir":
        raise ApiError(
            HttpError(422, "invalid_params", "Log drains aren't supported on this app: it is Fir.")
        )
    return [addons.log_drain(catalogue, app, row) for row in app.log_drains]


def _telemetry_drains(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    rows = [row for row in app.telemetry_drains if row.owner == "app"]
    return [addons.telemetry_drain(catalogue, app, row) for row in rows]


def _coupling(catalogue: Catalogue, app: SampleApp, _: Request) -> Json:
    if app.pipeline is None:
        raise not_found("pipeline_coupling")
    return apps.coupling(catalogue, app, app.pipeline)


def _collaborators(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return [apps.collaborator(catalogue, app)]


ROUTES = (
    _for_app("", _app),
    _for_app("/addons", addons_of),
    _for_app("/addons/{addon}", _one_addon),
    _for_app("/addon-attachments", attachments_of),
    _for_app("/collaborators", _collaborators),
    _for_app("/config-vars", _config_vars, Needs.FULL),
    _for_app("/domains", _domains),
    _for_app("/domains/{domain}", _one_domain),
    _for_app("/dynos", _dynos),
    _for_app("/features", _features),
    _for_app("/features/{feature}", _one_feature),
    _for_app("/formation", _formation),
    _for_app("/formation/{type}", _one_process_type),
    _for_app("/log-drains", _log_drains),
    _for_app("/pipeline-couplings", _coupling),
    _for_app("/releases", _releases, sort="version"),
    _for_app("/releases/{release}", _one_release),
    _for_app("/sni-endpoints", _sni_endpoints),
    _for_app("/telemetry-drains", _telemetry_drains),
)
