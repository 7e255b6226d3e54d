"""Add-ons, their attachments, config vars and drains."""

from sandbox.model import Addon, Catalogue, SampleApp
from sandbox.model.catalogue import Attachment, ServiceRow
from sandbox.model.names import number_of, secret, uuid_of
from sandbox.model.rows import LogDrainRow, TelemetryDrainRow
from sandbox.objects.common import Json, app_ref, named, stamps


def addon_object(catalogue: Catalogue, addon: Addon, *, expand: frozenset[str]) -> Json:
    """Make an add-on; service and plan are whole when `Accept-Expansion` asks for it."""
    service = named("addon-service", addon.service)
    plan = named("plan", addon.row.plan)
    if "addon_service" in expand:
        service = service_object(catalogue, service_row(catalogue, addon.service))
    if "plan" in expand:
        plan = plan_object(catalogue, addon.row.plan)
    return {
        **stamps(catalogue, addon.app),
        "actions": [],
        "addon_service": service,
        "app": app_ref(addon.app),
        "billed_price": {"cents": _cents(addon.row.plan), "contract": False, "unit": "month"},
        "billing_entity": {**app_ref(addon.app), "type": "app"},
        "config_vars": [var for name in addon.attachment_names for var in addon.config_vars(name)],
        "id": addon.id,
        "name": addon.name,
        "plan": plan,
        "provider_id": uuid_of("provider", addon.name),
        "state": addon.row.state,
        "web_url": f"https://addons-sso.heroku.com/apps/{addon.app.name}/addons/{addon.id}",
    }


def attachment_object(
    catalogue: Catalogue, attachment: Attachment, *, include: frozenset[str]
) -> Json:
    """Make an attachment; plan and config-var names when `Accept-Inclusion` asks for them."""
    addon = attachment.addon
    its: Json = {"id": addon.id, "name": addon.name, "app": app_ref(addon.app)}
    if "addon:plan" in include and not addon.app.hidden:
        its["plan"] = named("plan", addon.row.plan)
    made: Json = {
        **stamps(catalogue, attachment.app),
        "addon": its,
        "app": app_ref(attachment.app),
        "id": uuid_of("attachment", attachment.app.origin, attachment.name),
        "log_input_url": None,
        "name": attachment.name,
        "namespace": attachment.namespace,
        "web_url": f"https://addons-sso.heroku.com/apps/{addon.app.name}/addons/{addon.id}",
    }
    if "config_vars" in include:
        made["config_vars"] = list(attachment.config_vars)
    return made


def config_vars(catalogue: Catalogue, app: SampleApp) -> dict[str, str]:
    """Make the config vars with their values; none of them is worth anything."""
    values = {
        var: f"https://user:{secret(app.name, var)}@{attachment.addon.service}.example.com/"
        for attachment in catalogue.attachments_of(app)
        for var in attachment.config_vars
    }
    return {**values, **app.config_vars}


def log_drain(catalogue: Catalogue, app: SampleApp, row: LogDrainRow) -> Json:
    """Make a log drain, with the URL and the token as Heroku shows them."""
    addon = catalogue.addon(row.addon) if row.addon else None
    made = uuid_of("drain", app.origin, row.url)
    return {
        **stamps(catalogue, app),
        "addon": addon and {"id": addon.id, "name": addon.name, "app": app_ref(addon.app)},
        "app": app_ref(app),
        "id": made,
        "token": f"d.{made}",
        "url": row.url,
    }


def telemetry_drain(catalogue: Catalogue, app: SampleApp, row: TelemetryDrainRow) -> Json:
    """Make a telemetry drain, with its secret headers."""
    space = app.space.name if app.space else app.name
    owner = uuid_of("space", space) if row.owner == "space" else app.id
    return {
        **stamps(catalogue, app),
        "exporter": {"type": row.exporter, "endpoint": row.endpoint, "headers": row.headers},
        "id": uuid_of("telemetry-drain", app.origin, row.endpoint),
        "owner": {"id": owner, "type": row.owner},
        "signals": list(row.signals),
    }


def service_row(catalogue: Catalogue, name: str) -> ServiceRow:
    """Find an add-on service, also one that Heroku no longer lists."""
    for row in catalogue.listing.services:
        if row.name == name:
            return row
    return ServiceRow(name=name, human_name=name, state="shutdown")


def service_object(catalogue: Catalogue, row: ServiceRow) -> Json:
    """Make an add-on service."""
    created = catalogue.ago(days=3000)
    return {
        **named("addon-service", row.name),
        "cli_plugin_name": None,
        "created_at": created,
        "human_name": row.human_name,
        "state": row.state,
        "supported_generations": [named("generation", "cedar")],
        "supports_multiple_installations": True,
        "supports_sharing": True,
        "updated_at": created,
    }


def plan_object(catalogue: Catalogue, name: str) -> Json:
    """Make a plan."""
    service, _, short = name.partition(":")
    created = catalogue.ago(days=1500)
    return {
        **named("plan", name),
        "addon_service": named("addon-service", service),
        "compliance": None,
        "created_at": created,
        "default": False,
        "description": name,
        "human_name": short.replace("-", " ").title(),
        "installable_inside_private_network": True,
        "installable_outside_private_network": True,
        "price": {"cents": _cents(name), "contract": False, "unit": "month"},
        "space_default": False,
        "state": "ga",
        "updated_at": created,
        "visible": True,
    }


def _cents(plan: str) -> int:
    return number_of("price", plan) % 40 * 500
