"""Each variable of the environment is told of, and in one place."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.docs.pages import ROOT

_VARIABLE = re.compile(
    r'"((?:PRODCHECK|HEROKU|SLACK|XDG|SSL|HTTPS|DATABASE)_[A-Z_]*[A-Z]|NO_COLOR|FORCE_COLOR|TERM'
    r'|COLUMNS|PORT)"'
)
COMMAND_LINE = ROOT / "docs/first-check.md"
PLUGIN = ROOT / "docs/heroku-plugin.md"
BOT = ROOT / "docs/deploy.md"

WORK = ROOT / "CONTRIBUTING.md"

ELSEWHERE = {
    "HEROKU_API_TOKEN": "prodcheck says that it is misnamed",
    "PRODCHECK_TOKEN_ORIGIN": "the plugin sets it: its page tells of it",
}


def read_by(*places: str) -> set[str]:
    """Names of variables in the source below some folders or files."""
    return {name for place in places for file in _files(ROOT / place) for name in _named(file)}


def _files(place: Path) -> Iterator[Path]:
    yield from [place] if place.is_file() else place.rglob("*.py")


def _named(file: Path) -> Iterator[str]:
    yield from _VARIABLE.findall(file.read_text("utf-8"))


def told(page: Path) -> set[str]:
    return set(re.findall(r"`([A-Z][A-Z_]+)`", page.read_text("utf-8")))


def test_those_of_the_command_line() -> None:
    read = read_by("cli/environment.py", "core/collect/environment.py")
    assert len(read) > 12
    assert read - set(ELSEWHERE) <= told(COMMAND_LINE)
    assert "PRODCHECK_TOKEN_ORIGIN" in told(PLUGIN)


def test_those_of_the_bot() -> None:
    read = read_by("bot/settings.py", "bot/readers.py", "core/collect/environment.py")
    assert len(read) > 20
    assert read <= told(BOT)


def test_those_of_the_tests() -> None:
    sources = [file.read_text("utf-8") for file in ROOT.glob("tests/**/*.py")]
    read = set(re.findall(r'os\.environ\.get\("(PRODCHECK_[A-Z_]+)"', "".join(sources)))
    assert read
    assert all(name in WORK.read_text("utf-8") for name in read)


def test_nobody_reads_the_environment_elsewhere() -> None:
    sources = [*ROOT.glob("core/**/*.py"), *ROOT.glob("cli/**/*.py"), *ROOT.glob("bot/**/*.py")]
    readers = {file.relative_to(ROOT).as_posix() for file in sources if _reads(file)}
    assert readers == {"bot/__main__.py", "bot/engine/durable.py", "cli/environment.py"}


def _reads(file: Path) -> bool:
    return re.search(r"\benviron\.copy|os\.environ|os\.getenv", file.read_text("utf-8")) is not None
