"""What happens to apps while the sandbox runs, and the events that Heroku makes of it.

::

    sandbox.change.scale("ha-app", web=1)
    sandbox.change.crash("ha-app", "worker.1")
    sandbox.change.set("ha-app", log_drains=())

An app is replaced as a whole; what its objects in the API look like before and after says which
events there are, so that none can tell something else than the API does.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

import msgspec

from sandbox.model import Catalogue, SampleApp
from sandbox.model.rows import DynoRow, ProcessTypeRow, ReleaseRow
from sandbox.objects import addons, apps, domains
from sandbox.objects.common import Json

Action = Literal["create", "update", "destroy"]
Objects = dict[str, Json]
_ECHOES = frozenset(
    {
        "addon_plan_names",
        "app",
        "created_at",
        "current",
        "eligible_for_rollback",
        "released_at",
        "updated_at",
    }
)
"""Fields that follow from other objects: a change there is no event of its own."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to one object of an app."""

    include: str
    """What a subscription calls it: devcenter.heroku.com/articles/app-webhooks."""
    action: Action
    app: SampleApp
    data: Json
    previous_data: Json

    @property
    def resource(self) -> str:
        """What kind of object it happened to."""
        return self.include.removeprefix("api:")


class Changes:
    """Changes apps, and tells of it.

    Args:
        catalogue: The apps.
        clock: Tells the time, for releases and dynos.
        tell: Told of each change: the app as it is now, or was last, and its events.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        clock: Callable[[], datetime],
        tell: Callable[[SampleApp, list[Event]], None],
    ) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._tell = tell

    def scale(self, app: str, **quantities: int) -> None:
        """Scale process types: `scale("ha-app", web=1)`."""
        rows = {row.type: row for row in self._app(app).formation}
        sized = {kind: rows[kind].size for kind in quantities}
        self.form(app, {kind: (number, sized[kind]) for kind, number in quantities.items()})

    def form(self, app: str, wanted: Mapping[str, tuple[int, str]]) -> None:
        """Set quantity and dyno size of process types."""
        found = self._app(app)
        formation = tuple(_formed(row, wanted.get(row.type)) for row in found.formation)
        self.set(app, formation=formation, dynos=_left(found.dynos, formation))

    def rename(self, app: str, name: str) -> None:
        """Give an app another name; its id stays."""
        self.set(app, made_as=self._app(app).origin, name=name)

    def delete(self, app: str) -> None:
        """Delete an app."""
        found = self._app(app)
        data = apps.app_object(self._catalogue, found, sdk=False)
        self._catalogue.remove(found)
        event = Event(include="api:app", action="destroy", app=found, data=data, previous_data={})
        self._tell(found, [event])

    def crash(self, app: str, dyno: str) -> None:
        """Let a dyno crash, for example `web.1`."""
        row = DynoRow(name=dyno, state="crashed", updated_hours_ago=self._hours_ago())
        others = (each for each in self._app(app).dynos if each.name != dyno)
        self.set(app, dynos=(*others, row))

    def release(self, app: str, description: str = "Deploy 5eed1e55") -> None:
        """Make a release that succeeds: pending first, then good, with dynos that restart."""
        self._begin(app, description)
        found = self._app(app)
        kinds = {row.type for row in found.formation}
        one_offs = (row for row in found.dynos if row.name.partition(".")[0] not in kinds)
        self.set(app, releases=_ended(found, "succeeded"), dynos=tuple(one_offs))

    def fail_release(self, app: str, description: str = "Deploy bad1dea5") -> None:
        """Make a release that fails: pending first, then failed; the dynos stay."""
        self._begin(app, description)
        self.set(app, releases=_ended(self._app(app), "failed"))

    def set(self, app: str, **fields: object) -> None:
        """Set fields of a sample app, as its file has them.

        Raises:
            KeyError: There is no such app.
        """
        old = self._app(app)
        new = msgspec.structs.replace(old, **fields)
        before = _objects(self._catalogue, old)
        self._catalogue.put(new)
        after = _objects(self._catalogue, new)
        self._tell(new, [event for kind in after for event in _events(new, kind, before, after)])

    def _begin(self, app: str, description: str) -> None:
        row = ReleaseRow(description=description, status="pending", hours_ago=self._hours_ago())
        self.set(app, releases=(*self._app(app).releases, row))

    def _app(self, app: str) -> SampleApp:
        return self._catalogue.apps[app]

    def _hours_ago(self) -> float:
        """Tell the time as the files do: in hours before the sandbox's start."""
        return (self._catalogue.now - self._clock()).total_seconds() / 3600


def _ended(app: SampleApp, status: str) -> tuple[ReleaseRow, ...]:
    *earlier, last = app.releases
    return (*earlier, msgspec.structs.replace(last, status=status))


def _formed(row: ProcessTypeRow, wanted: tuple[int, str] | None) -> ProcessTypeRow:
    if wanted is None:
        return row
    quantity, size = wanted
    return msgspec.structs.replace(row, quantity=quantity, size=size)


def _left(dynos: tuple[DynoRow, ...], formation: tuple[ProcessTypeRow, ...]) -> tuple[DynoRow, ...]:
    """Keep the dynos that the formation still has, and those it never had."""
    ranges = {row.type: row.quantity for row in formation}
    numbered = ((row, *row.name.partition(".")[::2]) for row in dynos)
    return tuple(
        row
        for row, kind, number in numbered
        if kind not in ranges or not number.isdecimal() or int(number) <= ranges[kind]
    )


def _objects(catalogue: Catalogue, app: SampleApp) -> dict[str, Objects]:
    """Make all objects of an app that events tell of, by what a subscription calls them."""
    none: frozenset[str] = frozenset()
    made = {
        "api:app": [apps.app_object(catalogue, app, sdk=False)],
        "api:release": apps.releases(catalogue, app),
        "api:formation": [apps.process_type(catalogue, app, row) for row in app.formation],
        "api:addon": [
            addons.addon_object(catalogue, each, expand=none) for each in catalogue.addons_of(app)
        ],
        "api:addon-attachment": [
            addons.attachment_object(catalogue, each, include=none)
            for each in catalogue.attachments_of(app)
        ],
        "api:domain": list(domains.domains(catalogue, app)),
        "api:sni-endpoint": [
            domains.sni_endpoint(catalogue, app, row) for row in domains.sni_rows(app)
        ],
        "dyno": list(apps.dynos(catalogue, app)),
    }
    return {kind: {str(row["id"]): row for row in rows} for kind, rows in made.items()}


def _events(
    app: SampleApp, kind: str, before: dict[str, Objects], after: dict[str, Objects]
) -> list[Event]:
    old, new = before[kind], after[kind]
    gone = [_event(app, kind, "destroy", old[key], {}) for key in old if key not in new]
    made = [_event(app, kind, "create", new[key], {}) for key in new if key not in old]
    changed = {key: _changed(old[key], new[key]) for key in new if key in old}
    updates = [_event(app, kind, "update", new[key], was) for key, was in changed.items() if was]
    return [*gone, *made, *updates]


def _event(app: SampleApp, kind: str, action: Action, data: Json, previous_data: Json) -> Event:
    return Event(include=kind, action=action, app=app, data=data, previous_data=previous_data)


def _changed(old: Json, new: Json) -> Json:
    """Tell what the fields were that differ now."""
    return {
        name: old[name] for name in _essence(old) if _essence(old)[name] != _essence(new).get(name)
    }


def _essence(row: Json) -> Json:
    return {
        name: _essence(value) if isinstance(value, dict) else value
        for name, value in row.items()
        if name not in _ECHOES
    }
