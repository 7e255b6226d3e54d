"""From a Snapshot to a Report: pure, no clock and no network.

The engine keeps the promise that no check has to remember: a needed fact that is `Unavailable`
makes the check `unknown`, no findings make it `skipped`, and a check that crashes is `unknown`
while the others still report.
"""

from collections.abc import Callable, Iterable, Sequence
from shlex import quote
from typing import Any

import msgspec

from core.check import Check, all_checks, unknown
from core.effective import Effective, effective, no_such, possible
from core.errors import ConfigError
from core.inject import Needs
from core.policy import Policy, Rules, Waiver
from core.report import RANK, Finding, Fix, Report, Result, Status, count, verdict_of
from core.snapshot import Snapshot, Unavailable

WAIVABLE = frozenset({Status.FAILED, Status.UNKNOWN, Status.WARNING})
_MAY_HOLD_UNKNOWN = frozenset({Status.FAILED, Status.UNKNOWN})

_WORDS = {
    "addons": "add-ons",
    "attachments": "add-on attachments",
    "config_var_names": "config var names",
    "dns": "DNS",
    "key_value_stores": "Key-Value Stores",
    "sni_endpoints": "SNI endpoints",
    "tls": "TLS",
}


def evaluate(
    snapshot: Snapshot, policy: Policy | None = None, checks: Sequence[Check] | None = None
) -> Report:
    """Judge a snapshot.

    Args:
        snapshot: What is known of the app.
        policy: Which checks, thresholds and waivers; what goes for this app is found by its name.
            The default is every check that is on.
        checks: The checks to choose from; the default is all there are.

    Raises:
        ConfigError: As `select` raises it.
    """
    policy = policy or Policy()
    checks = all_checks() if checks is None else checks
    asked = effective(policy, snapshot.app.name)
    selected = _selected(policy, checks, asked.runs)
    ran = {check.id for check in selected}
    ours = [w for w in policy.waivers if w.check in ran and w.concerns(snapshot.app.name)]
    current = tuple(w for w in ours if w.holds(snapshot.taken_at))
    used: set[int] = set()
    judged = tuple([_run(check, snapshot, asked) for check in selected])
    results = judged
    if current:
        results = tuple(_waive(each, snapshot.app.name, current, used) for each in judged)
    counts = count(results)
    return Report(
        app=snapshot.app.name,
        taken_at=snapshot.taken_at,
        verdict=verdict_of(counts),
        counts=counts,
        results=results,
        profile=asked.profile,
        left_out=tuple(each.id for each in checks if each.default and each.id not in ran),
        unused_waivers=_unused(current, used, judged),
        expired_waivers=tuple(w for w in ours if w not in current),
    )


def select(policy: Policy, checks: Sequence[Check], app: str | None = None) -> tuple[Check, ...]:
    """Pick the checks that a policy asks for.

    Args:
        policy: Which checks.
        checks: The checks to choose from.
        app: Of which app; None: of any that the policy tells apart, as its facts are collected.

    Raises:
        ConfigError: It names a check, a threshold or a profile that does not exist, or leaves no
            check.
    """
    if app is not None:
        return _selected(policy, checks, effective(policy, app).runs)
    kinds = tuple(possible(policy))
    return _selected(policy, checks, lambda check: any(kind.runs(check) for kind in kinds))


def _selected(
    policy: Policy, checks: Sequence[Check], runs: Callable[[Check], bool]
) -> tuple[Check, ...]:
    _expect_known(policy, checks)
    selected = tuple(filter(runs, checks))
    if checks and not selected:
        raise ConfigError("No check is left to run.", hint="prodcheck checks lists them all.")
    return selected


def _expect_known(policy: Policy, checks: Sequence[Check]) -> None:
    """Refuse names of checks and thresholds that do not exist; built-in profiles have none."""
    known = {check.id: check for check in checks}
    for waiver in policy.waivers:
        if waiver.check not in known:
            raise _no_such_check(waiver.check, known)
    for rules in (policy, *policy.profiles.values(), *policy.apps, policy.asked):
        _expect_known_rules(rules, known)


def _expect_known_rules(rules: Rules, known: dict[str, Check]) -> None:
    lists = (*rules.only, *rules.skip, *rules.also, *rules.strict, *rules.lenient)
    for name in (*lists, *rules.thresholds):
        if name not in known:
            raise _no_such_check(name, known)
    for name, values in rules.thresholds.items():
        for threshold in values:
            if threshold not in known[name].needs.thresholds:
                raise no_such(
                    f"threshold of {name}",
                    threshold,
                    known[name].needs.thresholds,
                    f"prodcheck checks:info {name} lists them all.",
                )


