import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from core.collect import http
from core.collect.environment import sources_of
from core.collect.sources import Nameserver, Sources
from sandbox import Sandbox
from tests.end_to_end.running import Prodcheck

SAMPLES = {
    path.stem: path.read_text("utf-8")
    for path in Path(__file__).parent.joinpath("apps").glob("*.toml")
}


@contextmanager
def in_thread(sandbox: Sandbox) -> Iterator[Sandbox]:
    """Run a sandbox beside the test, whose own thread is the command line's."""
    ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        stop = asyncio.Event()
        async with sandbox:
            ready.set_result((asyncio.get_running_loop(), stop))
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    loop, stop = ready.result()
    try:
        yield sandbox
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with in_thread(Sandbox(extra=SAMPLES)) as sandbox:
        yield sandbox


@pytest.fixture
def prodcheck(
    sandbox: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Prodcheck:
    """The command line, in a folder of its own, pointed at the sandbox."""
    home, folder = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(http, "_PAUSES", (0.0, 0.0))
    environ = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
    }
    return Prodcheck(sandbox, folder, {**environ, **sandbox.environ}, capsys)


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set how long each source is waited for, in seconds: `patience(dns_timeout=0.3)`."""

    def set_limits(**limits: float) -> None:
        def limited(
            environ: Mapping[str, str], token: str, nameservers: tuple[Nameserver, ...]
        ) -> Sources:
            return msgspec.structs.replace(sources_of(environ, token, nameservers), **limits)

        monkeypatch.setattr("cli.snapshots.sources_of", limited)

    return set_limits
