"""What the check `dns` says of each place that a domain can lead to."""

from typing import assert_never

import msgspec

from core.check import failed, passed, unknown, warning
from core.checks._route import Leads, Route
from core.fix import fix, heroku
from core.names import is_apex
from core.report import DnsRecord, Finding, Fix
from core.snapshot import Answer, App, Domain, DomainDns, NoSuchName, Unavailable

_SETTLED = frozenset({None, "pending", "succeeded", "none"})
"""`status` of a domain that is served or about to be: wait-for-domain.ts, github.com/heroku/cli."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One domain that Heroku has given a target."""

    app: App
    domain: Domain
    row: DomainDns
    target: str

    @property
    def host(self) -> str:
        """The domain as Heroku has it."""
        return self.domain.hostname


def judge_pending(app: App, domain: Domain) -> Finding:
    """Judge a domain that has no DNS target."""
    host = domain.hostname
    if domain.status in _SETTLED:
        return unknown(
            host,
            f"Heroku has not given {host} a DNS target yet: it cannot be said where it must lead",
            fix=fix(heroku("domains:wait", host, app=app.name), "custom-domains"),
            status=domain.status,
        )
    return failed(
        host,
        f"Heroku could not set up {host}, which has no DNS target: its status is {domain.status}",
        fix=fix(heroku("domains:info", host, app=app.name), "custom-domains"),
        status=domain.status,
    )


def judge_route(case: Case, route: Route) -> Finding:
    """Judge where a domain leads."""
    match route.leads:
        case Leads.TARGET:
            return _target(case, route)
        case Leads.ADDRESSES:
            how = f"{case.host} has addresses of {route.name}, as an ALIAS or ANAME record does"
            return _arrived(case, route, how)
        case Leads.SIBLING | Leads.OLDER | Leads.LEGACY:
            return _outdated(case, route)
        case Leads.FOREIGN | Leads.RETIRED | Leads.ELSEWHERE | Leads.NOWHERE:
            return failed(
                case.host,
                f"{case.host} {_astray(case, route)}",
                fix=set_target(case.host, case.target),
                **route.evidence(case.target),
            )
        case Leads.PROXY:
            return _proxy(case, route)
        case Leads.UNCOMPARED | Leads.UNREADABLE:
            return _unread(case, route)
        case _:
            assert_never(route.leads)


def _target(case: Case, route: Route) -> Finding:
    if route.addresses:
        return _arrived(case, route, f"{case.host} leads to {case.target}")
    evidence = route.evidence(case.target)
    if isinstance(case.row.target_a, Answer):
        return unknown(
            case.host,
            f"DNS contradicts itself: {case.host} leads to {case.target}, which has an address "
            "when asked for by itself and none on this way",
            fix=None,
            **evidence,
        )
    return failed(
        case.host,
        f"{case.host} leads to {case.target}, as it should, but that name has no address: "
        "visitors do not reach the app",
        fix=fix(heroku("domains:info", case.host, app=case.app.name), "custom-domains"),
        **evidence,
    )


def _arrived(case: Case, route: Route, how: str) -> Finding:
    """Judge what else can be wrong with a domain whose IPv4 visitors arrive."""
    evidence = route.evidence(case.target)
    if case.domain.status not in _SETTLED:
        return warning(
            case.host,
            f"{how}, but Heroku shows the status {case.domain.status} for this domain",
            fix=fix(heroku("domains:info", case.host, app=case.app.name), "custom-domains"),
            **evidence,
        )
    return _stray_ipv6(case, route) or passed(case.host, how, **evidence)


def _stray_ipv6(case: Case, route: Route) -> Finding | None:
    """Judge AAAA records that are not the target's.

    They are no failure: Heroku has no IPv6 of its own (github.com/heroku/roadmap, issue 40), and an
    IPv6 proxy in front of the app is a choice. But Let's Encrypt prefers IPv6, and then finds no
    Heroku there (help.heroku.com/Q31RTOST).
    """
    aaaa, target_aaaa = case.row.aaaa, case.row.target_aaaa
    if isinstance(aaaa, Unavailable):
        # A CNAME stands for records of every type, so that the chain speaks for AAAA too.
        return None if route.chain else _unread_ipv6(case, aaaa)
    if not isinstance(aaaa, Answer) or case.target in aaaa.chain:
        return None
    if isinstance(target_aaaa, Unavailable):
        return _unread_ipv6(case, target_aaaa)
    if isinstance(target_aaaa, Answer) and not set(aaaa.records).isdisjoint(target_aaaa.records):
        return None
    addresses = ", ".join(aaaa.records)
    return warning(
        case.host,
        f"{case.host} leads to {case.target} over IPv4 and to {addresses} over IPv6: those "
        "visitors miss the app, and no automatic certificate can be issued; "
        "remove the AAAA records",
        fix=fix(None, "custom-domains", "acm-failure-reasons"),
        **route.evidence(case.target),
        aaaa=list(aaaa.records),
    )


