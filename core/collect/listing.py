"""What lists tell of a fleet: its apps by name, and the facts that need no call for each."""

import re
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from core.collect.bulk import (
    Piles,
    addons_of,
    apps_of,
    attachments_of,
    consistent,
    couplings_of,
    pipelines_called,
)
from core.collect.failure import CallFailed, attempt
from core.collect.fleet_failure import ambiguous, explain_listing, no_such_pipeline
from core.collect.http import HerokuClient
from core.collect.latest import LatestReleases
from core.collect.platform import stacks as read_stacks
from core.fleet import FleetScope
from core.snapshot import (
    Addon,
    AddonAttachment,
    App,
    PipelineCoupling,
    Stack,
    Unavailable,
)

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_T = TypeVar("_T")
_APP = msgspec.msgpack.Decoder(App)


class FleetListing:
    """What the bulk calls told. Facts that they did not tell are collected app by app.

    Args:
        scope: Which apps these are.
        apps: By name, packed.
        stacks: As Heroku lists them.
        notes: What limits the listing, one sentence each.
    """

    def __init__(
        self,
        scope: FleetScope,
        apps: dict[str, bytes],
        *,
        stacks: tuple[Stack, ...] | Unavailable,
        notes: tuple[str, ...] = (),
    ) -> None:
        self.scope = scope
        self.taken_at = datetime.now(UTC).replace(microsecond=0)
        self.notes = notes
        self._apps = apps
        self._stacks = stacks
        self.addons: Piles[Addon] | None = None
        self.attachments: Piles[AddonAttachment] | None = None
        self.couplings: dict[str, PipelineCoupling] | None = None
        self.latest = LatestReleases({})

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the apps, in order."""
        return tuple(sorted(self._apps))

    def __len__(self) -> int:
        return len(self._apps)

    def team(self, name: str) -> str | None:
        """Name the team that owns an app."""
        return _APP.decode(self._apps[name]).team

    def couple(self, couplings: dict[str, PipelineCoupling] | None, ids: set[str]) -> None:
        """Take in which app is in which pipeline, as far as it concerns the apps listed here."""
        if couplings is not None:
            self.couplings = {each: couplings[each] for each in ids & couplings.keys()}
            self.latest = LatestReleases(self.couplings)

    def known(self, name: str) -> dict[str, object]:
        """Say what is known of an app, by fact.

        Raises:
            KeyError: It is not in the listing.
        """
        app = _APP.decode(self._apps[name])
        known: dict[str, object] = {}
        if not isinstance(self._stacks, Unavailable):
            known["stacks"] = self._stacks
        if not app.fir or app.base_image_name is not None:
            known["app"] = app
        if self.couplings is not None:
            known["pipeline_coupling"] = self.couplings.get(app.id)
        if self.addons is not None and self.attachments is not None:
            addons = sorted(self.addons.of(app.id), key=lambda each: each.name)
            attachments = self.attachments.of(app.id)
            if consistent(app, addons, attachments):
                known |= {"addons": tuple(addons), "attachments": attachments}
        return known


async def list_fleet(client: HerokuClient, scope: FleetScope) -> FleetListing:
    """Read the lists of a scope: its apps, their add-ons, attachments and pipelines, the stacks.

    A list that cannot be read costs calls later on; without that of the apps there is no fleet.

    Raises:
        ConfigError: A pipeline of that name does not exist, or several do.
        HerokuError: The apps cannot be listed.
    """
    try:
        return await _list(client, scope)
    except CallFailed as failure:
        raise explain_listing(scope, failure) from None


async def _list(client: HerokuClient, scope: FleetScope) -> FleetListing:
    pipeline = await _pipeline(client, scope)
    couplings = await attempt(couplings_of(client, pipeline))
    if pipeline is not None and isinstance(couplings, Unavailable):
        raise CallFailed(couplings)
    apps: dict[str, bytes] = {}
    ids: set[str] = set()
    async for app in apps_of(client, scope):
        if pipeline is None or (not isinstance(couplings, Unavailable) and app.id in couplings):
            apps[app.name] = msgspec.msgpack.encode(app)
            ids.add(app.id)
    listing = FleetListing(scope, apps, stacks=await attempt(read_stacks(client)))
    if apps:
        listing.couple(_or_none(couplings), ids)
        listing.addons = _or_none(await attempt(addons_of(client, scope, ids.__contains__)))
        listing.attachments = _or_none(await attempt(attachments_of(client, ids.__contains__)))
    return listing


async def _pipeline(client: HerokuClient, scope: FleetScope) -> str | None:
    if scope.kind != "pipeline" or scope.name is None:
        return None
    if _UUID.fullmatch(scope.name):
        return scope.name
    found = await pipelines_called(client, scope.name)
    if not found:
        raise no_such_pipeline(scope.name)
    if len(found) > 1:
        raise ambiguous(scope.name, found)
    return found[0]


def _or_none(found: _T | Unavailable) -> _T | None:
    return None if isinstance(found, Unavailable) else found
