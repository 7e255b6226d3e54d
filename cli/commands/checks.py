"""`prodcheck checks`."""

from collections.abc import Iterator

import click
import msgspec

from cli import options, terminal
from cli.program import Helpful
from cli.session import Session
from core.check import Check, all_checks
from core.render import json
from core.render.paper import BOLD, Paper
from core.render.text import document

EPILOG = """\b
Examples:
  $ prodcheck checks
  $ prodcheck checks --json
  $ prodcheck checks:info dns
"""


@click.command("checks", cls=Helpful, epilog=EPILOG)
@options.of_display
@click.pass_obj
def command(session: Session, *, as_json: bool, no_color: bool) -> int:
    """List the checks."""
    if as_json:
        terminal.write(json.pretty(msgspec.json.encode(list(map(_row, all_checks())))))
        return 0
    paper = terminal.paper(session.environ, colour=not no_color)
    by_category: dict[str, list[Check]] = {}
    for check in all_checks():
        by_category.setdefault(check.category, []).append(check)
    last = paper.prose("prodcheck checks:info ID explains one.")
    blocks = [_block(name, checks, paper) for name, checks in by_category.items()]
    terminal.write(document([*blocks, last]))
    return 0


def _row(check: Check) -> dict[str, object]:
    return {
        "id": check.id,
        "title": check.title,
        "category": check.category,
        "default": check.default,
        "package": check.package,
        "why": check.why,
        "facts": check.needs.facts,
        "thresholds": check.needs.thresholds,
        "ranges": check.needs.ranges,
        "articles": check.articles,
    }


def _block(name: str, checks: list[Check], paper: Paper) -> Iterator[str]:
    yield paper.paint(name, BOLD)
    for check in checks:
        aside = "" if check.default else " (only when asked for with --only)"
        aside += f" (of the package {check.package})" if check.package else ""
        yield from paper.prose(f"{check.id}: {check.title}{aside}", indent="  ", hang="    ")
