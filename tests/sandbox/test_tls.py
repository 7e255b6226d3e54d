import asyncio
import ssl
from datetime import timedelta
from ipaddress import ip_address
from time import perf_counter

import httpx
import pytest
from cryptography import x509

from sandbox import Sandbox
from sandbox.model import TlsKind
from tests.sandbox.clients import ADDRESS, ask, certificate, connect, records


def names(shown: x509.Certificate) -> list[str]:
    extension = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return extension.value.get_values_for_type(x509.DNSName)


async def test_a_good_certificate_is_trusted_and_covers_its_name(sandbox: Sandbox) -> None:
    shown = await certificate(sandbox, "www.ha-app.com")
    assert names(shown) == ["www.ha-app.com"]
    assert shown.not_valid_after_utc - sandbox.now == timedelta(days=60)
    [connection] = sandbox.tls_connections
    assert (connection.host, connection.port) == (ADDRESS, 443)
    assert connection.server_name == "www.ha-app.com"


@pytest.mark.parametrize(
    ("hostname", "code", "words"),
    [
        ("expired.troubled-app.com", 10, "certificate has expired"),
        ("self-signed.troubled-app.com", 18, "self-signed certificate"),
        ("untrusted.troubled-app.com", 20, "unable to get local issuer certificate"),
        ("wrong-host.troubled-app.com", 62, "Hostname mismatch"),
    ],
)
async def test_a_bad_certificate_is_refused_for_its_own_reason(
    sandbox: Sandbox, hostname: str, code: int, words: str
) -> None:
    with pytest.raises(ssl.SSLCertVerificationError) as refusal:
        await certificate(sandbox, hostname)
    assert refusal.value.verify_code == code
    assert words in refusal.value.verify_message
    shown = await certificate(sandbox, hostname, verify=False)
    assert names(shown)


async def test_dates_are_as_far_away_as_the_sample_says(sandbox: Sandbox) -> None:
    soon = await certificate(sandbox, "soon.troubled-app.com")
    assert soon.not_valid_after_utc - sandbox.now == timedelta(days=5)
    expired = await certificate(sandbox, "expired.troubled-app.com", verify=False)
    assert sandbox.now - expired.not_valid_after_utc == timedelta(days=12)
    sandbox.fail_tls("www.ha-app.com", "not-yet-valid")
    young = await certificate(sandbox, "www.ha-app.com", verify=False)
    assert young.not_valid_before_utc > sandbox.now


async def test_a_wildcard_certificate_covers_any_label(sandbox: Sandbox) -> None:
    shown = await certificate(sandbox, "a8f3.tenants.troubled-app.com")
    assert names(shown) == ["*.tenants.troubled-app.com"]


async def test_names_in_other_alphabets_are_a_labels(sandbox: Sandbox) -> None:
    shown = await certificate(sandbox, "xn--bcher-kva.troubled-app.com")
    assert names(shown) == ["xn--bcher-kva.troubled-app.com"]


async def test_a_name_of_nobody_meets_the_routers_own_certificate(sandbox: Sandbox) -> None:
    shown = await certificate(sandbox, "nobody.example.com", verify=False)
    assert names(shown) == ["*.herokuapp.com"]
    own = await certificate(sandbox, "any-app.herokuapp.com")
    assert names(own) == ["*.herokuapp.com"]


@pytest.mark.parametrize("kind", ["reset", "no-tls"])
async def test_servers_that_do_not_speak_tls(sandbox: Sandbox, kind: TlsKind) -> None:
    sandbox.fail_tls("www.ha-app.com", kind, times=1)
    with pytest.raises(OSError, match=r"reset|[Ww]rong version|WRONG_VERSION|record layer"):
        await certificate(sandbox, "www.ha-app.com")
    assert names(await certificate(sandbox, "www.ha-app.com")) == ["www.ha-app.com"]


async def test_a_server_that_hangs_says_nothing_after_the_client_hello(sandbox: Sandbox) -> None:
    sandbox.fail_tls("www.ha-app.com", "hang")
    status, _, writer = await connect(sandbox)
    assert status.startswith(b"HTTP/1.1 200")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.0):
            await writer.start_tls(ssl.create_default_context(), server_hostname="www.ha-app.com")
    assert sandbox.tls_connections[0].server_name == "www.ha-app.com"
    writer.transport.abort()


async def test_an_address_where_nobody_answers_is_refused_by_the_proxy(sandbox: Sandbox) -> None:
    for address in ("75.101.163.44", "174.129.212.2"):
        status, _, writer = await connect(sandbox, f"{address}:443")
        assert status == b"HTTP/1.1 502 Bad Gateway"
        writer.close()
        await writer.wait_closed()
    sandbox.fail_tls(ADDRESS, "refused")
    status, _, writer = await connect(sandbox)
    assert b"502" in status
    writer.close()
    await writer.wait_closed()


async def test_only_connect_is_a_proxys_business(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(
        proxy=sandbox.proxy, verify=ssl.create_default_context()
    ) as client:
        response = await client.get("http://www.ha-app.com/")
    assert response.status_code == 400
    assert sandbox.tls_connections == []


async def test_an_ordinary_client_gets_a_page_through_it(sandbox: Sandbox) -> None:
    context = ssl.create_default_context(cafile=sandbox.ca_file)
    async with httpx.AsyncClient(proxy=sandbox.proxy, verify=context, trust_env=False) as client:
        response = await client.get("https://www.ha-app.com/")
    assert (response.status_code, response.text) == (200, "ok\n")


async def test_the_address_in_connect_may_be_of_ipv6(sandbox: Sandbox) -> None:
    await certificate(sandbox, "www.ha-app.com", target="[2600:1f18::1]:443")
    assert sandbox.tls_connections[0].host == "2600:1f18::1"


async def test_every_address_in_the_zones_is_a_public_one(sandbox: Sandbox) -> None:
    hostnames = [row.hostname for row in sandbox.catalogue.apps["big-app"].domains]
    for hostname in [*hostnames, "www.ha-app.com", "relic-2012.com", "troubled-app.com"]:
        for address in records(await ask(sandbox, hostname), "A"):
            assert ip_address(address).is_global


async def test_a_connection_takes_as_long_as_set() -> None:
    async with Sandbox(tls_latency=0.1) as sandbox:
        start = perf_counter()
        await certificate(sandbox, "www.ha-app.com")
        assert perf_counter() - start >= 0.1
