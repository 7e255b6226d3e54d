"""From the options of a command to a policy, and from findings to an exit status."""

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

import msgspec

from core.check import all_checks
from core.errors import ConfigError
from core.evaluate import evaluate, select
from core.policy import Policy, Rules
from core.report import Report, Status
from core.snapshot import Snapshot

FOUND = 1

FailOn: TypeAlias = Literal["failed", "unknown", "warning", "never"]

_COUNTED: dict[FailOn, frozenset[Status]] = {
    "failed": frozenset({Status.FAILED}),
    "unknown": frozenset({Status.FAILED, Status.UNKNOWN}),
    "warning": frozenset({Status.FAILED, Status.UNKNOWN, Status.WARNING}),
    "never": frozenset(),
}


def policy_of(policy: Policy, only: Sequence[str], skip: Sequence[str]) -> Policy:
    """Lay what the options ask for over a policy, before anything slow is done.

    Args:
        policy: What is asked of every app.
        only: What `--only` says.
        skip: What `--skip` says.

    Raises:
        ConfigError: A check does not exist, or none is left.
    """
    asked = Rules(only=_ids(only), skip=_ids(skip))
    if only and not asked.only:
        raise ConfigError("--only names no check.", hint="prodcheck checks lists them all.")
    policy = msgspec.structs.replace(policy, asked=asked)
    select(policy, all_checks())
    return policy


def judge(snapshot: Snapshot, policy: Policy) -> Report:
    """Judge a snapshot with all the checks there are."""
    return evaluate(snapshot, policy)


def chosen(report: Report, policy: Policy) -> Report:
    """Leave out of a report that was judged before what the options do not ask for."""
    asked = policy.asked
    results = tuple(
        result
        for result in report.results
        if result.id not in asked.skip and (not asked.only or result.id in asked.only)
    )
    return msgspec.structs.replace(report, results=results)


def exit_status(statuses: Iterable[Status], fail_on: FailOn) -> int:
    """Return 1 when one of the statuses counts, else 0."""
    return FOUND if _COUNTED[fail_on].intersection(statuses) else 0


def check_id(text: str) -> str:
    """Read the id of a check as people write it: `DNS`, `dyno_health`."""
    return text.strip().lower().replace("_", "-")


def _ids(values: Iterable[str]) -> tuple[str, ...]:
    """Take `--only dns,ssl` for `--only dns --only ssl`."""
    return tuple(check_id(each) for value in values for each in value.split(",") if each.strip())
