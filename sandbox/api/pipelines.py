"""The part of the Platform API that is of pipelines, and of the apps in them."""

from collections.abc import Iterator
from urllib.parse import parse_qs

from sandbox.api.http import Request, not_found
from sandbox.api.lookup import visible_apps
from sandbox.api.routing import Needs, Route
from sandbox.model import Catalogue, SampleApp
from sandbox.model.names import uuid_of
from sandbox.model.rows import PipelineRow
from sandbox.objects import apps, everyone
from sandbox.objects.common import Json


def _coupled(catalogue: Catalogue, request: Request) -> Iterator[tuple[SampleApp, PipelineRow]]:
    for app in visible_apps(catalogue, request):
        if app.pipeline is not None:
            yield app, app.pipeline


def _couplings(catalogue: Catalogue, request: Request) -> list[Json]:
    return [apps.coupling(catalogue, *each) for each in _coupled(catalogue, request)]


def _pipelines(catalogue: Catalogue, request: Request) -> list[Json]:
    """List the pipelines; `?eq[name]=NAME` asks for those of a name."""
    wanted = parse_qs(request.path.partition("?")[2]).get("eq[name]")
    first = {row.name: (app, row) for app, row in _coupled(catalogue, request)}
    return [
        everyone.pipeline(catalogue, app, row)
        for name, (app, row) in first.items()
        if wanted is None or name in wanted
    ]


def _members(catalogue: Catalogue, request: Request) -> list[tuple[SampleApp, PipelineRow]]:
    """List the apps of the pipeline that the path names.

    Raises:
        ApiError: 404, there is no such pipeline, or none the token may know of.
    """
    wanted = request.args["pipeline"]
    members = [
        (app, row)
        for app, row in _coupled(catalogue, request)
        if wanted in {row.name, uuid_of("pipeline", row.name)}
    ]
    if not members:
        raise not_found("pipeline")
    return members


def _pipeline(catalogue: Catalogue, request: Request) -> Json:
    return everyone.pipeline(catalogue, *_members(catalogue, request)[0])


def _couplings_of(catalogue: Catalogue, request: Request) -> list[Json]:
    return [apps.coupling(catalogue, *each) for each in _members(catalogue, request)]


def _latest_releases(catalogue: Catalogue, request: Request) -> list[Json]:
    members = _members(catalogue, request)
    return [apps.releases(catalogue, app)[-1] for app, _ in members if app.releases]


ROUTES = (
    Route("/pipeline-couplings", _couplings, Needs.TOKEN),
    Route("/pipelines", _pipelines, Needs.TOKEN),
    Route("/pipelines/{pipeline}", _pipeline, Needs.TOKEN),
    Route("/pipelines/{pipeline}/latest-releases", _latest_releases, Needs.TOKEN),
    Route("/pipelines/{pipeline}/pipeline-couplings", _couplings_of, Needs.TOKEN),
)
