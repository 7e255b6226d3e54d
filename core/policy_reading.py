"""Reads the values of a policy by kind, and remembers what is wrong with each."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from core.check import Check
from core.effective import did_you_mean
from core.profiles import BUILT_IN
from core.toml_lines import KeyPath

LONGEST: Final = 500
"""Characters of a reason or a pattern."""

_LONGEST_SHOWN: Final = 60
"""Characters of a name that a message repeats."""
_LIST_ALL: Final = "prodcheck checks lists them all."


class Mistake(NamedTuple):
    """One thing that is wrong."""

    path: KeyPath
    message: str
    advice: str
    """What to type instead."""


class Reading:
    """Reads values by kind; where one is wrong it notes the mistake and returns something empty.

    Args:
        checks: The checks that may be named.
    """

    def __init__(self, checks: Iterable[Check]) -> None:
        self.checks = {check.id: check for check in checks}
        self.mistakes: list[Mistake] = []

    def wrong(self, path: KeyPath, message: str, advice: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(path, message, advice))

    def table(self, value: object, path: KeyPath, known: Sequence[str]) -> dict[str, object]:
        """Read a table with certain keys."""
        found = self.named(value, path)
        for key in [key for key in found if key not in known]:
            message = f"There is no key {quoted(key)} here."
            self.wrong((*path, key), message, self._meant(key, known))
        return {key: each for key, each in found.items() if key in known}

    def named(self, value: object, path: KeyPath) -> dict[str, object]:
        """Read a table whose keys are names."""
        if isinstance(value, dict):
            return value
        name = ".".join(str(key) for key in path if not isinstance(key, int))
        item = isinstance(path[-1], int)
        what, header = (f"an item of {name}", f"[[{name}]]") if item else (name, f"[{name}]")
        self.wrong(path, f"{what} is {kind_of(value)}, not a table.", f"Write {header} above it.")
        return {}

    def text(self, value: object, path: KeyPath) -> str:
        """Read a text that says something."""
        what = path[-1] if isinstance(path[-1], str) else f"an item of {path[-2]}"
        if not isinstance(value, str):
            self.wrong(path, f"{what} is {kind_of(value)}, not a text.", "Put it in quotes.")
            return ""
        if not value.strip() or len(value) > LONGEST:
            said = "says nothing" if not value.strip() else f"has {len(value):,} characters"
            self.wrong(path, f"{what} {said}.", f"Write 1 to {LONGEST} characters.")
            return ""
        return value.strip()

    def check(self, value: object, path: KeyPath) -> str:
        """Read the id of a check."""
        name = self.text(value, path)
        if name and name not in self.checks:
            advice = did_you_mean(name.lower().replace("_", "-"), self.checks) or _LIST_ALL
            self.wrong(path, f"There is no check called {quoted(name)}.", advice)
        return name

    def check_ids(self, value: object, path: KeyPath) -> tuple[str, ...]:
        """Read a list of checks."""
        if not isinstance(value, list):
            advice = f'Write {path[-1]} = ["dns", "ssl"].'
            self.wrong(path, f"{path[-1]} is {kind_of(value)}, not a list.", advice)
            return ()
        return tuple(self.check(each, (*path, at)) for at, each in enumerate(value))

    def profile(self, value: object, path: KeyPath, own: Sequence[str]) -> str:
        """Read the name of a profile."""
        name = self.text(value, path)
        known = list(dict.fromkeys([*BUILT_IN, *own]))
        if name and name not in known:
            advice = did_you_mean(name, known) or f"There are: {', '.join(known)}."
            self.wrong(path, f"There is no profile called {quoted(name)}.", advice)
        return name

    def day(self, value: object, path: KeyPath) -> date:
        """Read a day."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        advice = f"Write a day without quotes and without a time: {path[-1]} = 2027-01-31."
        self.wrong(path, f"{path[-1]} is {kind_of(value)}, not a day.", advice)
        return date.max

    def _meant(self, key: str, known: Sequence[str]) -> str:
        if key in self.checks and "checks" in known:
            return f"Did you mean [checks.{key}]?"
        return did_you_mean(key, known) or f"There are: {', '.join(known)}."


def quoted(name: str) -> str:
    """Write a name as it may be repeated: what cannot be seen is escaped, and no book of it."""
    return repr(name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…")


def kind_of(value: object) -> str:
    """Say what a value is, in TOML's words."""
    if isinstance(value, bool):
        return str(value).lower()
    return next((word for kind, word in _KINDS.items() if isinstance(value, kind)), "a time")


_KINDS: Final[dict[type, str]] = {
    str: "a text",
    int: "a number",
    float: "a number",
    datetime: "a day with a time",
    date: "a day",
    list: "a list",
    dict: "a table",
}
"""A datetime is a date too, and comes before it."""
