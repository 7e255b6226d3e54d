from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.collect.addresses import is_public

INSIDE = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
]
INSIDE_6 = [
    "::/128",
    "::1/128",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/32",
    "2001:db8::/32",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
]


@given(st.sampled_from(INSIDE).flatmap(lambda inside: st.ip_addresses(network=inside)))
def test_addresses_inside_are_not_public_in_any_disguise(address: IPv4Address) -> None:
    assert not is_public(str(address))
    for prefix in ("::ffff:0:0", "64:ff9b::", "::"):
        assert not is_public(str(IPv6Address(prefix) + int(address)))
    assert not is_public(str(IPv6Address("2002::") + (int(address) << 80)))


@given(st.sampled_from(INSIDE_6).flatmap(lambda inside: st.ip_addresses(network=inside)))
def test_addresses_inside_ipv6_are_not_public(address: IPv6Address) -> None:
    assert not is_public(str(address))


@pytest.mark.parametrize(
    "address",
    ["54.73.53.81", "75.101.145.87", "2600:1f18::1", "::ffff:54.73.53.81", "64:ff9b::3649:3551"],
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@given(st.text() | st.from_regex(r"[0-9a-f:.%x]{1,20}", fullmatch=True))
def test_what_is_no_address_is_not_public(text: str) -> None:
    try:
        ip_address(text)
    except ValueError:
        assert not is_public(text)


@given(st.ip_addresses(v=4))
def test_every_other_ipv4_address_is_public(address: IPv4Address) -> None:
    inside = any(address in ip_network(network) for network in INSIDE)
    assert is_public(str(address)) is not inside
