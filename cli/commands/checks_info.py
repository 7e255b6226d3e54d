"""`prodcheck checks:info`."""

import difflib
import re
from collections.abc import Iterator

import click

from cli import judging, options, terminal
from cli.program import Helpful
from cli.session import Session
from core.check import Check, all_checks
from core.errors import ConfigError
from core.render import check_page
from core.render.inert import inert
from core.render.paper import BOLD, DIM, Paper
from core.render.text import document

EPILOG = """\b
Examples:
  $ prodcheck checks:info dyno-redundancy
  $ prodcheck checks:info dns --markdown > dns.md
  $ prodcheck checks                         lists them all
"""


@click.command("checks:info", cls=Helpful, epilog=EPILOG)
@click.argument("check_id", metavar="ID", shell_complete=options.complete_check)
@click.option("--markdown", is_flag=True, help="Print a page in Markdown instead of text.")
@click.pass_obj
def command(session: Session, check_id: str, *, markdown: bool) -> int:
    """Explain a check: why it matters, when it passes and fails, how to fix it, what to read."""
    check = _find(check_id)
    if markdown:
        terminal.write("".join(f"{inert(line)}\n" for line in check_page.page(check).splitlines()))
        return 0
    paper = terminal.paper(session.environ)
    sections = {name: body for name, body in check.docs.items() if name != "References"}
    summary = sections.pop("Summary")
    blocks = [
        paper.prose(f"{check.id}: {check.title}", BOLD),
        paper.prose(" ".join(summary.split())),
        *(_section(name, body, paper) for name, body in sections.items()),
        _section("Facts it needs", ", ".join(check.needs.facts), paper),
        _thresholds(check, paper),
        _reading(check, paper),
        _origin(check, paper),
    ]
    terminal.write(document(blocks))
    return 0


def _find(check_id: str) -> Check:
    known = {check.id: check for check in all_checks()}
    meant = judging.check_id(check_id)
    if meant in known:
        return known[meant]
    close = difflib.get_close_matches(meant, known, n=1)
    hint = f"Did you mean prodcheck checks:info {close[0]}?" if close else None
    raise ConfigError(
        f"There is no check called {check_id!r}.", hint=hint or "prodcheck checks lists them all."
    )


def _section(name: str, body: str, paper: Paper) -> Iterator[str]:
    yield paper.paint(name, BOLD)
    for paragraph in re.split(r"\n\s*\n|\n(?=[-*] )", body):
        yield from paper.prose(" ".join(paragraph.split()), indent="  ")


def _thresholds(check: Check, paper: Paper) -> Iterator[str]:
    if check.needs.thresholds:
        yield paper.paint("Thresholds", BOLD)
    for name, value in check.needs.thresholds.items():
        least, most = check.needs.ranges[name]
        yield from paper.prose(f"{name} = {value} (may be {least} to {most:,})", indent="  ")


def _reading(check: Check, paper: Paper) -> Iterator[str]:
    if check.articles:
        yield paper.paint("Read", BOLD)
    for article in check.articles:
        if article.title != article.url:
            yield from paper.prose(article.title, indent="  ")
        yield "    " + paper.paint(inert(article.url), DIM)


def _origin(check: Check, paper: Paper) -> Iterator[str]:
    if check.package:
        yield paper.paint("From", BOLD)
        yield from paper.prose(f"the package {check.package}", indent="  ")
