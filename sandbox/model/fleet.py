"""Made-up apps by the thousand: a company's products, their staging, and what was left behind.

Twelve apps make a round: three products with production, staging and review apps, a tool of one
team's own, and an experiment that nobody scaled up again. What is wrong with an app is
drawn from its number, so that a fleet is always the same.
"""

from collections.abc import Iterator
from typing import Literal, TypeVar

from sandbox.model.names import number_of
from sandbox.model.rows import (
    AddonRow,
    BackupRow,
    DatabaseRow,
    DomainRow,
    DynoRow,
    LogDrainRow,
    PipelineRow,
    ProcessTypeRow,
    ReleaseRow,
    SampleApp,
    ScheduleRow,
)

Stage = Literal["production", "staging", "review", "branch", "tool", "left"]
"""A branch is a second review app."""

TEAMS = ("acme", "globex", "initech")
_ROUND: tuple[tuple[int, Stage], ...] = (
    (0, "production"),
    (0, "staging"),
    (0, "review"),
    (0, "branch"),
    (1, "production"),
    (1, "staging"),
    (1, "review"),
    (2, "production"),
    (2, "staging"),
    (2, "review"),
    (3, "tool"),
    (4, "left"),
)
"""Which product of the round, and which app of it."""
_WORDS = ("atlas", "basket", "cargo", "delta", "ember", "fjord", "grove", "harbor", "ivory", "juno")
_SUFFIX: dict[Stage, str] = {
    "production": "",
    "staging": "-staging",
    "review": "-pr-41",
    "branch": "-pr-42",
}
_STACKS = ("heroku-24",) * 15 + ("heroku-22",) * 4 + ("heroku-20",)
_T = TypeVar("_T")


def make_fleet(count: int) -> Iterator[SampleApp]:
    """Make that many apps."""
    for index in range(count):
        lap, place = divmod(index, len(_ROUND))
        product, stage = _ROUND[place]
        yield _app(f"{_WORDS[product * 2 + lap % 2]}-{lap}", stage, lap * 5 + product)


def _app(product: str, stage: Stage, number: int) -> SampleApp:
    name = product + _SUFFIX.get(stage, f"-{stage}")
    coupled = stage in _SUFFIX
    stack = _pick(_STACKS, "stack", product)
    return SampleApp(
        name=name,
        summary=f"{stage} of {product}",
        team=TEAMS[number % len(TEAMS)],
        stack="heroku-20" if stage == "left" else stack,
        acm=stage == "production",
        maintenance=stage == "production" and _one_in(50, "maintenance", name),
        created_days_ago=300.0 + number % 900,
        pipeline=PipelineRow(name=product, stage=_stage(stage)) if coupled else None,
        formation=tuple(_formation(stage, product)),
        dynos=tuple(_dynos(name)),
        releases=tuple(_releases(name)),
        features={"preboot": not _one_in(3, "preboot", product)},
        config_vars={"RACK_ENV": "production", **_agent(product)},
        addons=tuple(_addons(stage, product)),
        log_drains=tuple(_drains(product)),
        domains=tuple(_domains(product)) if stage == "production" else (),
    )


def _stage(stage: Stage) -> Literal["production", "staging", "review"]:
    return stage if stage in {"production", "staging"} else "review"


def _formation(stage: Stage, product: str) -> Iterator[ProcessTypeRow]:
    if stage == "left" or (stage in {"review", "branch"} and _one_in(2, "asleep", product, stage)):
        yield ProcessTypeRow(type="web", quantity=0, size="Basic")
        return
    production = stage == "production"
    alone = not production or _one_in(5, "alone", product)
    size = "Standard-1X" if production else "Basic"
    yield ProcessTypeRow(type="web", quantity=1 if alone else 2, size=size)
    if not _one_in(3, "worker", product):
        yield ProcessTypeRow(type="worker", quantity=2 if production else 1, size=size)


def _dynos(name: str) -> Iterator[DynoRow]:
    if _one_in(25, "crashed", name):
        yield DynoRow(name="web.1", state="crashed", updated_hours_ago=0.3)


def _releases(name: str) -> Iterator[ReleaseRow]:
    yield ReleaseRow(description="Initial release", hours_ago=2000.0)
    for number in range(3):
        yield ReleaseRow(description=f"Deploy {number}a7f31c", hours_ago=400.0 - 100 * number)
    if _one_in(20, "release", name):
        yield ReleaseRow(description="Deploy bad0c0de", status="failed", hours_ago=2.0)


def _agent(product: str) -> dict[str, str]:
    """Make the config var of an agent that watches a quarter of the products."""
    return {"SENTRY_DSN": "https://s3cret@sentry.example.com/1"} if _watch(product) == 1 else {}


def _watch(product: str) -> int:
    """Tell what watches a product: 0 an add-on, 1 an agent, 2 nothing."""
    return _pick((0,) * 12 + (1,) * 5 + (2,) * 3, "watch", product)


def _addons(stage: Stage, product: str) -> Iterator[AddonRow]:
    """Make the add-ons: those of `app.json` are in every app of a product."""
    yield _database(stage, product)
    if stage in {"tool", "left"}:
        return
    if _watch(product) == 0:
        yield AddonRow(plan="newrelic:wayne", config_vars=("NEW_RELIC_LICENSE_KEY",))
    if not _one_in(3, "logs", product):
        yield AddonRow(plan="papertrail:choklad", config_vars=("PAPERTRAIL_API_TOKEN",))
    if _one_in(2, "redis", product):
        plan = "premium-0" if stage == "production" else "mini"
        yield AddonRow(plan=f"heroku-redis:{plan}")


def _database(stage: Stage, product: str) -> AddonRow:
    plan = "essential-0"
    schedules: tuple[ScheduleRow, ...] = ()
    backups: tuple[BackupRow, ...] = ()
    if stage == "production":
        plan = _pick(("standard-0", "premium-0", "premium-2", "essential-1"), "plan", product)
        if not _one_in(4, "backups", product):
            schedules, backups = (ScheduleRow(),), (BackupRow(hours_ago=9.0),)
    version = _pick(("17.5", "16.9", "16.9", "14.18"), "version", product)
    return AddonRow(
        plan=f"heroku-postgresql:{plan}",
        attachments=("DATABASE",),
        database=DatabaseRow(version=version, schedules=schedules, backups=backups),
    )


def _drains(product: str) -> Iterator[LogDrainRow]:
    if _one_in(4, "drain", product):
        scheme = "syslog" if _one_in(5, "plain", product) else "syslog+tls"
        yield LogDrainRow(url=f"{scheme}://logs.{product}.example.com:6514")


def _domains(product: str) -> Iterator[DomainRow]:
    """Make the domains of a production app; not every product has one."""
    if _one_in(6, "internal", product):
        return
    issued = "cert issued"
    yield DomainRow(hostname=f"www.{product}.com", acm_status=issued)
    if _one_in(2, "apex", product):
        astray = _one_in(5, "astray", product)
        dns = ("A 94.130.12.7",) if astray else ("ALIAS {cname}",)
        status = "failing" if astray else issued
        yield DomainRow(hostname=f"{product}.com", acm_status=status, dns=dns)


def _one_in(many: int, *what: object) -> bool:
    return number_of("fleet", *what) % many == 0


def _pick(choices: tuple[_T, ...], *what: object) -> _T:
    return choices[number_of("fleet", *what) % len(choices)]
