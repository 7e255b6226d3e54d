"""TLS handshakes for the sake of the certificate: one context that verifies, one that reads."""

import asyncio
import contextlib
import ssl
from functools import cache
from typing import NamedTuple

from core.collect.sources import Sources
from core.collect.trust import new_tls_context
from core.collect.tunnel import connect
from core.errors import ConfigError
from core.snapshot import Unavailable


class Contexts(NamedTuple):
    """How to look at a server."""

    verifying: ssl.SSLContext
    """Refuses what a browser refuses."""
    reading: ssl.SSLContext
    """Refuses no certificate; nothing is ever sent over it."""


def build_contexts(ca_file: str | None) -> Contexts | Unavailable:
    """Build both contexts, once for all probes of a process.

    It takes 50-100 ms of CPU time, so do it in a thread.

    Args:
        ca_file: PEM file of trusted roots; None means the system's, `SSL_CERT_FILE` included.
    """
    try:
        return _shared(ca_file)
    except ConfigError as error:
        reason = error.message[:1].lower() + error.message[1:].rstrip(".")
        return Unavailable(kind="unsupported", reason=reason)


@cache
def _shared(ca_file: str | None) -> Contexts:
    verifying = new_tls_context(ca_file)
    verifying.hostname_checks_common_name = False
    # On by default from Python 3.13; browsers accept chains that it refuses.
    verifying.verify_flags &= ~ssl.VERIFY_X509_STRICT
    reading = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    reading.check_hostname = False
    reading.verify_mode = ssl.CERT_NONE
    return Contexts(verifying, reading)


async def show_certificate(
    context: ssl.SSLContext, address: str, name: str, sources: Sources
) -> bytes:
    """Shake hands with an address, ask for a name (SNI), and return the certificate shown, DER.

    Raises:
        ssl.SSLCertVerificationError: The context refuses the certificate.
        ssl.SSLError: No handshake came about.
        OSError: No connection came about, or it broke.
        ProxyFailed: The proxy gives no way through.
    """
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname=name)
    loop = asyncio.get_running_loop()
    with await connect(address, sources.tls_port, sources.proxy) as stream:
        while not _done(client):
            await loop.sock_sendall(stream, outgoing.read())
            data = await loop.sock_recv(stream, 65_536)
            if not data:
                raise ConnectionResetError
            incoming.write(data)
        # A courtesy: the server sees the handshake end. What we came for is here.
        with contextlib.suppress(OSError):
            await loop.sock_sendall(stream, outgoing.read())
    return client.getpeercert(binary_form=True) or b""


def _done(client: ssl.SSLObject) -> bool:
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True
