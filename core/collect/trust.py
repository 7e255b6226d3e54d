"""Whose certificates are trusted: the system's own choice, or a file."""

import ssl
from functools import cache
from pathlib import Path

from core.errors import ConfigError


@cache
def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Give the context that API calls share: one costs a tenth of a second.

    Raises:
        ConfigError: As `new_tls_context` does.
    """
    return new_tls_context(ca_file)


def new_tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Make a context that trusts certain roots, for the caller to change.

    Args:
        ca_file: PEM file of trusted roots; None means the system's, `SSL_CERT_FILE` included.

    Raises:
        ConfigError: The file cannot be read, or is not one.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError:
        raise ConfigError(
            f"The file of trusted roots {ca_file} cannot be read.",
            hint="Name a PEM file that exists.",
        ) from None
    if ca_file is None and not context.get_ca_certs() and not _has_folder():
        # A Python from python.org on macOS has no roots at all.
        import certifi  # noqa: PLC0415  httpx brings it; most systems never need it

        context.load_verify_locations(certifi.where())
    return context


def _has_folder() -> bool:
    folder = ssl.get_default_verify_paths().capath
    return bool(folder) and any(Path(folder).glob("*"))
