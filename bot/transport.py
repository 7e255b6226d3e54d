"""The connections to Heroku that all checks of the process share."""

from base64 import b64encode

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from core.collect.sources import Sources
from core.collect.trust import tls_context
from core.errors import ConfigError

_CONNECTIONS = 48
"""At once, over all checks; one check alone never uses more than 12."""


class SharedTransport(AiohttpTransport):
    """Carries httpx's calls over aiohttp, at a fraction of the CPU time.

    Args:
        sources: Hosts, proxy and trusted roots; the token in it is not looked at.

    Raises:
        ConfigError: The proxy has no address that can be used.
    """

    def __init__(self, sources: Sources) -> None:
        hosts = (sources.api_url, sources.data_url, sources.metrics_url)
        secure = any(url.startswith("https:") for url in hosts)
        self._tls = tls_context(sources.ca_file) if secure else None
        super().__init__(
            verify=self._tls or False,
            trust_env=False,
            proxy=_proxy(sources) if secure else None,
            client=self._session,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Make a call; what breaks is named as httpx's own transport names it."""
        try:
            return await super().handle_async_request(request)
        except httpx.TransportError as error:
            raise _named(error.__cause__) or error from error.__cause__
        except aiohttp.ClientError as error:
            raise httpx.RemoteProtocolError("the answer is not HTTP") from error

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=_CONNECTIONS, ssl=self._tls or True),
            # Accounts share these connections, and must not share what a server sets.
            cookie_jar=aiohttp.DummyCookieJar(),
        )


def _proxy(sources: Sources) -> httpx.Proxy | None:
    if not sources.proxy:
        return None
    try:
        proxy = httpx.Proxy(sources.proxy)
    except (ValueError, httpx.InvalidURL):  # its text holds the proxy's password
        raise ConfigError(
            "The proxy has no address that can be used.", hint="Write http://HOST:PORT."
        ) from None
    if proxy.raw_auth is None:
        return proxy
    # aiohttp does away with the class that the library would make of name and password.
    credentials = b64encode(b":".join(proxy.raw_auth)).decode()
    return httpx.Proxy(proxy.url, headers={"Proxy-Authorization": f"Basic {credentials}"})


def _named(error: BaseException | None) -> httpx.TransportError | None:
    """Name what broke where the library's own name misleads: to it, most things are a timeout."""
    match error:
        case aiohttp.ClientProxyConnectionError():
            return httpx.ProxyError("the proxy does not answer")
        case aiohttp.ClientConnectorError():
            return httpx.ConnectError(str(error))
        case aiohttp.ClientOSError() | aiohttp.ServerDisconnectedError():
            return httpx.NetworkError("the connection broke off")
    return None
