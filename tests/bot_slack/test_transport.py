"""The connections to Heroku that all checks share."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.transport import SharedTransport
from core.collect.sources import Sources
from tests.collect_network.certificates import issue
from tests.collect_network.servers import Proxy, serve


@asynccontextmanager
async def answering(answer: bytes, context: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server that answers everything so, and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"{'https' if context else 'http'}://{host}:{port}"


async def ask(url: str) -> httpx.Response:
    transport = SharedTransport(Sources(token="", api_url=url, data_url=url, metrics_url=url))
    try:
        async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
            return await client.get(f"{url}/apps/x")
    finally:
        await transport.aclose()


async def test_an_answer_is_read() -> None:
    async with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as url:
        assert (await ask(url)).json() == {}


async def test_what_servers_set_is_not_shared_between_accounts() -> None:
    crumbs = b"HTTP/1.1 200 OK\r\nSet-Cookie: who=ada\r\nContent-Length: 2\r\n\r\n{}"
    async with answering(crumbs) as url:
        sources = Sources(token="", api_url=url, data_url=url, metrics_url=url)
        transport = SharedTransport(sources)
        for _ in range(2):
            request = httpx.Request("GET", f"{url}/apps")
            response = await transport.handle_async_request(request)
            await response.aread()
            await response.aclose()
        session = transport.client
        await transport.aclose()
    assert list(getattr(session, "cookie_jar", [])) == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", httpx.NetworkError),
        (b"this is not HTTP\r\n\r\n", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}", httpx.ReadError),
    ],
)
async def test_what_breaks_has_the_name_that_collection_knows(
    answer: bytes, error: type[httpx.TransportError]
) -> None:
    async with answering(answer) as url:
        with pytest.raises(error):
            await ask(url)


async def test_nobody_listens() -> None:
    with pytest.raises(httpx.ConnectError):
        await ask("http://127.0.0.1:9")


async def test_a_proxy_that_does_not_answer() -> None:
    transport = SharedTransport(Sources(token="", proxy="http://127.0.0.1:9"))
    with pytest.raises(httpx.ProxyError):
        await transport.handle_async_request(httpx.Request("GET", "https://api.heroku.com/apps"))
    await transport.aclose()


async def test_a_certificate_that_nobody_vouches_for() -> None:
    context = issue("127.0.0.1", names=["localhost"]).server_context()
    async with answering(b"", context) as url:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await ask(url)


async def test_a_proxy_carries_the_calls_and_does_not_see_them(tmp_path: Path) -> None:
    root = issue("Test Root")
    roots = tmp_path / "roots.pem"
    roots.write_bytes(root.pem)
    shown = issue("api.heroku.test", issuer=root, names=["api.heroku.test"]).server_context()
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    async with answering(answer, shown) as url:
        proxy = Proxy(int(url.rpartition(":")[2]))
        async with serve(proxy) as running:
            address = f"http://me:s3cret@localhost:{running.port}"
            transport = SharedTransport(Sources(token="", ca_file=str(roots), proxy=address))
            async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
                assert (await client.get("https://api.heroku.test/apps")).json() == {}
    (head,) = proxy.heads
    assert head.startswith("CONNECT api.heroku.test:443 ")
    assert "Basic bWU6czNjcmV0" in head
