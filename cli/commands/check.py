"""`prodcheck check`, or `prodcheck` without a word."""

from typing import NoReturn

import click
import msgspec

from cli import history, judging, options, outputs, snapshots, terminal
from cli.policies import find_policy
from cli.program import COMMANDS, Helpful, raise_no_such_command
from cli.session import Session
from core.check import all_checks
from core.errors import ConfigError
from core.evaluate import select
from core.policy import Policy
from core.render import FORMATS, NAMES, render, text
from core.report import Report
from core.snapshot import Snapshot

EPILOG = """\b
Examples:
  $ prodcheck -a myapp
  $ prodcheck -r staging
  $ prodcheck -a myapp --only dns,ssl
  $ prodcheck -a myapp --skip preboot --fail-on warning
  $ prodcheck -a myapp --json | jq .verdict
  $ prodcheck -a myapp -o report.html -o report.json
  $ prodcheck -a myapp --format markdown
  $ prodcheck -a myapp --profile critical --no-waivers
  $ prodcheck --from myapp.json

\b
Each check is kept below ~/.local/state/prodcheck (or XDG_STATE_HOME), the
facts it was made of for 30 days: prodcheck diff -a APP compares with it.
PRODCHECK_HISTORY=0 keeps nothing.

\b
Exit status: 0 nothing found at or above --fail-on, 1 something found,
2 wrong usage or configuration, 3 could not finish.
"""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the options say."""

    app: str | None
    remote: str | None
    nameservers: tuple[str, ...]
    only: tuple[str, ...]
    skip: tuple[str, ...]
    fail_on: judging.FailOn
    policy: str | None
    profile: str | None
    waivers: bool
    as_json: bool
    form: str | None
    no_color: bool
    outputs: tuple[str, ...]
    source: str | None


class _Check(Helpful):
    def refuse(self, _ctx: click.Context, word: str) -> NoReturn:
        if word in COMMANDS:
            raise ConfigError(
                f"{word} comes too late.", hint=f"The command goes first: prodcheck {word} -a APP"
            )
        raise_no_such_command(word)


@click.command("check", cls=_Check, epilog=EPILOG, options_metavar="[-a APP] [OPTIONS]")
@options.of_app
@options.of_judging
@options.of_policy
@options.of_display
@click.option("--format", "form", type=click.Choice(NAMES), help="Print this instead of text.")
@click.option(
    "-o",
    "--output",
    "outputs",
    metavar="FILE",
    type=click.Path(),
    multiple=True,
    help=f"Write a report too; the suffix decides: {', '.join(FORMATS)}. May be repeated.",
)
@click.option(
    "--from",
    "source",
    metavar="SNAPSHOT",
    type=click.Path(),
    help="Judge a snapshot instead of asking Heroku; - is stdin.",
)
@click.pass_obj
def command(session: Session, /, **params: object) -> int:
    """Check an app: what failed first, the verdict last."""
    asked = msgspec.convert(params, Asked)
    found = find_policy(session, asked.policy, profile=asked.profile, waivers=asked.waivers)
    policy = judging.policy_of(found, asked.only, asked.skip)
    form = _form(asked)
    outputs.expect_writable(asked.outputs)
    snapshot = _snapshot(asked, policy, session)
    report = judging.judge(snapshot, policy)
    if asked.source is None:
        history.keep(session, report, snapshot)
    try:
        outputs.write(asked.outputs, report, snapshot)
    finally:
        _show(report, snapshot, form=form, asked=asked, session=session)
    return judging.exit_status((result.status for result in report.results), asked.fail_on)


def _snapshot(asked: Asked, policy: Policy, session: Session) -> Snapshot:
    if asked.source is None:
        return snapshots.take(
            session,
            app=asked.app,
            remote=asked.remote,
            nameservers=asked.nameservers,
            checks=select(policy, all_checks()),
        )
    if asked.remote is not None or asked.nameservers:
        raise ConfigError(
            "--from reads everything from the snapshot.",
            hint="Leave out --remote and --nameserver, or leave out --from.",
        )
    snapshot = snapshots.load(asked.source)
    if asked.app not in {None, snapshot.app.name, snapshot.app.id}:
        raise ConfigError(
            f"The snapshot is of {snapshot.app.name}, not of {asked.app}.", hint="Leave out --app."
        )
    return snapshot


def _form(asked: Asked) -> str:
    """Say in which format the report goes to stdout."""
    if asked.as_json and asked.form not in {None, "json"}:
        raise ConfigError(f"--json and --format {asked.form} exclude each other.")
    return asked.form or ("json" if asked.as_json else "text")


def _show(report: Report, snapshot: Snapshot, *, form: str, asked: Asked, session: Session) -> None:
    if form != "text":
        terminal.write(render(report, form, snapshot))
        return
    paper = terminal.paper(session.environ, colour=not asked.no_color)
    terminal.write(text.render(report, width=paper.width, colour=paper.colour))
