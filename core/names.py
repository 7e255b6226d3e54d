"""Host names as DNS compares them, and what the Public Suffix List says of them."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_DOTS = re.compile("[.\u3002\uff0e\uff61]")
"""Every full stop that separates labels: UTS 46 section 4.5."""
_PRINTABLE = re.compile(r"[!-~]+")


class InvalidHostname(ValueError):
    """The text cannot be a host name in DNS."""


def normalise_hostname(hostname: str) -> str:
    """Write a host name as DNS compares it: lower case, no final dot, A-label form.

    ASCII labels pass as they are, `_dmarc` and `*` too; others are encoded one by one by IDNA 2008
    (RFC 5891) after the mapping of UTS 46. The codec of the standard library follows IDNA 2003 and
    would turn `straße.de` into another domain. How long a name may be is for the resolver to say.

    Raises:
        InvalidHostname: A label is empty, has a space or a control character, or is none in IDNA.
    """
    labels = _DOTS.split(hostname)
    if len(labels) > 1 and not labels[-1]:
        labels.pop()
    return ".".join(map(_normalise_label, labels))


def registrable_domain(hostname: str) -> str | None:
    """Find the domain that a person registers: `example.co.uk` of `www.example.co.uk`.

    The private section of the list counts, as in the Heroku CLI: of `me.github.io` it is the whole.

    Returns:
        The domain, normalised; None for a public suffix and for what is no host name.
    """
    try:
        return _public_suffixes().privatesuffix(normalise_hostname(hostname))
    except InvalidHostname:
        return None


def is_apex(hostname: str) -> bool:
    """Tell whether a host name is an apex, where DNS allows no CNAME. A wildcard never is."""
    domain = None if hostname.startswith("*") else registrable_domain(hostname)
    return domain is not None and domain == normalise_hostname(hostname)


def _normalise_label(label: str) -> str:
    ascii_label = label if label.isascii() else _a_label(label)
    if not _PRINTABLE.fullmatch(ascii_label):
        raise InvalidHostname("the name has an empty label, a space or a control character")
    return ascii_label.lower()


def _a_label(label: str) -> str:
    import idna  # noqa: PLC0415  its tables are large, and few names need them

    try:
        return idna.alabel(idna.uts46_remap(label)).decode("ascii")
    except idna.IDNAError:
        raise InvalidHostname("the name has a label that IDNA does not allow") from None


@cache
def _public_suffixes() -> "PublicSuffixList":
    # Reading the list takes 60-100 ms of CPU time.
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415

    return PublicSuffixList()
