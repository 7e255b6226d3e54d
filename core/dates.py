"""The days to come on which something of an app ends: certificates, its stack, database versions.

Pure: "now" is when the snapshot was taken. A day that is over is no day to come, and what ends
without anybody's doing and is renewed in time, as an automatic certificate is, is none either.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final, Literal

from core.checks._databases import KEY_VALUE_STORE, POSTGRES, attached
from core.checks._own_names import canonical
from core.checks._ssl_case import ISSUED
from core.checks._stacks import known_stack, stack_name
from core.knowledge.versions import Engine, support
from core.render.words import plural
from core.report import Report, Status
from core.snapshot import (
    Database,
    Domain,
    KeyValueStore,
    Snapshot,
    SniEndpoint,
    Unavailable,
)
from core.snapshot.base import Fact

Kind = Literal["certificate", "stack", "database_version"]

_LATE: Final = 14
"""Days before its end at which Heroku should long have renewed an automatic certificate, a month
before it: devcenter.heroku.com/articles/automated-certificate-management"""


class ComingDate(Fact, frozen=True, kw_only=True):
    """A day on which something ends."""

    day: date
    """The last good day, UTC."""
    kind: Kind
    resource: str
    """SNI endpoint, stack or add-on. It may be hostile text."""
    words: str
    """What ends, to stand before "on 2027-03-01". It may carry hostile text: renderers escape."""
    check: str
    """Id of the check that judges it."""

    @property
    def key(self) -> str:
        """Tell one thing that ends from others, and from the same with another day."""
        return f"{self.kind} {self.resource} {self.day.isoformat()}"


def upcoming(report: Report, snapshot: Snapshot) -> tuple[ComingDate, ...]:
    """List the days to come, the soonest first.

    Args:
        report: What was judged: what no check looked at, and what is waived, is left out.
        snapshot: What it was judged by.
    """
    today = snapshot.taken_at.date()
    ran = {result.id for result in report.results}
    found = (*_certificates(snapshot, report), *_stack(snapshot), *_versions(snapshot))
    coming = (
        each
        for each in found
        if each.day >= today
        and each.check in ran
        and not _accepted(report, each.check, each.resource)
    )
    return tuple(sorted(coming, key=lambda each: (each.day, each.kind, each.resource)))


def _accepted(report: Report, check: str, resource: str) -> bool:
    """Tell whether a waiver speaks of it, needed today or not."""
    waived = any(
        finding.status is Status.WAIVED and finding.resource == resource
        for result in report.results
        for finding in result.findings
        if result.id == check
    )
    return waived or any(w.covers(report.app, check, resource) for w in report.unused_waivers)


def _certificates(snapshot: Snapshot, report: Report) -> Iterator[ComingDate]:
    """List the certificates that Heroku holds, each once, however many domains it serves."""
    if isinstance(snapshot.sni_endpoints, Unavailable) or isinstance(snapshot.domains, Unavailable):
        return
    for endpoint in snapshot.sni_endpoints:
        served = [
            domain
            for domain in snapshot.domains
            if _serves(endpoint, domain) and not _accepted(report, "ssl", domain.hostname)
        ]
        end = endpoint.certificate.not_after if endpoint.certificate else None
        if served and end is not None and not _renewed_in_time(snapshot, endpoint, served, end):
            more = f" and {plural(len(served) - 1, 'other domain')}" if len(served) > 1 else ""
            yield ComingDate(
                day=end.date(),
                kind="certificate",
                resource=endpoint.name,
                words=f"the certificate of {served[0].hostname}{more} ends",
                check="ssl",
            )


def _serves(endpoint: SniEndpoint, domain: Domain) -> bool:
    if not domain.custom:
        return False
    if domain.sni_endpoint is not None:
        return domain.sni_endpoint == endpoint.name
    return canonical(domain.hostname) in map(canonical, endpoint.domains)


def _renewed_in_time(
    snapshot: Snapshot, endpoint: SniEndpoint, served: list[Domain], end: datetime
) -> bool:
    """Tell whether Heroku renews a certificate by itself, and is not late with it."""
    issued = any((each.acm_status or "").lower() in ISSUED for each in served)
    managed = snapshot.app.acm is not False and (endpoint.acm or issued)
    return managed and (end - snapshot.taken_at).days > _LATE


def _stack(snapshot: Snapshot) -> Iterator[ComingDate]:
    name = stack_name(snapshot.app)
    row = known_stack(name) if name else None
    if row is not None:
        yield ComingDate(
            day=row.end_of_life,
            kind="stack",
            resource=row.name,
            words=f"support of the stack {row.name} ends",
            check="stack",
        )


def _versions(snapshot: Snapshot) -> Iterator[ComingDate]:
    if isinstance(snapshot.attachments, Unavailable):
        return
    versions = dict(_versions_by_addon((snapshot.databases, snapshot.key_value_stores)))
    for store in attached(snapshot.attachments, POSTGRES):
        yield from _version(store.name, "postgres", versions.get(store.addon_id))
    for store in attached(snapshot.attachments, KEY_VALUE_STORE):
        yield from _version(store.name, "key-value-store", versions.get(store.addon_id))


def _versions_by_addon(
    facts: Iterable[tuple[Database, ...] | tuple[KeyValueStore, ...] | Unavailable],
) -> Iterator[tuple[str, str | None]]:
    for fact in facts:
        for each in () if isinstance(fact, Unavailable) else fact:
            if not isinstance(each.details, Unavailable):
                yield each.addon_id, each.details.version


def _version(addon: str, engine: Engine, version: str | None) -> Iterator[ComingDate]:
    """Say until when a version is supported; not where only a newer one's end is known."""
    known = support(engine, version)
    if known is None or known.end is None or known.latest:
        return
    product = "Postgres" if engine == "postgres" else "Key-Value Store"
    yield ComingDate(
        day=known.end,
        kind="database_version",
        resource=addon,
        words=f"support of {product} {known.version}, which {addon} runs, ends",
        check="database-version",
    )
