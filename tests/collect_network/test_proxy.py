import socket
from pathlib import Path

import msgspec
import pytest

from core.collect.sources import Sources
from core.collect.tls import tls
from core.snapshot import Answer, DomainDns, Handshake, NoRecord, Unavailable
from tests.collect_network.certificates import issue
from tests.collect_network.servers import (
    Handler,
    Proxy,
    babble,
    close,
    free_port,
    read_all,
    reset,
    serve,
)
from tests.patience import UNHURRIED

HOST = "www.example.com"
CA = issue("Test Root")
GOOD = issue(HOST, issuer=CA, names=[HOST])
FOREIGN = issue(HOST, issuer=CA, names=["other.example"])


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(CA.pem)
    return Sources(token="t", ca_file=str(roots), tls_timeout=UNHURRIED)


def leads_to(*addresses: str) -> DomainDns:
    found = Answer(records=addresses)
    missing = NoRecord()
    a, aaaa = (missing, found) if ":" in addresses[0] else (found, missing)
    return DomainDns(hostname=HOST, queried=HOST, a=a, aaaa=aaaa, caa=missing)


async def probe(sources: Sources, proxy: str, *addresses: str) -> Handshake | Unavailable:
    through = msgspec.structs.replace(sources, proxy=proxy)
    [found] = await tls((), (leads_to(*addresses),), through)
    return found.outcome


@pytest.mark.parametrize(
    ("address", "place"),
    [("54.0.0.1", "54.0.0.1:443"), ("2600:1f18::1", "[2600:1f18::1]:443")],
)
async def test_probes_go_through_connect(address: str, place: str, sources: Sources) -> None:
    async with serve(read_all, GOOD.server_context()) as server:
        proxy = Proxy(server.port)
        async with serve(proxy) as running:
            outcome = await probe(sources, f"http://localhost:{running.port}", address)
    assert isinstance(outcome, Handshake)
    assert (outcome.address, outcome.problem) == (address, None)
    assert proxy.heads == [f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n"]


async def test_both_handshakes_go_through_connect(sources: Sources) -> None:
    async with serve(read_all, FOREIGN.server_context()) as server:
        proxy = Proxy(server.port)
        async with serve(proxy) as running:
            outcome = await probe(sources, f"http://127.0.0.1:{running.port}", "54.0.0.1")
    assert isinstance(outcome, Handshake)
    assert outcome.problem == "wrong_host"
    assert len(proxy.heads) == 2


async def test_the_first_public_address_is_the_one_that_counts(sources: Sources) -> None:
    async with serve(read_all, GOOD.server_context()) as server:
        proxy = Proxy(server.port)
        async with serve(proxy) as running:
            url = f"http://127.0.0.1:{running.port}"
            outcome = await probe(sources, url, "10.0.0.1", "54.0.0.1", "54.0.0.2")
    assert isinstance(outcome, Handshake)
    assert outcome.address == "54.0.0.1"
    assert [head.split()[1] for head in proxy.heads] == ["54.0.0.1:443"]


async def test_one_that_hangs_leaves_the_others_intact(sources: Sources) -> None:
    async with (
        serve(read_all, GOOD.server_context()) as server,
        serve(read_all) as silent,
        serve(Proxy(server.port, others={"54.0.0.2:443": silent.port})) as running,
    ):
        url = f"http://127.0.0.1:{running.port}"
        patient = msgspec.structs.replace(sources, tls_timeout=3.0, proxy=url)
        found = await tls((), (leads_to("54.0.0.1"), leads_to("54.0.0.2")), patient)
    assert isinstance(found[0].outcome, Handshake)
    assert isinstance(found[1].outcome, Unavailable)
    assert found[1].outcome.kind == "timeout"


async def test_credentials_go_to_the_proxy_alone(sources: Sources) -> None:
    proxy = Proxy(reply=b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
    async with serve(proxy) as running:
        url = f"http://ann:s%3Acret@127.0.0.1:{running.port}"
        outcome = await probe(sources, url, "54.0.0.1")
    assert "Proxy-Authorization: Basic YW5uOnM6Y3JldA==\r\n" in proxy.heads[0]
    reason = "the proxy 127.0.0.1 answers 407 to CONNECT"
    assert outcome == Unavailable(kind="protocol", reason=reason)


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (Proxy(reply=b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "does not answer as an HTTP proxy does"),
        (babble, "does not answer as an HTTP proxy does"),
        (close, "does not answer as an HTTP proxy does"),
        (reset, "closed the connection"),
    ],
)
async def test_a_proxy_that_is_none(handler: Handler, words: str, sources: Sources) -> None:
    async with serve(handler) as running:
        outcome = await probe(sources, f"http://127.0.0.1:{running.port}", "54.0.0.1")
    assert outcome == Unavailable(kind="protocol", reason=f"the proxy 127.0.0.1 {words}")


async def test_a_proxy_that_hangs_is_a_time_out(sources: Sources) -> None:
    patient = msgspec.structs.replace(sources, tls_timeout=0.2)
    async with serve(read_all) as running:
        outcome = await probe(patient, f"http://127.0.0.1:{running.port}", "54.0.0.1")
    assert isinstance(outcome, Unavailable)
    assert outcome.kind == "timeout"


async def test_a_proxy_out_of_reach(sources: Sources) -> None:
    outcome = await probe(sources, f"http://ann:s3cret@localhost:{free_port()}", "54.0.0.1")
    assert isinstance(outcome, Unavailable)
    assert outcome.reason.startswith("the proxy localhost is out of reach: ")


async def test_every_address_of_the_proxy_is_tried(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        serve(read_all, GOOD.server_context()) as server,
        serve(Proxy(server.port)) as running,
    ):
        places = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
            for port in (free_port(), running.port, free_port())
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: places)
        outcome = await probe(sources, "http://proxy.example:3128", "54.0.0.1")
    assert isinstance(outcome, Handshake)


@pytest.mark.parametrize(
    "proxy",
    ["https://ann:s3cret@h:1", "socks5://h:1", "h:1", "", "http://:s3cret@:80", "http://h:99999"],
)
async def test_a_proxy_of_another_kind_is_refused(proxy: str, sources: Sources) -> None:
    outcome = await probe(sources, proxy, "54.0.0.1")
    reason = "the proxy has to be given as http://host:port"
    assert outcome == Unavailable(kind="protocol", reason=reason)
