"""Programs that some tests need: without them those are left out, with a word.

With `PRODCHECK_EVERY_TEST=1`, as on the machine that guards the main branch, they fail instead.
"""

import os
import shutil
from pathlib import Path

import pytest

_DEBIAN = Path("/usr/lib/postgresql")


def find(program: str) -> str | None:
    """Where a program is; Debian keeps those of Postgres servers off the PATH."""
    by_version = sorted(_DEBIAN.glob(f"*/bin/{program}"), reverse=True)
    return shutil.which(program) or next(map(str, by_version), None)


def check(item: pytest.Item) -> None:
    """Leave a test out, or fail it, when a program is missing that its `needs` mark names."""
    for mark in item.iter_markers("needs"):
        missing = [program for program in mark.args if find(program) is None]
        if missing and os.environ.get("PRODCHECK_EVERY_TEST") == "1":
            pytest.fail(f"{', '.join(missing)} is not on this machine", pytrace=False)
        if missing:
            pytest.skip(f"{', '.join(missing)} is not on this machine")
