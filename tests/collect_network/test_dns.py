import asyncio
import itertools
from pathlib import Path

import dns.resolver
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.collect.dns import dns as collect_dns
from core.collect.sources import Sources
from core.snapshot import (
    Answer,
    App,
    Domain,
    DomainDns,
    NoRecord,
    NoSuchName,
    Unavailable,
    UnavailableKind,
)
from tests.apps import APP
from tests.collect_network.nameserver import Running, nameserver
from tests.patience import UNHURRIED

TARGET = "quiet-quail.herokudns.com"
ZONE = f"""
{TARGET}. 60 A 54.0.0.2
{TARGET}. 60 A 54.0.0.1
www.example.com. 300 CNAME {TARGET}.
example.com. 300 TXT apex
"""
EVERY_LOOKUP = ("a", "aaaa", "caa", "target_a", "target_aaaa")


def custom(hostname: str, cname: str | None = TARGET) -> Domain:
    return Domain(hostname=hostname, kind="custom", cname=cname)


async def ask(
    server: Running, *domains: Domain, app: App = APP, patience: float = UNHURRIED
) -> tuple[DomainDns, ...]:
    sources = Sources(token="t", nameservers=(server.address,), dns_timeout=patience)
    return await collect_dns(domains, app, sources)


def chain_of(length: int, *, end: str = "A 54.0.0.9") -> str:
    """A zone where `n0.example.com` leads to its addresses over so many CNAME records."""
    links = [f"n{i}.example.com. 300 CNAME n{i + 1}.example.com." for i in range(length)]
    return "\n".join([*links, f"n{length}.example.com. 60 {end}"])


def refused(lookup: object) -> UnavailableKind:
    assert isinstance(lookup, Unavailable)
    return lookup.kind


async def test_a_chain_leads_to_the_addresses_of_the_target() -> None:
    async with nameserver(ZONE) as server:
        [found] = await ask(server, custom("www.example.com"))
    assert found == DomainDns(
        hostname="www.example.com",
        queried="www.example.com",
        a=Answer(records=("54.0.0.1", "54.0.0.2"), chain=(TARGET,), ttl=60),
        aaaa=NoRecord(chain=(TARGET,)),
        caa=NoRecord(chain=(TARGET,)),
        target=TARGET,
        target_a=Answer(records=("54.0.0.1", "54.0.0.2"), ttl=60),
        target_aaaa=NoRecord(),
    )


async def test_the_target_that_domains_share_is_asked_for_once() -> None:
    async with nameserver(ZONE) as server:
        await ask(server, *(custom(f"d{i}.example.com") for i in range(20)))
        assert server.times_asked(TARGET, "A") == 1
        assert server.times_asked(TARGET, "AAAA") == 1
        assert server.times_asked("example.com", "CAA") == 1


async def test_only_custom_domains_are_asked_for() -> None:
    async with nameserver(ZONE) as server:
        assert await ask(server, Domain(hostname="ha-app.herokuapp.com", kind="heroku")) == ()
        private = msgspec.structs.replace(APP, internal_routing=True)
        assert await ask(server, custom("www.example.com"), app=private) == ()
        assert server.authority.asked == []


async def test_a_domain_without_a_target_is_asked_for_alone() -> None:
    async with nameserver(ZONE) as server:
        [found] = await ask(server, custom("www.example.com", None))
    assert isinstance(found.a, Answer)
    assert (found.target, found.target_a, found.target_aaaa) == (None, None, None)


async def test_a_flattened_apex_that_shares_an_address_is_asked_for_once() -> None:
    async with nameserver(ZONE + "example.com. 60 A 54.0.0.1") as server:
        [found] = await ask(server, custom("example.com"))
        assert server.times_asked("example.com", "A") == 1
    assert found.a == Answer(records=("54.0.0.1",), ttl=60)


async def test_addresses_that_rotate_are_looked_at_twice() -> None:
    rotating = {
        "example.com": iter([["54.0.0.1"], ["54.0.0.2"]]),
        TARGET: iter([["54.0.0.2"], ["54.0.0.3"]]),
    }
    async with nameserver(rotating=rotating) as server:
        [found] = await ask(server, custom("example.com"))
    assert found.a == Answer(records=("54.0.0.1", "54.0.0.2"), ttl=60)
    assert found.target_a == Answer(records=("54.0.0.2", "54.0.0.3"), ttl=60)


