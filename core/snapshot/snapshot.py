"""The Snapshot: what is known of one app at one moment, and its form on disk."""

from typing import TypeAlias, TypeVar

import msgspec

from core.errors import SnapshotError
from core.snapshot.addons import Addon, AddonAttachment, LogDrain, TelemetryDrain
from core.snapshot.app import (
    App,
    AppFeature,
    Autoscaler,
    Dyno,
    PipelineCoupling,
    ProcessType,
    Release,
    Stack,
)
from core.snapshot.base import NOT_COLLECTED, Fact, Moment, Unavailable
from core.snapshot.databases import Database, KeyValueStore
from core.snapshot.network import Domain, DomainDns, DomainTls, SniEndpoint

SCHEMA_VERSION = 1

_T = TypeVar("_T")
Many: TypeAlias = tuple[_T, ...] | Unavailable


class Snapshot(Fact, frozen=True, kw_only=True):
    """What is known of an app at a moment. Every field but the first three may be `Unavailable`."""

    schema_version: int = SCHEMA_VERSION
    taken_at: Moment
    """UTC. It is "now" for every check that counts days."""
    app: App
    formation: Many[ProcessType] = NOT_COLLECTED
    dynos: Many[Dyno] = NOT_COLLECTED
    autoscalers: Many[Autoscaler] = NOT_COLLECTED
    features: Many[AppFeature] = NOT_COLLECTED
    releases: Many[Release] = NOT_COLLECTED
    stacks: Many[Stack] = NOT_COLLECTED
    pipeline_coupling: PipelineCoupling | Unavailable | None = NOT_COLLECTED
    addons: Many[Addon] = NOT_COLLECTED
    attachments: Many[AddonAttachment] = NOT_COLLECTED
    log_drains: Many[LogDrain] = NOT_COLLECTED
    telemetry_drains: Many[TelemetryDrain] = NOT_COLLECTED
    config_var_names: Many[str] = NOT_COLLECTED
    databases: Many[Database] = NOT_COLLECTED
    followers: Many[Database] = NOT_COLLECTED
    """The databases that follow `databases`; collected only for a check that needs them."""
    key_value_stores: Many[KeyValueStore] = NOT_COLLECTED
    domains: Many[Domain] = NOT_COLLECTED
    sni_endpoints: Many[SniEndpoint] = NOT_COLLECTED
    dns: Many[DomainDns] = NOT_COLLECTED
    tls: Many[DomainTls] = NOT_COLLECTED


FACTS: tuple[str, ...] = Snapshot.__struct_fields__[1:]
"""Names of everything a check may ask for, `taken_at` and `app` among them."""


def dump_snapshot(snapshot: Snapshot) -> bytes:
    """Write a snapshot as indented JSON, one line at the end."""
    return msgspec.json.format(msgspec.json.encode(snapshot), indent=2) + b"\n"


def load_snapshot(data: bytes) -> Snapshot:
    """Read a snapshot written by `dump_snapshot`, of this version or an older one.

    Raises:
        SnapshotError: It is not JSON, not a snapshot, or of a newer schema.
    """
    try:
        version = msgspec.json.decode(data, type=_Versioned).schema_version
        if version > SCHEMA_VERSION:
            raise SnapshotError(
                f"The snapshot has schema version {version}; this prodcheck reads up to "
                f"{SCHEMA_VERSION}.",
                hint="Upgrade prodcheck.",
            )
        return msgspec.json.decode(data, type=Snapshot)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SnapshotError(
            f"This is not a snapshot: {error}.", hint="Take one with prodcheck snapshot -a APP."
        ) from None


class _Versioned(msgspec.Struct):
    schema_version: int
