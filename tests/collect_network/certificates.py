"""A certificate authority of our own, and the certificates that servers under test show."""

import ssl
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtensionOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
_SIGNS = x509.KeyUsage(
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


class Issued(NamedTuple):
    """A certificate, its key, and the certificates of those who vouch for it, closest first."""

    certificate: x509.Certificate
    key: Key
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        return b"".join(each.public_bytes(Encoding.PEM) for each in (self.certificate, *self.chain))

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_bytes(self.pem + key)
            context.load_cert_chain(file.name)
        return context


def issue(  # noqa: PLR0913  each is a thing that can be wrong with a certificate
    name: str,
    *,
    issuer: Issued | None = None,
    names: Sequence[str] = (),
    not_before: datetime = NOW - DAY,
    not_after: datetime = NOW + 90 * DAY,
    key: Key | None = None,
    raw_names: bytes | None = None,
    country: str | None = None,
) -> Issued:
    """Issue a certificate; without an issuer it signs itself, without names it is an authority."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = _subject(name, country)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
    )
    # Python trusts no chain without these since 3.13.
    signer = (issuer.key if issuer else key).public_key()
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    theirs = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer)
    builder = builder.add_extension(own, critical=False).add_extension(theirs, critical=False)
    if names:
        builder = builder.add_extension(_names(names, raw_names), critical=False)
    else:
        builder = builder.add_extension(_SIGNS, critical=True)
    signed = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    passed = (issuer.certificate, *issuer.chain) if issuer else ()
    return Issued(signed, key, passed)


def _subject(name: str, country: str | None) -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if country is not None:
        attributes.append(x509.NameAttribute(NameOID.COUNTRY_NAME, country, _validate=False))
    return x509.Name(attributes)


def _names(names: Sequence[str], raw: bytes | None) -> x509.ExtensionType:
    if raw is not None:
        return x509.UnrecognizedExtension(ExtensionOID.SUBJECT_ALTERNATIVE_NAME, raw)
    return x509.SubjectAlternativeName([x509.DNSName(each) for each in names])
