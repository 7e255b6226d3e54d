"""`prodcheck snapshot`."""

import click

from cli import files, options, snapshots, terminal
from cli.program import Helpful
from cli.session import Session
from core.render.inert import inert_json
from core.snapshot import dump_snapshot

EPILOG = """\b
Examples:
  $ prodcheck snapshot -a myapp -o myapp.json
  $ prodcheck --from myapp.json
  $ prodcheck snapshot -a myapp | prodcheck --from - --only dns

\b
It holds no secrets: of config vars it has names only, and only those that
the token may read; credentials in addresses are left out. It does hold host
names, add-on names and plans.
"""


@click.command("snapshot", cls=Helpful, epilog=EPILOG, options_metavar="[-a APP] [OPTIONS]")
@options.of_app
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(), help="Write it here; - is stdout."
)
@click.pass_obj
def command(
    session: Session,
    app: str | None,
    remote: str | None,
    nameservers: tuple[str, ...],
    output: str | None,
) -> int:
    """Write down what is known of an app at this moment, as JSON."""
    to_stdout = output in {None, files.STREAM}
    if output is not None and not to_stdout:
        files.expect_writable(output)
    snapshot = snapshots.take(session, app=app, remote=remote, nameservers=nameservers)
    document = inert_json(dump_snapshot(snapshot).decode()).encode()
    if output is None or to_stdout:
        terminal.write(document)
    else:
        files.write(output, document)
    return 0