def _unread_ipv6(case: Case, problem: Unavailable) -> Finding:
    return unknown(
        case.host,
        f"{case.host} leads to {case.target} over IPv4; where over IPv6 could not be read: "
        f"{problem.reason}",
        target=case.target,
        kind=problem.kind,
    )


def _outdated(case: Case, route: Route) -> Finding:
    judge = warning if route.addresses else failed
    return judge(
        case.host,
        f"{case.host} leads to {route.name}, {_age(case, route)}",
        fix=_move(case, route),
        **route.evidence(case.target),
    )


def _move(case: Case, route: Route) -> Fix:
    """Set the target; of an SSL Endpoint, the guide of its days tells what replaced it."""
    move = set_target(case.host, case.target)
    guide = fix(None, "ssl-endpoint").articles if route.ssl_endpoint else ()
    return msgspec.structs.replace(move, articles=move.articles + guide)


def _age(case: Case, route: Route) -> str:
    """Say what is wrong with a name that once was right, in words that follow it."""
    if not route.addresses:
        return "which no longer resolves: visitors do not reach the app"
    if route.unverifiable:
        what = "an older name of this app" if route.leads is Leads.OLDER else "which Heroku retired"
        return (
            f"{what}: it works, but no automatic certificate can be issued until the domain leads "
            f"to {case.target}"
        )
    what = "another domain of this app" if route.leads is Leads.SIBLING else "an older kind"
    return f"a target of {what}: it works, but its own is {case.target}"


def _astray(case: Case, route: Route) -> str:
    """Say how a domain misses its target, in words that follow its name."""
    seen = ", ".join(route.addresses)
    if route.leads is Leads.FOREIGN:
        return f"leads to {route.name}, which is not this app's: it must lead to {case.target}"
    if route.leads is Leads.RETIRED:
        return f"points at {route.name}, an address that Heroku gave up: its visitors get lost"
    if route.leads is Leads.ELSEWHERE:
        by = f"{route.chain[-1]} ({seen})" if route.chain else seen
        return f"leads to {by}, which is not Heroku's: it must lead to {case.target}"
    if not route.dangling:
        return "has no address in DNS: nobody reaches the app by it"
    if route.chain:
        return f"leads to {route.chain[-1]}, which does not exist: nobody reaches the app by it"
    return "does not exist in DNS: nobody reaches the app by it"


def _proxy(case: Case, route: Route) -> Finding:
    if route.redirect:
        message = (
            f"{case.host} is answered by {route.name}, which redirects: DNS does not show whether "
            "it leads on to a domain of this app"
        )
    else:
        message = (
            f"{case.host} cannot be verified behind {route.name}: make sure there that the origin "
            f"is {case.target}"
        )
    return warning(
        case.host,
        message,
        fix=Fix(articles=set_target(case.host, case.target).articles),
        **route.evidence(case.target),
        proxy=route.name,
    )


def _unread(case: Case, route: Route) -> Finding:
    if route.problem is not None and not route.addresses:
        message = f"the DNS of {case.host} could not be read: {route.problem.reason}"
    else:
        why = _why_uncompared(case, route)
        message = (
            f"{case.host} has the addresses {', '.join(route.addresses)}; whether {case.target} "
            f"has them cannot be said: {why}"
        )
    kind = None if route.problem is None else route.problem.kind
    return unknown(case.host, message, fix=None, **route.evidence(case.target), kind=kind)


def _why_uncompared(case: Case, route: Route) -> str:
    if route.problem is not None:
        return route.problem.reason
    if isinstance(case.row.target_a, NoSuchName):
        return "that name does not exist"
    return "that name has no address"


def set_target(host: str, target: str) -> Fix:
    """Compose the fix of a domain that must lead to its DNS target: the record to set."""
    apex = is_apex(host)
    return fix(
        None,
        *(("apex-domains", "custom-domains") if apex else ("custom-domains",)),
        record=DnsRecord(name=host, type="ALIAS or ANAME" if apex else "CNAME", value=target),
    )
