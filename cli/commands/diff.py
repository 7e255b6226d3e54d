"""`prodcheck diff`."""

import click
import msgspec

from cli import files, judging, options, terminal
from cli.policies import find_policy
from cli.program import Helpful
from cli.session import Session
from core.changes import compare
from core.errors import SnapshotError
from core.policy import Policy
from core.render import changes as changes_text
from core.render import json
from core.report import Report
from core.snapshot import load_snapshot

EPILOG = """\b
Examples:
  $ prodcheck diff monday.json friday.json
  $ prodcheck diff old-report.json new-report.json --fail-on warning
  $ prodcheck snapshot -a myapp | prodcheck diff monday.json -

\b
A snapshot is judged by the policy; a report was judged already, and stays
as it is.

\b
Exit status: 0 nothing new at or above --fail-on, 1 something new, 2 wrong
usage or a file that cannot be read.
"""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the options and arguments say."""

    old: str
    new: str
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


@click.command("diff", cls=Helpful, epilog=EPILOG)
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@options.of_judging
@options.of_policy
@options.of_display
@click.pass_obj
def command(session: Session, /, **params: object) -> int:
    """Compare two snapshots, or two reports written with --json: new, fixed, still there."""
    asked = msgspec.convert(params, Asked)
    found = find_policy(session, asked.policy, profile=asked.profile, waivers=asked.waivers)
    policy = judging.policy_of(found, asked.only, asked.skip)
    changes = compare(_report(asked.old, policy), _report(asked.new, policy))
    if asked.as_json:
        terminal.write(json.pretty(msgspec.json.encode(changes)))
    else:
        paper = terminal.paper(session.environ, colour=not asked.no_color)
        terminal.write(changes_text.render(changes, width=paper.width, colour=paper.colour))
    return judging.exit_status((change.finding.status for change in changes.new), asked.fail_on)


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
