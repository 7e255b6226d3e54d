"""Snapshots for tests: a healthy app, of which a test replaces the one fact it is about."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from core.check import all_checks
from core.evaluate import evaluate
from core.policy import Policy
from core.report import Result
from core.snapshot import (
    Addon,
    AddonAttachment,
    Answer,
    App,
    AppFeature,
    BackupSchedule,
    Certificate,
    Database,
    DatabaseDetails,
    Domain,
    DomainDns,
    DomainTls,
    Dyno,
    Handshake,
    KeyValueStore,
    KeyValueStoreDetails,
    LogDrain,
    NoRecord,
    PipelineCoupling,
    ProcessType,
    Release,
    Snapshot,
    SniEndpoint,
    Stack,
    Transfer,
    Unavailable,
)

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
FORBIDDEN = Unavailable(kind="forbidden", reason="Heroku says 403", request_id="r-1")
TIMEOUT = Unavailable(kind="timeout", reason="no answer within 10 s")

APP = App(
    id="01234567-89ab-cdef-0123-456789abcdef",
    name="ha-app",
    stack="heroku-24",
    build_stack="heroku-24",
    maintenance=False,
    acm=True,
    region="us",
)
TARGET = "powerful-quail-4c0079v4aa19q90x6kz2m7qk.herokudns.com"
WWW = Domain(
    hostname="www.example.com",
    kind="custom",
    cname=TARGET,
    status="succeeded",
    acm_status="cert issued",
    sni_endpoint="tokyo-1050",
)
CERTIFICATE = Certificate(
    subject="CN=www.example.com",
    issuer="C=US, O=Let's Encrypt, CN=R10",
    not_before=datetime(2026, 10, 20, tzinfo=UTC),
    not_after=datetime(2027, 1, 18, tzinfo=UTC),
    names=("www.example.com",),
)
WWW_DNS = DomainDns(
    hostname="www.example.com",
    queried="www.example.com",
    a=Answer(records=("54.73.53.81", "54.220.192.176"), chain=(TARGET,)),
    aaaa=NoRecord(chain=(TARGET,)),
    caa=NoRecord(),
    target=TARGET,
    target_a=Answer(records=("54.73.53.81", "54.220.192.176")),
    target_aaaa=NoRecord(),
)
WWW_TLS = DomainTls(
    hostname="www.example.com",
    outcome=Handshake(address="54.73.53.81", certificate=CERTIFICATE),
)
DATABASE = Database(
    addon_id="db-1",
    addon_name="postgresql-round-1",
    details=DatabaseDetails(
        version="17.4",
        status="available",
        region="us",
        highly_available=True,
        continuous_protection=True,
        maintenance="not required",
    ),
    schedules=(BackupSchedule(name="DATABASE_URL", hour=2, timezone="UTC"),),
    transfers=(
        Transfer(
            from_name="DATABASE",
            succeeded=True,
            finished_at=datetime(2026, 11, 22, 2, 5, tzinfo=UTC),
            scheduled=True,
        ),
    ),
)


def attachment(name: str, plan: str | None, **fields: Any) -> AddonAttachment:  # noqa: ANN401
    """An attachment of an add-on that the app itself owns."""
    service = (plan or "addon").partition(":")[0]
    defaults = {
        "name": name,
        "addon_id": f"id-{name}",
        "addon_name": f"{service}-round-1",
        "plan": plan,
        "app": "ha-app",
        "config_vars": (f"{name}_URL",),
    }
    return AddonAttachment(**{**defaults, **fields})


def addon(plan: str, **fields: Any) -> Addon:  # noqa: ANN401
    """A provisioned add-on of the app."""
    service = plan.partition(":")[0]
    defaults = {
        "id": f"id-{service}",
        "name": f"{service}-round-1",
        "service": service,
        "service_state": "ga",
        "plan": plan,
        "state": "provisioned",
        "app": "ha-app",
    }
    return Addon(**{**defaults, **fields})


HEALTHY = Snapshot(
    taken_at=NOW,
    app=APP,
    formation=(
        ProcessType(type="web", quantity=2, size="Standard-1X"),
        ProcessType(type="worker", quantity=2, size="Standard-1X"),
    ),
    dynos=(
        Dyno(name="web.1", type="web", state="up", size="Standard-1X", release_version=42),
        Dyno(name="web.2", type="web", state="up", size="Standard-1X", release_version=42),
        Dyno(name="worker.1", type="worker", state="up", size="Standard-1X", release_version=42),
        Dyno(name="worker.2", type="worker", state="up", size="Standard-1X", release_version=42),
    ),
    autoscalers=(),
    features=(AppFeature(name="preboot", enabled=True),),
    releases=(
        Release(
            version=42,
            status="succeeded",
            current=True,
            created_at=datetime(2026, 11, 20, 10, 0, tzinfo=UTC),
        ),
    ),
    stacks=(
        Stack(name="heroku-22", state="deprecated"),
        Stack(name="heroku-24", state="public", default=True),
        Stack(name="heroku-26", state="public"),
    ),
    pipeline_coupling=PipelineCoupling(pipeline="p-1", stage="production"),
    addons=(
        addon("heroku-postgresql:premium-0", id="db-1", name="postgresql-round-1"),
        addon("heroku-redis:premium-0", id="kv-1", name="redis-round-1"),
        addon("newrelic:wayne"),
        addon("papertrail:choklad"),
    ),
    attachments=(
        attachment(
            "DATABASE",
            "heroku-postgresql:premium-0",
            addon_id="db-1",
            addon_name="postgresql-round-1",
        ),
        attachment("REDIS", "heroku-redis:premium-0", addon_id="kv-1", addon_name="redis-round-1"),
        attachment("NEW_RELIC", "newrelic:wayne", config_vars=("NEW_RELIC_LICENSE_KEY",)),
        attachment("PAPERTRAIL", "papertrail:choklad", config_vars=("PAPERTRAIL_API_TOKEN",)),
    ),
    log_drains=(LogDrain(scheme="syslog+tls", host="logs.papertrailapp.com", addon="papertrail"),),
    telemetry_drains=(),
    config_var_names=("DATABASE_URL", "NEW_RELIC_LICENSE_KEY", "PAPERTRAIL_API_TOKEN", "REDIS_URL"),
    databases=(DATABASE,),
    followers=(),
    key_value_stores=(
        KeyValueStore(
            addon_id="kv-1",
            addon_name="redis-round-1",
            details=KeyValueStoreDetails(version="8.1", status="available"),
        ),
    ),
    domains=(Domain(hostname="ha-app.herokuapp.com", kind="heroku"), WWW),
    sni_endpoints=(
        SniEndpoint(
            name="tokyo-1050",
            domains=("www.example.com",),
            certificate=CERTIFICATE,
            acm=True,
            ca_signed=True,
        ),
    ),
    dns=(WWW_DNS,),
    tls=(WWW_TLS,),
)


def judge(check_id: str, **facts: Any) -> Result:  # noqa: ANN401
    """Run one check on the healthy app, some of its facts replaced.

    `thresholds` is not a fact: it overrides the check's own.
    """
    thresholds = facts.pop("thresholds", {})
    policy = Policy(only=(check_id,), thresholds={check_id: thresholds})
    snapshot = msgspec.structs.replace(HEALTHY, **facts)
    return evaluate(snapshot, policy, all_checks()).results[0]


def statuses(result: Result) -> dict[str | None, str]:
    """Map each resource to the status of its finding."""
    return {finding.resource: finding.status.value for finding in result.findings}
