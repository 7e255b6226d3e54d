"""Add-ons, what is attached to the app, and the names of its config vars: the Platform API."""

import msgspec

from core.collect.answer import Named, name_of
from core.collect.failure import attempt
from core.collect.http import HerokuClient
from core.snapshot import Addon, AddonAttachment, Unavailable

# Undocumented headers of the Heroku CLI's own: heroku-cli-util, pg/db; heroku/cli, addons.
WITH_SERVICE = {"Accept-Expansion": "addon_service,plan"}
WITH_PLAN = {"Accept-Inclusion": "addon:plan,config_vars"}


ServiceStates = dict[str, str | None]


class _Service(msgspec.Struct):
    name: str
    state: str | None = None


class AddonRow(msgspec.Struct):
    """An add-on, as lists of one app and of all have it."""

    id: str
    name: str
    addon_service: _Service
    state: str
    plan: Named | None = None
    app: Named | None = None
    config_vars: list[str] | None = None


async def addons(client: HerokuClient, app_name: str) -> tuple[Addon, ...]:
    """Read the add-ons of the app and the state of their services, by name."""
    rows = await client.get_all(f"/apps/{app_name}/addons", AddonRow, headers=WITH_SERVICE)
    rows = tuple(sorted(rows, key=lambda row: row.name))
    states: ServiceStates = {}
    if any(row.addon_service.state is None for row in rows):
        states = await service_states(client)
    return tuple(addon_of(row, states) for row in rows)


def addon_of(row: AddonRow, states: ServiceStates) -> Addon:
    """Make the fact of a row."""
    return Addon(
        id=row.id,
        name=row.name,
        service=row.addon_service.name,
        service_state=row.addon_service.state or states.get(row.addon_service.name),
        plan=name_of(row.plan),
        state=row.state,
        app=name_of(row.app),
        config_vars=tuple(row.config_vars or ()),
    )


async def service_states(client: HerokuClient) -> ServiceStates:
    """Read the state of every service there is, for the day the header above means nothing."""
    rows = await attempt(client.get_all("/addon-services", _Service))
    return {} if isinstance(rows, Unavailable) else {row.name: row.state for row in rows}


class _Attached(msgspec.Struct):
    id: str
    name: str
    plan: Named | None = None
    app: Named | None = None


class AttachmentRow(msgspec.Struct):
    """An attachment, as lists of one app and of all have it."""

    name: str
    addon: _Attached
    app: Named | None = None
    """What it is attached to."""
    namespace: str | None = None
    config_vars: list[str] | None = None


async def attachments(client: HerokuClient, app_name: str) -> tuple[AddonAttachment, ...]:
    """Read what is attached, add-ons that another app owns included, with plans."""
    rows = await client.get_all(
        f"/apps/{app_name}/addon-attachments", AttachmentRow, variant="3.sdk", headers=WITH_PLAN
    )
    return tuple(map(attachment_of, rows))


def attachment_of(row: AttachmentRow) -> AddonAttachment:
    """Make the fact of a row."""
    return AddonAttachment(
        name=row.name,
        namespace=row.namespace,
        addon_id=row.addon.id,
        addon_name=row.addon.name,
        plan=name_of(row.addon.plan),
        app=name_of(row.addon.app),
        config_vars=tuple(row.config_vars or ()),
    )


async def config_var_names(client: HerokuClient, app_name: str) -> tuple[str, ...]:
    """Read the names of the config vars, where the token may.

    The values are never decoded: `Raw` skips over them.
    """
    answer = await client.get(f"/apps/{app_name}/config-vars", dict[str, msgspec.Raw])
    return tuple(sorted(answer))
