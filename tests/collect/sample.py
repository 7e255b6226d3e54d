"""One healthy app as Heroku's APIs show it, secrets and fields nobody knows included."""

from typing import Any

from tests.collect.heroku import Heroku

SECRETS = ("p4ssw0rd", "s3cret", "dr41n-user", "otel-key")
APP_ID = "01234567-89ab-cdef-0123-456789abcdef"
PG = "aaaaaaaa-0000-0000-0000-000000000001"
KV = "aaaaaaaa-0000-0000-0000-000000000002"
PG_URL = "postgres://u1:p4ssw0rd@ec2-1.compute-1.amazonaws.com:5432/d1"
PG_PATH = f"/data/client/v11/databases/{PG}"
MONITORS = f"/apps/{APP_ID}/formation/web/monitors"

APP: dict[str, Any] = {
    "id": APP_ID,
    "name": "ha-app",
    "acm": True,
    "stack": {"id": "s", "name": "heroku-24"},
    "build_stack": {"id": "s", "name": "heroku-24"},
    "generation": "cedar",
    "maintenance": False,
    "internal_routing": None,
    "region": {"id": "r", "name": "us"},
    "space": None,
    "team": None,
    "created_at": "2026-01-01T12:00:00Z",
    "released_at": None,
    "a_field_of_tomorrow": {"deep": [1, 2, 3]},
}


