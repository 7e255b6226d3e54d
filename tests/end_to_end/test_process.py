"""The same in a process of its own, with every warning of the interpreter shown."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.faults import FORBIDDEN, Html
from sandbox.zones import DnsFault
from tests.end_to_end.running import Outcome, Prodcheck

ROOT = Path(__file__).parents[2]


class Process:
    """Types commands into processes, and holds what comes out against the same rules."""

    def __init__(self, prodcheck: Prodcheck) -> None:
        self._prodcheck = prodcheck
        self.environ = {
            **prodcheck.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "always",
        }

    def start(self, *arguments: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments],
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )

    def __call__(self, *arguments: str) -> Outcome:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=60)
        outcome = Outcome(process.returncode, out.decode(), err.decode())
        self._prodcheck.hold(outcome)
        return outcome


@pytest.fixture
def process(prodcheck: Prodcheck) -> Process:
    return Process(prodcheck)


def test_an_app_with_troubles_of_every_kind(process: Process) -> None:
    status, out, err = process("-a", "troubled-app")
    assert (status, err) == (1, "")
    assert out.splitlines()[-1].startswith("troubled-app is not ready for production: ")


def test_faults_of_every_source_at_once(process: Process, sandbox: Sandbox) -> None:
    sandbox.fail("/apps/ha-app/releases", FORBIDDEN)
    sandbox.fail("/apps/ha-app/dynos", Html())
    sandbox.fail_dns("ha-app.com", DnsFault.SERVFAIL)
    sandbox.fail_tls("www.ha-app.com", "reset")
    status, out, err = process("-a", "ha-app", "-o", "report.json", "--fail-on", "unknown")
    assert (status, err) == (1, "")
    assert out.count("? unknown: ") == 5
    assert "? unknown: A good certificate for every custom domain (ssl)" in out


@pytest.mark.parametrize(
    ("arguments", "environ", "status"),
    [
        ([], {}, 2),
        (["-a", "no-such-app"], {}, 3),
        (["-a", "ha-app"], {"HEROKU_API_KEY": "HRKU-AAsandbox-revoked"}, 3),
    ],
)
def test_what_cannot_be_done_is_told(
    process: Process, arguments: list[str], environ: dict[str, str], status: int
) -> None:
    process.environ |= environ
    outcome = process(*arguments)
    assert (outcome.status, outcome.out) == (status, "")
    assert outcome.err.startswith(" ›   Error: ")  # noqa: RUF001


def test_a_reader_that_goes_away_in_the_middle_is_no_error(process: Process) -> None:
    reader, writer = os.pipe()
    running = process.start("-a", "troubled-app", stdout=writer)
    os.close(writer)
    os.close(reader)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (141, b"")
