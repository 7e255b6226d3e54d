"""What a TLS client sees when it asks for a custom domain."""

import asyncio
import ssl
from datetime import UTC, datetime

from core.collect.addresses import is_public
from core.collect.certificates import read_certificate
from core.collect.handshake import Contexts, build_contexts, show_certificate
from core.collect.sources import Sources
from core.collect.tunnel import ProxyFailed
from core.snapshot import (
    Answer,
    Certificate,
    Domain,
    DomainDns,
    DomainTls,
    Handshake,
    NoSuchName,
    TrustProblem,
    Unavailable,
)

MAX_PROBES = 30
"""Probes at once; each holds a socket and costs 3 ms of CPU time."""

_PROBLEMS: dict[int, TrustProblem] = {
    9: "not_yet_valid",
    10: "expired",
    18: "self_signed",
    62: "wrong_host",
    64: "wrong_host",
}
"""By X509_V_ERR code of OpenSSL (x509_vfy.h). Every other one says that no trusted issuer vouches
for the certificate; the detail has the words."""

_NOT_TLS = frozenset({"HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}) | {
    "WRONG_VERSION_NUMBER"
}
"""What OpenSSL makes of a server that answers in plain text, by its version."""


async def tls(
    domains: tuple[Domain, ...], dns: tuple[DomainDns, ...] | Unavailable, sources: Sources
) -> tuple[DomainTls, ...]:
    """Shake hands with the server that each custom domain leads to.

    What DNS was not asked for is not probed: an app with internal routing is reachable from inside
    its space only.
    """
    if isinstance(dns, Unavailable):
        custom = [domain for domain in domains if domain.custom]
        return tuple(DomainTls(hostname=each.hostname, outcome=dns) for each in custom)
    prober = _Prober(sources)
    outcomes = await asyncio.gather(*map(prober.probe, dns))
    return tuple(
        DomainTls(hostname=each.hostname, outcome=outcome)
        for each, outcome in zip(dns, outcomes, strict=True)
    )


class _Prober:
    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._slots = asyncio.Semaphore(MAX_PROBES)
        self._contexts: asyncio.Future[Contexts | Unavailable] | None = None

    async def probe(self, dns: DomainDns) -> Handshake | Unavailable:
        address = _address(dns, self._sources)
        if isinstance(address, Unavailable):
            return address
        contexts = await self._prepare()
        if isinstance(contexts, Unavailable):
            return contexts
        try:
            async with self._slots, asyncio.timeout(self._sources.tls_timeout):
                return await _look(contexts, address, dns.queried, self._sources)
        except (OSError, ProxyFailed, ValueError) as error:
            return _failure(error, address, self._sources)

    async def _prepare(self) -> Contexts | Unavailable:
        if self._contexts is None:
            building = asyncio.to_thread(build_contexts, self._sources.ca_file)
            self._contexts = asyncio.ensure_future(building)
        return await self._contexts


def _address(dns: DomainDns, sources: Sources) -> str | Unavailable:
    """Pick the address to connect to, or say why there is none."""
    lookup = dns.a if isinstance(dns.a, Answer) else dns.aaaa
    if not isinstance(lookup, Answer):
        return _no_address(dns)
    for address in lookup.records:
        if sources.allow_private_addresses or is_public(address):
            return address
    reason = (
        f"{lookup.records[0]} is not a public address "
        "(PRODCHECK_ALLOW_PRIVATE_ADDRESSES=1 allows it)"
    )
    return Unavailable(kind="unsupported", reason=reason)


def _no_address(dns: DomainDns) -> Unavailable:
    for lookup in (dns.a, dns.aaaa):
        if isinstance(lookup, Unavailable):
            return lookup
    if isinstance(dns.a, NoSuchName):
        return Unavailable(kind="not_found", reason=f"{dns.queried} does not exist in DNS")
    return Unavailable(kind="not_found", reason=f"{dns.queried} has no address in DNS")


async def _look(contexts: Contexts, address: str, name: str, sources: Sources) -> Handshake:
    """Shake hands as a client does; if that is refused, once more only to read what is shown."""
    try:
        der = await show_certificate(contexts.verifying, address, name, sources)
    except ssl.SSLCertVerificationError as refusal:
        der = await show_certificate(contexts.reading, address, name, sources)
        certificate = read_certificate(der)
        problem, detail = _judge(refusal, certificate, datetime.now(UTC))
        return Handshake(address=address, certificate=certificate, problem=problem, detail=detail)
    return Handshake(address=address, certificate=read_certificate(der))


def _judge(
    refusal: ssl.SSLCertVerificationError, certificate: Certificate, now: datetime
) -> tuple[TrustProblem, str]:
    """Name the problem. OpenSSL's dates may be those of an issuer further up the chain."""
    problem = _PROBLEMS.get(refusal.verify_code, "untrusted_issuer")
    if problem == "expired" and certificate.not_after is not None and certificate.not_after > now:
        return "untrusted_issuer", "the certificate of an issuer has expired"
    if (
        problem == "not_yet_valid"
        and certificate.not_before is not None
        and certificate.not_before <= now
    ):
        return "untrusted_issuer", "the certificate of an issuer is not yet valid"
    return problem, refusal.verify_message


def _failure(error: Exception, address: str, sources: Sources) -> Unavailable:
    if isinstance(error, TimeoutError):
        reason = f"{address} showed no certificate within {sources.tls_timeout:g} s"
        return Unavailable(kind="timeout", reason=reason)
    return Unavailable(kind="protocol", reason=_words(error, address, sources.tls_port))


def _words(error: Exception, address: str, port: int) -> str:
    match error:
        case ProxyFailed():
            return str(error)
        case ssl.SSLError():
            return _handshake_words(error, address, port)
        case ConnectionRefusedError():
            return f"{address} refuses connections on port {port}"
        case ConnectionError():
            return f"{address} broke the connection off before it showed a certificate"
        case OSError():
            return f"{address} is out of reach: {error.strerror or error}"
        case _:
            return f"the certificate that {address} shows cannot be read"


def _handshake_words(error: ssl.SSLError, address: str, port: int) -> str:
    if error.reason in _NOT_TLS:
        return f"{address} does not speak TLS on port {port}"
    words = (error.reason or "no reason given").replace("_", " ").lower()
    return f"the TLS handshake with {address} failed: {words}"
