"""What add-on services and agents do for an app: `services.toml`."""

from functools import cache
from typing import Literal

import msgspec

from core.knowledge import table

Does = Literal["monitoring", "logs", "data", "other"]


class ServiceRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A service, as an add-on or through an agent in the app."""

    name: str
    """As people call it."""
    does: tuple[Does, ...]
    source: str
    slugs: tuple[str, ...] = ()
    """Names of its add-on service."""
    config_vars: tuple[str, ...] = ()
    """Names of config vars that show its agent at work without an add-on."""
    doubt: str | None = None
    """Why it does not count with certainty."""


@cache
def _by_slug() -> dict[str, ServiceRow]:
    return {slug: row for row in table("services", ServiceRow) for slug in row.slugs}


@cache
def _by_config_var() -> dict[str, ServiceRow]:
    return {name: row for row in table("services", ServiceRow) for name in row.config_vars}


def service_row(slug: str | None) -> ServiceRow | None:
    """Look up an add-on service by its slug; None when it is not known."""
    return None if slug is None else _by_slug().get(slug)


def agent_row(config_var: str) -> ServiceRow | None:
    """Look up the service whose agent reads a config var of this name."""
    return _by_config_var().get(config_var)
