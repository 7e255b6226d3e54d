"""`prodcheck policy`."""

import click
import msgspec

from cli import files, options, terminal
from cli.policies import expect_policy, find_policy
from cli.program import Helpful
from cli.session import Session
from core.check import all_checks
from core.policy_text import EXAMPLE
from core.render import policy as policy_text

EPILOG = """\b
Examples:
  $ prodcheck policy --example > prodcheck.toml
  $ prodcheck policy
  $ prodcheck policy -a checkout-api
  $ prodcheck policy -a checkout-api --profile hobby

\b
Exit status: 0 it can be followed, 2 it cannot: each mistake with its line.
"""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the options say."""

    app: str | None
    policy: str | None
    profile: str | None
    waivers: bool
    example: bool
    no_color: bool


@click.command("policy", cls=Helpful, epilog=EPILOG)
@click.option("-a", "--app", metavar="APP", help="Show what it comes to for this app.")
@options.of_policy
@click.option("--example", is_flag=True, help="Print a file to start from.")
@click.option("--no-color", is_flag=True, help="Print no colour, as NO_COLOR=1 does.")
@click.pass_obj
def command(session: Session, /, **params: object) -> int:
    """Check prodcheck.toml, and show what it comes to."""
    asked = msgspec.convert(params, Asked)
    if asked.example:
        terminal.write(EXAMPLE)
        return 0
    # A built-in profile can be looked at without a file.
    alone = asked.app is not None and asked.profile is not None
    path = asked.policy if alone else expect_policy(asked.policy)
    policy = find_policy(session, path, profile=asked.profile, waivers=asked.waivers)
    paper = terminal.paper(session.environ, colour=not asked.no_color)
    if asked.app is None:
        terminal.write(policy_text.overview(policy, files.named(path or ""), paper))
    else:
        terminal.write(policy_text.of_app(policy, all_checks(), asked.app, paper))
    return 0