async def test_an_alias_of_an_apex_whose_addresses_rotate_is_looked_at_twice_too() -> None:
    rotating = {
        "example.com": iter([["54.0.0.1"], ["54.0.0.2"]]),
        TARGET: iter([["54.0.0.2"], ["54.0.0.3"]]),
    }
    zone = "www.example.com. 60 CNAME example.com."
    async with nameserver(zone, rotating=rotating) as server:
        [found] = await ask(server, custom("www.example.com"))
    assert found.a == Answer(records=("54.0.0.1", "54.0.0.2"), chain=("example.com",), ttl=60)


async def test_addresses_that_never_meet_are_looked_at_no_more_than_twice() -> None:
    rotating = {"example.com": itertools.repeat(["75.101.145.87"])}
    async with nameserver(ZONE, rotating=rotating) as server:
        [found] = await ask(server, custom("example.com"))
        assert server.times_asked("example.com", "A") == 2
        assert server.times_asked(TARGET, "A") == 2
    assert found.a == Answer(records=("75.101.145.87",), ttl=60)


async def test_an_alias_of_another_target_is_looked_at_once() -> None:
    zone = f"{ZONE}old.example.com. 60 CNAME old.herokudns.com.\nold.herokudns.com. 60 A 54.9.9.9"
    async with nameserver(zone) as server:
        await ask(server, custom("old.example.com"))
        assert server.times_asked("old.example.com", "A") == 1


async def test_a_name_that_does_not_exist() -> None:
    async with nameserver(ZONE) as server:
        [found] = await ask(server, custom("nowhere.example.org"))
    assert found.a == found.aaaa == NoSuchName()


async def test_a_chain_that_ends_at_a_name_that_does_not_exist() -> None:
    zone = "www.example.com. 60 CNAME gone.herokudns.com."
    async with nameserver(zone) as server:
        [found] = await ask(server, custom("www.example.com", "gone.herokudns.com"))
    assert found.a == NoSuchName(chain=("gone.herokudns.com",))
    assert found.target_a == NoSuchName()


@pytest.mark.parametrize("rcode", ["SERVFAIL", "REFUSED"])
async def test_a_server_that_cannot_answer_is_not_a_missing_record(rcode: str) -> None:
    async with nameserver(ZONE, faults={"www.example.com": rcode}) as server:
        found, other = await ask(server, custom("www.example.com"), custom("example.com"))
    assert isinstance(found.a, Unavailable)
    assert found.a.kind == "protocol"
    assert found.a.reason == f"the DNS servers cannot answer for www.example.com: {rcode}"
    assert isinstance(found.target_a, Answer)
    assert other.a == NoRecord()


async def test_silence_is_a_time_out() -> None:
    async with nameserver(ZONE, faults={"www.example.com": "silence"}) as server:
        found, other = await ask(
            server, custom("www.example.com"), custom("example.com"), patience=2.0
        )
    assert found.a == Unavailable(
        kind="timeout", reason="no DNS server answered for www.example.com within 2 s"
    )
    assert isinstance(found.target_a, Answer)
    assert other.a == NoRecord()


@pytest.mark.parametrize("whole_chains", [True, False])
async def test_a_loop_is_named(*, whole_chains: bool) -> None:
    zone = "a.example.com. 60 CNAME b.example.com.\nb.example.com. 60 CNAME A.example.com."
    async with nameserver(zone, whole_chains=whole_chains) as server:
        [found] = await ask(server, custom("a.example.com"))
    reason = "its CNAME records form a loop"
    assert found.a == Unavailable(kind="protocol", reason=reason)


@pytest.mark.parametrize("whole_chains", [True, False])
async def test_a_chain_of_twenty_is_followed_to_its_end(*, whole_chains: bool) -> None:
    async with nameserver(chain_of(20), whole_chains=whole_chains) as server:
        [found] = await ask(server, custom("n0.example.com"))
    chain = tuple(f"n{i}.example.com" for i in range(1, 21))
    assert found.a == Answer(records=("54.0.0.9",), chain=chain, ttl=60)
    assert found.aaaa == NoRecord(chain=chain)


