"""The stages of the path, each with its stops."""

from core.render.path.told import Told
from core.report import RANK, Report, Status
from core.snapshot import App, ProcessType, Snapshot, Unavailable
from core.snapshot.base import Fact

SHOWN = 4
"""Stops of a stage; of more the worst are shown."""

_DYNO_CHECKS = ("dyno-redundancy", "dyno-tier", "dyno-health")
_STORE_CHECKS = (
    *("production-database", "database-redundancy", "key-value-store", "database-version"),
    *("database-backups", "addon-health"),
)
_FAILOVER_CHECKS = ("database-redundancy", "key-value-store")


class Stop(Fact, frozen=True, kw_only=True):
    """One thing that a request passes, or waits for."""

    name: str
    detail: str = ""
    status: Status | None = None
    """The worst that the checks say of it; None where none judged it."""
    alone: bool = False
    """It is a single point of failure: nothing takes over."""
    aside: bool = False
    """No request passes it, such as a worker."""


class Stage(Fact, frozen=True, kw_only=True):
    """Stops side by side."""

    title: str
    stops: tuple[Stop, ...]
    more: int = 0
    """How many others there are."""


def path_of(report: Report, snapshot: Snapshot | None = None) -> tuple[Stage, ...]:
    """Lay out the path of a request to an app, from DNS to the data stores."""
    told = Told(report)
    hosts = _worst_first(told, _hosts(told, snapshot), "dns", "ssl")
    shown = hosts[:SHOWN]
    more = len(hosts) - len(shown)
    own = _own_name(report, snapshot)
    return (
        Stage(title="DNS", stops=tuple(_name(told, each) for each in shown) or (own,), more=more),
        Stage(
            title="TLS",
            stops=tuple(_certificate(told, each) for each in shown) or (_herokus(),),
            more=more,
        ),
        Stage(title="Router", stops=(_router(told, snapshot),)),
        _few("Dynos", _dynos(told, snapshot)),
        _few("Data stores", _stores(told, snapshot)),
    )


def _hosts(told: Told, snapshot: Snapshot | None) -> list[str]:
    if snapshot is None or isinstance(snapshot.domains, Unavailable):
        return told.resources("dns", "ssl")
    return [domain.hostname for domain in snapshot.domains if domain.custom]


def _worst_first(told: Told, names: list[str], *checks: str) -> list[str]:
    def rank(name: str) -> int:
        status = told.status(*checks, resource=name)
        return len(RANK) if status is None else RANK[status]

    return sorted(names, key=rank)


def _own_name(report: Report, snapshot: Snapshot | None) -> Stop:
    domains = () if snapshot is None else snapshot.domains
    if isinstance(domains, Unavailable):
        return Stop(name="its domains", detail="could not be read", status=Status.UNKNOWN)
    name = next((each.hostname for each in domains if not each.custom), report.app)
    return Stop(name=name, detail="no domain of its own")


def _herokus() -> Stop:
    return Stop(name="certificate", detail="of Heroku itself")


def _name(told: Told, host: str) -> Stop:
    status = told.status("dns", "domain-takeover", resource=host)
    return Stop(name=host, detail=_leads(told, host, status), status=status)


def _leads(told: Told, host: str, status: Status | None) -> str:
    if status in {Status.FAILED, Status.UNKNOWN}:
        return _means(status, "does not lead to the app")
    for key in ("chain", "addresses", "target"):
        found = told.evidence(key, "dns", resource=host)
        last = found[-1] if isinstance(found, list) and found else found
        if last:
            return f"to {last}"
    return ""


def _certificate(told: Told, host: str) -> Stop:
    status = told.status("ssl", resource=host)
    end = told.evidence("not_after", "ssl", resource=host)
    days = told.evidence("days", "ssl", resource=host)
    if not isinstance(end, str):
        return Stop(name="certificate", detail=_means(status, "none that is good"), status=status)
    left = f"{days} days left" if isinstance(days, int) and days >= 0 else "it is over"
    return Stop(name=f"until {end[:10]}", detail=left, status=status)


def _means(status: Status | None, trouble: str) -> str:
    match status:
        case Status.FAILED:
            return trouble
        case Status.UNKNOWN:
            return "could not be told"
        case _:
            return ""


def _router(told: Told, snapshot: Snapshot | None) -> Stop:
    status = told.status("maintenance-mode", resource=None)
    if status is Status.FAILED:
        return Stop(name="Heroku router", detail="in maintenance", status=status)
    where = "" if snapshot is None else _where(snapshot.app)
    return Stop(name="Heroku router", detail=where, status=status)


def _where(app: App) -> str:
    if app.space is not None:
        return f"space {app.space}"
    return "" if app.region is None else f"region {app.region}"


def _dynos(told: Told, snapshot: Snapshot | None) -> list[Stop]:
    formation = None if snapshot is None else snapshot.formation
    if isinstance(formation, tuple):
        running = [row for row in formation if row.quantity or row.type == "web"]
        stops = [_dyno(told, row.type, _amount(row)) for row in running]
    else:
        types = told.resources("dyno-redundancy")
        stops = [_dyno(told, each, _amount_told(told, each)) for each in types]
    if isinstance(formation, Unavailable) and not stops:
        return [Stop(name="formation", detail="could not be read", status=Status.UNKNOWN)]
    return sorted(stops or [Stop(name="web", detail="none runs")], key=lambda stop: stop.aside)


def _amount(row: ProcessType) -> str:
    return f"{row.quantity} × {row.size}"  # noqa: RUF001  the sign for a number of things


def _amount_told(told: Told, kind: str) -> str:
    quantity = told.evidence("quantity", "dyno-redundancy", resource=kind)
    size = told.evidence("size", "dyno-redundancy", resource=kind)
    return "" if quantity is None else f"{quantity} × {size or 'dyno'}"  # noqa: RUF001  as above


def _dyno(told: Told, kind: str, amount: str) -> Stop:
    lowest = [
        told.evidence(key, "dyno-redundancy", resource=kind) for key in ("min_quantity", "quantity")
    ]
    return Stop(
        name=kind,
        detail=amount,
        status=told.status(*_DYNO_CHECKS, resource=kind),
        alone=1 in lowest and told.lone("dyno-redundancy", kind),
        aside=kind != "web",
    )


def _stores(told: Told, snapshot: Snapshot | None) -> list[Stop]:
    names = told.resources("production-database", *_FAILOVER_CHECKS, "database-version")
    stops = [_store(told, each) for each in _worst_first(told, names, *_STORE_CHECKS)]
    if not stops and snapshot is not None and isinstance(snapshot.attachments, Unavailable):
        return [Stop(name="add-ons", detail="could not be read", status=Status.UNKNOWN)]
    return stops or [Stop(name="none found")]


def _store(told: Told, name: str) -> Stop:
    plan = told.evidence("plan", *_STORE_CHECKS, resource=name)
    return Stop(
        name=name,
        detail=str(plan).removeprefix("heroku-") if plan else "its plan is not known",
        status=told.status(*_STORE_CHECKS, resource=name),
        alone=any(told.lone(check, name) for check in _FAILOVER_CHECKS),
    )


def _few(title: str, stops: list[Stop]) -> Stage:
    return Stage(title=title, stops=tuple(stops[:SHOWN]), more=max(0, len(stops) - SHOWN))
