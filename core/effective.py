"""What a policy comes to for one app: its layers, and what they say together."""

import difflib
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from core.check import Check
from core.errors import ConfigError
from core.policy import STANDARD, AppRules, Policy, Profile, Rules
from core.profiles import BUILT_IN
from core.report import Status

_WILD = re.compile(r"[*?\[]")
_MOST_WIDE: Final = 100
"""Patterns that each other one is held against; of more, ten thousand would take a minute."""


class Layer(NamedTuple):
    """One layer, and where it is written."""

    origin: str
    rules: Rules


class Effective:
    """What is asked of one app.

    Args:
        profile: The name of its profile.
    """

    def __init__(self, profile: str) -> None:
        self.profile = profile
        self.levelled: set[str] = set()
        """Ids of the checks that count otherwise than they say."""
        self._only: set[str] | None = None
        self._also: set[str] = set()
        self._skip: set[str] = set()
        self._strict: set[str] = set()
        self._lenient: set[str] = set()
        self._thresholds: dict[str, dict[str, int]] = {}

    def add(self, rules: Rules) -> None:
        """Lay a layer over what is there."""
        if rules.only:
            self._only, self._also = set(rules.only), set()
        self._skip.difference_update(rules.only, rules.also)
        self._skip.update(rules.skip)
        self._also.update(rules.also)
        self._strict.difference_update(rules.lenient)
        self._strict.update(rules.strict)
        self._lenient.difference_update(rules.strict)
        self._lenient.update(rules.lenient)
        self.levelled = self._strict | self._lenient
        for check, values in rules.thresholds.items():
            self._thresholds[check] = {**self._thresholds.get(check, {}), **values}

    def runs(self, check: Check) -> bool:
        """Whether a check runs."""
        name = check.id
        if name in self._skip:
            return False
        return (check.default if self._only is None else name in self._only) or name in self._also

    def thresholds(self, check_id: str) -> dict[str, int]:
        """Return the thresholds of a check that are not its own."""
        return self._thresholds.get(check_id, {})

    def level(self, check_id: str, status: Status) -> Status:
        """Say as what a finding of a check counts."""
        if status is Status.WARNING and check_id in self._strict:
            return Status.FAILED
        if status is Status.FAILED and check_id in self._lenient:
            return Status.WARNING
        return status


def effective(policy: Policy, app: str) -> Effective:
    """Lay the layers of a policy over each other for an app.

    Raises:
        ConfigError: There is no profile of a name it uses, or profiles extend each other in a ring.
    """
    return _laid(policy, [rules for rules in policy.apps if fnmatchcase(app, rules.app)])


def possible(policy: Policy) -> Iterator[Effective]:
    """Lay the layers for every kind of app that the policy tells apart.

    A check that runs for some app runs for one of these: the last layer that names it decides.

    Raises:
        ConfigError: As `effective` raises it.
    """
    yield _laid(policy, [])
    for rules in policy.apps:
        yield _laid(policy, [rules])


def of_patterns(policy: Policy) -> Iterator[tuple[AppRules, Effective]]:
    """Lay the layers for the apps of each pattern, with the wider patterns that fit it too.

    Where there are very many wide patterns it says nothing: what they come to is told app by app.

    Raises:
        ConfigError: As `effective` raises it.
    """
    wide = [(at, rules) for at, rules in enumerate(policy.apps) if _WILD.search(rules.app)]
    for at, rules in enumerate(policy.apps if len(wide) <= _MOST_WIDE else ()):
        fitting = {i: each for i, each in wide if fnmatchcase(rules.app, each.app)}
        fitting[at] = rules
        yield rules, _laid(policy, [fitting[i] for i in sorted(fitting)])


def layers(policy: Policy, app: str) -> list[Layer]:
    """List the layers that go for an app, the one that wins last.

    Raises:
        ConfigError: As `effective` raises it.
    """
    return _layers(policy, [rules for rules in policy.apps if fnmatchcase(app, rules.app)])


def profiles_below(name: str, policy: Policy) -> list[tuple[str, Profile]]:
    """List a profile and those it extends, the lowest first, built-in ones as `built-in NAME`.

    Raises:
        ConfigError: There is no such profile, or profiles extend each other in a ring.
    """
    found: list[tuple[str, Profile]] = []
    seen: set[str] = set()
    own = policy.profiles.get(name)
    while own is not None:
        if name in seen:
            raise ConfigError(f"The profile {name!r} extends itself.", hint="Leave out extends.")
        seen.add(name)
        found.insert(0, (f"profile {name}", own))
        below = own.extends or (name if name in BUILT_IN else STANDARD)
        own = None if below == name and name in BUILT_IN else policy.profiles.get(below)
        name = below
    if name not in BUILT_IN:
        known = list(dict.fromkeys([*BUILT_IN, *policy.profiles]))
        raise no_such("profile", name, known, f"There are: {', '.join(known)}.")
    return [(f"built-in profile {name}", BUILT_IN[name]), *found]


def no_such(what: str, name: str, known: Iterable[str], otherwise: str) -> ConfigError:
    """Say that there is nothing of a name, and what may have been meant."""
    return ConfigError(
        f"There is no {what} called {name!r}.", hint=did_you_mean(name, known) or otherwise
    )


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Ask for the name that comes closest; None where none does."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"Did you mean {close[0]}?" if close else None


def _laid(policy: Policy, fitting: list[AppRules]) -> Effective:
    found = Effective(_profile(policy, fitting))
    profiles = (rules for _, rules in profiles_below(found.profile, policy))
    for rules in (policy, *profiles, *fitting, policy.asked):
        found.add(rules)
    return found


def _layers(policy: Policy, fitting: list[AppRules]) -> list[Layer]:
    profiles = profiles_below(_profile(policy, fitting), policy)
    return [
        Layer("all apps", policy),
        *(Layer(origin, rules) for origin, rules in profiles),
        *(Layer(f'apps."{rules.app}"', rules) for rules in fitting),
        Layer("asked for", policy.asked),
    ]


def _profile(policy: Policy, fitting: list[AppRules]) -> str:
    if policy.asked_profile is not None:
        return policy.asked_profile
    named = [rules.profile for rules in fitting if rules.profile is not None]
    return named[-1] if named else policy.profile
