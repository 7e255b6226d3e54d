"""Collectors for a fleet: they leave out the calls whose answers no check can depend on.

Each takes the place of the collector of its name. What a check may still ask for is read as ever,
so that it says of an app in a fleet what it says of the app alone: the same status, and of all that
needs a person the same words. Of what is well it may name fewer reasons.
"""

from collections.abc import Iterable
from functools import cache

from core.check import Check, built_in_checks
from core.checks._databases import POSTGRES, attached
from core.checks._formation import SMALL, running, tier
from core.checks._services import attached_services
from core.collect import addons as whole_addons
from core.collect import domains as whole_domains
from core.collect import platform
from core.collect.certificates_seen import all_seen
from core.collect.gather import Collector
from core.collect.http import HerokuClient
from core.collect.latest import LatestReleases
from core.snapshot import (
    NOT_COLLECTED,
    Addon,
    AddonAttachment,
    App,
    AppFeature,
    Domain,
    DomainDns,
    DomainTls,
    Dyno,
    ProcessType,
    Release,
    SniEndpoint,
    Unavailable,
)


async def dynos(
    client: HerokuClient, app_name: str, formation: tuple[ProcessType, ...] | Unavailable
) -> tuple[Dyno, ...]:
    """Read what does run, where something should; one-off dynos are never judged."""
    if not isinstance(formation, Unavailable) and not running(formation):
        return ()
    return await platform.dynos(client, app_name)


async def features(
    client: HerokuClient,
    app_name: str,
    app: App,
    formation: tuple[ProcessType, ...] | Unavailable,
) -> tuple[AppFeature, ...] | Unavailable:
    """Read the features, where the app can have preboot: with two web dynos of a larger tier."""
    if isinstance(formation, Unavailable) or not app.common_runtime:
        return NOT_COLLECTED
    web = next((row for row in formation if row.type == "web" and row.quantity > 0), None)
    if web is None or web.quantity == 1 or tier(web.size) in SMALL:
        return NOT_COLLECTED
    return await platform.features(client, app_name, app)


async def config_var_names(
    client: HerokuClient,
    app_name: str,
    addons: tuple[Addon, ...] | Unavailable,
    attachments: tuple[AddonAttachment, ...] | Unavailable,
) -> tuple[str, ...] | Unavailable:
    """Read the names of config vars, where an agent may be known by them, or a database."""
    if _watched(attachments, addons) and _settled(attachments):
        return NOT_COLLECTED
    return await whole_addons.config_var_names(client, app_name)


def _watched(
    attachments: tuple[AddonAttachment, ...] | Unavailable,
    addons: tuple[Addon, ...] | Unavailable,
) -> bool:
    """Whether an add-on watches the app: then agents change nothing."""
    services = attached_services(attachments, addons)
    return any(each.does("monitoring") and each.trouble is None for each in services)


def _settled(attachments: tuple[AddonAttachment, ...] | Unavailable) -> bool:
    """Whether `DATABASE_URL` changes nothing: an add-on wrote it, or there is no database."""
    if isinstance(attachments, Unavailable):
        return False
    databases = attached(attachments, POSTGRES)
    if databases:
        return any(database.primary for database in databases)
    return all(each.plan is not None for each in attachments)


async def releases(
    client: HerokuClient, app_name: str, app: App, latest: LatestReleases
) -> tuple[Release, ...]:
    """Read the newest releases; where the newest of all succeeded, those before it are not."""
    newest = await latest.of(client, app.id)
    if newest is not None and newest.status == "succeeded":
        return (newest,)
    return await platform.releases(client, app_name)


async def sni_endpoints(  # noqa: PLR0913, PLR0917  facts arrive by parameter name
    client: HerokuClient,
    app_name: str,
    app: App,
    domains: tuple[Domain, ...],
    dns: tuple[DomainDns, ...] | Unavailable,
    tls: tuple[DomainTls, ...] | Unavailable,
) -> tuple[SniEndpoint, ...] | Unavailable:
    """Read the certificates Heroku holds, unless all of them were seen from outside."""
    if all_seen(app, domains, dns, tls):
        return NOT_COLLECTED
    return await whole_domains.sni_endpoints(client, app_name, domains)


_INSTEAD: dict[str, Collector] = {
    "config_var_names": config_var_names,
    "dynos": dynos,
    "features": features,
    "releases": releases,
    "sni_endpoints": sni_endpoints,
}
"""By the fact that each collects."""


def instead(checks: Iterable[Check]) -> dict[str, Collector]:
    """Choose the collectors that may spare calls to some checks, by the fact that each collects.

    What a check of another package asks for is read as ever: nobody here knows what it depends on.
    """
    others = {fact for check in checks if check not in _ours() for fact in check.needs.facts}
    return {fact: collector for fact, collector in _INSTEAD.items() if fact not in others}


@cache
def _ours() -> frozenset[Check]:
    return frozenset(built_in_checks())
