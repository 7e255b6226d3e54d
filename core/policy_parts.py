"""The parts of `prodcheck.toml`, each read for itself; what is wrong with one is noted."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypedDict

from core.check import Check
from core.policy import AppRules, Profile, Waiver
from core.policy_reading import Reading, kind_of, quoted
from core.toml_lines import KeyPath

_LISTS: Final = ("only", "skip", "also", "strict", "lenient")
_RULES: Final = (*_LISTS, "checks")
_CONTRADICTIONS: Final = (("only", "skip"), ("also", "skip"), ("strict", "lenient"))
_PROFILE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_APP = re.compile(r"(?=.{1,100}$)([a-z0-9*?-]|\[!?[a-z0-9-]+\])+")
"""Heroku's names have small letters, digits and dashes: other patterns would fit none, unseen."""


class RulesFields(TypedDict):
    """The fields of `core.policy.Rules`."""

    only: tuple[str, ...]
    skip: tuple[str, ...]
    also: tuple[str, ...]
    strict: tuple[str, ...]
    lenient: tuple[str, ...]
    thresholds: dict[str, dict[str, int]]


def read_rules(reading: Reading, table: Mapping[str, object], path: KeyPath) -> RulesFields:
    """Read what one layer says of the checks."""
    lists = {name: reading.check_ids(table.get(name, []), (*path, name)) for name in _LISTS}
    for one, other in _CONTRADICTIONS:
        for at, check in enumerate(lists[other]):
            if check in reading.checks and check in lists[one]:
                message = f"{check} is both in {one} and in {other}."
                reading.wrong((*path, other, at), message, "Leave out one of them.")
    thresholds = _thresholds(reading, table.get("checks", {}), (*path, "checks"))
    return RulesFields(
        only=lists["only"],
        skip=lists["skip"],
        also=lists["also"],
        strict=lists["strict"],
        lenient=lists["lenient"],
        thresholds=thresholds,
    )


def read_profiles(reading: Reading, value: object) -> dict[str, Profile]:
    """Read `[profiles.NAME]`."""
    profiles = {}
    tables = reading.named(value, ("profiles",))
    for name, each in tables.items():
        path: KeyPath = ("profiles", name)
        if _PROFILE.fullmatch(name) is None:
            message = f"{quoted(name)} cannot be the name of a profile."
            reading.wrong(path, message, "Write small letters, digits and dashes.")
        table = reading.table(each, path, ("extends", *_RULES))
        below = table.get("extends")
        profiles[name] = Profile(
            **read_rules(reading, table, path),
            extends=None
            if below is None
            else reading.profile(below, (*path, "extends"), tuple(tables)),
        )
    return profiles


def read_apps(reading: Reading, value: object, own: Sequence[str]) -> tuple[AppRules, ...]:
    """Read `[apps."PATTERN"]`."""
    apps = []
    for pattern, each in reading.named(value, ("apps",)).items():
        path: KeyPath = ("apps", pattern)
        _expect_pattern(reading, pattern, path)
        table = reading.table(each, path, ("profile", *_RULES))
        named = table.get("profile")
        apps.append(
            AppRules(
                **read_rules(reading, table, path),
                app=pattern,
                profile=None if named is None else reading.profile(named, (*path, "profile"), own),
            )
        )
    return tuple(apps)


def read_waivers(reading: Reading, value: object) -> tuple[Waiver, ...]:
    """Read `[[waivers]]`."""
    if not isinstance(value, list):
        reading.wrong(("waivers",), "waivers is not a list.", "Write [[waivers]] above each.")
        return ()
    waivers: dict[tuple[str, str, str], Waiver] = {}
    for at, each in enumerate(value):
        path: KeyPath = ("waivers", at)
        waiver = _waiver(reading, each, path)
        key = (waiver.check, waiver.app, waiver.resource)
        if key in waivers and waiver.check:
            message = f"There is a waiver for the same {waiver.check} above."
            reading.wrong(path, message, "Leave out one of them.")
        waivers[key] = waiver
    return tuple(waivers.values())


def _waiver(reading: Reading, value: object, path: KeyPath) -> Waiver:
    table = reading.table(value, path, ("check", "app", "resource", "reason", "expires"))
    for key, example in _REQUIRED.items():
        if key not in table and isinstance(value, dict):
            reading.wrong(path, f"This waiver has no {key}.", f"Write {example}.")
    if app := reading.text(table.get("app", "*"), (*path, "app")):
        _expect_pattern(reading, app, (*path, "app"))
    return Waiver(
        check=reading.check(table["check"], (*path, "check")) if "check" in table else "",
        reason=reading.text(table["reason"], (*path, "reason")) if "reason" in table else "",
        expires=reading.day(table.get("expires", date.max), (*path, "expires")),
        app=app,
        resource=reading.text(table.get("resource", "*"), (*path, "resource")),
    )


_REQUIRED: Final = {
    "check": 'check = "preboot"',
    "reason": 'reason = "why it is accepted"',
    "expires": "expires = 2027-01-31",
}


def _expect_pattern(reading: Reading, pattern: str, path: KeyPath) -> None:
    if _APP.fullmatch(pattern) is None:
        meant = pattern.lower().replace("_", "-")
        advice = "Write a name like checkout, or a pattern like checkout-*."
        if _APP.fullmatch(meant):
            advice = f"Did you mean {meant}?"
        reading.wrong(path, f"{quoted(pattern)} fits no name of an app.", advice)


def _thresholds(reading: Reading, value: object, path: KeyPath) -> dict[str, dict[str, int]]:
    found = {}
    for name, each in reading.named(value, path).items():
        reading.check(name, (*path, name))
        if name in reading.checks:
            found[name] = _of_check(reading, reading.checks[name], each, (*path, name))
    return found


def _of_check(reading: Reading, check: Check, value: object, path: KeyPath) -> dict[str, int]:
    ranges = check.needs.ranges
    if isinstance(value, dict) and not ranges:
        advice = f"To leave it out, write skip = [{check.id!r}]."
        reading.wrong(path, f"{check.id} has no thresholds.", advice.replace("'", '"'))
        return {}
    found = {}
    for name, number in reading.table(value, path, tuple(ranges)).items():
        least, most = ranges[name]
        if type(number) is not int or not least <= number <= most:
            seen = number if isinstance(number, int | float) else kind_of(number)
            message = f"{name} is {str(seen).lower()}."
            reading.wrong((*path, name), message, f"Write a whole number, {least} to {most}.")
        else:
            found[name] = number
    return found
