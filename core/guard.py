"""Runs a check of another package so that nothing it does stops the others.

It has a few seconds in a thread of its own. What this cannot guard against: a check that takes all
memory, ends the process, or holds the interpreter from C code. Whoever installs a package lets it
run as themselves.
"""

import threading
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import msgspec

from core.check import Check, unknown
from core.report import Finding, Status

TIME_LIMIT: Final = 2.0
"""Seconds; a check computes on what was collected already."""
MOST_FINDINGS: Final = 500
MOST_BYTES: Final = 500_000
"""Of the findings of a check as JSON."""

_hung: dict[str, threading.Thread] = {}
"""Checks that have not come back: they are not started again while they still run."""


class Nonsense(ValueError):
    """A check said something that is not a finding."""


def findings_of(check: Check, facts: list[Any], thresholds: dict[str, int]) -> list[Finding]:
    """Run a check of another package; whatever goes wrong makes it unknown."""
    before = _hung.get(check.id)
    if before is not None and before.is_alive():
        return [_unknown(check, "still has not come back from an earlier run")]
    run = _Run(check, facts, thresholds)
    run.start()
    run.join(TIME_LIMIT)
    if run.is_alive():
        _hung[check.id] = run
        return [_unknown(check, f"did not come back within {TIME_LIMIT:g} s")]
    if isinstance(run.error, Nonsense):
        return [_unknown(check, str(run.error))]
    if run.error is not None:
        return [_unknown(check, f"crashed with {type(run.error).__name__}")]
    return run.findings


class _Run(threading.Thread):
    """One run of a check. It is a daemon: a check that hangs does not keep the process alive."""

    def __init__(self, check: Check, facts: list[Any], thresholds: dict[str, int]) -> None:
        super().__init__(name=f"check {check.id}", daemon=True)
        self._check = check
        self._facts = facts
        self._thresholds = thresholds
        self.findings: list[Finding] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.findings = _sound(self._check.function(*self._facts, **self._thresholds))
        except BaseException as error:  # noqa: BLE001  also what would end a thread or a process
            self.error = error


def _sound(told: Iterator[Finding]) -> list[Finding]:
    """Take findings, and make sure that each is what its types say.

    Raises:
        Nonsense: It is not, or there is no end of them.
    """
    found = list(islice(told, MOST_FINDINGS + 1))
    if len(found) > MOST_FINDINGS:
        raise Nonsense(f"found more than {MOST_FINDINGS} things")
    if not all(isinstance(each, Finding) for each in found):
        raise Nonsense("returned something that is not a finding")
    try:
        document = msgspec.json.encode(found)
        if len(document) > MOST_BYTES:
            raise Nonsense(f"said more than {MOST_BYTES:,} bytes")
        sound = msgspec.json.decode(document, type=list[Finding])
    except (TypeError, UnicodeError, msgspec.MsgspecError) as error:
        raise Nonsense("returned a finding with a field that cannot be") from error
    if any(each.status is Status.WAIVED or each.waiver is not None for each in sound):
        raise Nonsense("returned a finding that is waived, which is for a policy to say")
    return sound


def _unknown(check: Check, what: str) -> Finding:
    message = f"the check {check.id} of the package {check.package} {what}"
    return unknown(None, message, package=check.package)
