"""Programs that some tests need: without them those are left out, with a word.

With `PRODCHECK_EVERY_TEST=1`, as on the machine that guards the main branch, they fail instead.
"""

import os
import shutil
from pathlib import Path

import pytest

HEROKU_CLI = Path(__file__).parents[1] / ".heroku-cli"
"""Where `make heroku-cli` puts the Heroku CLI: one of a known version, not a person's own."""

_DEBIAN = Path("/usr/lib/postgresql")


def find(program: str) -> str | None:
    """Where a program is; Debian keeps those of Postgres servers off the PATH."""
    if program == "heroku":
        ready = HEROKU_CLI.joinpath("plugin.stamp").exists()
        return str(HEROKU_CLI / "cli/node_modules/.bin/heroku") if ready else None
    by_version = sorted(_DEBIAN.glob(f"*/bin/{program}"), reverse=True)
    return shutil.which(program) or next(map(str, by_version), None)


def check(item: pytest.Item) -> None:
    """Leave a test out, or fail it, when a program is missing that its `needs` mark names."""
    for mark in item.iter_markers("needs"):
        missing = [program for program in mark.args if find(program) is None]
        if not missing:
            continue
        told = f"{', '.join(missing)} is not on this machine"
        if "heroku" in missing:
            told += "; with Node.js 20 or newer, make heroku-cli installs it"
        if os.environ.get("PRODCHECK_EVERY_TEST") == "1":
            pytest.fail(told, pytrace=False)
        pytest.skip(told)
