from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from core.collect import handshake
from core.collect.handshake import Contexts, build_contexts
from core.collect.sources import Sources
from core.collect.tls import tls
from core.snapshot import (
    Answer,
    Certificate,
    Domain,
    DomainDns,
    DomainTls,
    Handshake,
    Lookup,
    NoRecord,
    NoSuchName,
    Unavailable,
)
from tests.collect_network.certificates import DAY, NOW, Issued, issue
from tests.collect_network.servers import (
    Handler,
    close,
    free_port,
    read_all,
    refuse_the_name,
    reset,
    say_hello,
    serve,
)
from tests.patience import UNHURRIED

HOST = "www.example.com"
CA = issue("Test Root")
GOOD = issue(HOST, issuer=CA, names=[HOST])


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(CA.pem)
    return Sources(
        token="t",
        ca_file=str(roots),
        allow_private_addresses=True,
        tls_timeout=UNHURRIED,
    )


def leads_to(*addresses: str, name: str = HOST, **fields: Lookup) -> DomainDns:
    found = DomainDns(
        hostname=name, queried=name, a=Answer(records=addresses), aaaa=NoRecord(), caa=NoRecord()
    )
    return msgspec.structs.replace(found, **fields)


async def probe(sources: Sources, port: int, dns: DomainDns) -> Handshake | Unavailable:
    [found] = await tls((), (dns,), msgspec.structs.replace(sources, tls_port=port))
    assert found.hostname == dns.hostname
    return found.outcome


async def probe_shown(shown: Issued, sources: Sources, name: str = HOST) -> Handshake:
    async with serve(read_all, shown.server_context()) as server:
        outcome = await probe(sources, server.port, leads_to("127.0.0.1", name=name))
    assert isinstance(outcome, Handshake)
    return outcome


async def test_a_trusted_certificate_is_read_in_one_handshake(sources: Sources) -> None:
    async with serve(read_all, GOOD.server_context()) as server:
        outcome = await probe(sources, server.port, leads_to("127.0.0.1"))
        assert server.connections == 1
    assert outcome == Handshake(
        address="127.0.0.1",
        certificate=Certificate(
            subject="CN=www.example.com",
            issuer="CN=Test Root",
            not_before=NOW - DAY,
            not_after=NOW + 90 * DAY,
            names=(HOST,),
        ),
    )


STRANGER = issue("Nobody's Root")


@pytest.mark.parametrize(
    ("shown", "problem"),
    [
        (issue(HOST, issuer=CA, names=[HOST], not_after=NOW - timedelta(hours=1)), "expired"),
        (issue(HOST, issuer=CA, names=[HOST], not_before=NOW + DAY), "not_yet_valid"),
        (issue(HOST, issuer=CA, names=["*.herokuapp.com"]), "wrong_host"),
        (issue(HOST, names=[HOST]), "self_signed"),
        (issue(HOST, issuer=STRANGER, names=[HOST]), "untrusted_issuer"),
        (issue(HOST, issuer=STRANGER, names=[HOST])._replace(chain=()), "untrusted_issuer"),
    ],
)
async def test_a_certificate_that_clients_refuse_is_read_all_the_same(
    shown: Issued, problem: str, sources: Sources
) -> None:
    outcome = await probe_shown(shown, sources)
    assert outcome.problem == problem
    assert outcome.detail
    assert outcome.certificate.subject == "CN=www.example.com"
    assert outcome.certificate.not_after == shown.certificate.not_valid_after_utc
    assert outcome.certificate.self_signed is (problem == "self_signed")


@pytest.mark.parametrize(
    ("dates", "detail"),
    [
        ({"not_after": NOW - timedelta(hours=1)}, "the certificate of an issuer has expired"),
        ({"not_before": NOW + DAY}, "the certificate of an issuer is not yet valid"),
    ],
)
async def test_the_dates_of_an_issuer_are_not_those_of_the_certificate(
    dates: dict[str, object], detail: str, sources: Sources
) -> None:
    middle = issue("Middle", issuer=CA, **dates)  # type: ignore[arg-type]
    outcome = await probe_shown(issue(HOST, issuer=middle, names=[HOST]), sources)
    assert (outcome.problem, outcome.detail) == ("untrusted_issuer", detail)


