"""What lists tell of a fleet: its apps by name, and the facts that need no call for each."""

import asyncio
import re
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from core.collect.addons import attachments
from core.collect.answer import segment
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
from core.collect.fleet_failure import (
    ambiguous,
    explain_listing,
    no_such_pipeline,
    not_shown,
    with_a_wider_token,
    with_gaps,
    without_addons,
)
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
_ASKED = 5
"""Apps that are asked whether the lists are whole, at most."""
_T = TypeVar("_T")
_APP = msgspec.msgpack.Decoder(App)


class FleetListing:
    """What the bulk calls told. Facts that they did not tell are collected app by app.

    Args:
        scope: Which apps these are.
        apps: By name, packed.
    """

    def __init__(self, scope: FleetScope, apps: dict[str, bytes]) -> None:
        self.scope = scope
        self.taken_at = datetime.now(UTC).replace(microsecond=0)
        self.notes: tuple[str, ...] = ()
        """What makes the scan slower, one sentence each."""
        self.hint: str | None = None
        """What to type against that."""
        self.limits: tuple[str, ...] = ()
        """What the fleet lacks, one sentence each."""
        self._apps = apps
        self.stacks: tuple[Stack, ...] | None = None
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
        return self.app(name).team

    def couple(self, couplings: dict[str, PipelineCoupling]) -> None:
        """Take in which of the apps is in which pipeline."""
        self.couplings = couplings
        self.latest = LatestReleases(couplings)

    def app(self, name: str) -> App:
        """Give an app as the list has it.

        Raises:
            KeyError: It is not in the listing.
        """
        return _APP.decode(self._apps[name])

    def has_no_addon(self, app_id: str) -> bool:
        """Whether the lists tell of no add-on of an app."""
        lists = (self.addons, self.attachments)
        return not any(piles.of(app_id) for piles in lists if piles is not None)

    def known(self, name: str) -> dict[str, object]:
        """Say what is known of an app, by fact.

        Raises:
            KeyError: It is not in the listing.
        """
        app = self.app(name)
        known: dict[str, object] = {}
        if self.stacks is not None:
            known["stacks"] = self.stacks
        if not app.fir or app.base_image_name is not None:
            known["app"] = app
        if self.couplings is not None:
            known["pipeline_coupling"] = self.couplings.get(app.id)
        if self.addons is not None and self.attachments is not None:
            addons = sorted(self.addons.of(app.id), key=lambda each: each.name)
            attached = self.attachments.of(app.id)
            if consistent(app, addons, attached):
                known |= {"addons": tuple(addons), "attachments": attached}
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
    members = None if pipeline is None else await couplings_of(client, pipeline)
    apps: dict[str, bytes] = {}
    ids: set[str] = set()
    async for app in apps_of(client, scope):
        if members is None or app.id in members:
            apps[app.name] = msgspec.msgpack.encode(app)
            ids.add(app.id)
    listing = FleetListing(scope, apps)
    if members is not None and (unseen := len(members.keys() - ids)):
        listing.limits = (not_shown(scope, unseen),)
    if apps:
        await _fill(client, listing, ids, members)
    return listing


async def _fill(
    client: HerokuClient,
    listing: FleetListing,
    ids: set[str],
    members: dict[str, PipelineCoupling] | None,
) -> None:
    """Read the lists beside that of the apps, all at once."""
    async with asyncio.TaskGroup() as group:
        start = group.create_task
        stacks = start(attempt(read_stacks(client)))
        addons = start(attempt(addons_of(client, listing.scope, ids.__contains__)))
        attached = start(attempt(attachments_of(client, ids.__contains__)))
        coupled = start(attempt(couplings_of(client, None))) if members is None else None
    couplings = members if coupled is None else _or_none(coupled.result())
    listing.stacks = _or_none(stacks.result())
    if couplings is not None:
        listing.couple({each: couplings[each] for each in ids & couplings.keys()})
    both = (addons.result(), attached.result())
    missing = next((each for each in both if isinstance(each, Unavailable)), None)
    if missing is not None:
        listing.notes = (without_addons(listing.scope, missing),)
        listing.hint = with_a_wider_token(listing.scope) if missing.kind == "forbidden" else None
        return
    listing.addons, listing.attachments = _or_none(both[0]), _or_none(both[1])
    if not await whole(client, listing):
        listing.addons = listing.attachments = None
        listing.notes = (with_gaps(listing.scope),)


async def whole(client: HerokuClient, listing: FleetListing) -> bool:
    """Tell whether the lists of add-ons are whole, as far as a few apps tell.

    That a list of an account has all that its apps have is nowhere promised. So an app of each team
    without any add-on in the lists, if there is one, is asked itself.
    """
    lonely: dict[str | None, str] = {}
    for name in listing.names:
        app = listing.app(name)
        if app.team not in lonely and listing.has_no_addon(app.id):
            lonely[app.team] = name
        if len(lonely) == _ASKED:
            break
    calls = (attempt(attachments(client, segment(name))) for name in lonely.values())
    return not any(found for found in await asyncio.gather(*calls) if isinstance(found, tuple))


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
