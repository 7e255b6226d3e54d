"""Where a snapshot comes from: Heroku, or a file."""

from collections.abc import Sequence

from cli import environment, files
from cli.app_name import find_app
from cli.credentials import Token, find_token
from cli.errors import warn
from cli.session import Session
from cli.terminal import Progress
from core.check import Check
from core.collect.environment import parse_nameservers, sources_of
from core.errors import SnapshotError, Unauthorized
from core.render import json as report
from core.snapshot import FACTS, Snapshot, load_snapshot


def take(
    session: Session,
    *,
    app: str | None,
    remote: str | None,
    nameservers: tuple[str, ...],
    checks: Sequence[Check] | None = None,
) -> Snapshot:
    """Collect a snapshot of the app that is meant.

    Args:
        session: Environment and secrets.
        app: What `--app` says.
        remote: What `--remote` says.
        nameservers: What `--nameserver` says.
        checks: Those whose facts to take; the default is all that the collector takes by itself.

    Raises:
        ConfigError: No app is named, or a setting is wrong.
        HerokuError: Heroku did not let us look.
    """
    servers = parse_nameservers(list(nameservers), "--nameserver")
    name = find_app(app, remote, session.environ)
    if remote is not None and app is None and environment.app(session.environ) is not None:
        # As with the Heroku CLI, a variable set long ago wins over the option just typed.
        warn(f"HEROKU_APP says {name}: --remote {remote} is not looked at.", session)
    token = find_token(session)
    sources = sources_of(session.environ, token.value, servers)
    from cli.interrupt import run  # noqa: PLC0415  asyncio takes as long to load as all of `--help`
    from core.collect.collect import collect, facts_needed  # noqa: PLC0415  as does this

    facts = None if checks is None else facts_needed(checks)
    expected = len(FACTS if facts is None else facts)
    try:
        with Progress(name, expected, session.environ) as progress:
            return run(collect(name, sources, facts=facts, progress=progress))
    except Unauthorized as error:
        raise refused(error, token) from None


def load(path: str) -> Snapshot:
    """Read a snapshot from a file, or from stdin for `-`.

    Raises:
        ConfigError: The file cannot be read.
        SnapshotError: It is no snapshot; the message names the file.
    """
    document = files.read(path)
    try:
        return load_snapshot(document)
    except SnapshotError as error:
        if _is_report(document):
            raise SnapshotError(
                f"{files.named(path)}: This is a report, which was judged already.",
                hint="prodcheck diff compares reports. To judge again, keep a snapshot:\n"
                "prodcheck snapshot -a APP -o FILE",
            ) from None
        raise SnapshotError(f"{files.named(path)}: {error.message}", hint=error.hint) from None


def _is_report(document: bytes) -> bool:
    try:
        report.parse(document)
    except SnapshotError:
        return False
    return True


def refused(error: Unauthorized, token: Token) -> Unauthorized:
    """Say which of the tokens a person may have is the one that was refused."""
    hint = f"The token came from {token.origin}.\n{error.hint or ''}".rstrip()
    return Unauthorized(error.message, hint=hint, request_id=error.request_id)
