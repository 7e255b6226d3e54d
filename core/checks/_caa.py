"""What CAA records say of an issuer: RFC 8659."""

from collections.abc import Iterable
from re import compile as compile_pattern

import msgspec

LETS_ENCRYPT = "letsencrypt.org"
"""The issuer of Heroku's automatic certificates: DC:automated-certificate-management, 2024-10-16.
Its name in CAA records: letsencrypt.org/docs/caa."""

_CRITICAL = 0x80
"""Flag of a property that an issuer has to understand: RFC 8659 section 4.1."""
_REGISTERED = frozenset(
    {
        "issue",
        "issuewild",
        "iodef",
        "issuemail",
        "issuevmc",
        "contactemail",
        "contactphone",
    }
)
"""Tags in IANA's registry of CAA properties that an issuer can be expected to know."""
_RECORD = compile_pattern(r'(\d{1,3}) ([0-9A-Za-z]+) "?([^"]*)"?')


class Objection(msgspec.Struct, frozen=True):
    """Why an issuer may not issue a certificate."""

    reason: str
    """In words that follow "the CAA records of example.com"."""
    certain: bool = True
    """Whether that follows from the records alone."""
    tag: str | None = None
    """Tag of the property to add, where adding one helps."""


def objection(records: Iterable[str], issuer: str, *, wildcard: bool) -> Objection | None:
    """Find what in a CAA rrset keeps an issuer from issuing.

    Args:
        records: The rrset as text, for example `0 issue "letsencrypt.org"`.
        issuer: The domain name that stands for the issuer in CAA records.
        wildcard: The certificate is for a wildcard: `issuewild` counts before `issue`.
    """
    values: dict[str, list[str]] = {}
    for record in records:
        match = _RECORD.fullmatch(record)
        if match is None:
            return Objection("have a property that cannot be read", certain=False)
        flags, tag, value = match.groups()
        if int(flags) & _CRITICAL and tag.lower() not in _REGISTERED:
            return Objection(f"have the critical property {tag}, which no issuer may ignore")
        values.setdefault(tag.lower(), []).append(value)
    tag = "issuewild" if wildcard and "issuewild" in values else "issue"
    return _not_among(values[tag], issuer, tag) if tag in values else None


def _not_among(allowed: list[str], issuer: str, tag: str) -> Objection | None:
    """Look for an issuer among values like `letsencrypt.org; accounturi=https://…`."""
    parts = [value.partition(";") for value in allowed]
    conditions = [condition for name, _, condition in parts if name.strip().lower() == issuer]
    if not conditions:
        return Objection(f"do not let {issuer} issue certificates", tag=tag)
    # Whose account that is cannot be seen, nor how Heroku proves its control: RFC 8657.
    if all(condition.strip() for condition in conditions):
        reason = f"let {issuer} issue under a condition alone ({conditions[0].strip()})"
        return Objection(reason, certain=False, tag=tag)
    return None