async def test_a_common_name_covers_nothing(sources: Sources) -> None:
    outcome = await probe_shown(issue(HOST, issuer=CA), sources)
    assert outcome.problem == "wrong_host"
    assert outcome.certificate.names == ()


async def test_a_wildcard_certificate_covers_a_random_label(sources: Sources) -> None:
    shown = issue("wild", issuer=CA, names=["*.example.com"])
    outcome = await probe_shown(shown, sources, name="f00d.example.com")
    assert outcome.problem is None


async def test_a_key_too_weak_to_trust_is_read_all_the_same(sources: Sources) -> None:
    weak = rsa.generate_private_key(65_537, 1024)  # noqa: S505  that is the case
    outcome = await probe_shown(issue(HOST, issuer=CA, names=[HOST], key=weak), sources)
    assert outcome.problem == "untrusted_issuer"
    assert outcome.detail is not None
    assert "too weak" in outcome.detail


async def test_hostile_text_in_a_certificate_stays_text(sources: Sources) -> None:
    hostile = "\x1b[31m<!channel>\n\u202eCN=www"
    outcome = await probe_shown(issue(hostile, issuer=CA, names=[HOST]), sources)
    assert outcome.problem is None
    assert outcome.certificate.subject is not None
    assert "<!channel>" in outcome.certificate.subject.replace("\\", "")


async def test_an_odd_certificate_is_read_without_a_word(sources: Sources) -> None:
    with pytest.warns(UserWarning, match="length"):
        odd = issue(HOST, issuer=CA, names=[HOST], country="USA")
    outcome = await probe_shown(odd, sources)
    assert outcome.certificate.subject == "C=USA,CN=www.example.com"


async def test_a_certificate_that_cannot_be_read_is_no_verdict(sources: Sources) -> None:
    broken = issue(HOST, issuer=CA, names=[HOST], raw_names=b"\x30\x04\x82\x02\xff\xfe")
    async with serve(read_all, broken.server_context()) as server:
        outcome = await probe(sources, server.port, leads_to("127.0.0.1"))
    reason = "the certificate that 127.0.0.1 shows cannot be read"
    assert outcome == Unavailable(kind="protocol", reason=reason)


async def test_the_server_is_asked_for_the_name(sources: Sources) -> None:
    asked = []
    context = GOOD.server_context()
    context.sni_callback = lambda _, name, __: asked.append(name)
    async with serve(read_all, context) as server:
        await probe(sources, server.port, leads_to("127.0.0.1"))
    assert asked == [HOST]


async def test_the_alert_of_a_server_is_passed_on(sources: Sources) -> None:
    async with serve(refuse_the_name) as server:
        outcome = await probe(sources, server.port, leads_to("127.0.0.1"))
    assert isinstance(outcome, Unavailable)
    assert outcome.kind == "protocol"
    assert outcome.reason.startswith("the TLS handshake with 127.0.0.1 failed: ")
    assert "unrecognized name" in outcome.reason


BROKEN_OFF = "127.0.0.1 broke the connection off before it showed a certificate"


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (say_hello, "127.0.0.1 does not speak TLS on port {port}"),
        (close, BROKEN_OFF),
        (reset, BROKEN_OFF),
    ],
)
async def test_a_server_without_tls(handler: Handler, reason: str, sources: Sources) -> None:
    async with serve(handler) as server:
        outcome = await probe(sources, server.port, leads_to("127.0.0.1"))
    assert outcome == Unavailable(kind="protocol", reason=reason.format(port=server.port))


async def test_a_port_that_hangs_is_a_time_out(sources: Sources) -> None:
    patient = msgspec.structs.replace(sources, tls_timeout=0.2)
    async with serve(read_all) as server:
        outcome = await probe(patient, server.port, leads_to("127.0.0.1"))
    reason = "127.0.0.1 showed no certificate within 0.2 s"
    assert outcome == Unavailable(kind="timeout", reason=reason)


