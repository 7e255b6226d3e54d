import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests import needs
from tests.end_to_end.conftest import in_thread
from tests.heroku_plugin.running import NO_CALLS_HOME, Fake, HerokuCli

PLUGIN = Path(__file__).parents[2] / "cli/heroku-plugin"
PROGRAMS = ("node", "git", "sh", "env", "setsid")
"""What the CLI itself needs on its PATH."""


@pytest.fixture(scope="session")
def heroku() -> Iterator[Sandbox]:
    """The pretend Heroku."""
    with in_thread(Sandbox()) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a difficult name, with programs and the plugin in it."""
    place = tmp_path_factory.mktemp("plugin") / "Zoë's “tools” ✓"
    programs = place / "programs"
    programs.mkdir(parents=True)
    for name in PROGRAMS:
        programs.joinpath(name).symlink_to(str(needs.find(name)))
    put_plugin(place / "plugin")
    return place


def put_plugin(folder: Path) -> None:
    """Copy the plugin to a folder, with what npm would install beside it."""
    not_sources = shutil.ignore_patterns("node_modules", "oclif.manifest.json")
    shutil.copytree(PLUGIN, folder, ignore=not_sources)
    folder.joinpath("node_modules").symlink_to(needs.HEROKU_CLI / "plugin/node_modules")


@pytest.fixture(scope="session")
def cli(heroku: Sandbox, place: Path) -> HerokuCli:
    """The Heroku CLI with the plugin linked, a token, and prodcheck on its PATH."""
    home = place / "home"
    home.joinpath("bin").mkdir(parents=True)
    home.joinpath("bin/prodcheck").symlink_to(Path(sys.executable).with_name("prodcheck"))
    guard = Path(__file__).with_name("loopback_alone.cjs")
    environ = {
        "PATH": f"{home / 'bin'}:{place / 'programs'}",
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "LANG": "C.UTF-8",
        "COLUMNS": "80",
        "GIT_CEILING_DIRECTORIES": str(place),
        "NODE_OPTIONS": f'--require="{guard}"',
        "CONNECTIONS_NOTED": str(place / "connections"),
        **NO_CALLS_HOME,
        **heroku.environ,
    }
    tokens = heroku.tokens
    cli = HerokuCli(home, environ, (tokens.full, tokens.read, tokens.nothing))
    assert cli("plugins:link", "--no-install", str(place / "plugin")).status == 0
    return cli


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    return Fake(tmp_path)
