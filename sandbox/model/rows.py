"""What a file in `sandbox/apps` may say. Only what matters is written; defaults are a sane app."""

from typing import Literal

import msgspec

from sandbox.model import names

TlsKind = Literal[
    "good",
    "expired",
    "expiring",
    "not-yet-valid",
    "self-signed",
    "wrong-host",
    "untrusted",
    "hang",
    "reset",
    "no-tls",
    "refused",
]
"""What a TLS client meets at a hostname."""


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a sample app; an unknown key is an error, so that a slip is heard of."""


class ProcessTypeRow(Row, frozen=True, kw_only=True):
    """A row of the formation."""

    type: str
    quantity: int = 1
    size: str = "Standard-1X"
    command: str = "bin/start"


class DynoRow(Row, frozen=True, kw_only=True):
    """A dyno that differs from what the formation implies, or a one-off beside it."""

    name: str
    state: str = "up"
    size: str | None = None
    release: int | None = None
    updated_hours_ago: float = 3.0


class ReleaseRow(Row, frozen=True, kw_only=True):
    """A release; the file lists the oldest first, and versions count from 1."""

    description: str
    status: str = "succeeded"
    hours_ago: float = 48.0


class MonitorRow(Row, frozen=True, kw_only=True):
    """Autoscaling of a process type."""

    process_type: str = "web"
    is_active: bool = True
    min_quantity: int
    max_quantity: int


class BackupRow(Row, frozen=True, kw_only=True):
    """A backup that ran, is running or failed."""

    hours_ago: float
    succeeded: bool | None = True
    """None: it is still running."""
    scheduled: bool = True


class ScheduleRow(Row, frozen=True, kw_only=True):
    """A schedule of logical backups, taken of the first attachment."""

    hour: int = 2
    timezone: str = "UTC"


class DatabaseRow(Row, frozen=True, kw_only=True):
    """What the Data API says of a Heroku Postgres; None leaves it to the plan."""

    version: str = "17.5"
    status: str = "Available"
    highly_available: bool | None = None
    continuous_protection: bool | None = None
    following: str | None = None
    """Name of the add-on that it follows."""
    region: str | None = None
    maintenance: str = "not required"
    ready: bool = True
    """A database that is not provisioned yet is answered with 404."""
    schedules: tuple[ScheduleRow, ...] = ()
    backups: tuple[BackupRow, ...] = ()


class KeyValueStoreRow(Row, frozen=True, kw_only=True):
    """What the Data API says of a Heroku Key-Value Store."""

    version: str = "8.1.4"
    status: str = "available"
    maxmemory_policy: str = "noeviction"


class AddonRow(Row, frozen=True, kw_only=True):
    """An add-on that the app owns, with its attachments."""

    plan: str
    """For example `heroku-postgresql:premium-0`."""
    name: str | None = None
    attachments: tuple[str, ...] = msgspec.field(default=(), name="as")
    """Names it is attached as; made from the service when there is none."""
    config_vars: tuple[str, ...] = ()
    state: Literal["provisioning", "provisioned", "deprovisioned"] = "provisioned"
    database: DatabaseRow | None = None
    key_value_store: KeyValueStoreRow | None = None


class AttachmentRow(Row, frozen=True, kw_only=True):
    """An add-on of another app, attached to this one."""

    addon: str
    name: str = msgspec.field(name="as")
    namespace: str | None = None


class DomainRow(Row, frozen=True, kw_only=True):
    """A custom domain, what DNS says of it and what a TLS client meets there."""

    hostname: str
    cname: str | None = ""
    """The DNS target; made up in Heroku's form unless written."""
    status: str = "succeeded"
    acm_status: str | None = None
    acm_status_reason: str | None = None
    dns: tuple[str, ...] = ("CNAME {cname}",)
    """As `sandbox.zones.Zones.set` reads them; `{cname}` stands for the target. Empty: no zone
    knows the name, and it may be none at all."""
    tls: TlsKind = "good"
    tls_days: int = 12
    """Days since (`expired`) or until (`expiring`, `not-yet-valid`) the date that matters."""


class SniEndpointRow(Row, frozen=True, kw_only=True):
    """A certificate that Heroku holds for the app."""

    name: str
    hostnames: tuple[str, ...] = ()
    expires_in_days: float = 60.0
    issuer: str = "/C=US/O=Let's Encrypt/CN=R10"
    self_signed: bool = False
    ca_signed: bool = True
    acm: bool = False
    empty: bool = False
    """Heroku shows `"ssl_cert": {}`."""


class LogDrainRow(Row, frozen=True, kw_only=True):
    """A log drain; credentials in its URL are made up."""

    url: str
    addon: str | None = None
    """Name of the add-on that made it."""


class TelemetryDrainRow(Row, frozen=True, kw_only=True):
    """A telemetry drain of a Fir app or its space."""

    endpoint: str
    signals: tuple[str, ...] = ("traces", "metrics", "logs")
    exporter: Literal["otlp", "otlphttp"] = "otlphttp"
    headers: dict[str, str] = {}
    owner: Literal["app", "space"] = "app"


class SpaceRow(Row, frozen=True, kw_only=True):
    """The Private Space that the app runs in."""

    name: str
    shield: bool = False
    log_drain: str | None = None


class PipelineRow(Row, frozen=True, kw_only=True):
    """The app's place in a pipeline."""

    name: str
    stage: Literal["test", "review", "development", "staging", "production"] = "production"


class SampleApp(Row, frozen=True, kw_only=True):
    """One file of `sandbox/apps`."""

    name: str
    summary: str
    """One line on what the sample shows."""
    made_as: str | None = None
    """The name it was made with; None: it has it still."""
    stack: str = "heroku-24"
    build_stack: str | None = None
    """None: the stack it runs on."""
    hidden: bool = False
    """No token here may see the app; its add-ons may be attached to others all the same."""
    generation: Literal["cedar", "fir"] = "cedar"
    base_image_name: str | None = None
    buildpacks: tuple[str, ...] = ("heroku/ruby",)
    region: str = "us"
    team: str | None = None
    space: SpaceRow | None = None
    internal_routing: bool | None = None
    acm: bool = False
    maintenance: bool = False
    created_days_ago: float = 700.0
    pipeline: PipelineRow | None = None
    formation: tuple[ProcessTypeRow, ...] = ()
    dynos: tuple[DynoRow, ...] = ()
    releases: tuple[ReleaseRow, ...] = (
        ReleaseRow(description="Initial release", hours_ago=1000.0),
        ReleaseRow(description="Deploy 4a1c9e02"),
    )
    features: dict[str, bool] = {}
    """Features that are switched on or off, beside those every app lists."""
    monitors: tuple[MonitorRow, ...] = ()
    config_vars: dict[str, str] = {}
    """Beside those of its add-ons."""
    addons: tuple[AddonRow, ...] = ()
    attachments: tuple[AttachmentRow, ...] = ()
    log_drains: tuple[LogDrainRow, ...] = ()
    telemetry_drains: tuple[TelemetryDrainRow, ...] = ()
    domains: tuple[DomainRow, ...] = ()
    sni_endpoints: tuple[SniEndpointRow, ...] = ()
    dns: dict[str, tuple[str, ...]] = {}
    """Names beside the domains, and their records."""
    tls: dict[str, TlsKind] = {}
    """What a TLS client meets at other hostnames or addresses."""

    @property
    def origin(self) -> str:
        """What ids are made from: they stay when an app is renamed."""
        return self.made_as or self.name

    @property
    def id(self) -> str:
        """Its id in the API."""
        return names.uuid_of("app", self.origin)
