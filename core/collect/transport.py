"""What carries calls to Heroku's APIs, and what its failures mean."""

from functools import partial
from typing import Final

from core.collect.failure import CallFailed, nonsense, silent, system_words
from core.collect.lanes import Lanes
from core.collect.sources import Sources
from core.collect.trust import tls_context
from core.collect.web import httpx
from core.errors import ConfigError

MAX_BODY: Final = 20_000_000
"""Bytes. The largest honest answer, a page of 1,000 add-ons, is under 2 MB."""


def base_url(url: str) -> str:
    """Return the address of an API without a final slash.

    Raises:
        ConfigError: It is none.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ConfigError(
            f"{url!r} is not the address of an API.", hint="Write a host, or https://HOST."
        )
    return url.rstrip("/")


def make_transport(sources: Sources, proxy: httpx.Proxy | None = None) -> httpx.AsyncBaseTransport:
    """Make the transport of one client, or of its calls through a proxy."""
    addresses = (sources.api_url, sources.data_url, sources.metrics_url)
    secure = any(url.startswith("https:") for url in addresses)
    one = partial(
        httpx.AsyncHTTPTransport,
        verify=tls_context(sources.ca_file) if secure else False,
        limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
        trust_env=False,
        proxy=proxy,
    )
    one()  # what is wrong with the proxy is said now, not at the first call
    return Lanes(one)


def proxied(sources: Sources) -> dict[str, httpx.AsyncBaseTransport] | None:
    """Make the transports of a client that goes through a proxy; None where there is none.

    Raises:
        ConfigError: The proxy is of no use.
    """
    if sources.proxy is None:
        return None
    try:
        return {"https://": make_transport(sources, httpx.Proxy(sources.proxy))}
    except (ValueError, httpx.InvalidURL, ImportError):  # its text holds the proxy's password
        raise ConfigError(
            "The proxy has no address that can be used.", hint="Write http://HOST:PORT."
        ) from None


async def read_body(response: httpx.Response, path: str) -> bytes:
    """Read the body of an answer.

    Raises:
        CallFailed: It is too long.
    """
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_BODY:
            raise nonsense(path, f"is longer than {MAX_BODY // 1_000_000} MB")
    return bytes(body)


def broken(error: httpx.TransportError, path: str) -> CallFailed:
    """Say what broke. Only the text of a `ConnectError` is ours to repeat: others quote headers."""
    match error:
        case httpx.ConnectError() if "CERTIFICATE_VERIFY_FAILED" in str(error):
            what = "its certificate is not trusted here; SSL_CERT_FILE can name a file of roots"
            return silent(path, what, transient=False)
        case httpx.ConnectError():
            host = error.request.url.host
            return silent(path, f"no connection to {host} ({system_words(error)})")
        case httpx.ProxyError():
            return silent(path, "the proxy refused")
        case httpx.RemoteProtocolError() | httpx.NetworkError():
            return silent(path, "the connection broke off")
    return silent(path, "the call could not be made", transient=False)
