"""Where log lines and telemetry go: drains of the app, and of its space."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import msgspec

from core.collect.answer import Named, name_of, place, segment
from core.collect.failure import CallFailed, attempt
from core.collect.http import HerokuClient
from core.snapshot import App, LogDrain, TelemetryDrain, Unavailable

_T = TypeVar("_T")

_SIGNALS = frozenset({"traces", "metrics", "logs"})


class _LogDrain(msgspec.Struct):
    url: str | None = None
    addon: Named | None = None


async def log_drains(client: HerokuClient, app_name: str, app: App) -> tuple[LogDrain, ...]:
    """Read the log drains of the app and, in a Private Space, that of the space; Fir has none."""
    if app.fir:
        return ()
    own = _log_drains(client, f"/apps/{app_name}/log-drains")
    if app.space is None:
        return await own
    async with asyncio.TaskGroup() as group:
        read = group.create_task(attempt(own))
        shared = group.create_task(attempt(_space_drain(client, app.space)))
    return _joined(read.result(), shared.result(), enough=bool)


def _joined(
    own: tuple[_T, ...] | Unavailable,
    shared: tuple[_T, ...] | Unavailable,
    *,
    enough: Callable[[tuple[_T, ...]], bool],
) -> tuple[_T, ...]:
    """Put the drains of the app and of its space together.

    Those of the one stand alone only where they are enough: what the other sends cannot be told.
    """
    both = (own, shared)
    seen = tuple(drain for each in both if not isinstance(each, Unavailable) for drain in each)
    missing = [each for each in both if isinstance(each, Unavailable)]
    if missing and not enough(seen):
        raise CallFailed(missing[0])
    return seen


async def _log_drains(client: HerokuClient, path: str) -> tuple[LogDrain, ...]:
    return tuple(_log_drain(row, "app") for row in await client.get_all(path, _LogDrain))


async def _space_drain(client: HerokuClient, space: str) -> tuple[LogDrain, ...]:
    try:
        row = await client.get(
            f"/spaces/{segment(space)}/log-drain", _LogDrain, variant="3.dogwood"
        )
    except CallFailed as failure:
        # A space without a drain, as against a space that the token may not see.
        if failure.not_found and failure.resource != "space":
            return ()
        raise
    return (_log_drain(row, "space"),)


def _log_drain(row: _LogDrain, owner: str) -> LogDrain:
    scheme, host = place(row.url)
    return LogDrain(scheme=scheme, host=host, addon=name_of(row.addon), owner=owner)


class _Exporter(msgspec.Struct):
    type: str | None = None
    endpoint: str | None = None


class _TelemetryDrain(msgspec.Struct):
    signals: list[str]
    exporter: _Exporter


async def telemetry_drains(
    client: HerokuClient, app_name: str, app: App
) -> tuple[TelemetryDrain, ...]:
    """Read the telemetry drains of a Fir app and of its space; Cedar has none."""
    if not app.fir:
        return ()
    own = _telemetry(client, f"/apps/{app_name}/telemetry-drains", "app")
    if app.space is None:
        return await own
    of_space = _telemetry(client, f"/spaces/{segment(app.space)}/telemetry-drains", "space")
    async with asyncio.TaskGroup() as group:
        read = group.create_task(attempt(own))
        shared = group.create_task(attempt(of_space))
    return _joined(read.result(), shared.result(), enough=_take_every_signal)


def _take_every_signal(drains: tuple[TelemetryDrain, ...]) -> bool:
    return {signal for drain in drains for signal in drain.signals} >= _SIGNALS


async def _telemetry(client: HerokuClient, path: str, owner: str) -> tuple[TelemetryDrain, ...]:
    rows = await client.get_all(path, _TelemetryDrain, variant="3.sdk")
    return tuple(
        TelemetryDrain(
            owner=owner,
            signals=tuple(row.signals),
            exporter=row.exporter.type or "",
            host=_host(row.exporter.endpoint or ""),
        )
        for row in rows
    )


def _host(endpoint: str) -> str:
    """Take the host of a URL, or of the `HOST:PORT` that gRPC exporters have."""
    return place(endpoint if "://" in endpoint else f"//{endpoint}")[1]
