"""Facts of the app itself, its dynos and its releases: the Platform API.

Each function collects the fact it is named after. What it asks for arrives by parameter name;
`app_name` is quoted already.
"""

from datetime import datetime

import msgspec

from core.collect.answer import Moment, Named, name_of, segment
from core.collect.failure import CallFailed, nonsense
from core.collect.http import HerokuClient
from core.snapshot import (
    App,
    AppFeature,
    Autoscaler,
    Dyno,
    PipelineCoupling,
    ProcessType,
    Release,
    Stack,
)

_AUTOSCALED = ("performance", "private", "shield")
_NEWEST_RELEASES = {"Range": "version ..; order=desc,max=10"}


class _Space(Named):
    shield: bool | None = None


class AppRow(msgspec.Struct):
    """An app, as the API gives it alone and in a list."""

    id: str
    name: str
    stack: Named | None = None
    build_stack: Named | None = None
    generation: Named | str | None = None
    base_image_name: str | None = None
    maintenance: bool | None = None
    acm: bool | None = None
    internal_routing: bool | None = None
    region: Named | None = None
    space: _Space | None = None
    team: Named | None = None
    created_at: datetime | None = None
    released_at: datetime | None = None


async def app(client: HerokuClient, app_name: str) -> App:
    """Read the app."""
    # 3.sdk alone tells the base image of a Fir app.
    return app_of(await client.get(f"/apps/{app_name}", AppRow, variant="3.sdk"))


def app_of(row: AppRow) -> App:
    """Make the fact of a row."""
    generation = row.generation if isinstance(row.generation, str) else name_of(row.generation)
    return App(
        id=row.id,
        name=row.name,
        stack=name_of(row.stack),
        build_stack=name_of(row.build_stack),
        generation=generation or "cedar",
        base_image_name=row.base_image_name,
        maintenance=row.maintenance,
        acm=row.acm,
        internal_routing=row.internal_routing is True,
        region=name_of(row.region),
        space=name_of(row.space),
        shield=row.space is not None and row.space.shield is True,
        team=name_of(row.team),
        created_at=row.created_at,
        released_at=row.released_at,
    )


class _ProcessType(msgspec.Struct):
    type: str
    quantity: int
    size: str | None = None
    dyno_size: Named | None = None
    command: str | None = None


async def formation(client: HerokuClient, app_name: str) -> tuple[ProcessType, ...]:
    """Read what should run."""
    rows = await client.get_all(f"/apps/{app_name}/formation", _ProcessType)
    return tuple(
        ProcessType(
            type=row.type,
            quantity=row.quantity,
            size=row.size or name_of(row.dyno_size) or "",
            command=row.command,
        )
        for row in rows
    )


class _ReleaseReference(msgspec.Struct):
    version: int | None = None


class _Dyno(msgspec.Struct):
    name: str
    type: str
    state: str
    size: str | None = None
    release: _ReleaseReference | None = None
    updated_at: Moment | None = None


async def dynos(client: HerokuClient, app_name: str) -> tuple[Dyno, ...]:
    """Read what does run."""
    rows = await client.get_all(f"/apps/{app_name}/dynos", _Dyno)
    return tuple(
        Dyno(
            name=row.name,
            type=row.type,
            state=row.state,
            size=row.size,
            release_version=None if row.release is None else row.release.version,
            updated_at=row.updated_at,
        )
        for row in rows
    )


class _Monitor(msgspec.Struct):
    action_type: str | None = None
    is_active: bool | None = None
    min_quantity: int | None = None
    max_quantity: int | None = None


async def autoscalers(
    client: HerokuClient, app: App, formation: tuple[ProcessType, ...]
) -> tuple[Autoscaler, ...]:
    """Read Heroku's autoscaling of web, of the sizes that it can scale.

    Those are Performance, Private and Shield, and none of Fir: heroku/cli, ps:autoscale:enable. An
    app without autoscaling has an empty list: a 404 tells nothing of it.
    """
    sizes = (each.size.lower() for each in formation if each.type == "web")
    if app.fir or not any(any(tier in size for tier in _AUTOSCALED) for size in sizes):
        return ()
    path = f"/apps/{segment(app.id)}/formation/web/monitors"
    rows = await client.get_all(path, _Monitor, host="metrics")
    return tuple(_autoscaler(row, path) for row in rows if row.action_type in {"scale", None})


def _autoscaler(row: _Monitor, path: str) -> Autoscaler:
    if row.action_type is None or row.is_active is None or row.min_quantity is None:
        raise nonsense(path, "does not say what autoscaling does")
    return Autoscaler(
        process_type="web",
        is_active=row.is_active,
        min_quantity=row.min_quantity,
        max_quantity=max(row.min_quantity, row.max_quantity or 0),
    )


class _Feature(msgspec.Struct):
    name: str
    enabled: bool


async def features(client: HerokuClient, app_name: str, app: App) -> tuple[AppFeature, ...]:
    """Read the features of the app; outside the Common Runtime none matters here."""
    if not app.common_runtime:
        return ()
    rows = await client.get_all(f"/apps/{app_name}/features", _Feature)
    return tuple(AppFeature(name=row.name, enabled=row.enabled) for row in rows)


class _Author(msgspec.Struct):
    email: str | None = None


class ReleaseRow(msgspec.Struct):
    """A release, as lists of one app and of a pipeline have it."""

    version: int
    status: str
    created_at: Moment
    current: bool | None = None
    description: str | None = None
    user: _Author | None = None
    app: Named | None = None

    @property
    def fact(self) -> Release:
        """The fact it tells."""
        return Release(
            version=self.version,
            status=self.status,
            current=self.current is True,
            created_at=self.created_at,
            description=self.description,
            user=None if self.user is None else self.user.email,
        )


async def releases(client: HerokuClient, app_name: str) -> tuple[Release, ...]:
    """Read the ten newest releases."""
    path = f"/apps/{app_name}/releases"
    rows = await client.get(path, list[ReleaseRow], headers=_NEWEST_RELEASES)
    return tuple(row.fact for row in sorted(rows, key=lambda row: -row.version))


class _Stack(msgspec.Struct):
    name: str
    state: str
    default: bool | None = None


async def stacks(client: HerokuClient) -> tuple[Stack, ...]:
    """Read the stacks that Heroku has."""
    rows = await client.get_all("/stacks", _Stack)
    return tuple(Stack(name=row.name, state=row.state, default=row.default is True) for row in rows)


class _Pipeline(msgspec.Struct):
    id: str


class CouplingRow(msgspec.Struct):
    """An app's place in a pipeline, as the API gives it alone and in a list."""

    pipeline: _Pipeline
    stage: str
    app: Named | None = None

    @property
    def fact(self) -> PipelineCoupling:
        """The fact it tells."""
        return PipelineCoupling(pipeline=self.pipeline.id, stage=self.stage)


async def pipeline_coupling(client: HerokuClient, app_name: str) -> PipelineCoupling | None:
    """Read the app's place in a pipeline; None when it has none."""
    try:
        row = await client.get(f"/apps/{app_name}/pipeline-couplings", CouplingRow)
    except CallFailed as failure:
        if failure.not_found:
            return None
        raise
    return row.fact
