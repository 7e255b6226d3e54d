"""A policy for a terminal: what it comes to, and which of its layers says so."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from core.check import Check
from core.effective import Effective, Layer, effective, layers
from core.evaluate import select
from core.policy import Policy, Rules, Waiver
from core.render.paper import BOLD, Paper
from core.render.text import document
from core.render.words import plural
from core.report import Status


def overview(policy: Policy, name: str, paper: Paper) -> str:
    """Say that a policy can be followed, and whom it tells apart.

    Args:
        policy: It was read without a mistake.
        name: What its file is called.
        paper: What to write on.
    """
    named = [f"{rules.app}: {rules.profile}" for rules in policy.apps if rules.profile is not None]
    return document(
        [
            paper.prose(f"{name} can be followed.", BOLD),
            _listed("Profiles", [*named, f"any other app: {policy.profile}"], paper),
            _listed("Waivers", [_waiver(each, app=each.app) for each in policy.waivers], paper),
            paper.prose("prodcheck policy -a APP shows what it comes to for an app."),
        ]
    )


def of_app(policy: Policy, checks: Sequence[Check], app: str, paper: Paper) -> str:
    """Say what a policy comes to for an app.

    Raises:
        ConfigError: As `core.evaluate.select` raises it.
    """
    asked, laid = effective(policy, app), layers(policy, app)
    runs = select(policy, checks, app)
    waivers = [_waiver(each) for each in policy.waivers if each.concerns(app)]
    return document(
        [
            paper.prose(f"{app} is held to the profile {asked.profile}.", BOLD),
            _listed(
                f"Runs {plural(len(runs), 'check')}", [", ".join(each.id for each in runs)], paper
            ),
            _listed("Leaves out", _left_out(checks, asked, laid), paper),
            _listed("A warning counts as failed", _strict(runs, asked, laid), paper),
            _listed("A failure counts as a warning", _lenient(runs, asked, laid), paper),
            _listed("Thresholds", _thresholds(runs, asked, laid), paper),
            _listed("Waivers", waivers, paper),
        ]
    )


def _left_out(checks: Sequence[Check], asked: Effective, laid: list[Layer]) -> Iterator[str]:
    for check in checks:
        if not asked.runs(check):
            by = _by(laid, partial(_leaves_out, check.id))
            yield f"{check.id}{by or ' (off unless asked for)'}"


def _strict(runs: Iterable[Check], asked: Effective, laid: list[Layer]) -> Iterator[str]:
    for check in runs:
        if asked.level(check.id, Status.WARNING) is Status.FAILED:
            yield check.id + _by(laid, partial(_is_strict, check.id))


def _lenient(runs: Iterable[Check], asked: Effective, laid: list[Layer]) -> Iterator[str]:
    for check in runs:
        if asked.level(check.id, Status.FAILED) is Status.WARNING:
            yield check.id + _by(laid, partial(_is_lenient, check.id))


def _thresholds(runs: Iterable[Check], asked: Effective, laid: list[Layer]) -> Iterator[str]:
    for check in runs:
        own = asked.thresholds(check.id)
        for name, default in check.needs.thresholds.items():
            by = _by(laid, partial(_sets, check.id, name))
            yield f"{check.id}: {name} = {own.get(name, default)}{by or ' (default)'}"


def _leaves_out(check_id: str, rules: Rules) -> bool:
    return check_id in rules.skip or bool(rules.only)


def _is_strict(check_id: str, rules: Rules) -> bool:
    return check_id in rules.strict


def _is_lenient(check_id: str, rules: Rules) -> bool:
    return check_id in rules.lenient


def _sets(check_id: str, threshold: str, rules: Rules) -> bool:
    return threshold in rules.thresholds.get(check_id, {})


def _by(laid: list[Layer], speaks: Callable[[Rules], bool]) -> str:
    """Name the last layer that speaks of something; empty where none does."""
    return next((f" ({each.origin})" for each in reversed(laid) if speaks(each.rules)), "")


def _waiver(waiver: Waiver, app: str | None = None) -> str:
    resource = "" if waiver.resource == "*" else f" {waiver.resource}"
    of = f" of {app}" if app else ""
    return f"{waiver.check}{resource}{of} until {waiver.expires}: {waiver.reason}"


def _listed(title: str, lines: Iterable[str], paper: Paper) -> Iterator[str]:
    for position, line in enumerate(lines):
        if position == 0:
            yield paper.paint(title, BOLD)
        yield from paper.prose(line, indent="  ", hang="    ")
