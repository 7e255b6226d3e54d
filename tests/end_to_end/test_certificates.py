"""Every turn that TLS can take: `apps/certificates-app.toml` has a custom domain for each."""

from collections.abc import Callable

import pytest

from core.snapshot import Handshake, Snapshot, Unavailable
from sandbox import Sandbox
from sandbox.model import TlsKind
from tests.end_to_end.running import Prodcheck

SSL = {
    "good": ("passed", "has a certificate until"),
    "expired": ("failed", "expired on"),
    "expiring": ("failed", "ends on"),
    "not-yet-valid": ("failed", "begins on"),
    "self-signed": ("failed", "self-signed"),
    "untrusted": ("failed", "an issuer nobody trusts (CN=Nobody's CA,O=Sandbox)"),
    "wrong-host": ("failed", "a certificate for shop.example.net, which does not cover it"),
    "hang": ("unknown", "showed no certificate within 3 s"),
    "reset": ("unknown", "broke the connection off before it showed a certificate"),
    "no-tls": ("unknown", "does not speak TLS on port 443"),
    "refused": ("unknown", "before it showed a certificate"),
}
"""First label, status of the check `ssl`, and what is said."""


def test_each_name_is_judged_by_the_certificate_its_visitors_see(
    prodcheck: Prodcheck, patience: Callable[..., None]
) -> None:
    patience(tls_timeout=3.0)
    checked, snapshot = prodcheck.keep("certificates-app")
    assert checked.status == 1
    assert checked.statuses["dns"] == "passed"
    for label, (status, words) in SSL.items():
        found, message = checked.of("ssl", f"{label}.certificates-app.com")
        assert (label, found) == (label, status)
        assert words in message
        assert f"{label}.certificates-app.com" in message
    assert len(checked.findings("ssl")) == len(SSL)
    _told_apart(snapshot)


def _told_apart(snapshot: Snapshot) -> None:
    """What was shown and why nothing was are different things."""
    assert not isinstance(snapshot.tls, Unavailable)
    met = {each.hostname.partition(".")[0]: each.outcome for each in snapshot.tls}
    for label, (status, _) in SSL.items():
        assert isinstance(met[label], Unavailable if status == "unknown" else Handshake)


@pytest.mark.parametrize("kind", ["expired", "self-signed", "wrong-host", "untrusted"])
def test_a_healthy_app_with_a_bad_certificate_is_not_ready(
    prodcheck: Prodcheck, sandbox: Sandbox, kind: TlsKind
) -> None:
    sandbox.fail_tls("www.ha-app.com", kind)
    outcome = prodcheck("-a", "ha-app")
    assert outcome.status == 1
    assert "✗ failed: A good certificate for every custom domain (ssl)" in outcome.out


@pytest.mark.parametrize("kind", ["hang", "reset", "no-tls", "refused"])
def test_a_certificate_nobody_saw_is_not_passed(
    prodcheck: Prodcheck, sandbox: Sandbox, patience: Callable[..., None], kind: TlsKind
) -> None:
    patience(tls_timeout=0.5)
    sandbox.fail_tls("www.ha-app.com", kind)
    outcome = prodcheck("-a", "ha-app")
    assert outcome.status == 0
    assert "? unknown: A good certificate for every custom domain (ssl)" in outcome.out


def test_an_issuer_that_this_machine_does_not_know_is_not_trusted(prodcheck: Prodcheck) -> None:
    del prodcheck.environ["SSL_CERT_FILE"]
    outcome = prodcheck("-a", "ha-app", "--only", "ssl")
    assert outcome.status == 1
    assert "an issuer nobody trusts" in " ".join(outcome.out.split())
