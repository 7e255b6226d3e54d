"""Who may import whom: the house stands on this."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("core", "cli", "bot", "sandbox")
FORBIDDEN = {
    "core": {"cli", "bot", "sandbox", "prodcheck", "tests", "bench"},
    "cli": {"bot", "tests", "bench"},
    "bot": {"cli", "sandbox", "tests", "bench"},
    "sandbox": {"core", "cli", "bot", "prodcheck", "tests", "bench"},
    "prodcheck.py": {"cli", "bot", "sandbox", "tests", "bench"},
}
DEMO = {"cli/commands/demo.py", "cli/pretend.py"}
"""The files of the command line that may start the sandbox."""

NETWORK = {"aiohttp", "asyncio", "dns", "http", "httpx", "socket", "ssl", "subprocess", "urllib"}
CLOCKS_AND_ENVIRONMENT = {"os", "random", "secrets", "tempfile", "time"}
TALKERS = {"core/collect"}
"""Where the core may reach the network and read the clock."""


def files(part: str) -> list[Path]:
    path = ROOT / part
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Walk over the first words of all that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield (node.module or "").partition(".")[0]


def offenders(part: str, forbidden: set[str]) -> dict[str, set[str]]:
    found = {
        path.relative_to(ROOT).as_posix(): set(imported(path)) & forbidden for path in files(part)
    }
    return {path: words for path, words in found.items() if words}


@pytest.mark.parametrize("part", FORBIDDEN)
def test_a_part_imports_what_it_may(part: str) -> None:
    assert files(part), f"{part} has no files: was it moved?"
    assert offenders(part, FORBIDDEN[part]) == {}


def test_of_the_command_line_the_demo_alone_starts_the_sandbox() -> None:
    found = set(offenders("cli", {"sandbox"}))
    assert found
    assert found <= DEMO


def test_judging_touches_neither_network_nor_clock_nor_environment() -> None:
    found = offenders("core", NETWORK | CLOCKS_AND_ENVIRONMENT)
    assert {path for path in found if not path.startswith(tuple(TALKERS))} == set()


def test_the_standard_library_is_not_shadowed() -> None:
    assert set(PARTS).isdisjoint(sys.stdlib_module_names)


def test_the_engine_of_jobs_stays_behind_its_port() -> None:
    found = set(offenders("bot", {"dbos"}))
    assert found == {
        "bot/engine/dbos_records.py",
        "bot/engine/dbos_runner.py",
        "bot/engine/dbos_tables.py",
        "bot/engine/dbos_workflows.py",
    }
