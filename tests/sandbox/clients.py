"""Plain clients for the sandbox: HTTP, DNS and TLS, over real sockets."""

import asyncio
import ssl
from urllib.parse import urlsplit

import dns.asyncquery
import dns.message
import dns.rdatatype
import httpx
from cryptography import x509

from sandbox import Sandbox

ACCEPT = "application/vnd.heroku+json; version=3"
SDK = {"Accept": f"{ACCEPT}.sdk"}
ADDRESS = "54.73.53.81"


def heroku(
    sandbox: Sandbox, *, token: str | None = "", accept: str = ACCEPT, timeout: float = 5.0
) -> httpx.AsyncClient:
    """Speak to the APIs; with the full token unless another or None is given."""
    headers = {"Accept": accept}
    if token is not None:
        headers["Authorization"] = f"Bearer {token or sandbox.token}"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncClient(
        base_url=sandbox.url, headers=headers, verify=context, trust_env=False, timeout=timeout
    )


async def ask(
    sandbox: Sandbox, name: str, rdtype: str = "A", *, patience: float = 5.0
) -> dns.message.Message:
    """Ask the DNS server once, over UDP, and wait that many seconds."""
    host, port = sandbox.nameserver
    query = dns.message.make_query(name, rdtype)
    return await dns.asyncquery.udp(query, host, port=port, timeout=patience)


def records(message: dns.message.Message, rdtype: str) -> list[str]:
    """List the records of one type in the answer section."""
    wanted = dns.rdatatype.from_text(rdtype)
    return [row.to_text() for rrset in message.answer if rrset.rdtype == wanted for row in rrset]


async def connect(
    sandbox: Sandbox, target: str = f"{ADDRESS}:443"
) -> tuple[bytes, asyncio.StreamReader, asyncio.StreamWriter]:
    """Send CONNECT to the proxy; tell what it answered."""
    proxy = urlsplit(sandbox.proxy)
    reader, writer = await asyncio.open_connection(proxy.hostname, proxy.port)
    writer.write(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    return head.partition(b"\r\n")[0], reader, writer


async def certificate(
    sandbox: Sandbox, hostname: str, *, verify: bool = True, target: str = f"{ADDRESS}:443"
) -> x509.Certificate:
    """Shake hands as a browser would, and take the certificate that was shown.

    Raises:
        ssl.SSLError: The certificate is refused, or the server speaks no TLS.
        OSError: The connection broke.
    """
    context = ssl.create_default_context(cafile=sandbox.ca_file)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    _, _, writer = await connect(sandbox, target)
    try:
        async with asyncio.timeout(5):
            await writer.start_tls(context, server_hostname=hostname)
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    finally:
        writer.transport.abort()
        await asyncio.sleep(0)
    return x509.load_der_x509_certificate(shown)
