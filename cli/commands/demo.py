"""`prodcheck demo`."""

import contextlib
import io
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import click

from cli import terminal
from cli.folding import fold
from cli.judging import FOUND
from cli.program import Helpful, run
from cli.session import Session
from core.render.paper import BOLD, DIM, Paper


class Sample(NamedTuple):
    """A sample app, and what it is there to show."""

    summary: str
    whole: tuple[str, ...] = ()
    """Checks that are shown whole where the report is folded."""


SAMPLES = {
    "ha-app": Sample("a healthy app"),
    "troubled-app": Sample(
        "one of each trouble", ("stack", "dyno-redundancy", "production-database")
    ),
    "relic-2012": Sample("left alone since 2012", ("dns",)),
    "fir-app": Sample("on the Fir generation", ("database-backups",)),
    "big-app": Sample("60 domains, 40 add-ons, 20 process types"),
}

_PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
"""None of them knows the way to loopback."""

_UNKEPT = {"PRODCHECK_HISTORY": "0"}
"""The sample apps are nobody's."""

INTRODUCTION = (
    "This is prodcheck at work on sample apps. They live in a pretend Heroku on this machine, "
    "with an API, DNS and TLS of its own; nothing leaves it."
)
FOLDED = " Of most checks that found something the headline alone is shown."

NEXT = """\
Now an app of yours; prodcheck reads how it is set up and changes nothing:

  heroku login
  {program} -a YOUR-APP

No Heroku CLI? Set HEROKU_API_KEY to a token.

  {program} demo --app troubled-app   all that it says of that app
  {program} checks                    what it checks
  {program} checks:info dns           why, and how to fix it
  {program} --help                    the rest, and how to use it in CI
"""

EPILOG = """\b
Examples:
  $ prodcheck demo
  $ prodcheck demo --app troubled-app
"""


@click.command("demo", cls=Helpful, epilog=EPILOG)
@click.option("-a", "--app", type=click.Choice(list(SAMPLES)), help="Show all of this one.")
@click.pass_obj
def command(session: Session, app: str | None) -> int:
    """Check sample apps of a pretend Heroku on this machine, as you would check yours."""
    from cli.pretend import pretend_heroku  # noqa: PLC0415  it loads asyncio

    paper, program = terminal.paper(session.environ), _typed(session.environ)
    introduction = INTRODUCTION if app else INTRODUCTION + FOLDED
    terminal.write("\n".join(paper.prose(introduction)) + "\n")
    with pretend_heroku() as served:
        environ = {**_without_proxies(session.environ), **served, **_UNKEPT}
        for name in [app] if app else SAMPLES:
            typed = paper.paint(f"$ prodcheck -a {name}", BOLD)
            terminal.write(f"\n{typed}   # {SAMPLES[name].summary}\n\n")
            start = perf_counter()
            # What the folder says of its own apps does not go for these.
            status, report = _run(["-a", name, "--policy", ""], environ, paper)
            took = f"{perf_counter() - start:.1f} s, exit status {status}"
            if status not in {0, FOUND}:
                return status
            shown = report if app else fold(report, SAMPLES[name].whole)
            more = "" if shown == report else f"; all of it: {program} demo --app {name}"
            terminal.write(shown + paper.paint(f"({took}{more})", DIM) + "\n")
    terminal.write("\n" + NEXT.format(program=program))
    return 0


def _run(arguments: list[str], environ: Mapping[str, str], paper: Paper) -> tuple[int, str]:
    """Run the command line as it is; what it writes to stdout is laid out as if it were ours."""
    layout = {"COLUMNS": str(paper.width), **({"FORCE_COLOR": "1"} if paper.colour else {})}
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(written):
        status = run(arguments, {**environ, **layout})
    written.seek(0)
    return status, written.read()


def _typed(environ: Mapping[str, str]) -> str:
    """Say how to start this program from here: `make demo` has it in a folder that is no PATH."""
    script = Path(sys.argv[0])
    found = shutil.which("prodcheck", path=environ.get("PATH", ""))
    return str(script) if script.name == "prodcheck" and found is None else "prodcheck"


def _without_proxies(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name not in _PROXIES}
