"""Certificates made when they are asked for, signed by a CA that lives as long as the sandbox."""

import ssl
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sandbox.model import TlsKind

LIFETIME = timedelta(days=90)
"""Of a certificate by Let's Encrypt: https://letsencrypt.org/docs/faq/"""
YOUTH = timedelta(days=30)
"""How old a good certificate is."""
OTHER_HOST = "shop.example.net"
"""What a certificate for the wrong host covers."""


class Leaf(msgspec.Struct, frozen=True):
    """What to make a certificate like."""

    hostname: str
    """The name it covers, a wildcard perhaps."""
    kind: TlsKind = "good"
    days: int = 12


class Authority(msgspec.Struct, frozen=True):
    """A CA: its key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


class Certificates:
    """Makes TLS server contexts, one for each leaf that is asked for.

    Args:
        folder: Where to write PEM files; the owner removes it.
        now: What dates count from.
    """

    def __init__(self, folder: Path, *, now: datetime) -> None:
        self._folder = folder
        self._now = now
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._trusted = _authority("Sandbox CA", now)
        self._unknown = _authority("Nobody's CA", now)
        self._contexts: dict[Leaf, ssl.SSLContext] = {}
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(_pem(self._trusted.certificate))

    def context(self, leaf: Leaf) -> ssl.SSLContext:
        """Make the context of a server that shows this certificate, or take the one made before."""
        if leaf not in self._contexts:
            self._contexts[leaf] = self._make_context(leaf)
        return self._contexts[leaf]

    def _make_context(self, leaf: Leaf) -> ssl.SSLContext:
        file = self._folder / f"leaf-{len(self._contexts)}.pem"
        file.write_bytes(_key_pem(self._key) + _pem(self._make(leaf)))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _make(self, leaf: Leaf) -> x509.Certificate:
        covered = OTHER_HOST if leaf.kind == "wrong-host" else leaf.hostname
        subject = _name(covered)
        match leaf.kind:
            case "self-signed":
                issuer, key = subject, self._key
            case "untrusted":
                issuer, key = self._unknown.certificate.subject, self._unknown.key
            case _:
                issuer, key = self._trusted.certificate.subject, self._trusted.key
        start, end = self._validity(leaf)
        builder = _builder(subject, issuer, self._key.public_key(), start, end)
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(covered)]), critical=False
        ).add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
        return builder.add_extension(identifier, critical=False).sign(key, hashes.SHA256())

    def _validity(self, leaf: Leaf) -> tuple[datetime, datetime]:
        days = timedelta(days=leaf.days)
        match leaf.kind:
            case "expired":
                return self._now - days - LIFETIME, self._now - days
            case "expiring":
                return self._now + days - LIFETIME, self._now + days
            case "not-yet-valid":
                return self._now + days, self._now + days + LIFETIME
            case _:
                return self._now - YOUTH, self._now - YOUTH + LIFETIME


def _authority(name: str, now: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name, organization="Sandbox")
    decade = timedelta(days=3650)
    builder = _builder(subject, subject, key.public_key(), now - decade, now + decade)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = builder.add_extension(usage, critical=True)
    return Authority(key, builder.sign(key, hashes.SHA256()))


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    start: datetime,
    end: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common: str, *, organization: str | None = None) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common[:64])]
    if organization is not None:
        parts.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(parts)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
