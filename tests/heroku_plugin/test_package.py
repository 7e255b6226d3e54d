"""The package as npm would publish it: its files, and the manifest that the CLI reads first."""

import json
import os
import subprocess
from collections.abc import Iterator

import click
import msgspec
import pytest

from cli.commands import check, checks, fleet
from core.version import __version__
from tests.heroku_plugin.conftest import PLUGIN, put_plugin

pytestmark = pytest.mark.needs("heroku", "npm")

NOT_OURS = {"from"}
"""Options of prodcheck that make no sense beside an app and a session."""


class Flag(msgspec.Struct):
    name: str
    char: str | None = None


class Command(msgspec.Struct):
    aliases: list[str]
    flags: dict[str, Flag]


class Manifest(msgspec.Struct):
    commands: dict[str, Command]


class Listed(msgspec.Struct):
    path: str


class Packed(msgspec.Struct):
    files: list[Listed]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], Manifest]:
    """What npm puts in the package, and the manifest it makes first."""
    folder = tmp_path_factory.mktemp("package") / "plugin"
    put_plugin(folder)
    done = subprocess.run(
        ["npm", "pack", "--dry-run", "--json", "--offline"],
        cwd=folder,
        env={**os.environ, "npm_config_update_notifier": "false"},
        capture_output=True,
        check=True,
    )
    manifest = folder.joinpath("oclif.manifest.json").read_bytes()
    (listing,) = msgspec.json.decode(done.stdout, type=list[Packed])
    files = {each.path for each in listing.files}
    return files, msgspec.json.decode(manifest, type=Manifest)


def test_it_holds_what_runs_and_nothing_else(packed: tuple[set[str], Manifest]) -> None:
    files, _ = packed
    sources = {path.relative_to(PLUGIN).as_posix() for path in PLUGIN.glob("[cl]*/**/*.js")}
    assert len(sources) > 5
    about = {"LICENSE", "README.md", "package.json", "oclif.manifest.json"}
    assert files == sources | about


def test_the_cli_learns_of_the_commands_from_the_manifest(
    packed: tuple[set[str], Manifest],
) -> None:
    _, manifest = packed
    assert set(manifest.commands) == {f"production:{name}" for name in ("check", "checks", "fleet")}
    assert manifest.commands["production:check"].aliases == ["prodcheck"]


@pytest.mark.parametrize(
    ("name", "command"),
    [("check", check.command), ("checks", checks.command), ("fleet", fleet.command)],
)
def test_help_and_completion_know_the_options_of_prodcheck_and_no_others(
    packed: tuple[set[str], Manifest], name: str, command: click.Command
) -> None:
    _, manifest = packed
    flags = manifest.commands[f"production:{name}"].flags.values()
    known = {flag.name: flag.char for flag in flags if flag.name != "prompt"}  # the CLI's own
    assert known == dict(_options(command))


def test_the_prodcheck_it_asks_for_is_there() -> None:
    wanted = json.loads(PLUGIN.joinpath("package.json").read_bytes())["prodcheck"]["minimum"]
    assert _parts(wanted) <= _parts(__version__)


def _options(command: click.Command) -> Iterator[tuple[str, str | None]]:
    """Walk over the long names of a command's options, each with its letter."""
    for param in command.params:
        names = sorted(param.opts, key=len) if isinstance(param, click.Option) else []
        if names and names[-1].removeprefix("--") not in NOT_OURS:
            letter = names[0].removeprefix("-") if len(names) > 1 else None
            yield names[-1].removeprefix("--"), letter


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