async def test_all_of_a_chain_has_to_come_in_time() -> None:
    async with nameserver(chain_of(9), whole_chains=False, latency=0.1) as server:
        [found] = await ask(server, custom("n0.example.com"), patience=0.5)
    assert refused(found.a) == "timeout"


async def test_the_time_to_live_is_the_shortest_on_the_way() -> None:
    zone = ZONE.replace("www.example.com. 300", "www.example.com. 20")
    async with nameserver(zone) as server:
        [found] = await ask(server, custom("www.example.com"))
    assert isinstance(found.a, Answer)
    assert found.a.ttl == 20


async def test_what_a_zone_denies_is_not_asked_for_again() -> None:
    async with nameserver(ZONE) as server:
        await ask(server, custom("www.example.com", None))
        assert server.times_asked(TARGET, "AAAA") == 0


@pytest.mark.parametrize("whole_chains", [True, False])
async def test_a_chain_without_end_is_given_up(*, whole_chains: bool) -> None:
    async with nameserver(chain_of(60), whole_chains=whole_chains) as server:
        [found] = await ask(server, custom("n0.example.com"))
    reason = "its CNAME records form a chain longer than 32"
    assert found.a == Unavailable(kind="protocol", reason=reason)


async def test_a_wildcard_is_tried_with_a_label_that_nobody_has_set() -> None:
    async with nameserver(ZONE + f"*.example.com. 60 CNAME {TARGET}.") as server:
        first, second = await ask(server, custom("*.example.com"), custom("*.Example.com"))
        asked = {name for name, _ in server.authority.asked}
    assert first.hostname == "*.example.com"
    assert first.queried.endswith(".example.com")
    assert first.queried != second.queried
    assert isinstance(first.a, Answer)
    assert first.a.chain == (TARGET,)
    assert not any("*" in name for name in asked)


