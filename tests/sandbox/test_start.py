import asyncio
import gc
import os
import re
import signal
import socket
import sys
import time
from pathlib import Path

import msgspec
import pytest
from cryptography import x509

from sandbox import Sandbox
from sandbox.model import load_apps
from sandbox.model.loader import parse_app
from tests.sandbox.clients import ask, connect, heroku


def pem(sandbox: Sandbox) -> bytes:
    return Path(sandbox.ca_file).read_bytes()


async def test_the_environment_is_what_a_user_would_set(sandbox: Sandbox) -> None:
    host, port = sandbox.nameserver
    assert sandbox.environ == {
        "HEROKU_HOST": sandbox.url,
        "HEROKU_DATA_HOST": sandbox.url,
        "HEROKU_API_KEY": sandbox.token,
        "PRODCHECK_NAMESERVERS": f"{host}:{port}",
        "HTTPS_PROXY": sandbox.proxy,
        "SSL_CERT_FILE": sandbox.ca_file,
    }
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", sandbox.url)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", sandbox.proxy)
    assert host == "127.0.0.1"
    assert sandbox.token.startswith("HRKU-")
    assert x509.load_pem_x509_certificate(pem(sandbox)).subject.rfc4514_string()


async def test_two_sandboxes_do_not_meet() -> None:
    async with Sandbox() as one, Sandbox() as other:
        assert one.url != other.url
        async with heroku(other, token=one.token) as client:
            assert (await client.get("/apps")).status_code == 401


async def test_it_starts_at_once() -> None:
    start = time.process_time()
    async with Sandbox():
        took = time.process_time() - start
    assert took < 0.5


async def test_nothing_is_left_behind_when_it_stops() -> None:
    before = asyncio.all_tasks()
    async with Sandbox(dns_latency=5.0, api_latency=5.0) as sandbox:
        _, reader, writer = await connect(sandbox)
        async with heroku(sandbox, timeout=0.1) as client:
            unanswered = await asyncio.gather(
                client.get("/apps"),
                ask(sandbox, "ha-app.com", patience=0.1),
                return_exceptions=True,
            )
        ports = [int(url.rpartition(":")[2]) for url in (sandbox.url, sandbox.proxy)]
        folder = Path(sandbox.ca_file).parent
    assert [type(error).__name__ for error in unanswered] == ["ReadTimeout", "Timeout"]
    assert asyncio.all_tasks() == before
    assert not folder.exists()
    assert await reader.read() == b""
    writer.transport.abort()
    for port in ports:
        with pytest.raises(ConnectionRefusedError), socket.socket() as probe:
            probe.connect(("127.0.0.1", port))
    gc.collect()  # A socket left open would be a ResourceWarning, and so an error, here.


async def test_by_hand_it_prints_exports_and_ends_with_ctrl_c() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "dev", "-W", "error", "-m", "sandbox", "--api-latency", "0.01"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    exports = {}
    for _ in range(6):
        line = (await process.stdout.readline()).decode()
        name, _, value = line.removeprefix("export ").rstrip().partition("=")
        exports[name] = value
    host, _, port = exports["HEROKU_HOST"].removeprefix("http://").partition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    process.send_signal(signal.SIGINT)
    _, talk = await process.communicate()
    writer.transport.abort()
    assert process.returncode == 0
    assert exports.keys() == {
        "HEROKU_HOST",
        "HEROKU_DATA_HOST",
        "HEROKU_API_KEY",
        "PRODCHECK_NAMESERVERS",
        "HTTPS_PROXY",
        "SSL_CERT_FILE",
    }
    assert "ha-app" in talk.decode()
    assert "Traceback" not in talk.decode()


def test_the_samples_are_those_that_are_promised() -> None:
    apps = {app.name: app for app in load_apps()}
    assert {"ha-app", "troubled-app", "relic-2012", "fir-app", "big-app"} <= apps.keys()
    big = apps["big-app"]
    assert (len(big.domains), len(big.addons), len(big.formation)) == (60, 40, 20)
    assert big.domains[59].hostname == "tenant-60.big-app.com"
    assert all(app.summary for app in apps.values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('summary = ""\nstakc = "heroku-24"', "stakc"),
        ('summary = ""\ndomains = [{ hostname = "x.example", tls = "odd" }]', "odd"),
        ("stack = 'heroku-24'", "summary"),
    ],
)
def test_a_slip_in_a_sample_is_heard_of(text: str, words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        parse_app("slip", text)
