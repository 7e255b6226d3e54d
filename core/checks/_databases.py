"""The data stores attached to an app, one row an add-on, whoever owns it."""

from shlex import quote
from typing import TypedDict

import msgspec

from core.checks._derived import derived
from core.fix import heroku
from core.knowledge.plans import PlanRow, plan_for_sale, plan_row
from core.snapshot import AddonAttachment, App, Database, DatabaseDetails, Unavailable

POSTGRES = frozenset({"heroku-postgresql", "shared-database"})
KEY_VALUE_STORE = frozenset({"heroku-redis"})

# Where the plan cannot be seen, Heroku's own names tell the service: it names add-ons after it
# (postgresql-round-12345), and gives attachments these names unless a person chose another.
_ADDON_NAMES = {"postgresql": "heroku-postgresql", "redis": "heroku-redis", "kafka": "heroku-kafka"}
_ATTACHMENT_NAMES = (
    ("DATABASE", "heroku-postgresql"),
    ("HEROKU_POSTGRESQL", "heroku-postgresql"),
    ("REDIS", "heroku-redis"),
    ("HEROKU_REDIS", "heroku-redis"),
    ("KAFKA", "heroku-kafka"),
)


class Evidence(TypedDict):
    """What a finding tells of a data store, whatever was judged."""

    plan: str | None
    owner: str | None
    attachments: list[str]


class Attached(msgspec.Struct, frozen=True):
    """One data store that the app uses."""

    addon_id: str
    name: str
    """Name of the add-on."""
    plan: str | None
    """Full plan name, or None where the token may not see it."""
    owner: str | None
    """Name of the app that owns it, when known."""
    attachments: tuple[str, ...]
    """Names it is attached under, `DATABASE` first."""
    row: PlanRow | None
    """What its plan promises, when known."""

    @property
    def primary(self) -> bool:
        """Whether it is what `DATABASE_URL` points to."""
        return "DATABASE" in self.attachments

    def called(self, app: App) -> str:
        """Name it for a message, with its owner where that is another app."""
        return f"{self.name}, owned by {self.owner}," if self.foreign(app) else self.name

    def foreign(self, app: App) -> bool:
        """Whether another app owns it."""
        return self.owner is not None and self.owner != app.name

    def reference(self, app: App) -> str:
        """Name it for a command that `command` composes: attachments are the app's own."""
        return self.name if self.foreign(app) else self.attachments[0]

    def command(self, command: str, *arguments: str, app: App) -> str:
        """Compose a command for the app that owns it."""
        return heroku(command, *arguments, app=self.owner or app.name)

    def evidence(self) -> Evidence:
        """Tell what was seen of it."""
        return {"plan": self.plan, "owner": self.owner, "attachments": list(self.attachments)}


@derived
def attached(
    attachments: tuple[AddonAttachment, ...], services: frozenset[str]
) -> tuple[Attached, ...]:
    """List the add-ons of some services, each once, that of `DATABASE` first."""
    found: dict[str, list[AddonAttachment]] = {}
    for attachment in attachments:
        if service_of(attachment) in services:
            found.setdefault(attachment.addon_id, []).append(attachment)
    rows = [_attached(each) for each in found.values()]
    rows.sort(key=lambda row: not row.primary)
    return tuple(rows)


def _attached(same: list[AddonAttachment]) -> Attached:
    # An attachment with a namespace is a lesser credential, or a pool: not the one to name first.
    same.sort(key=lambda each: (each.name != "DATABASE", each.namespace is not None))
    first = same[0]
    return Attached(
        addon_id=first.addon_id,
        name=first.addon_name,
        plan=first.plan,
        owner=first.app,
        attachments=tuple(each.name for each in same),
        row=plan_row(first.plan),
    )


def service_of(attachment: AddonAttachment) -> str | None:
    """Name the add-on service, by Heroku's naming where the plan cannot be seen; None if unsure."""
    if attachment.plan is not None:
        return attachment.service
    if service := _ADDON_NAMES.get(attachment.addon_name.partition("-")[0]):
        return service
    for prefix, service in _ATTACHMENT_NAMES:
        if attachment.name == prefix or attachment.name.startswith(f"{prefix}_"):
            return service
    return None


def details_of(
    database: Attached, databases: tuple[Database, ...] | Unavailable
) -> DatabaseDetails | Unavailable:
    """Find what the Data API told of a database."""
    known = known_of(database, databases)
    return known if isinstance(known, Unavailable) else known.details


def known_of(
    database: Attached, databases: tuple[Database, ...] | Unavailable
) -> Database | Unavailable:
    """Find all that the Data API told of a database, its backups included."""
    if isinstance(databases, Unavailable):
        return databases
    for each in databases:
        if each.addon_id == database.addon_id:
            return each
    return not_asked(database)


def not_asked(store: Attached) -> Unavailable:
    """Say why the Data API told nothing of a data store."""
    if store.plan is None:
        return Unavailable(kind="forbidden", reason="the token may not see its plan")
    if store.plan.startswith("shared-database"):
        reason = "Heroku's Data API tells nothing of the shared databases of before 2012"
        return Unavailable(kind="unsupported", reason=reason)
    return Unavailable(kind="not_found", reason="the Data API was not asked about it")


def new_database(app: App, *, failover: bool = False) -> str:
    """Compose the first step to a better plan: a new database beside the old one.

    Private and Shield Spaces have plans of their own. On Fir, where it is not known which plans
    can be had, the command lists them.
    """
    if app.fir:
        return "heroku addons:plans heroku-postgresql"
    common = "premium-0" if failover else "standard-0"
    plan = "shield-0" if app.shield else "private-0" if app.space is not None else common
    return heroku("addons:create", f"heroku-postgresql:{plan}", app=app.name)


def new_follower(database: Attached, app: App, *options: str) -> str:
    """Compose the command that adds a follower, of the leader's plan where that is still sold.

    Where it is not known which of today's plans takes its place, the command lists them.
    """
    plan = plan_for_sale(database.plan or "heroku-postgresql")
    if plan is None:
        return "heroku addons:plans heroku-postgresql"
    create = database.command("addons:create", plan, app=app)
    # Heroku CLI 9 and later take options of the service after a double dash (changelog 2925).
    return " ".join([create, "--", "--follow", quote(database.reference(app)), *options])
