"""Scan a fleet from the command line: the token, the journal, the progress, the rate limit."""

from datetime import UTC, datetime

import msgspec

from cli import environment, terminal
from cli.credentials import find_token
from cli.errors import warn
from cli.fleet_progress import FleetProgress, duration
from cli.journal import Journal, journal_path
from cli.session import Session
from cli.snapshots import refused
from core.collect.environment import parse_nameservers, sources_of
from core.collect.sources import Sources
from core.errors import Unauthorized
from core.fleet import Fleet, FleetRow, FleetScope, fleet_of
from core.policy import Policy
from core.version import __version__


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be scanned, and how."""

    scope: FleetScope
    policy: Policy
    keep: int
    """Calls of the account that are left to people."""
    resume: bool
    nameservers: tuple[str, ...]


def scan_fleet(session: Session, wanted: Wanted) -> tuple[Fleet, Journal]:
    """Check every app of a scope.

    Returns:
        The fleet, and the journal to close, or to remove once nothing is to be resumed any more.

    Raises:
        ConfigError: A setting is wrong, or there is no such pipeline.
        HerokuError: Heroku did not let us look.
        KeyboardInterrupt: Ctrl-C; it has said how to go on.
    """
    servers = parse_nameservers(list(wanted.nameservers), "--nameserver")
    token = find_token(session)
    sources = sources_of(session.environ, token.value, servers)
    journal = _journal(session, wanted, sources)
    from cli.interrupt import run  # noqa: PLC0415  asyncio takes as long to load as all of `--help`

    scan = _Scan(session, wanted, journal)
    try:
        return run(scan.run(sources)), journal
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            scan.say_how_to_go_on()
        journal.close()
        if isinstance(error, Unauthorized):
            raise refused(error, token) from None
        raise


class _Scan:
    """One run."""

    def __init__(self, session: Session, wanted: Wanted, journal: Journal) -> None:
        self._session = session
        self._wanted = wanted
        self._journal = journal
        self._rows: dict[str, FleetRow] = {}
        self._total = 0

    async def run(self, sources: Sources) -> Fleet:
        from core.collect.budget import CallBudget  # noqa: PLC0415  these load an HTTP client
        from core.collect.fleet import list_fleet, scan  # noqa: PLC0415
        from core.collect.http import HerokuClient  # noqa: PLC0415

        scope = self._wanted.scope
        with FleetProgress(scope, self._wanted.keep, self._session.environ) as progress:

            async def keep(row: FleetRow, *_: object) -> None:
                self._rows[row.app] = row
                self._journal.add(row)
                progress.advance()

            budget = CallBudget(keep=self._wanted.keep, on_wait=progress.wait)
            async with HerokuClient(sources, budget=budget, patient=True) as client:
                listing = await list_fleet(client, scope)
                progress.clear()
                self._take_up(listing.names)
                for note in listing.notes:
                    warn(note, self._session, hint=listing.hint)
                progress.start(len(listing), len(self._rows))
                done = frozenset(self._rows)
                await scan(
                    client, listing, sources, on_row=keep, skip=done, policy=self._wanted.policy
                )
        fleet = fleet_of(scope, self._rows.values(), now=_now())
        return msgspec.structs.replace(fleet, notes=listing.limits)

    def _take_up(self, names: tuple[str, ...]) -> None:
        """Take the rows of an earlier run, of the apps that are still there."""
        self._total = len(names)
        before = self._journal.rows
        self._rows = {name: before[name] for name in names if name in before}
        if self._rows:
            age = duration((_now() - min(r.taken_at for r in self._rows.values())).total_seconds())
            terminal.say(
                f"Resuming: {len(self._rows)} of {self._total} apps were done up to {age} ago; "
                "--no-resume starts anew.\n"
            )

    def say_how_to_go_on(self) -> None:
        """Say what a stopped run leaves."""
        if self._rows and self._journal.works:
            terminal.say(
                f"Stopped: {len(self._rows)} of {self._total} apps are done; the same command goes "
                "on from there within the hour.\n"
            )


def _journal(session: Session, wanted: Wanted, sources: Sources) -> Journal:
    """Open the journal of this scope, this account, these hosts and these checks."""
    state = environment.state(session.environ)
    decides = (__version__, sources, wanted.scope, wanted.policy)
    parts = (msgspec.json.encode(each).decode() for each in decides)
    path = None if state is None else journal_path(state, *parts)
    return Journal(path, now=_now(), warn=lambda text: warn(text, session), anew=not wanted.resume)


def _now() -> datetime:
    return datetime.now(UTC)
