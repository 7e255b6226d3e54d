"""What carries the calls: TLS, a proxy, or a transport of the caller's own."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from core.collect.collect import collect
from core.collect.http import HerokuClient
from core.collect.sources import Sources
from core.errors import HerokuUnavailable
from tests.collect.heroku import TOKEN, Heroku, pretend_heroku
from tests.collect.sample import APP, install
from tests.collect_network.certificates import issue
from tests.collect_network.servers import Proxy, serve

CA = issue("Test Root")
SERVER = issue("localhost", issuer=CA, names=["localhost", "api.heroku.test"])


@pytest.fixture
async def secure() -> AsyncIterator[Heroku]:
    async with pretend_heroku(SERVER.server_context()) as pretend:
        install(pretend)
        yield pretend


@pytest.fixture
def roots(tmp_path: Path) -> str:
    file = tmp_path / "roots.pem"
    file.write_bytes(CA.pem)
    return str(file)


def sources_for(host: str, ca_file: str | None = None, proxy: str | None = None) -> Sources:
    return Sources(token=TOKEN, api_url=f"https://{host}", ca_file=ca_file, proxy=proxy)


async def test_a_file_of_roots_makes_its_certificates_trusted(secure: Heroku, roots: str) -> None:
    sources = sources_for(f"localhost:{secure.port}", ca_file=roots)
    assert (await collect("ha-app", sources, facts=())).app.name == "ha-app"


async def test_a_certificate_that_is_not_trusted_gets_no_token(secure: Heroku) -> None:
    with pytest.raises(HerokuUnavailable, match="certificate is not trusted") as caught:
        await collect("ha-app", sources_for(f"localhost:{secure.port}"), facts=())
    assert "SSL_CERT_FILE" in caught.value.message
    assert secure.requests == []


async def test_a_proxy_carries_the_calls_and_does_not_see_them(secure: Heroku, roots: str) -> None:
    proxy = Proxy(secure.port)
    async with serve(proxy) as running:
        address = f"http://me:s3cret@localhost:{running.port}"
        sources = sources_for("api.heroku.test", ca_file=roots, proxy=address)
        assert (await collect("ha-app", sources, facts=())).app.name == "ha-app"
    (head,) = proxy.heads
    assert head.startswith("CONNECT api.heroku.test:443 ")
    assert TOKEN not in head


async def test_a_proxy_that_refuses_is_said_without_its_password(roots: str) -> None:
    proxy = Proxy(reply=b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
    async with serve(proxy) as running:
        address = f"http://me:s3cret@localhost:{running.port}"
        sources = sources_for("api.heroku.test", ca_file=roots, proxy=address)
        with pytest.raises(HerokuUnavailable, match="proxy refused") as caught:
            await collect("ha-app", sources, facts=())
    assert "s3cret" not in str(caught.value)


async def test_the_proxy_of_the_environment_is_the_callers_business(
    heroku: Heroku, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert (await collect("ha-app", heroku.sources(), facts=())).app.name == "ha-app"


async def test_a_client_serves_many_collections_over_a_transport_of_its_own() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json=APP)

    sources = Sources(token=TOKEN)
    client = HerokuClient(sources, transport=httpx.MockTransport(answer))
    for _ in range(2):
        snapshot = await collect("ha-app", sources, facts=(), client=client)
        assert snapshot.app.name == "ha-app"
    assert asked == ["/apps/ha-app"] * 2


def test_the_command_line_of_the_http_library_is_not_loaded() -> None:
    assert sys.modules["httpx._main"] is None
