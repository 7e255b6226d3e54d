"""`prodcheck diff`."""

import click
import msgspec

from cli import files, history, judging, options, snapshots, terminal
from cli.errors import warn
from cli.policies import find_policy
from cli.program import Helpful
from cli.session import Session
from core.changes import compare
from core.check import all_checks
from core.errors import ConfigError, SnapshotError
from core.evaluate import select
from core.policy import Policy
from core.render import changes as changes_text
from core.render import json
from core.report import Report
from core.snapshot import load_snapshot

EPILOG = """\b
Examples:
  $ prodcheck diff -a myapp                  now, against the last check
  $ prodcheck diff monday.json friday.json
  $ prodcheck diff old-report.json new-report.json --fail-on warning
  $ prodcheck snapshot -a myapp | prodcheck diff monday.json -

\b
A snapshot is judged by the policy; a report was judged already, and stays
as it is. Without files, the app is checked now, compared with the last check
of it that had the same checks, and kept for the next time; see prodcheck
check --help.

\b
Exit status: 0 nothing new at or above --fail-on, 1 something new, 2 wrong
usage or a file that cannot be read, 3 could not finish.
"""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the options and arguments say."""

    old: str | None
    new: str | None
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
    no_color: bool


class _Kind(msgspec.Struct):
    checks: object = None


@click.command("diff", cls=Helpful, epilog=EPILOG, options_metavar="[OLD NEW | -a APP] [OPTIONS]")
@click.argument("old", type=click.Path(), required=False, metavar="")
@click.argument("new", type=click.Path(), required=False, metavar="")
@options.of_app
@options.of_judging
@options.of_policy
@options.of_display
@click.pass_obj
def command(session: Session, /, **params: object) -> int:
    """Compare an app with its last check, or two files: new, fixed, still there.

    The files are snapshots, or reports written with --json.
    """
    asked = msgspec.convert(params, Asked)
    found = find_policy(session, asked.policy, profile=asked.profile, waivers=asked.waivers)
    policy = judging.policy_of(found, asked.only, asked.skip)
    changes = compare(*_both(asked, policy, session))
    if asked.as_json:
        terminal.write(json.pretty(msgspec.json.encode(changes)))
    else:
        paper = terminal.paper(session.environ, colour=not asked.no_color)
        terminal.write(changes_text.render(changes, width=paper.width, colour=paper.colour))
    return judging.exit_status((change.finding.status for change in changes.new), asked.fail_on)


def _both(asked: Asked, policy: Policy, session: Session) -> tuple[Report, Report]:
    """Say what is compared."""
    named = asked.app is not None or asked.remote is not None or bool(asked.nameservers)
    if asked.old is None:
        return _since_last_time(asked, policy, session)
    if asked.new is None:
        raise ConfigError(
            "There is nothing to compare the file with.",
            hint="prodcheck diff OLD NEW compares two files, prodcheck diff -a APP an app with its "
            "last check.",
        )
    if named:
        raise ConfigError(
            "Two files are compared without asking Heroku.",
            hint="Leave out --app, --remote and --nameserver, or leave out the files.",
        )
    return _report(asked.old, policy), _report(asked.new, policy)


def _since_last_time(asked: Asked, policy: Policy, session: Session) -> tuple[Report, Report]:
    """Check an app and find its last check; the first check of all is compared with itself."""
    snapshot = snapshots.take(
        session,
        app=asked.app,
        remote=asked.remote,
        nameservers=asked.nameservers,
        checks=select(policy, all_checks()),
    )
    report = judging.judge(snapshot, policy)
    old = history.last(session, report)
    history.keep(session, report, snapshot)
    if old is None:
        warn(
            f"No earlier check of {report.app} with all of these checks is kept: there is nothing "
            "to compare with.",
            session,
        )
        return report, report
    return judging.chosen(old, policy), report


def _report(path: str, policy: Policy) -> Report:
    """Read a report, or judge a snapshot."""
    data = files.read(path)
    try:
        if msgspec.json.decode(data, type=_Kind).checks is None:
            return judging.judge(load_snapshot(data), policy)
        return judging.chosen(json.parse(data), policy)
    except SnapshotError as error:
        raise SnapshotError(f"{files.named(path)}: {error.message}", hint=error.hint) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SnapshotError(
            f"{files.named(path)}: This is neither a snapshot nor a report: {error}.",
            hint="Write one with prodcheck snapshot -a APP, or with prodcheck -a APP --json.",
        ) from None
