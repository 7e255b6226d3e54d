"""The add-on services of an app, sorted by what they do for it."""

import msgspec

from core.checks._databases import service_of
from core.checks._derived import derived
from core.knowledge.services import Does, ServiceRow, service_row
from core.snapshot import Addon, AddonAttachment, Unavailable

_GONE = frozenset({"deprovisioned", "deprovisioning"})
"""`state` of an add-on that is not there, or not for long: the Platform API schema and CLI."""


class Attached(msgspec.Struct, frozen=True):
    """One add-on of the app, or of another app that shares it."""

    name: str
    """Name of the add-on."""
    slug: str | None
    """Its add-on service; None where that cannot be seen."""
    row: ServiceRow | None
    """What is known of the service."""
    addon: Addon | None = None
    """What Heroku lists of it; None where that could not be read."""

    @property
    def service(self) -> str:
        """The service as people call it."""
        return self.row.name if self.row is not None else self.slug or "a service that is not shown"

    @property
    def trouble(self) -> str | None:
        """Why it is not counted on; None where it is alive, as far as is known."""
        if self.addon is not None and self.addon.service_state == "shutdown":
            return f"Heroku says that {self.service} has shut down"
        if self.addon is not None and self.addon.state in _GONE:
            return f"this add-on is {self.addon.state}"
        return None if self.row is None else self.row.doubt

    def does(self, what: Does) -> bool:
        """Whether it is known to do something."""
        return self.row is not None and what in self.row.does


@derived
def attached_services(
    attachments: tuple[AddonAttachment, ...] | Unavailable,
    addons: tuple[Addon, ...] | Unavailable,
) -> tuple[Attached, ...]:
    """List the add-ons of an app, each once, from both places that tell of them."""
    slugs: dict[str, str | None] = {}
    listed: dict[str, Addon] = {}
    if not isinstance(attachments, Unavailable):
        slugs = {each.addon_name: _slug(each) for each in attachments}
    if not isinstance(addons, Unavailable):
        slugs |= {each.name: each.service for each in addons}
        listed = {each.name: each for each in addons}
    return tuple(
        Attached(name=name, slug=slug, row=service_row(slug), addon=listed.get(name))
        for name, slug in slugs.items()
    )


def _slug(attachment: AddonAttachment) -> str | None:
    """Name the service, by the name Heroku gave the add-on where the plan cannot be seen."""
    prefix = attachment.addon_name.partition("-")[0]
    return service_of(attachment) or (prefix if service_row(prefix) else None)
