"""Which program the plugin takes for a prodcheck that is new enough."""

import subprocess
from pathlib import Path

import pytest

from tests import needs
from tests.heroku_plugin.conftest import PLUGIN
from tests.heroku_plugin.running import Fake

pytestmark = pytest.mark.needs("node")

FIND = """
const {findProdcheck} = await import(process.argv[1])
try {
  console.log(await findProdcheck(process.env, '1.10.2'))
} catch (error) {
  console.log(error.message, error.suggestions.join(' '))
}
"""


def find(**environ: str) -> str:
    """Ask the plugin for a prodcheck of version 1.10.2 or newer, and return what it says."""
    library = (PLUGIN / "lib/prodcheck.js").as_uri()
    done = subprocess.run(
        [str(needs.find("node")), "--input-type=module", "-e", FIND, library],
        env={"PATH": "/usr/bin:/bin", **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.mark.parametrize("version", ["1.10.2", "1.10.10", "1.11.0", "2.0.0", "1.10.2.dev3+g1"])
def test_new_enough(fake: Fake, version: str) -> None:
    found = find(FAKE_VERSION=f"prodcheck {version}", **fake.environ)
    assert found == fake.environ["PRODCHECK_BIN"]


@pytest.mark.parametrize("version", ["1.10.1", "1.9.9", "0.99.99"])
def test_too_old(fake: Fake, version: str) -> None:
    told = find(FAKE_VERSION=f"prodcheck {version}", **fake.environ)
    assert told.startswith(f"prodcheck {version} is too old for this plugin")
    assert "1.10.2 or newer" in told


@pytest.mark.parametrize("answer", ["", "2.0.0", "prodcheck", "heroku/11.10.0", "prodcheck x.y.z"])
def test_something_else(fake: Fake, answer: str) -> None:
    told = find(FAKE_VERSION=answer or " ", **fake.environ)
    assert "does not answer --version as prodcheck does" in told
    assert "PRODCHECK_BIN" in told


def test_it_says_far_too_much(tmp_path: Path) -> None:
    endless = tmp_path / "prodcheck"
    endless.write_text("#!/bin/sh\nexec yes prodcheck 2.0.0\n")
    endless.chmod(0o755)
    told = find(PRODCHECK_BIN=str(endless))
    assert told.startswith(f"{endless} does not answer --version as prodcheck does.")


def test_it_fails_at_once(fake: Fake) -> None:
    told = find(FAKE_VERSION="prodcheck 2.0.0", FAKE_VERSION_STATUS="1", **fake.environ)
    assert "does not answer --version" in told


def test_no_such_program(tmp_path: Path) -> None:
    told = find(PRODCHECK_BIN=str(tmp_path / "no such"))
    assert told.startswith(f"{tmp_path}/no such is not there.")


@pytest.mark.parametrize("mode", [0o644, None])
def test_a_file_or_folder_that_cannot_be_run(tmp_path: Path, mode: int | None) -> None:
    path = tmp_path / "prodcheck"
    if mode is None:
        path.mkdir()
    else:
        path.write_text("#!/bin/sh\n")
        path.chmod(mode)
    assert "prodcheck cannot be run (EACCES)" in find(PRODCHECK_BIN=str(path))


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    for path, code in (
        ("file/prodcheck", "ENOTDIR"),
        ("loop", "ELOOP"),
        ("x" * 300, "ENAMETOOLONG"),
    ):
        program = tmp_path / path
        told = find(PRODCHECK_BIN=str(program))
        assert told.startswith(f"{program} cannot be run ({code}). Set PRODCHECK_BIN to where")
