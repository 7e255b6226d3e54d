"""Finds what a path names, as far as the token may see it."""

from collections.abc import Iterable

from sandbox.api.http import ApiError, Request, not_found
from sandbox.faults import HttpError
from sandbox.model import Addon, Catalogue, SampleApp
from sandbox.objects.common import Json
from sandbox.tokens import Access


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


def find_addon(catalogue: Catalogue, request: Request) -> Addon:
    """Find the add-on that the path names.

    Raises:
        ApiError: 404, there is none, or none the token may know of.
    """
    addon = catalogue.addon(request.args["addon"])
    if addon is None or addon.app.hidden or request.access is Access.NOTHING:
        raise not_found("add_on")
    return addon


def the_one(kind: str, rows: Iterable[Json], identity: str) -> Json:
    """Find the object of that id, name, type or version."""
    for row in rows:
        keys = (row.get("id"), row.get("name"), row.get("type"), row.get("hostname"))
        if identity in keys or identity == str(row.get("version")):
            return row
    raise not_found(kind)
