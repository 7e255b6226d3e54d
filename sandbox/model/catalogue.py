"""All sample apps together, found by the names and ids that a request may use."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from importlib import resources

import msgspec

from sandbox.model import names
from sandbox.model.rows import AddonRow, SampleApp


class StackRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stack that Heroku lists."""

    name: str
    state: str
    default: bool = False


class ServiceRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An add-on service that Heroku lists."""

    name: str
    human_name: str
    state: str = "ga"


class DynoSizeRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dyno size that Heroku lists."""

    name: str
    memory: float
    compute: int
    generation: str = "cedar"
    private_space_only: bool = False


class Listing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What Heroku offers to everyone: `sandbox/heroku.toml`."""

    stacks: tuple[StackRow, ...]
    services: tuple[ServiceRow, ...]
    dyno_sizes: tuple[DynoSizeRow, ...]


class Addon(msgspec.Struct, frozen=True, kw_only=True):
    """An add-on with the app that owns it."""

    app: SampleApp
    row: AddonRow
    name: str

    @property
    def id(self) -> str:
        """Its id in the API."""
        return names.uuid_of("addon", self.app.origin, self.name)

    @property
    def service(self) -> str:
        """Slug of its service."""
        return self.row.plan.partition(":")[0]

    @property
    def attachment_names(self) -> tuple[str, ...]:
        """What it is attached to its own app as."""
        made = self.service.removeprefix("heroku-").upper().replace("-", "_")
        return self.row.attachments or (made,)

    def config_vars(self, attachment: str) -> tuple[str, ...]:
        """Name the config vars that an attachment of it writes."""
        return self.row.config_vars or (f"{attachment}_URL",)


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """An add-on as attached to an app."""

    app: SampleApp
    addon: Addon
    name: str
    namespace: str | None = None

    @property
    def config_vars(self) -> tuple[str, ...]:
        """Names of the config vars it writes."""
        return self.addon.config_vars(self.name)


class Catalogue:
    """Everything the sandbox knows.

    Args:
        apps: The sample apps.
        now: What ages and expiry dates in the files are counted from.
    """

    def __init__(self, apps: Iterable[SampleApp], *, now: datetime) -> None:
        self.now = now
        self.listing = _listing()
        self.version = 0
        """Counts changes: what was answered before the last one may no longer be true."""
        self.apps = {app.name: app for app in apps}
        self._index()

    def put(self, app: SampleApp) -> None:
        """Put an app in the place of the one with its id; its name may be another one."""
        old = self._app_names[app.id]
        self.apps = {
            app.name if name == old else name: app if name == old else each
            for name, each in self.apps.items()
        }
        self._index()

    def remove(self, app: SampleApp) -> None:
        """Remove an app with all that it owns."""
        del self.apps[app.name]
        self._index()

    def touch(self) -> None:
        """Say that something else that is answered has changed."""
        self.version += 1

    def _index(self) -> None:
        self.touch()
        self._owned = {app.name: list(_addons(app)) for app in self.apps.values()}
        self.addons = {addon.name: addon for owned in self._owned.values() for addon in owned}
        self._app_names: Mapping[str, str] = {app.id: app.name for app in self.apps.values()}
        self._addon_names = {addon.id: addon.name for addon in self.addons.values()}
        self._attached = {app.name: list(self._attachments(app)) for app in self.apps.values()}
        self.attachments = tuple(each for mine in self._attached.values() for each in mine)

    def app(self, identity: str) -> SampleApp | None:
        """Find an app by name or id."""
        return self.apps.get(self._app_names.get(identity, identity))

    def addon(self, identity: str) -> Addon | None:
        """Find an add-on by name or id."""
        return self.addons.get(self._addon_names.get(identity, identity))

    def addons_of(self, app: SampleApp) -> list[Addon]:
        """List the add-ons that an app owns."""
        return self._owned.get(app.name, [])

    def attachments_of(self, app: SampleApp) -> list[Attachment]:
        """List what is attached to an app, whoever owns it."""
        return self._attached.get(app.name, [])

    def ago(self, *, hours: float = 0.0, days: float = 0.0) -> datetime:
        """Tell the moment that long ago; a negative length is in the future."""
        return self.now - timedelta(hours=hours, days=days)

    def _attachments(self, app: SampleApp) -> Iterable[Attachment]:
        for addon in self.addons_of(app):
            for name in addon.attachment_names:
                yield Attachment(app=app, addon=addon, name=name)
        for row in app.attachments:
            shared = self.addons.get(row.addon)
            if shared is not None:  # else it went with the app that owned it
                yield Attachment(app=app, addon=shared, name=row.name, namespace=row.namespace)


def _addons(app: SampleApp) -> Iterable[Addon]:
    for index, row in enumerate(app.addons):
        made = names.addon_name(row.plan.partition(":")[0], app.origin, index)
        yield Addon(app=app, row=row, name=row.name or made)


def _listing() -> Listing:
    file = resources.files("sandbox") / "heroku.toml"
    return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Listing)
