"""Reading an X.509 certificate."""

import warnings

from cryptography import x509

from core.snapshot import Certificate


def read_certificate(der: bytes) -> Certificate:
    """Read the facts of a certificate. Its text is foreign: nothing in it is interpreted.

    Args:
        der: One certificate, DER.

    Raises:
        ValueError: It cannot be read.
    """
    with warnings.catch_warnings():
        # Odd but readable certificates are a finding, not a message on the terminal.
        warnings.simplefilter("ignore")
        return _facts(x509.load_der_x509_certificate(der))


def _facts(certificate: x509.Certificate) -> Certificate:
    return Certificate(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        names=_names(certificate),
        self_signed=certificate.issuer == certificate.subject,
    )


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    """List the DNS names it covers; a common name counts no more (RFC 9525 section 2)."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise ValueError(str(error)) from None
    return tuple(names.value.get_values_for_type(x509.DNSName))
