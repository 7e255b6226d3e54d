"""What a client may change: the formation, maintenance mode, the name, the app itself.

https://devcenter.heroku.com/articles/platform-api-reference
"""

from typing import Annotated

import msgspec

from sandbox.api.http import ApiError, Request, not_found, parse, refused
from sandbox.api.lookup import find_app
from sandbox.api.routing import Needs, Route
from sandbox.changes import Changes
from sandbox.faults import HttpError
from sandbox.model import Catalogue, SampleApp
from sandbox.objects import apps
from sandbox.objects.common import Json

_AppName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{1,28}[a-z0-9]$")]
MOST = 100
"""Dynos of a process type: https://devcenter.heroku.com/articles/limits#dynos"""
_SINGLE = frozenset({"Eco", "Basic"})
"""Sizes of which a process type has one dyno: https://devcenter.heroku.com/articles/dyno-types"""


_Quantity = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
_Steps = Annotated[str, msgspec.Meta(pattern=r"^[+-]?[0-9]{1,3}$")]


class _Size(msgspec.Struct):
    name: str


class _Update(msgspec.Struct):
    type: str = ""
    quantity: _Quantity | _Steps | None = None
    """The Heroku CLI sends what was typed: `"2"`, or by how many more or fewer, `"+1"`."""
    dyno_size: _Size | str | None = None
    size: str | None = None
    """What the Heroku CLI still sends."""


class _Updates(msgspec.Struct):
    updates: list[_Update]


class _AppUpdate(msgspec.Struct):
    maintenance: bool | None = None
    name: _AppName | None = None


class Writing:
    """Answers requests that change an app.

    Args:
        changes: Makes the changes.
    """

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self.routes = (
            Route("/apps/{app}", self._update, Needs.WRITE, method="PATCH"),
            Route("/apps/{app}", self._delete, Needs.WRITE, method="DELETE"),
            Route("/apps/{app}/formation", self._form_all, Needs.WRITE, method="PATCH"),
            Route("/apps/{app}/formation/{type}", self._form_one, Needs.WRITE, method="PATCH"),
        )

    def _update(self, catalogue: Catalogue, request: Request) -> Json:
        app, wanted = find_app(catalogue, request), parse(request, _AppUpdate)
        name = app.name if wanted.name is None else wanted.name
        if name != app.name and catalogue.app(name) is not None:
            raise refused("Name is already taken")
        if wanted.maintenance is not None:
            self._changes.set(app.name, maintenance=wanted.maintenance)
        if name != app.name:
            self._changes.rename(app.name, name)
        return apps.app_object(catalogue, catalogue.apps[name], sdk=request.sdk)

    def _delete(self, catalogue: Catalogue, request: Request) -> Json:
        app = find_app(catalogue, request)
        made = apps.app_object(catalogue, app, sdk=request.sdk)
        self._changes.delete(app.name)
        return made

    def _form_all(self, catalogue: Catalogue, request: Request) -> list[Json]:
        app, wanted = find_app(catalogue, request), parse(request, _Updates)
        return self._form(catalogue, app, wanted.updates)

    def _form_one(self, catalogue: Catalogue, request: Request) -> Json:
        app, wanted = find_app(catalogue, request), parse(request, _Update)
        named = msgspec.structs.replace(wanted, type=request.args["type"])
        [made] = self._form(catalogue, app, [named])
        return made

    def _form(self, catalogue: Catalogue, app: SampleApp, updates: list[_Update]) -> list[Json]:
        wanted = {each.type: _wanted(catalogue, app, each) for each in updates}
        self._changes.form(app.name, wanted)
        rows = catalogue.apps[app.name].formation
        return [apps.process_type(catalogue, app, row) for row in rows if row.type in wanted]


def _wanted(catalogue: Catalogue, app: SampleApp, update: _Update) -> tuple[int, str]:
    rows = [row for row in app.formation if row.type == update.type]
    if not rows:
        raise not_found("process type")
    asked = update.dyno_size or update.size or rows[0].size
    word = asked.name if isinstance(asked, _Size) else asked
    sizes = {row.name.lower(): row.name for row in catalogue.listing.dyno_sizes}
    size = sizes.get(word.lower())
    if size is None:
        raise refused(f"No such dyno size: {word}")
    quantity = _quantity(rows[0].quantity, update.quantity)
    if not 0 <= quantity <= MOST:
        raise refused(f"The quantity is to be between 0 and {MOST}.")
    if size in _SINGLE and quantity > 1:
        error = HttpError(422, "cannot_update_above_limit", f"Cannot have more than 1 {size} dyno.")
        raise ApiError(error)
    return quantity, size


def _quantity(now: int, wanted: int | str | None) -> int:
    if wanted is None:
        return now
    if isinstance(wanted, str) and wanted[0] in "+-":
        return now + int(wanted)
    return int(wanted)
