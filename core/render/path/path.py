"""The stages of the path, each with its stops."""

from core.checks._formation import alone as alone_by_nature
from core.render.path.told import Told
from core.report import RANK, EvidenceValue, Report, Status
from core.snapshot import App, Snapshot, Unavailable
from core.snapshot.base import Fact

SHOWN = 4
"""Stops of a stage; of more the single points of failure and the worst are shown."""

_NO_DOMAIN = "no domain of its own"
_UNREAD = "could not be read"
_NOT_SEEN = "not looked at"

_DYNO_CHECKS = ("dyno-redundancy", "dyno-tier", "dyno-health")
_STORE_CHECKS = (
    *("production-database", "database-redundancy", "key-value-store", "database-version"),
    *("database-backups", "addon-health"),
)
_FAILOVER_CHECKS = ("database-redundancy", "key-value-store")
_LISTING_CHECKS = ("production-database", "key-value-store")
"""Those that between them name every Heroku data store."""


class Stop(Fact, frozen=True, kw_only=True):
    """One thing that a request passes, or waits for."""

    name: str
    detail: str = ""
    status: Status | None = None
    """The worst that the checks say of it; None where none judged it."""
    alone: bool = False
    """It is a single point of failure: nothing takes over."""
    unsure: bool = False
    """Whether it is one is not known."""
    aside: bool = False
    """No request passes it, such as a worker."""
    host: str = ""
    """The name at the same height of the first stage that it belongs to."""

    @property
    def words(self) -> str:
        """Say what it is, where no line leads to it."""
        words = f"{self.name} {self.detail}".strip()
        return f"{words}, for {self.host}" if self.host else words


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
    own = _own_name(told, report, snapshot)
    return (
        Stage(title="DNS", stops=tuple(_name(told, each) for each in shown) or (own,), more=more),
        Stage(
            title="TLS",
            stops=tuple(_certificate(told, each) for each in shown) or (_herokus(own),),
            more=more,
        ),
        Stage(title="Router", stops=(_router(told, snapshot),)),
        _few("Dynos", _dynos(told, snapshot)),
        _few("Data stores", _stores(told)),
    )


def _hosts(told: Told, snapshot: Snapshot | None) -> list[str]:
    if snapshot is None or isinstance(snapshot.domains, Unavailable):
        return told.resources("dns", "ssl")
    return [domain.hostname for domain in snapshot.domains if domain.custom]


def _worst_first(told: Told, names: list[str], *checks: str) -> list[str]:
    return sorted(names, key=lambda name: _rank(told.status(*checks, resource=name)))


def _own_name(told: Told, report: Report, snapshot: Snapshot | None) -> Stop:
    if told.unread("dns", "ssl"):
        return Stop(name="its domains", detail=_UNREAD, status=Status.UNKNOWN)
    domains = None if snapshot is None else snapshot.domains
    if not isinstance(domains, tuple):
        looked = told.ran("dns") or told.ran("ssl")
        return Stop(name=report.app, detail=_NO_DOMAIN if looked else _NOT_SEEN)
    name = next((each.hostname for each in domains if not each.custom), report.app)
    return Stop(name=name, detail=_NO_DOMAIN)


def _herokus(own: Stop) -> Stop:
    """Say which certificate goes with the app's own name, where it has no other."""
    detail = "of Heroku itself" if own.detail == _NO_DOMAIN else own.detail
    return Stop(name="certificate", detail=detail, status=own.status)


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
        detail = _means(status, "none that is good")
        return Stop(name="certificate", detail=detail, status=status, host=host)
    left = f"{days} days left" if isinstance(days, int) and days >= 0 else "it is over"
    return Stop(name=f"until {end[:10]}", detail=left, status=status, host=host)


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
        stops = [_dyno(told, row.type, row.quantity, row.size) for row in running]
    else:
        stops = [_dyno_told(told, each) for each in _types_told(told)]
        if not stops and (unseen := _unseen(told, "formation", "dyno-redundancy")):
            return [unseen]
    return sorted(stops or [Stop(name="web", detail="none runs")], key=_standing)


def _types_told(told: Told) -> list[str]:
    """List the process types that there are: one that is missing is skipped."""
    named = told.resources("dyno-redundancy")
    return [each for each in named if told.status("dyno-redundancy", resource=each)]


def _dyno_told(told: Told, kind: str) -> Stop:
    quantity = told.evidence("quantity", "dyno-redundancy", resource=kind)
    size = told.evidence("size", "dyno-redundancy", resource=kind)
    return _dyno(told, kind, quantity, size)


def _dyno(told: Told, kind: str, quantity: EvidenceValue, size: EvidenceValue) -> Stop:
    least, most = (
        told.evidence(key, "dyno-redundancy", resource=kind)
        for key in ("min_quantity", "max_quantity")
    )
    amount = quantity if least is None else f"{least}-{most}"
    lone = 1 in (quantity, least) and not alone_by_nature(kind)
    return Stop(
        name=kind,
        detail="" if quantity is None else f"{amount} × {size or 'dyno'}",  # noqa: RUF001  the sign for a number of things
        status=told.status(*_DYNO_CHECKS, resource=kind),
        alone=lone,
        unsure=not lone and told.unsure("dyno-redundancy", resource=kind),
        aside=kind != "web",
    )


def _stores(told: Told) -> list[Stop]:
    names = told.resources("production-database", *_FAILOVER_CHECKS, "database-version")
    if names:
        return sorted((_store(told, each) for each in names), key=_standing)
    others = told.evidence("data_stores", "production-database", resource=None)
    if isinstance(others, list) and others:
        return [Stop(name=each, unsure=True) for each in others]
    unseen = _unseen(told, "add-ons", *_LISTING_CHECKS)
    return [unseen or Stop(name="none found")]


def _store(told: Told, name: str) -> Stop:
    plan = told.evidence("plan", *_STORE_CHECKS, resource=name)
    lone = any(told.lone(check, name) for check in _FAILOVER_CHECKS)
    return Stop(
        name=name,
        detail=str(plan).removeprefix("heroku-") if plan else "its plan is not known",
        status=told.status(*_STORE_CHECKS, resource=name),
        alone=lone,
        unsure=not lone and told.unsure(*_FAILOVER_CHECKS, resource=name),
    )


def _unseen(told: Told, name: str, *checks: str) -> Stop | None:
    """Stand for parts that nothing is known of; None where checks say that there are none."""
    if told.unread(*checks):
        return Stop(name=name, detail=_UNREAD, status=Status.UNKNOWN, unsure=True)
    return None if told.ran(*checks) else Stop(name=name, detail=_NOT_SEEN, unsure=True)


def _standing(stop: Stop) -> tuple[bool, bool, int]:
    """Put what a request passes first, then what is alone, then the worst."""
    return stop.aside, not stop.alone, _rank(stop.status)


def _rank(status: Status | None) -> int:
    return len(RANK) if status is None else RANK[status]


def _few(title: str, stops: list[Stop]) -> Stage:
    return Stage(title=title, stops=tuple(stops[:SHOWN]), more=max(0, len(stops) - SHOWN))
