"""Names and ids that Heroku would make up, always the same for the same thing."""

from hashlib import blake2b
from uuid import UUID, uuid5

_NAMESPACE = UUID("5a9db0c5-0000-4000-8000-70726f646368")
_ADJECTIVES = ("ancient", "curved", "flat", "hollow", "metric", "powerful", "round", "silent")
_NOUNS = ("otter", "quail", "lagoon", "meadow", "falcon", "cliff", "willow", "comet")
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def uuid_of(*parts: object) -> str:
    """Make the id of a thing from its kind and its name."""
    return str(uuid5(_NAMESPACE, "/".join(map(str, parts))))


def number_of(*parts: object) -> int:
    """Make a large number that looks random."""
    text = "/".join(map(str, parts)).encode()
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big")


def dns_target(hostname: str) -> str:
    """Make a DNS target of today's form: two words and 24 letters or digits."""
    number = number_of("cname", hostname)
    words = f"{_ADJECTIVES[number % 8]}-{_NOUNS[number // 8 % 8]}"
    return f"{words}-{letters(number, 24)}.herokudns.com"


def addon_name(service: str, *parts: object) -> str:
    """Make the name of an add-on, for example `postgresql-curved-48213`."""
    number = number_of("addon", service, *parts)
    short = service.removeprefix("heroku-")
    return f"{short}-{_ADJECTIVES[number % 8]}-{10000 + number % 90000}"


def secret(*parts: object) -> str:
    """Make a value that looks like a credential and is none."""
    return "s3cret" + letters(number_of("secret", *parts), 24)


def router_addresses(name: str) -> tuple[str, ...]:
    """Make the four addresses of a Heroku router; they are public and never contacted."""
    number = number_of("router", name)
    return tuple(
        f"54.{number >> 8 * i & 127 | 64}.{number >> 8 * i + 3 & 255}.{10 + i}" for i in range(4)
    )


def letters(number: int, count: int) -> str:
    """Write a number as that many letters and digits, the lowest first."""
    text = ""
    for _ in range(count):
        number, digit = divmod(number, len(_ALPHABET))
        text += _ALPHABET[digit]
    return text