def row(service: str, name: str, addon: str, plan: str | None, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    """One attachment."""
    return {
        "name": name,
        "namespace": None,
        "addon": {
            "id": addon,
            "name": f"{service}-round-1",
            "app": {"id": APP_ID, "name": fields.get("owner", "ha-app")},
            "plan": None if plan is None else {"id": "p", "name": plan},
        },
        "app": {"id": APP_ID, "name": "ha-app"},
        "config_vars": [f"{name}_URL"],
    }


ATTACHMENTS = [
    row("postgresql", "DATABASE", PG, "heroku-postgresql:premium-0"),
    row("postgresql", "HEROKU_POSTGRESQL_RED", PG, "heroku-postgresql:premium-0"),
    row("redis", "REDIS", KV, "heroku-redis:premium-0"),
]

PG_INFO: dict[str, Any] = {
    "addon_id": PG,
    "name": "postgresql-round-1",
    "resource_url": PG_URL,
    "database_password": "p4ssw0rd",
    "database_user": "u1",
    "following": None,
    "leader": None,
    "info": [
        {"name": "Plan", "values": ["Premium 0"]},
        {"name": "Status", "values": ["Available"]},
        {"name": "HA Status", "values": ["Available"]},
        {"name": "PG Version", "values": ["17.4"]},
        {"name": "Connections", "values": [12]},
        {"name": "Region", "values": ["us"]},
        {"name": "Followers", "values": [], "resolve_db_name": True},
        {"name": "Continuous Protection", "values": ["On"]},
        {"name": "Maintenance", "values": ["not required"]},
    ],
}


def transfer(**fields: Any) -> dict[str, Any]:  # noqa: ANN401
    """One scheduled backup that succeeded."""
    return {
        "uuid": "t",
        "from_name": "DATABASE",
        "from_type": "pg_dump",
        "from_url": "postgres://ec2-1.compute-1.amazonaws.com:5432/d1",
        "to_type": "gof3r",
        "to_url": "https://bucket/backup?Signature=s3cret",
        "succeeded": True,
        "created_at": "2026-11-22 02:00:00 +0000",
        "finished_at": "2026-11-22 02:05:00 +0000",
        "schedule": {"uuid": "s"},
        **fields,
    }


def install(heroku: Heroku) -> None:
    """Serve the app."""
    heroku.on("/apps/ha-app", APP)
    heroku.on(
        "/apps/ha-app/formation",
        [{"type": "web", "quantity": 2, "size": "Performance-M", "command": "serve"}],
    )
    heroku.on(
        "/apps/ha-app/dynos",
        [
            {
                "name": "web.1",
                "type": "web",
                "state": "up",
                "size": "Performance-M",
                "release": {"id": "r", "version": 42},
                "updated_at": "2026-11-22T01:00:00Z",
            }
        ],
    )
    heroku.on(
        MONITORS,
        [
            {"action_type": "alert", "is_active": True},
            {"action_type": "scale", "is_active": True, "min_quantity": 2, "max_quantity": 5},
        ],
    )
    heroku.on("/apps/ha-app/features", [{"name": "preboot", "enabled": True}])
    heroku.on(
        "/apps/ha-app/releases",
        [
            {"version": 41, "status": "succeeded", "created_at": "2026-11-20T10:00:00Z"},
            {"version": 42, "status": "succeeded", "created_at": "2026-11-21T10:00:00Z"},
        ],
    )
    heroku.on("/stacks", [{"name": "heroku-24", "state": "public", "default": True}])
    heroku.on("/apps/ha-app/pipeline-couplings", {"pipeline": {"id": "p-1"}, "stage": "production"})
    heroku.on(
        "/apps/ha-app/domains",
        [
            {"hostname": "ha-app.herokuapp.com", "kind": "heroku", "cname": None},
            {
                "hostname": "www.example.com",
                "kind": "custom",
                "cname": "quail.herokudns.com",
                "status": "succeeded",
                "acm_status": "cert issued",
                "acm_status_reason": None,
                "sni_endpoint": {"id": "e", "name": "tokyo-1050"},
            },
        ],
    )
    heroku.on(
        "/apps/ha-app/sni-endpoints",
        [
            {
                "name": "tokyo-1050",
                "domains": ["d-1"],
                "certificate_chain": "-----BEGIN CERTIFICATE-----",
                "ssl_cert": {
                    "ca_signed?": True,
                    "self_signed?": False,
                    "cert_domains": ["www.example.com"],
                    "starts_at": "2026-10-20T00:00:00Z",
                    "expires_at": "2027-01-18 00:00:00 UTC",
                    "issuer": "CN=R10",
                    "subject": "CN=www.example.com",
                    "acm": True,
                },
            }
        ],
    )
    heroku.on(
        "/apps/ha-app/addons",
        [
            {
                "id": PG,
                "name": "postgresql-round-1",
                "addon_service": {"id": "s", "name": "heroku-postgresql", "state": "ga"},
                "plan": {"id": "p", "name": "heroku-postgresql:premium-0"},
                "state": "provisioned",
                "app": {"id": APP_ID, "name": "ha-app"},
                "config_vars": ["DATABASE_URL"],
            }
        ],
    )
    heroku.on("/apps/ha-app/addon-attachments", ATTACHMENTS)
    heroku.on(
        "/apps/ha-app/log-drains",
        [
            {
                "url": "https://dr41n-user:s3cret@logs.example.com:443/s3cret?token=s3cret",
                "token": "d.s3cret",
                "addon": None,
            },
            {"url": "syslog+tls://logs7.papertrailapp.com:1234", "addon": {"name": "papertrail-1"}},
        ],
    )
    heroku.on("/apps/ha-app/config-vars", {"SENTRY_DSN": "s3cret", "DATABASE_URL": PG_URL})
    heroku.on(PG_PATH, PG_INFO)
    heroku.on(
        f"{PG_PATH}/transfer-schedules",
        [{"uuid": "s", "name": "DATABASE_URL", "hour": 2, "timezone": "UTC"}],
    )
    heroku.on("/data/client/v11/apps/ha-app/transfers", [transfer()])
    heroku.on(
        f"/data/redis/v0/databases/{KV}",
        {
            "version": "8.1",
            "resource_url": "rediss://:p4ssw0rd@host:6379",
            "info": [{"name": "Status", "values": ["available"]}],
        },
    )
