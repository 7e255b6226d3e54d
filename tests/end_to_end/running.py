"""A person at the command line, who looks at all that comes out of it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.program import run
from core.render import json as report_json
from core.report import Finding, Report
from core.snapshot import Snapshot, load_snapshot
from sandbox import Sandbox

CREDENTIAL = "s3cret"
"""What every made-up credential of the sample apps holds: of config vars, drains and databases."""


class Outcome(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


class Checked(NamedTuple):
    """What came of checking an app, as text and as data."""

    status: int
    """Exit status."""
    text: str
    report: Report

    @property
    def statuses(self) -> dict[str, str]:
        """Status by check."""
        return {result.id: result.status.value for result in self.report.results}

    @property
    def troubles(self) -> dict[str, str]:
        """Status by check, where it is neither passed nor skipped."""
        quiet = {"passed", "skipped"}
        return {check: status for check, status in self.statuses.items() if status not in quiet}

    def findings(self, check: str) -> tuple[Finding, ...]:
        """What one check found."""
        (result,) = (result for result in self.report.results if result.id == check)
        return result.findings

    def of(self, check: str, resource: str) -> tuple[str, str]:
        """Status and message of what a check found of one resource."""
        (finding,) = (each for each in self.findings(check) if each.resource == resource)
        return finding.status.value, finding.message


class Prodcheck:
    """Types commands, and holds each against what must be true of every one."""

    def __init__(
        self,
        sandbox: Sandbox,
        folder: Path,
        environ: Mapping[str, str],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.environ = dict(environ)
        self._sandbox = sandbox
        self._folder = folder
        self._capsys = capsys

    def __call__(self, *arguments: str, **environ: str) -> Outcome:
        status = run(arguments, {**self.environ, **environ})
        outcome = Outcome(status, *self._capsys.readouterr())
        self.hold(outcome)
        return outcome

    def check(self, app: str, **environ: str) -> Checked:
        """Check an app, with reports in files too."""
        return self._checked("-a", app, **environ)

    def keep(self, app: str, **environ: str) -> tuple[Checked, Snapshot]:
        """Take the snapshot of an app, and judge that."""
        taken = self("snapshot", "-a", app, "-o", "snapshot.json", **environ)
        assert taken == (0, "", "")
        snapshot = load_snapshot(self._folder.joinpath("snapshot.json").read_bytes())
        return self._checked("--from", "snapshot.json"), snapshot

    def _checked(self, *arguments: str, **environ: str) -> Checked:
        shown = self(*arguments, "-o", "report.txt", "-o", "report.json", **environ)
        assert shown.err == ""
        assert self._folder.joinpath("report.txt").read_text("utf-8") == shown.out
        report = self._folder.joinpath("report.json").read_bytes()
        return Checked(shown.status, shown.out, report_json.parse(report))

    def refused(self, *arguments: str, status: int = 3, **environ: str) -> str:
        """Type what cannot be done; nothing is told but why."""
        outcome = self(*arguments, **environ)
        assert (outcome.status, outcome.out) == (status, "")
        assert outcome.err.startswith(" ›   Error: ")  # noqa: RUF001
        assert list(self._folder.iterdir()) == []
        return outcome.err

    def hold(self, outcome: Outcome) -> None:
        """Nothing that is shown or written is a traceback, a secret or a control character."""
        assert outcome.status in {0, 1, 2, 3}
        for shown in (outcome.out, outcome.err, *self._files()):
            assert "Traceback" not in shown
            assert CREDENTIAL not in shown
            tokens = self._sandbox.tokens
            assert not any(each in shown for each in (tokens.full, tokens.read, tokens.nothing))
            assert all(character.isprintable() or character == "\n" for character in shown)

    def _files(self) -> Iterator[str]:
        for path in self._folder.iterdir():
            yield path.name
            yield path.read_text("utf-8")
