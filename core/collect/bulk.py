"""Facts of many apps in a handful of calls: lists of the Platform API, a thousand rows a page.

Rows are packed as they come: the bulk facts of an app take about a kilobyte until it is its turn.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Generic, TypeVar

import msgspec

from core.collect.addons import (
    WITH_PLAN,
    WITH_SERVICE,
    AddonRow,
    AttachmentRow,
    ServiceStates,
    addon_of,
    attachment_of,
    service_states,
)
from core.collect.answer import Named, segment
from core.collect.http import HerokuClient
from core.collect.platform import AppRow, CouplingRow, app_of
from core.fleet import FleetScope
from core.snapshot import Addon, AddonAttachment, App, PipelineCoupling

# https://devcenter.heroku.com/articles/platform-api-reference#ranges
LARGE_PAGES = {"Range": "id ..; max=1000"}

_T = TypeVar("_T")


class Piles(Generic[_T]):
    """Facts sorted into piles by what they belong to, packed.

    Args:
        kind: What they are.
    """

    def __init__(self, kind: type[_T]) -> None:
        self._piles: dict[str, list[bytes]] = {}
        self._decoder = msgspec.msgpack.Decoder(kind)

    def add(self, key: str, fact: _T) -> None:
        """Put a fact on a pile."""
        self._piles.setdefault(key, []).append(msgspec.msgpack.encode(fact))

    def of(self, key: str) -> tuple[_T, ...]:
        """Unpack a pile."""
        return tuple(map(self._decoder.decode, self._piles.get(key, ())))


async def apps_of(client: HerokuClient, scope: FleetScope) -> AsyncIterator[App]:
    """Read the apps of a scope.

    Raises:
        CallFailed: They cannot be listed.
    """
    path = "/apps" if scope.kind != "team" else f"/teams/{segment(scope.name or '')}/apps"
    async for page in client.pages(
        path, AppRow, variant="3.sdk", headers=LARGE_PAGES, remember=True
    ):
        for row in page:
            yield app_of(row)


async def addons_of(
    client: HerokuClient, scope: FleetScope, wanted: Callable[[str], bool]
) -> Piles[Addon]:
    """Read the add-ons of many apps, by the id of the app that owns them.

    Args:
        client: Whom to ask.
        scope: Which apps.
        wanted: Whether an app is one of them.

    Raises:
        CallFailed: They cannot be listed.
    """
    path = "/addons" if scope.kind != "team" else f"/teams/{segment(scope.name or '')}/addons"
    headers = {**WITH_SERVICE, **LARGE_PAGES}
    piles = Piles(Addon)
    states: ServiceStates = {}
    async for page in client.pages(path, AddonRow, headers=headers, remember=True):
        if not states and any(row.addon_service.state is None for row in page):
            states = await service_states(client)
        for row in page:
            owner = _id(row.app)
            if wanted(owner):
                piles.add(owner, addon_of(row, states))
    return piles


async def attachments_of(
    client: HerokuClient, wanted: Callable[[str], bool]
) -> Piles[AddonAttachment]:
    """Read what is attached to many apps, by the id of the app it is attached to.

    Raises:
        CallFailed: They cannot be listed.
    """
    piles = Piles(AddonAttachment)
    headers = {**WITH_PLAN, **LARGE_PAGES}
    async for page in client.pages(
        "/addon-attachments", AttachmentRow, variant="3.sdk", headers=headers, remember=True
    ):
        for row in page:
            if wanted(_id(row.app)):
                piles.add(_id(row.app), attachment_of(row))
    return piles


async def couplings_of(client: HerokuClient, pipeline: str | None) -> dict[str, PipelineCoupling]:
    """Read which app is in which pipeline, by the id of the app.

    Args:
        client: Whom to ask.
        pipeline: The one to look at, by id; None: all of them.

    Raises:
        CallFailed: They cannot be listed.
    """
    path = "/pipeline-couplings"
    if pipeline is not None:
        path = f"/pipelines/{segment(pipeline)}{path}"
    rows = await client.get_all(path, CouplingRow, headers=LARGE_PAGES)
    return {_id(row.app): row.fact for row in rows}


class _Pipeline(msgspec.Struct):
    id: str
    name: str


async def pipelines_called(client: HerokuClient, name: str) -> list[str]:
    """Find the ids of the pipelines of a name, as the Heroku CLI asks for them.

    Raises:
        CallFailed: They cannot be listed.
    """
    found = await client.get_all(f"/pipelines?eq[name]={segment(name)}", _Pipeline)
    return [row.id for row in found if row.name == name]


def consistent(app: App, addons: Iterable[Addon], attachments: Iterable[AddonAttachment]) -> bool:
    """Whether two lists tell of the same add-ons of an app.

    Heroku attaches each add-on to its app. Where one list knows of an add-on that the other lacks,
    the lists are not whole for this app, or changed between the calls.
    """
    listed = {each.name for each in addons}
    attached = {each.addon_name for each in attachments if each.app == app.name}
    return listed == attached


def _id(reference: Named | None) -> str:
    return "" if reference is None else reference.id or reference.name or ""
