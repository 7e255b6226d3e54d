"""Whatever a page says can be followed."""

import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest

from cli.program import COMMANDS, program
from core.check import all_checks
from core.policy_file import parse_policy
from tests.docs.pages import PAGES, ROOT, anchors, commands, links, name, tokens

each_page = pytest.mark.parametrize("page", PAGES, ids=name)


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    astray = []
    for link in links(page):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        there = target.exists() and target.is_relative_to(ROOT)
        if not there or (parts.fragment and parts.fragment not in anchors(target)):
            astray.append(link)
    assert astray == []


def test_every_page_is_found_from_the_index() -> None:
    seen: set[Path] = set()
    ahead = [ROOT / "docs" / "index.md"]
    while ahead:
        page = ahead.pop()
        if page not in seen:
            seen.add(page)
            paths = (urlsplit(link).path for link in links(page) if "://" not in link)
            found = ((page.parent / path).resolve() for path in paths if path.endswith(".md"))
            ahead += [target for target in found if target.is_file()]
    assert {page for page in PAGES if page.is_relative_to(ROOT / "docs")} <= seen


def options_of(command: click.Command) -> set[str]:
    return {word for param in command.params for word in (*param.opts, *param.secondary_opts)}


@each_page
def test_every_command_can_be_typed(page: Path) -> None:
    wrong = []
    for typed in commands(page):
        words = shlex.split(typed.split(" #")[0].replace("…", ""), posix=False)[1:]
        named = bool(words) and words[0] in COMMANDS
        command = program.get_command(click.Context(program), words[0] if named else "check")
        assert command is not None
        known = options_of(command) | {"--help", "-h"} | (set() if named else {"--version", "-v"})
        options = [word.partition("=")[0] for word in words if word.startswith("-") and word != "-"]
        unknown = [option for option in options if option not in known]
        first = words[0] if words and not named and not words[0].startswith("-") else None
        if unknown or first is not None:
            wrong.append(typed)
    assert wrong == []


def test_commands_are_found() -> None:
    found = {typed for page in PAGES for typed in commands(page)}
    assert len(found) > 20
    assert "prodcheck policy -a checkout-api" in found


def test_every_piece_of_a_policy_can_be_followed() -> None:
    page = ROOT / "docs" / "policy.md"
    pieces = [each.content for each in tokens(page) if each.type == "fence" and each.info == "toml"]
    assert len(pieces) > 3
    for piece in pieces:
        parse_policy(piece.encode(), all_checks(), piece)
