"""The Platform API: https://devcenter.heroku.com/articles/platform-api-reference."""

from collections.abc import Callable, Iterable

from sandbox.api.http import ApiError, Request, not_found
from sandbox.api.routing import Needs, Route
from sandbox.faults import HttpError
from sandbox.model import Addon, Catalogue, SampleApp
from sandbox.model.names import uuid_of
from sandbox.model.rows import SpaceRow
from sandbox.objects import addons, apps, domains, everyone
from sandbox.objects.common import Json
from sandbox.tokens import Access

PerApp = Callable[[Catalogue, SampleApp, Request], object]


def find_app(catalogue: Catalogue, request: Request) -> SampleApp:
    """Find the app that the path names.

    Raises:
        ApiError: There is none (404), or the token may not see it (403).
    """
    app = catalogue.app(request.args["app"])
    if app is None:
        raise not_found("app")
    if app.hidden or request.access is Access.NOTHING:
        raise ApiError(
            HttpError(403, "forbidden", f"You do not have access to the app {app.name}.")
        )
    return app


def visible_apps(catalogue: Catalogue, request: Request) -> list[SampleApp]:
    """List the apps that the token may see."""
    if request.access is Access.NOTHING:
        return []
    return [app for app in catalogue.apps.values() if not app.hidden]


def _for_app(name: str, handle: PerApp, needs: Needs = Needs.READ, sort: str = "id") -> Route:
    def handler(catalogue: Catalogue, request: Request) -> object:
        return handle(catalogue, find_app(catalogue, request), request)

    return Route(f"/apps/{{app}}{name}", handler, needs, sort)


def _for_everyone(path: str, make: Callable[[Catalogue], object], needs: Needs) -> Route:
    def handler(catalogue: Catalogue, _: Request) -> object:
        return make(catalogue)

    return Route(path, handler, needs)


def _the(kind: str, rows: Iterable[Json], identity: str) -> Json:
    """Find the object of that id, name, type or version."""
    for row in rows:
        keys = (row.get("id"), row.get("name"), row.get("type"), row.get("hostname"))
        if identity in keys or identity == str(row.get("version")):
            return row
    raise not_found(kind)


