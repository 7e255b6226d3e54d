"""Domains and their DNS for tests: each of an app whose domains are but these."""

from typing import Any

import msgspec

from core.report import Result
from core.snapshot import Answer, Domain, DomainDns, Lookup, NoRecord
from tests.apps import TARGET, WWW, judge

HEROKU = ("54.73.53.81", "54.220.192.176")
"""Addresses of the target."""
OTHER = "flowing-otter-0c1b2a3d4e5f6a7b8c9d0e1f.herokudns.com"
APP_ROW = Domain(hostname="ha-app.herokuapp.com", kind="heroku")


def domain(hostname: str = "www.example.com", **fields: Any) -> Domain:  # noqa: ANN401
    """A custom domain that Heroku has given the target of the healthy app."""
    return msgspec.structs.replace(WWW, hostname=hostname, **fields)


def row(hostname: str = "www.example.com", **fields: Any) -> DomainDns:  # noqa: ANN401
    """DNS of a domain that leads nowhere yet, and of a target that is well."""
    defaults = {
        "hostname": hostname,
        "queried": hostname,
        "a": NoRecord(),
        "aaaa": NoRecord(),
        "caa": NoRecord(),
        "target": TARGET,
        "target_a": Answer(records=HEROKU),
        "target_aaaa": NoRecord(),
    }
    return DomainDns(**{**defaults, **fields})


def via(*chain: str, addresses: tuple[str, ...] = HEROKU) -> Answer:
    """Answer for a name that leads along a chain to addresses."""
    return Answer(records=addresses, chain=chain)


def judge_dns(a: Lookup, *, check: str = "dns", **fields: Any) -> Result:  # noqa: ANN401
    """Judge one domain by its answer for A; other fields go to its DNS row."""
    hostname = fields.pop("hostname", "www.example.com")
    domains = (APP_ROW, domain(hostname, **fields.pop("domain", {})))
    return judge(check, domains=domains, dns=(row(hostname, a=a, **fields),))
