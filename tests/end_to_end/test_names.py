"""Every turn that DNS can take: `apps/names-app.toml` has a custom domain for each."""

from collections.abc import Callable

import pytest

from core.snapshot import Answer, NoRecord, NoSuchName, Snapshot, Unavailable
from sandbox import Sandbox
from sandbox.zones import DnsFault
from tests.end_to_end.running import Checked, Prodcheck

DNS = {
    "good": ("passed", "leads to"),
    "nxdomain": ("failed", "does not exist in DNS"),
    "nodata": ("failed", "has no address in DNS"),
    "servfail": ("unknown", "SERVFAIL"),
    "refused": ("unknown", "REFUSED"),
    "timeout": ("unknown", "no DNS server answered for timeout.names-app.com within 3 s"),
    "loop": ("unknown", "its CNAME records form a loop"),
    "self": ("unknown", "its CNAME records form a loop"),
    "chain": ("passed", "leads to flat-otter-chainchainchainchainchai.herokudns.com"),
    "half": ("unknown", "SERVFAIL"),
    "*.wild": ("passed", "leads to"),
    "*.tame": ("failed", "does not exist in DNS"),
    "bücher": ("passed", "leads to"),
    "SHOUTED": ("passed", "leads to"),
    "dotted": ("passed", "leads to round-comet-dotdotdotdotdotdotdotdot.herokudns.com"),
    "target": ("passed", "leads to hollow-quail-dotdotdotdotdotdotdotdot.herokudns.com"),
    "two..dots": ("unknown", "the name has an empty label"),
    "private": ("failed", "leads to 10.0.0.1, which is not Heroku"),
}
"""First label, status of the check `dns`, and what is said."""

UNREAD = {label for label, (status, _) in DNS.items() if status == "unknown"}


def hostname(label: str) -> str:
    return f"{label}.Names-App.COM" if label.isupper() else f"{label}.names-app.com"


def test_each_name_is_judged_by_what_dns_says_of_it(
    prodcheck: Prodcheck, sandbox: Sandbox, patience: Callable[..., None]
) -> None:
    patience(dns_timeout=3.0)
    checked, snapshot = prodcheck.keep("names-app")
    assert checked.status == 1
    for label, (status, words) in DNS.items():
        found, message = checked.of("dns", hostname(label))
        assert (label, found) == (label, status)
        assert words in message
        assert hostname(label) in message
    assert len(checked.findings("dns")) == len(DNS)
    _nothing_unread_passes_elsewhere(checked)
    _told_apart(snapshot)
    assert "10.0.0.1" not in {connection.host for connection in sandbox.tls_connections}


def _nothing_unread_passes_elsewhere(checked: Checked) -> None:
    for finding in checked.findings("domain-takeover"):
        label = (finding.resource or "").removesuffix(".names-app.com")
        assert (finding.status == "unknown") == (label in UNREAD)
    for finding in checked.findings("ssl"):
        assert finding.status in {"unknown", "warning"}


def _told_apart(snapshot: Snapshot) -> None:
    """What DNS said and what it did not say are different things."""
    assert not isinstance(snapshot.dns, Unavailable)
    said = {each.hostname: each.a for each in snapshot.dns}
    assert isinstance(said["nxdomain.names-app.com"], NoSuchName)
    assert isinstance(said["nodata.names-app.com"], NoRecord)
    for label in UNREAD:
        assert isinstance(said[hostname(label)], Unavailable)
    chain = said["chain.names-app.com"]
    assert isinstance(chain, Answer)
    assert len(chain.chain) == 20


@pytest.mark.parametrize("fault", [DnsFault.SERVFAIL, DnsFault.REFUSED, DnsFault.TIMEOUT])
def test_a_nameserver_of_no_use_makes_every_name_unknown(
    prodcheck: Prodcheck, sandbox: Sandbox, patience: Callable[..., None], fault: DnsFault
) -> None:
    patience(dns_timeout=0.3)
    sandbox.fail_dns("*", fault)
    checked = prodcheck.check("ha-app")
    assert checked.troubles == {"dns": "unknown", "domain-takeover": "unknown", "ssl": "unknown"}
    assert checked.status == 0


def test_a_nameserver_that_is_not_there_makes_every_name_unknown(
    prodcheck: Prodcheck, patience: Callable[..., None]
) -> None:
    patience(dns_timeout=0.3)
    outcome = prodcheck("-a", "ha-app", "--only", "dns", "--nameserver", "127.0.0.1:9")
    assert outcome.status == 0
    assert "? unknown: Every custom domain leads to its Heroku target (dns)" in outcome.out


def test_a_name_that_is_gone_for_everybody_fails(prodcheck: Prodcheck, sandbox: Sandbox) -> None:
    sandbox.fail_dns("*", DnsFault.NXDOMAIN)
    checked = prodcheck.check("ha-app")
    assert checked.statuses["dns"] == "failed"
    assert checked.statuses["ssl"] != "passed"