def _formation(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return [apps.process_type(catalogue, app, row) for row in app.formation]


def _features(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return apps.features(catalogue, app)


def _releases(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return apps.releases(catalogue, app)


def _domains(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return list(domains.domains(catalogue, app))


def _sni_endpoints(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return [domains.sni_endpoint(catalogue, app, row) for row in domains.sni_rows(app)]


def _addons(catalogue: Catalogue, app: SampleApp, request: Request) -> list[Json]:
    expand = request.wants("accept-expansion")
    mine = catalogue.addons_of(app)
    return [addons.addon_object(catalogue, addon, expand=expand) for addon in mine]


def _attachments(catalogue: Catalogue, app: SampleApp, request: Request) -> list[Json]:
    include = request.wants("accept-inclusion")
    mine = catalogue.attachments_of(app)
    return [addons.attachment_object(catalogue, each, include=include) for each in mine]


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


def _one_feature(catalogue: Catalogue, app: SampleApp, request: Request) -> Json:
    return _the("feature", apps.features(catalogue, app), request.args["feature"])


def _one_release(catalogue: Catalogue, app: SampleApp, request: Request) -> Json:
    return _the("release", apps.releases(catalogue, app), request.args["release"])


def _one_process_type(catalogue: Catalogue, app: SampleApp, request: Request) -> Json:
    return _the("formation", _formation(catalogue, app, request), request.args["type"])


def _one_domain(catalogue: Catalogue, app: SampleApp, request: Request) -> Json:
    return _the("domain", domains.domains(catalogue, app), request.args["domain"])


def _app(catalogue: Catalogue, app: SampleApp, request: Request) -> Json:
    return apps.app_object(catalogue, app, sdk=request.sdk)


def _dynos(catalogue: Catalogue, app: SampleApp, _: Request) -> list[Json]:
    return list(apps.dynos(catalogue, app))


def _config_vars(catalogue: Catalogue, app: SampleApp, _: Request) -> dict[str, str]:
    return addons.config_vars(catalogue, app)


def _all_apps(catalogue: Catalogue, request: Request) -> list[Json]:
    mine = visible_apps(catalogue, request)
    return [apps.app_object(catalogue, app, sdk=request.sdk) for app in mine]


def _team_apps(catalogue: Catalogue, request: Request) -> list[Json]:
    team = request.args["team"]
    mine = [app for app in visible_apps(catalogue, request) if app.team == team]
    if not mine:
        raise not_found("team")
    return [apps.app_object(catalogue, app, sdk=request.sdk) for app in mine]


def _all_addons(catalogue: Catalogue, request: Request) -> list[Json]:
    mine = visible_apps(catalogue, request)
    return [row for app in mine for row in _addons(catalogue, app, request)]


def _all_attachments(catalogue: Catalogue, request: Request) -> list[Json]:
    mine = visible_apps(catalogue, request)
    return [row for app in mine for row in _attachments(catalogue, app, request)]


def find_addon(catalogue: Catalogue, request: Request) -> Addon:
    """Find the add-on that the path names.

    Raises:
        ApiError: 404, there is none, or none the token may know of.
    """
    addon = catalogue.addon(request.args["addon"])
    if addon is None or addon.app.hidden or request.access is Access.NOTHING:
        raise not_found("add_on")
    return addon


def _one_addon(catalogue: Catalogue, request: Request) -> Json:
    expand = request.wants("accept-expansion")
    return addons.addon_object(catalogue, find_addon(catalogue, request), expand=expand)


def _space_of(catalogue: Catalogue, request: Request) -> tuple[SampleApp, SpaceRow]:
    wanted = request.args["space"]
    for app in visible_apps(catalogue, request):
        if app.space is not None and wanted in {app.space.name, uuid_of("space", app.space.name)}:
            return app, app.space
    raise not_found("space")


def _space(catalogue: Catalogue, request: Request) -> Json:
    return everyone.space(catalogue, *_space_of(catalogue, request))


def _space_log_drain(catalogue: Catalogue, request: Request) -> Json:
    app, space = _space_of(catalogue, request)
    if space.log_drain is None:
        raise not_found("log_drain")
    return everyone.space_log_drain(catalogue, app, space)


def _space_telemetry_drains(catalogue: Catalogue, request: Request) -> list[Json]:
    app, _ = _space_of(catalogue, request)
    rows = [row for row in app.telemetry_drains if row.owner == "space"]
    return [addons.telemetry_drain(catalogue, app, row) for row in rows]


def _couplings(catalogue: Catalogue, request: Request) -> list[Json]:
    mine = visible_apps(catalogue, request)
    return [apps.coupling(catalogue, app, app.pipeline) for app in mine if app.pipeline]


def _pipeline(catalogue: Catalogue, request: Request) -> Json:
    mine = visible_apps(catalogue, request)
    rows = (everyone.pipeline(catalogue, app, app.pipeline) for app in mine if app.pipeline)
    return _the("pipeline", rows, request.args["pipeline"])


def _one_service(catalogue: Catalogue, request: Request) -> Json:
    return _the("add_on_service", everyone.services(catalogue), request.args["service"])


ROUTES = (
    _for_everyone("/account", everyone.account, Needs.FULL),
    _for_everyone("/account/rate-limits", everyone.rate_limits, Needs.TOKEN),
    _for_everyone("/account/delinquency", everyone.delinquency, Needs.FULL),
    _for_everyone("/stacks", everyone.stacks, Needs.NOTHING),
    _for_everyone("/dyno-sizes", everyone.dyno_sizes, Needs.NOTHING),
    _for_everyone("/addon-services", everyone.services, Needs.NOTHING),
    Route("/addon-services/{service}", _one_service, Needs.NOTHING),
    Route("/apps", _all_apps, Needs.TOKEN),
    Route("/users/~/apps", _all_apps, Needs.TOKEN),
    Route("/teams/{team}/apps", _team_apps, Needs.TOKEN),
    Route("/addons", _all_addons, Needs.TOKEN),
    Route("/addons/{addon}", _one_addon),
    Route("/addon-attachments", _all_attachments, Needs.TOKEN),
    Route("/pipeline-couplings", _couplings, Needs.TOKEN),
    Route("/pipelines/{pipeline}", _pipeline, Needs.TOKEN),
    Route("/spaces/{space}", _space, Needs.TOKEN),
    Route("/spaces/{space}/log-drain", _space_log_drain, Needs.TOKEN),
    Route("/spaces/{space}/telemetry-drains", _space_telemetry_drains, Needs.TOKEN),
    _for_app("", _app),
    _for_app("/addons", _addons),
    _for_app("/addon-attachments", _attachments),
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