def _no_such_check(name: str, known: Iterable[str]) -> ConfigError:
    return no_such("check", name, known, "prodcheck checks lists them all.")


def _run(check: Check, snapshot: Snapshot, asked: Effective) -> Result:
    needs = check.needs
    facts = [getattr(snapshot, name) for name in needs.facts]
    # Nearly always all was read: that is seen at one look.
    missing = _missing(needs, facts) if Unavailable in map(type, facts) else None
    findings = missing or _findings(check, facts, asked.thresholds(check.id))
    if check.id in asked.levelled:
        findings = [_levelled(each, asked.level(check.id, each.status)) for each in findings]
    status, ordered = _worst_first(findings)
    if status in _MAY_HOLD_UNKNOWN:
        ordered = tuple(_with_retry(each, check.id, snapshot.app.name) for each in ordered)
    return Result(
        id=check.id, title=check.title, category=check.category, status=status, findings=ordered
    )


def _levelled(finding: Finding, status: Status) -> Finding:
    """Let a finding count as the policy says; its evidence keeps what the check said."""
    if status is finding.status:
        return finding
    evidence = {**finding.evidence, "without_policy": finding.status.value}
    return msgspec.structs.replace(finding, status=status, evidence=evidence)


def _worst_first(findings: list[Finding]) -> tuple[Status, tuple[Finding, ...]]:
    if not findings:
        return Status.SKIPPED, ()
    if len(findings) > 1:
        findings.sort(key=_rank)
    return findings[0].status, tuple(findings)


def _rank(finding: Finding) -> int:
    return RANK[finding.status]


def _findings(check: Check, facts: list[Any], thresholds: dict[str, int]) -> list[Finding]:
    if check.package is not None:
        from core.guard import findings_of  # noqa: PLC0415  most people have no check of their own

        return findings_of(check, facts, thresholds)
    try:
        told: list[object] = list(check.function(*facts, **thresholds))
    except Exception as error:  # noqa: BLE001  one broken check must not take the others with it
        return [
            unknown(
                None,
                f"the check {check.id} itself crashed with {type(error).__name__}; "
                "please report it with a snapshot",
            )
        ]
    findings = [
        each for each in told if isinstance(each, Finding) and isinstance(each.status, Status)
    ]
    if len(findings) == len(told):
        return findings
    return [unknown(None, f"the check {check.id} returned something that is not a finding")]


def _missing(needs: Needs, facts: list[Any]) -> list[Finding]:
    """Tell each fact that could not be read and that the check cannot do without."""
    return [
        _unreadable(name, fact)
        for name, fact in zip(needs.facts, facts, strict=True)
        if isinstance(fact, Unavailable) and name in needs.strict
    ]


def _unreadable(name: str, fact: Unavailable) -> Finding:
    words = _WORDS.get(name, name.replace("_", " "))
    return unknown(None, f"{words} could not be read: {fact.reason}", kind=fact.kind)


def _with_retry(finding: Finding, check_id: str, app: str) -> Finding:
    if finding.status is not Status.UNKNOWN or finding.fix is not None:
        return finding
    command = f"prodcheck -a {quote(app)} --only {check_id}"
    if finding.evidence.get("kind") == "forbidden":
        command = f'HEROKU_API_KEY="$(heroku auth:token)" {command}'
    return msgspec.structs.replace(finding, fix=Fix(command=command))


def _waive(result: Result, app: str, waivers: tuple[Waiver, ...], used: set[int]) -> Result:
    if result.status not in WAIVABLE:
        return result
    findings = []
    for finding in result.findings:
        waiver = next((w for w in waivers if w.covers(app, result.id, finding.resource)), None)
        if waiver is not None and finding.status in WAIVABLE:
            used.add(id(waiver))
            findings.append(msgspec.structs.replace(finding, status=Status.WAIVED, waiver=waiver))
        else:
            findings.append(finding)
    status, ordered = _worst_first(findings)
    return msgspec.structs.replace(result, status=status, findings=ordered)


def _unused(
    waivers: tuple[Waiver, ...], used: set[int], judged: tuple[Result, ...]
) -> tuple[Waiver, ...]:
    """List the waivers that nothing needed; of what could not be read, nobody knows."""
    idle = [waiver for waiver in waivers if id(waiver) not in used]
    unread = {result.id for result in judged if idle and any(map(_is_unread, result.findings))}
    return tuple(waiver for waiver in idle if waiver.check not in unread)


def _is_unread(finding: Finding) -> bool:
    return finding.status is Status.UNKNOWN and finding.resource is None
