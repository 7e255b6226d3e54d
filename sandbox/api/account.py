"""The part of the Platform API that is not of one app: account, lists, spaces, listings."""

from collections.abc import Callable

from sandbox.api.http import Request, not_found
from sandbox.api.lookup import find_addon, the_one, visible_apps
from sandbox.api.platform import addons_of, attachments_of
from sandbox.api.routing import Needs, Route
from sandbox.model import Catalogue, SampleApp
from sandbox.model.names import uuid_of
from sandbox.model.rows import SpaceRow
from sandbox.objects import addons, apps, everyone
from sandbox.objects.common import Json


def _for_everyone(path: str, make: Callable[[Catalogue], object], needs: Needs) -> Route:
    def handler(catalogue: Catalogue, _: Request) -> object:
        return make(catalogue)

    return Route(path, handler, needs)


def _all_apps(catalogue: Catalogue, request: Request) -> list[Json]:
    mine = visible_apps(catalogue, request)
    return [apps.app_object(catalogue, app, sdk=request.sdk) for app in mine]


def _of_team(catalogue: Catalogue, request: Request) -> list[SampleApp]:
    """List the apps of the team that the path names.

    Raises:
        ApiError: 404, there is no such team, or none the token may know of.
    """
    team = request.args["team"]
    mine = [app for app in visible_apps(catalogue, request) if app.team == team]
    if not mine:
        raise not_found("team")
    return mine


def _team_apps(catalogue: Catalogue, request: Request) -> list[Json]:
    mine = _of_team(catalogue, request)
    return [apps.app_object(catalogue, app, sdk=request.sdk) for app in mine]


def _team_addons(catalogue: Catalogue, request: Request) -> list[Json]:
    mine = _of_team(catalogue, request)
    return [row for app in mine for row in addons_of(catalogue, app, request)]


def _teams(catalogue: Catalogue, request: Request) -> list[Json]:
    names = {app.team for app in visible_apps(catalogue, request) if app.team}
    return [everyone.team(catalogue, name) for name in sorted(names)]


def _all_addons(catalogue: Catalogue, request: Request) -> list[Json]:
    mine = visible_apps(catalogue, request)
    return [row for app in mine for row in addons_of(catalogue, app, request)]


def _all_attachments(catalogue: Catalogue, request: Request) -> list[Json]:
    mine = visible_apps(catalogue, request)
    return [row for app in mine for row in attachments_of(catalogue, app, request)]


def _one_addon(catalogue: Catalogue, request: Request) -> Json:
    expand = request.wants("accept-expansion")
    return addons.addon_object(catalogue, find_addon(catalogue, request), expand=expand)


def _attachments_of_addon(catalogue: Catalogue, request: Request) -> list[Json]:
    addon, include = find_addon(catalogue, request), request.wants("accept-inclusion")
    return [
        addons.attachment_object(catalogue, each, include=include)
        for each in catalogue.attachments
        if each.addon.id == addon.id
    ]


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


def _one_service(catalogue: Catalogue, request: Request) -> Json:
    return the_one("add_on_service", everyone.services(catalogue), request.args["service"])


ROUTES = (
    _for_everyone("/account", everyone.account, Needs.FULL),
    _for_everyone("/account/delinquency", everyone.delinquency, Needs.FULL),
    _for_everyone("/stacks", everyone.stacks, Needs.NOTHING),
    _for_everyone("/dyno-sizes", everyone.dyno_sizes, Needs.NOTHING),
    _for_everyone("/addon-services", everyone.services, Needs.NOTHING),
    Route("/addon-services/{service}", _one_service, Needs.NOTHING),
    Route("/apps", _all_apps, Needs.TOKEN),
    Route("/users/~/apps", _all_apps, Needs.TOKEN),
    Route("/teams", _teams, Needs.TOKEN),
    Route("/teams/{team}/apps", _team_apps, Needs.TOKEN),
    Route("/teams/{team}/addons", _team_addons, Needs.TOKEN),
    Route("/addons", _all_addons, Needs.TOKEN),
    Route("/addons/{addon}", _one_addon),
    Route("/addons/{addon}/addon-attachments", _attachments_of_addon),
    Route("/addon-attachments", _all_attachments, Needs.TOKEN),
    Route("/spaces/{space}", _space, Needs.TOKEN),
    Route("/spaces/{space}/log-drain", _space_log_drain, Needs.TOKEN),
    Route("/spaces/{space}/telemetry-drains", _space_telemetry_drains, Needs.TOKEN),
)
