"""Add-ons, their attachments and the drains. Credentials in URLs never get this far."""

from core.snapshot.base import Fact


class Addon(Fact, frozen=True, kw_only=True):
    """An add-on of the app: `GET /apps/{app}/addons`."""

    id: str
    name: str
    service: str
    """Slug of the add-on service, for example `heroku-postgresql`."""
    service_state: str | None = None
    """`alpha`, `beta`, `ga`, `shutdown`, when the API expands the service."""
    plan: str | None = None
    """Full plan name, for example `heroku-postgresql:standard-0`."""
    state: str
    """`provisioning`, `provisioned`, `deprovisioned`, or one this version does not know."""
    app: str | None = None
    """Name of the app that owns (is billed for) it."""
    config_vars: tuple[str, ...] = ()
    """Names only."""


class AddonAttachment(Fact, frozen=True, kw_only=True):
    """An add-on as attached to the app, its owner may be another: `.../addon-attachments`."""

    name: str
    """For example `DATABASE`."""
    namespace: str | None = None
    addon_id: str
    addon_name: str
    plan: str | None = None
    """Full plan name, or None where the token may not see the owner."""
    app: str | None = None
    """Name of the app that owns (is billed for) the add-on."""
    config_vars: tuple[str, ...] = ()
    """Names only."""

    @property
    def service(self) -> str | None:
        """Slug of the add-on service, or None when the plan is unknown."""
        return None if self.plan is None else self.plan.partition(":")[0]


class LogDrain(Fact, frozen=True, kw_only=True):
    """Where log lines go: `.../log-drains` of the app, or the drain of its space."""

    scheme: str
    """`syslog`, `syslog+tls` or `https`."""
    host: str
    """Host name alone: path, query and credentials are dropped where they enter."""
    addon: str | None = None
    """Name of the add-on that made it; None when a person did."""
    owner: str = "app"
    """`app` or `space`."""


class TelemetryDrain(Fact, frozen=True, kw_only=True):
    """Where a Fir app sends traces, metrics or logs: `.../telemetry-drains`."""

    owner: str
    """`app` or `space`."""
    signals: tuple[str, ...]
    """Among `traces`, `metrics`, `logs`."""
    exporter: str
    """`otlp` or `otlphttp`."""
    host: str
