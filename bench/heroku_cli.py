"""The same facts by hand: the commands of the real Heroku CLI that an operator would type."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.collecting import slow_heroku
from bench.measure import Figure, interleaved, wall
from tests import needs
from tests.heroku_plugin.running import NO_CALLS_HOME

APP = "ha-app"
COMMANDS = (
    "apps:info",
    "ps",
    "features:info preboot",
    "releases",
    "domains",
    "certs:auto",
    "addons",
    "pg:info",
    "pg:backups",
    "pg:backups:schedules",
    "redis:info",
    "drains",
    "config",
)
"""What prodcheck reads of the Platform and Data APIs. DNS and TLS would come on top."""


def figures() -> Iterator[Figure]:
    """Type them one after another, and set that against one prodcheck."""
    heroku = needs.find("heroku")
    if heroku is None:
        print("--    the same facts by hand: left out, make heroku-cli installs the Heroku CLI")
        return
    with slow_heroku() as sandbox, TemporaryDirectory() as home:
        cli = _environ(sandbox, home)

        def by_hand() -> None:
            for command in COMMANDS:
                _run([heroku, *command.split(), "-a", APP], cli)

        def ours() -> None:
            _run([str(Path(sys.executable).with_name("prodcheck")), "-a", APP], sandbox)

        _run([heroku, "--version"], cli)
        typed = wall(by_hand)
        (checked,) = interleaved([ours], 5)
    yield Figure(
        "the same facts by hand, against prodcheck",
        typed / checked,
        "x",
        10,
        at_least=True,
        note=f"{len(COMMANDS)} commands, {typed:.1f} s against {checked:.2f} s",
    )


def _environ(sandbox: Mapping[str, str], home: str) -> dict[str, str]:
    """Point the CLI at the sandbox; of the Data API it takes a host alone, on the same port."""
    return {
        "HEROKU_API_KEY": sandbox["HEROKU_API_KEY"],
        "HEROKU_HOST": sandbox["HEROKU_HOST"],
        "HEROKU_DATA_HOST": "127.0.0.1",
        "HEROKU_PARTICLEBOARD_URL": sandbox["HEROKU_HOST"],
        "HOME": home,
        **NO_CALLS_HOME,
    }


def _run(command: list[str], environ: Mapping[str, str]) -> None:
    """Run a command that must succeed, or it would be quick for the wrong reason."""
    everything = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **environ}
    subprocess.run(command, env=everything, check=True, capture_output=True)