async def test_a_port_that_nobody_listens_on(sources: Sources) -> None:
    port = free_port()
    outcome = await probe(sources, port, leads_to("127.0.0.1"))
    reason = f"127.0.0.1 refuses connections on port {port}"
    assert outcome == Unavailable(kind="protocol", reason=reason)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1", "100.64.0.1"]
)
async def test_addresses_inside_are_not_connected_to(address: str, sources: Sources) -> None:
    careful = msgspec.structs.replace(sources, allow_private_addresses=False)
    async with serve(read_all, GOOD.server_context()) as server:
        inside = Answer(records=(address,))
        dns = leads_to(aaaa=inside, a=NoRecord()) if ":" in address else leads_to(a=inside)
        outcome = await probe(careful, server.port, dns)
        proxied = msgspec.structs.replace(careful, proxy=f"http://127.0.0.1:{server.port}")
        assert outcome == await probe(proxied, server.port, dns)
        assert server.connections == 0
    assert outcome == Unavailable(
        kind="unsupported",
        reason=f"{address} is not a public address (PRODCHECK_ALLOW_PRIVATE_ADDRESSES=1 allows it)",
    )


LOST = Unavailable(kind="timeout", reason="no DNS server answered")


@pytest.mark.parametrize(
    ("a", "aaaa", "expected"),
    [
        (NoSuchName(), NoSuchName(), f"{HOST} does not exist in DNS"),
        (NoRecord(), NoRecord(), f"{HOST} has no address in DNS"),
        (LOST, NoRecord(), LOST.reason),
        (NoRecord(), LOST, LOST.reason),
    ],
)
async def test_without_an_address_the_reason_is_that_of_dns(
    a: Lookup, aaaa: Lookup, expected: str, sources: Sources
) -> None:
    outcome = await probe(sources, 443, leads_to(a=a, aaaa=aaaa))
    assert isinstance(outcome, Unavailable)
    assert outcome.reason == expected


async def test_without_dns_every_custom_domain_has_its_reason(sources: Sources) -> None:
    domains = (
        Domain(hostname="ha-app.herokuapp.com", kind="heroku"),
        Domain(hostname=HOST, kind="custom"),
    )
    assert await tls(domains, LOST, sources) == (DomainTls(hostname=HOST, outcome=LOST),)


async def test_what_dns_was_not_asked_for_is_not_probed(sources: Sources) -> None:
    assert await tls((Domain(hostname=HOST, kind="custom"),), (), sources) == ()


async def test_many_domains_at_once_keep_their_order(sources: Sources) -> None:
    names = [f"d{i}.example.com" for i in range(60)]
    shown = issue("wild", issuer=CA, names=["*.example.com"])
    async with serve(read_all, shown.server_context()) as server:
        asked = tuple(leads_to("127.0.0.1", name=name) for name in names)
        found = await tls((), asked, msgspec.structs.replace(sources, tls_port=server.port))
    assert [each.hostname for each in found] == names
    assert all(isinstance(each.outcome, Handshake) for each in found)
    assert {each.outcome.problem for each in found if isinstance(each.outcome, Handshake)} == {None}


async def test_roots_that_cannot_be_read_make_every_probe_unavailable(sources: Sources) -> None:
    broken = msgspec.structs.replace(sources, ca_file="/nowhere/roots.pem")
    outcome = await probe(broken, 443, leads_to("127.0.0.1"))
    assert isinstance(outcome, Unavailable)
    assert outcome.kind == "unsupported"
    assert "/nowhere/roots.pem" in outcome.reason
    nothing_to_probe = await probe(broken, 443, leads_to(a=NoRecord()))
    assert nothing_to_probe == Unavailable(kind="not_found", reason=f"{HOST} has no address in DNS")


@pytest.fixture
def roots_read_anew() -> Iterator[None]:
    """The system's roots are read once in a process, and another test may have done it."""
    handshake._shared.cache_clear()
    yield
    handshake._shared.cache_clear()


@pytest.mark.usefixtures("roots_read_anew")
async def test_the_roots_of_ssl_cert_file_are_trusted(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sources.ca_file is not None
    monkeypatch.setenv("SSL_CERT_FILE", sources.ca_file)
    outcome = await probe_shown(GOOD, msgspec.structs.replace(sources, ca_file=None))
    assert outcome.problem is None


def test_a_machine_without_roots_has_those_that_come_with_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    contexts = build_contexts(None)
    assert isinstance(contexts, Contexts)
    assert contexts.verifying.get_ca_certs()
