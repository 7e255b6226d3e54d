"""Reading `prodcheck.toml`: a Policy, or every mistake in it with its line and what to type."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from core.check import Check
from core.effective import Effective, effective, of_patterns, profiles_below
from core.errors import ConfigError
from core.policy import Policy
from core.policy_parts import read_apps, read_profiles, read_rules, read_waivers
from core.policy_reading import Mistake, Reading
from core.toml_lines import KeyPath, key_lines, line_of

NAME: Final = "prodcheck.toml"
MOST_BYTES: Final = 1_000_000
"""Of a file; a policy for a thousand apps has a tenth of that."""

_SHOWN: Final = 10
"""Mistakes that one message lists."""
_WHERE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_BARE_PATTERN = re.compile(r"\[+ *apps\.[^\"']*[*?\[]")
_EXPIRES = re.compile(r"[ \t]*expires\b")
_TOO_DEEP: Final = "It is nested too deep to be read."
_EXAMPLE: Final = "prodcheck policy --example prints one to start from."
_TOP: Final = ("profile", "only", "skip", "also", "strict", "lenient", "checks")
_TABLES: Final = ("profiles", "apps", "waivers")


class PolicyError(ConfigError):
    """A policy that cannot be followed.

    Args:
        name: What the file is called.
        problems: Line and mistake, at least one; line 0 stands for the whole.
    """

    def __init__(self, name: str, problems: Sequence[tuple[int, Mistake]]) -> None:
        (line, first), *others = problems
        place = f"{name}, line {line}" if line else name
        hint = [first.advice]
        if others:
            hint.append("And more:" if len(others) > 1 else "And:")
            hint += [f"    line {at}: {each.message} {each.advice}" for at, each in others[:_SHOWN]]
        if len(others) > _SHOWN:
            hint.append(f"    … {len(others) - _SHOWN} more")
        super().__init__(f"{place}: {first.message}", hint="\n".join(hint))
        self.problems = tuple(problems)


def parse_policy(data: bytes, checks: Iterable[Check], name: str = NAME) -> Policy:
    """Read a policy.

    Args:
        data: TOML, UTF-8.
        checks: The checks it may name.
        name: What to call it in an error.

    Raises:
        PolicyError: It is too large, no TOML, says nothing, contradicts itself, or names what does
            not exist; each mistake with its line.
    """
    text = _decoded(data, name)
    document = _document(text, name)
    reading = Reading(checks)
    policy = _policy(document, reading)
    if reading.mistakes:
        raise PolicyError(name, _with_lines(text, name, reading.mistakes))
    return policy


def _policy(document: dict[str, object], reading: Reading) -> Policy:
    top = reading.table(document, (), (*_TOP, *_TABLES))
    policy = Policy(
        **read_rules(reading, top, ()),
        profiles=read_profiles(reading, top.get("profiles", {})),
        waivers=read_waivers(reading, top.get("waivers", [])),
    )
    known = tuple(policy.profiles)
    policy = msgspec.structs.replace(
        policy,
        profile=reading.profile(top.get("profile", policy.profile), ("profile",), known),
        apps=read_apps(reading, top.get("apps", {}), known),
    )
    if not reading.mistakes:
        _expect_no_ring(policy, reading)
    if not reading.mistakes:
        _expect_checks(policy, reading)
    return policy


def _expect_no_ring(policy: Policy, reading: Reading) -> None:
    for profile in policy.profiles:
        try:
            profiles_below(profile, policy)
        except ConfigError as error:
            path = ("profiles", profile, "extends")
            reading.wrong(path, error.message, error.hint or "")


def _expect_checks(policy: Policy, reading: Reading) -> None:
    """Note for which apps no check is left."""
    kinds: list[tuple[KeyPath, Effective]] = [
        (("apps", each.app), kind) for each, kind in of_patterns(policy)
    ]
    if ("apps", "*") not in dict(kinds):
        kinds.append(((), effective(policy, "")))
    for path, kind in kinds:
        if not any(map(kind.runs, reading.checks.values())):
            whose = f" for {path[-1]}" if path else ""
            message = f"No check is left to run{whose}."
            reading.wrong(path, message, "Leave out less: prodcheck checks lists them all.")


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        message = f"It has {len(data):,} bytes or more, and {MOST_BYTES:,} are the most."
        raise _whole(name, message, "Is this the file you meant?")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        mistake = Mistake((), "This is not text in UTF-8.", "Is this the file you meant?")
        raise PolicyError(name, [(line, mistake)]) from None


def _document(text: str, name: str) -> dict[str, object]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(name, [_not_toml(str(error), text)]) from None
    except RecursionError:
        raise _whole(name, _TOO_DEEP, _EXAMPLE) from None
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise _whole(name, "A number in it is too long to be read.", _EXAMPLE) from None
    if not document:
        raise _whole(name, "It says nothing.", _EXAMPLE)
    return document


def _not_toml(said: str, text: str) -> tuple[int, Mistake]:
    where = _WHERE.search(said)
    line = int(where[1]) if where and where[1] else text.count("\n") + 1
    reason = _WHERE.sub("", said)
    advice = "Texts stand in quotes, dates do not: prodcheck policy --example shows the form."
    source = text.split("\n")[line - 1]
    if _BARE_PATTERN.match(source):
        advice = 'A pattern stands in quotes: [apps."checkout-*"].'
    elif "overwrite" in reason or "twice" in reason:
        advice = "It is there already: leave out one of them."
    elif _EXPIRES.match(source):
        advice = "Write a day of the calendar, year first: expires = 2027-01-31."
    return line, Mistake((), f"This is not TOML: {reason[:1].lower()}{reason[1:200]}.", advice)


def _whole(name: str, message: str, advice: str) -> PolicyError:
    return PolicyError(name, [(0, Mistake((), message, advice))])


def _with_lines(text: str, name: str, mistakes: list[Mistake]) -> list[tuple[int, Mistake]]:
    try:
        lines = key_lines(text)
    except RecursionError:
        raise _whole(name, _TOO_DEEP, _EXAMPLE) from None
    found = [(line_of(lines, each.path), each) for each in mistakes]
    return sorted(found, key=lambda each: each[0])
