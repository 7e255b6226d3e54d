"""`prodcheck fleet`."""

from collections.abc import Iterator
from contextlib import closing

import click
import msgspec

from cli import environment, files, judging, options, terminal
from cli.errors import COULD_NOT_FINISH
from cli.fleets import Wanted, scan_fleet
from cli.policies import find_policy
from cli.program import Helpful
from cli.session import Session
from core.errors import ConfigError
from core.fleet import Fleet, FleetRow, FleetScope
from core.render.fleet import FORMATS, NAMES, render, suffix_of, text
from core.report import Status

KEPT_FOR_PEOPLE = 1000
"""Calls of the 4,500 an hour of an account; as `core.collect.budget` has it, without loading it."""

EPILOG = """\b
Examples:
  $ prodcheck fleet -t myteam
  $ prodcheck fleet -p mypipeline --only dns,ssl
  $ prodcheck fleet --all --failing -o fleet.html -o fleet.csv
  $ prodcheck fleet -t myteam --json | jq .totals
  $ prodcheck fleet -t myteam --keep 3000    go slowly, leave more to people

\b
Lists tell most of it; then each app costs about five calls of the 4,500 an
hour that Heroku allows an account. While more than --keep are left it goes
on; then it waits for more to come. What was done is kept for an hour: after
Ctrl-C or a crash the same command goes on where it stopped.

\b
Exit status: 0 nothing found at or above --fail-on, 1 something found,
2 wrong usage or configuration, 3 could not finish, or read no app at all.
"""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the options say."""

    team: str | None
    pipeline: str | None
    everything: bool
    nameservers: tuple[str, ...]
    only: tuple[str, ...]
    skip: tuple[str, ...]
    fail_on: judging.FailOn
    policy: str | None
    profile: str | None
    waivers: bool
    failing: bool
    keep: int
    resume: bool
    as_json: bool
    form: str | None
    no_color: bool
    outputs: tuple[str, ...]


@click.command(
    "fleet",
    cls=Helpful,
    epilog=EPILOG,
    options_metavar="-t TEAM | -p PIPELINE | --all [OPTIONS]",
)
@options.of_scope
@options.of_judging
@options.of_policy
@click.option("--failing", is_flag=True, help="Show the apps alone that are not ready.")
@click.option(
    "--keep",
    type=click.IntRange(0, 4500),
    metavar="N",
    default=KEPT_FOR_PEOPLE,
    show_default=True,
    help="Calls of the account's hour to leave to people.",
)
@click.option(
    "--no-resume",
    "resume",
    is_flag=True,
    default=True,
    flag_value=False,
    help="Start anew, whatever an earlier run has done.",
)
@options.of_display
@click.option("--format", "form", type=click.Choice(NAMES), help="Print this instead of text.")
@click.option(
    "-o",
    "--output",
    "outputs",
    metavar="FILE",
    type=click.Path(),
    multiple=True,
    help=f"Write the fleet too; the suffix decides: {', '.join(FORMATS)}. May be repeated.",
)
@click.pass_obj
def command(session: Session, /, **params: object) -> int:
    """Check every app of a team, of a pipeline, or all that you can see."""
    asked = msgspec.convert(params, Asked)
    form = _form(asked)
    for path in asked.outputs:
        _suffix(path)
        files.expect_writable(path)
    fleet, journal = scan_fleet(session, _wanted(asked, session))
    with closing(journal):
        _deliver(fleet, form=form, asked=asked, session=session)
        journal.remove()
    if fleet.rows and all(row.error is not None for row in fleet.rows):
        return COULD_NOT_FINISH
    return judging.exit_status(_statuses(fleet), asked.fail_on)


def _wanted(asked: Asked, session: Session) -> Wanted:
    found = find_policy(session, asked.policy, profile=asked.profile, waivers=asked.waivers)
    return Wanted(
        scope=_scope(asked, session),
        policy=judging.policy_of(found, asked.only, asked.skip),
        keep=asked.keep,
        resume=asked.resume,
        nameservers=asked.nameservers,
    )


def _scope(asked: Asked, session: Session) -> FleetScope:
    """Say which apps are meant: one of the options, else the team of the environment."""
    said = [asked.team is not None, asked.pipeline is not None, asked.everything]
    if sum(said) > 1:
        raise ConfigError("--team, --pipeline and --all exclude each other.")
    team = asked.team if any(said) else environment.team(session.environ)
    if asked.everything:
        return FleetScope(kind="all")
    for kind, name in (("pipeline", asked.pipeline), ("team", team)):
        if name is not None and not name.strip(". "):
            raise ConfigError(f"--{kind} names none.")
    if asked.pipeline is not None:
        return FleetScope(kind="pipeline", name=asked.pipeline)
    if team is None:
        raise ConfigError(
            "It is not said which apps to check.",
            hint="Name a team or a pipeline, or take all that you can see:\n"
            "prodcheck fleet -t TEAM\nprodcheck fleet -p PIPELINE\nprodcheck fleet --all\n"
            "heroku teams and heroku pipelines list yours.",
        )
    return FleetScope(kind="team", name=team)


def _deliver(fleet: Fleet, *, form: str, asked: Asked, session: Session) -> None:
    """Write the fleet where it is wanted; one file that cannot be written keeps none from it."""
    rows = tuple(row for row in fleet.rows if not row.ready) if asked.failing else fleet.rows
    troubles = []
    try:
        for path in asked.outputs:
            try:
                files.write(path, render(fleet, _suffix(path), rows=rows))
            except ConfigError as error:
                troubles.append(error.message)
    finally:
        _show(fleet, rows, form=form, asked=asked, session=session)
    if troubles:
        raise ConfigError(troubles[0], hint="\n".join(troubles[1:]) or None)


def _show(
    fleet: Fleet, rows: tuple[FleetRow, ...], *, form: str, asked: Asked, session: Session
) -> None:
    if form != "text":
        terminal.write(render(fleet, form, rows=rows))
        return
    paper = terminal.paper(session.environ, colour=not asked.no_color)
    terminal.write(text.render(fleet, rows=rows, width=paper.width, colour=paper.colour))


def _form(asked: Asked) -> str:
    if asked.as_json and asked.form not in {None, "json"}:
        raise ConfigError(f"--json and --format {asked.form} exclude each other.")
    return asked.form or ("json" if asked.as_json else "text")


def _suffix(path: str) -> str:
    suffix = suffix_of(path.rpartition("/")[2])
    if suffix is None:
        raise ConfigError(
            f"{path or repr(path)}: there is no format of a fleet for a name like that.",
            hint=f"A file ends in one of these: {', '.join(FORMATS)}. For stdout, use --format.",
        )
    return suffix


def _statuses(fleet: Fleet) -> Iterator[Status]:
    """List what was said; of an app that could not be read everything is unknown."""
    for row in fleet.rows:
        yield from row.checks.values()
        if row.error is not None:
            yield Status.UNKNOWN
