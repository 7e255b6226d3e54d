import asyncio
from time import perf_counter

import dns.asyncquery
import dns.asyncresolver
import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import httpx
import pytest

from sandbox import DnsFault, Sandbox
from tests.sandbox.clients import ask, records

RETIRED = {"75.101.145.87", "75.101.163.44", "174.129.212.2", "50.16.232.130", "50.16.215.196"}


async def test_a_whole_chain_comes_in_one_answer(sandbox: Sandbox) -> None:
    answer = await ask(sandbox, "secure.relic-2012.com")
    assert answer.rcode() == dns.rcode.NOERROR
    assert records(answer, "CNAME") == [
        "nara-1234.herokussl.com.",
        "elb002776-242519199.us-east-1.elb.amazonaws.com.",
    ]
    assert records(answer, "A") == ["107.21.240.226"]
    assert answer.flags & dns.flags.RA


async def test_a_flattened_apex_has_the_addresses_of_its_target(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    target = (await client.get("/apps/ha-app/domains/ha-app.com")).json()["cname"]
    apex = await ask(sandbox, "ha-app.com")
    assert records(apex, "CNAME") == []
    assert len(records(apex, "A")) == 4
    assert set(records(apex, "A")) == set(records(await ask(sandbox, target), "A"))


async def test_old_addresses_are_told_as_they_are(sandbox: Sandbox) -> None:
    assert set(records(await ask(sandbox, "relic-2012.com"), "A")) == RETIRED


@pytest.mark.parametrize("name", ["nowhere.example", "gone.troubled-app.com", "x.www.ha-app.com"])
async def test_names_outside_the_zones_do_not_exist(sandbox: Sandbox, name: str) -> None:
    answer = await ask(sandbox, name)
    assert answer.rcode() == dns.rcode.NXDOMAIN
    assert answer.authority


async def test_a_chain_to_a_name_that_is_gone_is_shown(sandbox: Sandbox) -> None:
    answer = await ask(sandbox, "pay.relic-2012.com")
    assert answer.rcode() == dns.rcode.NXDOMAIN
    assert records(answer, "CNAME") == ["tokyo-9999.herokussl.com."]


@pytest.mark.parametrize(
    ("name", "rdtype"),
    [
        ("empty.troubled-app.com", "A"),
        ("www.ha-app.com", "AAAA"),
        ("herokudns.com", "A"),
        ("ha-app.com", "CAA"),
    ],
)
async def test_a_name_without_such_records_has_no_data(
    sandbox: Sandbox, name: str, rdtype: str
) -> None:
    answer = await ask(sandbox, name, rdtype)
    assert answer.rcode() == dns.rcode.NOERROR
    assert records(answer, rdtype) == []


async def test_servers_that_fail_say_so(sandbox: Sandbox) -> None:
    assert (await ask(sandbox, "broken.troubled-app.com")).rcode() == dns.rcode.SERVFAIL


async def test_a_loop_is_shown_as_far_as_it_goes(sandbox: Sandbox) -> None:
    answer = await ask(sandbox, "loop.troubled-app.com")
    assert records(answer, "CNAME") == ["pool.troubled-app.com.", "loop.troubled-app.com."]


async def test_a_chain_of_twenty(sandbox: Sandbox) -> None:
    for number in range(20):
        sandbox.zones.set(f"link{number}.example.com", [f"CNAME link{number + 1}.example.com"])
    sandbox.zones.set("link20.example.com", ["A 54.73.53.81"])
    answer = await ask(sandbox, "link0.example.com")
    assert len(records(answer, "CNAME")) == 20
    assert records(answer, "A") == ["54.73.53.81"]


async def test_a_wildcard_answers_for_what_has_no_name_of_its_own(sandbox: Sandbox) -> None:
    random = await ask(sandbox, "a8f3.tenants.troubled-app.com")
    deep = await ask(sandbox, "a.b.tenants.troubled-app.com")
    assert records(random, "CNAME") == records(deep, "CNAME") != []
    sandbox.zones.set("own.tenants.troubled-app.com", ["A 54.73.53.81"])
    assert records(await ask(sandbox, "own.tenants.troubled-app.com"), "CNAME") == []
    below = await ask(sandbox, "x.own.tenants.troubled-app.com")
    assert below.rcode() == dns.rcode.NXDOMAIN


async def test_case_does_not_matter_and_other_alphabets_are_a_labels(sandbox: Sandbox) -> None:
    for name in (
        "WWW.Ha-App.COM.",
        "mixed.case.troubled-app.com",
        "xn--bcher-kva.troubled-app.com",
    ):
        assert records(await ask(sandbox, name), "CNAME")


async def test_addresses_rotate(sandbox: Sandbox) -> None:
    seen = [tuple(records(await ask(sandbox, "rotating.troubled-app.com"), "A")) for _ in range(3)]
    assert seen == [("54.73.53.81",), ("54.220.192.176",), ("54.73.53.81",)]
    target = [tuple(records(await ask(sandbox, "www.ha-app.com"), "A")) for _ in range(2)]
    assert set(target[0]) == set(target[1])
    assert target[0] != target[1]


async def test_caa_records_are_told(sandbox: Sandbox) -> None:
    answer = await ask(sandbox, "troubled-app.org", "CAA")
    assert records(answer, "CAA") == ['0 issue "digicert.com"']


@pytest.mark.parametrize(
    ("fault", "rcode"),
    [
        (DnsFault.SERVFAIL, dns.rcode.SERVFAIL),
        (DnsFault.REFUSED, dns.rcode.REFUSED),
        (DnsFault.NXDOMAIN, dns.rcode.NXDOMAIN),
        (DnsFault.NODATA, dns.rcode.NOERROR),
    ],
)
async def test_a_name_can_be_made_to_fail(
    sandbox: Sandbox, fault: DnsFault, rcode: dns.rcode.Rcode
) -> None:
    sandbox.fail_dns("www.ha-app.com", fault, times=1)
    failed = await ask(sandbox, "WWW.ha-app.com")
    assert failed.rcode() == rcode
    assert not records(failed, "A")
    assert records(await ask(sandbox, "www.ha-app.com"), "A")


async def test_silence_lasts_until_the_client_gives_up(sandbox: Sandbox) -> None:
    sandbox.fail_dns("*.ha-app.com", DnsFault.TIMEOUT)
    with pytest.raises(dns.exception.Timeout):
        await ask(sandbox, "www.ha-app.com", patience=0.1)
    assert records(await ask(sandbox, "ha-app.com"), "A")


async def test_an_answer_too_long_for_a_datagram_comes_over_tcp(sandbox: Sandbox) -> None:
    sandbox.zones.set("many.example.com", [f"A 54.64.0.{number}" for number in range(200)])
    host, port = sandbox.nameserver
    query = dns.message.make_query("many.example.com", "A")
    short = await dns.asyncquery.udp(query, host, port=port, timeout=5)
    assert short.flags & dns.flags.TC
    whole, by_tcp = await dns.asyncquery.udp_with_fallback(query, host, port=port, timeout=5)
    assert by_tcp
    assert len(records(whole, "A")) == 200
    assert [each.protocol for each in sandbox.dns_questions] == ["udp", "udp", "tcp"]


async def test_a_stub_resolver_gets_along_with_it(sandbox: Sandbox) -> None:
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [sandbox.nameserver[0]], sandbox.nameserver[1]
    answer = await resolver.resolve("www.private-app.com", "A")
    assert answer.canonical_name.to_text() == "hollow-meadow.round-comet.herokuspace.com."
    with pytest.raises(dns.resolver.NXDOMAIN):
        await resolver.resolve("gone.troubled-app.com", "A")
    with pytest.raises(dns.resolver.NoNameservers):
        await resolver.resolve("broken.troubled-app.com", "A")


async def test_questions_are_recorded_as_asked(sandbox: Sandbox) -> None:
    await ask(sandbox, "ha-app.com", "CAA")
    [question] = sandbox.dns_questions
    assert (question.name, question.rdtype, question.protocol) == ("ha-app.com", "CAA", "udp")


async def test_answers_take_as_long_as_set_and_come_side_by_side() -> None:
    async with Sandbox(dns_latency=0.3) as sandbox:
        start = perf_counter()
        await asyncio.gather(*(ask(sandbox, "www.ha-app.com") for _ in range(20)))
        took = perf_counter() - start
    assert 0.3 <= took < 3.0


async def test_rubbish_is_not_answered(sandbox: Sandbox) -> None:
    class Collect(asyncio.DatagramProtocol):
        def __init__(self) -> None:
            self.got: list[bytes] = []

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            assert addr == sandbox.nameserver
            self.got.append(data)

    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(
        Collect, remote_addr=sandbox.nameserver
    )
    transport.sendto(b"rubbish")
    assert records(await ask(sandbox, "www.ha-app.com"), "A")
    assert protocol.got == []
    transport.close()