@pytest.mark.parametrize(
    ("hostname", "queried"),
    [
        ("WWW.Example.COM.", "www.example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("_x.example.com", "_x.example.com"),
    ],
)
async def test_names_are_asked_for_in_their_normal_form(hostname: str, queried: str) -> None:
    zone = f"{ZONE}xn--bcher-kva.example. 60 A 54.0.0.1\n_x.example.com. 60 A 54.0.0.1"
    async with nameserver(zone) as server:
        [found] = await ask(server, custom(hostname, f"{TARGET.upper()}."))
    assert (found.hostname, found.queried, found.target) == (hostname, queried, TARGET)
    assert isinstance(found.a, Answer)
    assert isinstance(found.target_a, Answer)


@pytest.mark.parametrize(
    "hostname", ["a..example.com", "two words.example.com", "💩.example.com", "x" * 64 + ".com", ""]
)
async def test_what_is_no_name_is_not_asked_for(hostname: str) -> None:
    async with nameserver(ZONE) as server:
        [found] = await ask(server, custom(hostname, None))
        assert server.authority.asked == []
    assert refused(found.a) == refused(found.aaaa) == refused(found.caa) == "unsupported"


async def test_a_backslash_in_a_name_escapes_nothing() -> None:
    async with nameserver(ZONE) as server:
        [found] = await ask(server, custom(r"www\.example.com", None))
    assert found.a == NoSuchName()


async def test_hostile_names_in_answers_are_plain_text() -> None:
    zone = r"""
www.example.com. 60 CNAME \027[31mred\010\226\128\174.Evil\.com.
\027[31mred\010\226\128\174.Evil\.com. 60 A 54.0.0.1
x.example.com. 60 CAA 0 issue "<!channel>\027[2J"
"""
    async with nameserver(zone) as server:
        found, other = await ask(server, custom("www.example.com"), custom("x.example.com"))
    assert isinstance(found.a, Answer)
    assert found.a.chain == (r"\027[31mred\010\226\128\174.evil\.com",)
    assert isinstance(other.caa, Answer)
    assert other.caa.records == (r'0 issue "<!channel>\027[2J"',)


async def test_an_answer_too_large_for_a_datagram_comes_over_tcp() -> None:
    many = "\n".join(f"many.example.com. 60 A 54.0.1.{i}" for i in range(200))
    async with nameserver(many) as server:
        [found] = await ask(server, custom("many.example.com", None))
        assert server.authority.over_tcp > 0
    assert isinstance(found.a, Answer)
    assert len(found.a.records) == 200


async def test_an_answer_of_a_thousand_octets_fits_a_datagram() -> None:
    some = "\n".join(f"some.example.com. 60 A 54.0.1.{i}" for i in range(60))
    async with nameserver(some) as server:
        [found] = await ask(server, custom("some.example.com", None))
        assert server.authority.over_tcp == 0
    assert isinstance(found.a, Answer)
    assert len(found.a.records) == 60


CAA_ZONE = """
a.b.example.co.uk. 60 A 54.0.0.1
b.example.co.uk. 60 A 54.0.0.1
example.co.uk. 60 CAA 0 issue "letsencrypt.org"
example.co.uk. 60 CAA 0 iodef "mailto:ops@example.co.uk"
co.uk. 60 CAA 0 issue "registry.example"
"""


async def test_caa_records_are_looked_for_upwards_to_the_registrable_domain() -> None:
    async with nameserver(CAA_ZONE) as server:
        [found] = await ask(server, custom("a.b.example.co.uk"))
        assert server.times_asked("co.uk", "CAA") == 0
    records = ('0 iodef "mailto:ops@example.co.uk"', '0 issue "letsencrypt.org"')
    assert found.caa == Answer(records=records, ttl=60)
    assert found.caa_owner == "example.co.uk"


async def test_the_closest_caa_records_count() -> None:
    zone = CAA_ZONE + 'b.example.co.uk. 60 CAA 0 issue ";"'
    async with nameserver(zone) as server:
        [found] = await ask(server, custom("a.b.example.co.uk"))
    assert found.caa == Answer(records=('0 issue ";"',), ttl=60)
    assert found.caa_owner == "b.example.co.uk"


async def test_caa_records_of_an_alias_belong_to_its_target() -> None:
    zone = f'{ZONE}{TARGET}. 60 CAA 0 issue "letsencrypt.org"'
    async with nameserver(zone) as server:
        [found] = await ask(server, custom("www.example.com"))
    assert isinstance(found.caa, Answer)
    assert found.caa_owner == TARGET


async def test_an_ancestor_that_cannot_be_read_hides_those_above_it() -> None:
    async with nameserver(CAA_ZONE, faults={"b.example.co.uk": "SERVFAIL"}) as server:
        [found] = await ask(server, custom("a.b.example.co.uk"))
    assert refused(found.caa) == "protocol"
    assert found.caa_owner is None


async def test_an_ancestor_above_the_closest_records_does_not_matter() -> None:
    zone = CAA_ZONE + 'a.b.example.co.uk. 60 CAA 0 issue "digicert.com"'
    async with nameserver(zone, faults={"example.co.uk": "SERVFAIL"}) as server:
        [found] = await ask(server, custom("a.b.example.co.uk"))
    assert found.caa_owner == "a.b.example.co.uk"


async def test_caa_records_of_a_wildcard_are_those_of_its_parent() -> None:
    async with nameserver(CAA_ZONE) as server:
        [found] = await ask(server, custom("*.example.co.uk"))
    assert found.caa_owner == "example.co.uk"


@pytest.mark.parametrize("content", ["", "nameserver ns.example.com\n", "search example.com\n"])
async def test_a_machine_without_dns_is_a_reason_and_no_crash(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "resolv.conf"
    file.write_text(content)
    read = dns.resolver.BaseResolver.read_resolv_conf
    monkeypatch.setattr(
        dns.resolver.BaseResolver, "read_resolv_conf", lambda self, _: read(self, str(file))
    )
    [found] = await collect_dns((custom("www.example.com"),), APP, Sources(token="t"))
    for name in EVERY_LOOKUP:
        assert refused(getattr(found, name)) == "unsupported"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=12) | st.text(alphabet="aA*.ü_\\", max_size=12), max_size=3))
@example(["a" * 300 + ".com"])
@example([".".join("a" * 130)])
def test_any_text_for_a_hostname_is_answered(hostnames: list[str]) -> None:
    async def run() -> tuple[DomainDns, ...]:
        async with nameserver() as server:
            return await ask(server, *(custom(each, each) for each in hostnames))

    found = asyncio.run(run())
    assert [each.hostname for each in found] == hostnames
    assert not any(isinstance(each.a, Answer) for each in found)
