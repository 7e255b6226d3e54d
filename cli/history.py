"""What was said of an app before: every check of it is kept, for `prodcheck diff -a APP`.

::

    ~/.local/state/prodcheck/history/myapp/20261126T114000Z.json               the report
                                           20261126T114000Z.snapshot.json.gz   what it was made of

Snapshots are dropped after 30 days; of the reports the newest few hundred stay.
"""

import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cli import environment, files
from cli.errors import warn
from cli.session import Session
from core.collect.environment import api_url
from core.errors import ConfigError, SnapshotError
from core.render import json
from core.report import Report
from core.snapshot import Snapshot, dump_snapshot

SNAPSHOTS_FOR = timedelta(days=30)
MOST_REPORTS = 300
"""Of one app: a year of working days."""
_MOST_BYTES = 10_000_000
"""Of a report; a larger file is none of ours."""

_PLAIN = re.compile(r"[a-z][a-z0-9-]{1,29}")
"""Names that Heroku gives apps; any other is hashed, so that none can lead out of the folder."""
_HEROKU = "https://api.heroku.com"
_REPORT = re.compile(r"(\d{8}T\d{6}Z)\.json")
_SNAPSHOT = ".snapshot.json.gz"
_STAMP = "%Y%m%dT%H%M%SZ"


def keep(session: Session, report: Report, snapshot: Snapshot) -> None:
    """Keep a report and what it was made of; where that cannot be, say so and go on."""
    folder = _folder(session, report.app)
    if folder is None:
        return
    import gzip  # noqa: PLC0415  most commands need none of it

    name = f"{report.taken_at.astimezone(UTC):{_STAMP}}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        packed = gzip.compress(dump_snapshot(snapshot), 6, mtime=0)
        files.write(str(folder / f"{name}{_SNAPSHOT}"), packed)
        files.write(str(folder / f"{name}.json"), json.render(report).encode())
        _tidy(folder, report.taken_at)
    except (OSError, ConfigError) as error:
        why = error.message if isinstance(error, ConfigError) else f"{folder}: {error.strerror}."
        warn(f"This check is not kept for prodcheck diff. {why}", session)


def last(session: Session, report: Report) -> Report | None:
    """Find the last report of the same app that has every check of this one.

    A report of a few checks alone is no measure for all of them.
    """
    folder = _folder(session, report.app)
    wanted = {result.id for result in report.results}
    for path in () if folder is None else _reports(folder):
        with contextlib.suppress(SnapshotError, ConfigError):
            found = json.parse(files.read(str(path), _MOST_BYTES))
            if found.app == report.app and wanted <= {result.id for result in found.results}:
                return found
    return None


def _folder(session: Session, app: str) -> Path | None:
    """Name the folder of an app; apps of another Heroku than Heroku have others."""
    state = environment.state(session.environ)
    if state is None or not environment.keeps_history(session.environ):
        return None
    name = app if _PLAIN.fullmatch(app) else f"={_hash(app)}"
    url = api_url(session.environ)
    return state / "history" / (name if url == _HEROKU else f"{name}@{_hash(url)}")


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _reports(folder: Path) -> Iterator[Path]:
    """List the reports, the newest first."""
    try:
        names = sorted((each.name for each in folder.iterdir()), reverse=True)
    except OSError:
        return
    yield from (folder / name for name in names if _REPORT.fullmatch(name))


def _tidy(folder: Path, now: datetime) -> None:
    """Drop what is too old, and what is too much."""
    oldest = f"{now.astimezone(UTC) - SNAPSHOTS_FOR:{_STAMP}}"
    reports = list(_reports(folder))
    for path in reports[MOST_REPORTS:]:
        path.unlink(missing_ok=True)
    for path in folder.glob(f"*{_SNAPSHOT}"):
        stamp = path.name.removesuffix(_SNAPSHOT)
        if stamp < oldest or not path.with_name(f"{stamp}.json").exists():
            path.unlink(missing_ok=True)
