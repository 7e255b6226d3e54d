"""`prodcheck demo`."""

from collections.abc import Mapping

import click

from cli import terminal
from cli.judging import FOUND
from cli.program import Helpful, run
from cli.session import Session
from core.render.paper import BOLD

APPS = {
    "ha-app": "a healthy app",
    "troubled-app": "one of each trouble",
    "relic-2012": "left alone since 2012",
    "fir-app": "on the Fir generation",
    "big-app": "60 domains, 40 add-ons, 20 process types",
}
"""The sample apps and what each is there to show."""

_PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
"""None of them knows the way to loopback."""

INTRODUCTION = """\
This is prodcheck at work on sample apps. They live in a pretend Heroku on this
machine, with an API, DNS and TLS of its own; nothing leaves it.
"""

NEXT = """\
Now an app of yours:

  heroku login
  prodcheck -a YOUR-APP

No Heroku CLI? Set HEROKU_API_KEY to a token. In CI, the exit status is 1 when
something failed. prodcheck --help says the rest.
"""

EPILOG = """\b
Examples:
  $ prodcheck demo
  $ prodcheck demo --app troubled-app
"""


@click.command("demo", cls=Helpful, epilog=EPILOG)
@click.option("-a", "--app", type=click.Choice(list(APPS)), help="Check this sample app alone.")
@click.pass_obj
def command(session: Session, app: str | None) -> int:
    """Check sample apps of a pretend Heroku on this machine, as you would check yours."""
    from cli.pretend import pretend_heroku  # noqa: PLC0415  it loads asyncio

    paper = terminal.paper(session.environ)
    terminal.write(INTRODUCTION)
    with pretend_heroku() as served:
        environ = {**_without_proxies(session.environ), **served}
        for name in [app] if app else APPS:
            terminal.write(f"\n{paper.paint(f'$ prodcheck -a {name}', BOLD)}   # {APPS[name]}\n\n")
            status = run(["-a", name], environ)
            if status not in {0, FOUND}:
                return status
    terminal.write(f"\n{NEXT}")
    return 0


def _without_proxies(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name not in _PROXIES}
