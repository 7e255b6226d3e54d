"""Which addresses a probe may connect to: those of the public Internet, and no others.

A name in public DNS can lead anywhere, also to the metadata service of the machine we run on, so
the address itself is judged, and the connection goes to that very address.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_GLOBAL_UNICAST = ip_network("2000::/3")
"""All that IANA has given out of IPv6: RFC 4291 section 2.4."""
_NAT64 = ip_network("64:ff9b::/96")
"""An IPv4 address in its last 32 bits: RFC 6052 section 2.1."""
_SPECIAL = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # protocol assignments: RFC 6890
            "192.88.99.0/24",  # 6to4 relays, withdrawn: RFC 7526
            "3fff::/20",  # documentation: RFC 9637
        ),
    )
)
"""Special-purpose networks that the table of Python 3.11 lacks."""


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public Internet.

    Private, loopback, link-local, multicast, reserved, unspecified and carrier-grade NAT addresses
    are not, nor are IPv6 addresses that carry such an IPv4 address (mapped, NAT64, 6to4), nor is
    text that is no address.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    judged = _embedded(parsed) or parsed
    if isinstance(judged, IPv6Address) and judged not in _GLOBAL_UNICAST:
        return False
    special = judged.is_multicast or any(judged in network for network in _SPECIAL)
    return judged.is_global and not special


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """Find the IPv4 address to which packets for an IPv6 address go in the end."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
