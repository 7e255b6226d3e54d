"""Checks of other packages, found by their entry points in the group `prodcheck.checks`.

One that cannot be used is not left out in silence: a check of its name stands in for it, and is
unknown for every app.
"""

import inspect
import re
import sys
import threading
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from core.check import Check, unknown
from core.report import Category, Finding, Fix
from core.snapshot import FACTS, App

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP: Final = "prodcheck.checks"
TIME_LIMIT: Final = 10.0
"""Seconds to import a package."""
LONGEST_TITLE: Final = 60

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_NOT_OF_AN_ID = re.compile(r"[^a-z0-9]+")
_NAME = re.compile(r"^[ \t]*([^\s=#;][^=\n]*?)[ \t]*=", re.MULTILINE)
_SECTION = re.compile(rf"^\[{re.escape(GROUP)}\][ \t]*$(.*?)(?=^\[|\Z)", re.MULTILINE | re.DOTALL)


class Unusable(ValueError):
    """Why a check cannot be used, to stand after a colon."""


@cache
def own_checks(taken: frozenset[str]) -> tuple[Check, ...]:
    """Load the checks of other packages.

    Args:
        taken: Ids of the checks that are there already.
    """
    if not (announced() or any(Path(folder).is_file() for folder in sys.path)):
        return ()  # what is in an archive, only the library that reads it knows
    found: dict[str, Check] = {}
    for entry in _entries():
        check = _usable(entry, {*taken, *found})
        found[check.id] = check
    return tuple(found.values())


def announced() -> list[str]:
    """List the names of the entry points, which are the ids of checks, without loading one."""
    return [name for folder in sys.path for name in _announced_in(Path(folder))]


def _entries() -> list["EntryPoint"]:
    """List the entry points by package and name; of a package that is there twice, the first's.

    What a package announces that cannot be read is listed too, without a package and a value.
    """
    from importlib.metadata import EntryPoint, distributions  # noqa: PLC0415  it takes 50 ms

    found: dict[str, list[EntryPoint]] = {}
    all_read = True
    for package in distributions():
        try:
            if entries := package.entry_points.select(group=GROUP):
                found.setdefault(package.name.lower(), list(entries))
        except Exception:  # noqa: BLE001  a package may have been installed in any state
            all_read = False
    readable = [entry for name in sorted(found) for entry in sorted(found[name], key=_name)]
    lost = () if all_read else {*announced()}.difference(map(_name, readable))
    return [*readable, *(EntryPoint(name, "", GROUP) for name in sorted(lost))]


def _name(entry: "EntryPoint") -> str:
    return entry.name


def _announced_in(folder: Path) -> Iterator[str]:
    try:
        for pattern in ("*.dist-info/entry_points.txt", "*.egg-info/entry_points.txt"):
            for path in folder.glob(pattern):
                for section in _SECTION.findall(path.read_text("utf-8", "replace")):
                    yield from _NAME.findall(section)
    except OSError:
        return  # Python itself does not find anything there either


def _usable(entry: "EntryPoint", taken: Collection[str]) -> Check:
    try:
        check = _loaded(entry)
        _expect_sound(check, entry.name, taken)
    except Unusable as reason:
        return _stand_in(entry, str(reason), taken)
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a foreign object does
        return _stand_in(entry, f"it raises {type(error).__name__} when looked at", taken)
    check.package = _package(entry)
    return check


def _loaded(entry: "EntryPoint") -> Check:
    """Import a check; not for longer than it may take.

    Raises:
        Unusable: It cannot be imported, or is none.
    """
    if not entry.value:
        raise Unusable("what its package says of itself cannot be read: install it again")
    outcome: list[object] = []

    def load() -> None:
        try:
            outcome.append(entry.load())
        except BaseException as error:  # noqa: BLE001  also SystemExit, of a script without a guard
            outcome.append(Unusable(f"importing {entry.value} raises {type(error).__name__}"))

    thread = threading.Thread(target=load, name=f"import {entry.value}", daemon=True)
    thread.start()
    thread.join(TIME_LIMIT)
    loaded = outcome[0] if outcome else Unusable(f"importing takes more than {TIME_LIMIT:g} s")
    if isinstance(loaded, Unusable):
        raise loaded
    if not isinstance(loaded, Check):
        raise Unusable(f"{entry.value} is no check: the decorator @check makes one")
    return loaded


def _expect_sound(check: Check, name: str, taken: Collection[str]) -> None:
    """Look at all that anybody is going to ask of a check.

    Raises:
        Unusable: Something of it cannot be.
    """
    if check.id != name:
        raise Unusable(f"its id is {check.id!r}, and its entry point must be called the same")
    if _ID.fullmatch(name) is None:
        raise Unusable("an id has small letters, digits and dashes, 40 at most")
    if name in taken:
        raise Unusable("there is a check of that id already")
    if check.category not in get_args(Category):
        raise Unusable(f"its category must be one of {', '.join(get_args(Category))}")
    if not 0 < len(check.title) <= LONGEST_TITLE:
        raise Unusable(f"its title must have 1 to {LONGEST_TITLE} characters")
    _expect_askable(check)


def _expect_askable(check: Check) -> None:
    """Look at what it needs and what it tells of itself.

    Raises:
        Unusable: Something of it cannot be.
    """
    if inspect.iscoroutinefunction(check.function) or inspect.isasyncgenfunction(check.function):
        raise Unusable("it is async, and nobody awaits a check: def is enough")
    for fact in check.needs.facts:
        if fact not in FACTS:
            raise Unusable(f"it asks for {fact!r}, which is no fact")
    for threshold, value in check.needs.thresholds.items():
        least, most = check.needs.ranges[threshold]
        if type(value) is not int or not least <= value <= most:
            raise Unusable(f"its threshold {threshold} must be a whole number, {least} to {most}")
    try:
        _ = (check.docs, check.articles)
    except KeyError as error:
        raise Unusable(f"its References name {error}, which is no article: give a URL") from None


def _stand_in(entry: "EntryPoint", reason: str, taken: Collection[str]) -> Check:
    """Make a check that says for every app why the real one cannot be used."""
    package = _package(entry)
    message = f"the check {entry.name} of the package {package} cannot be used: {reason}"
    module = entry.value.partition(":")[0].strip()
    can_be_tried = all(part.isidentifier() for part in module.split("."))
    look = Fix(command=f"python -c 'import {module}'") if can_be_tried else None

    def function(app: App) -> Iterator[Finding]:  # noqa: ARG001  a check asks for something
        yield unknown(None, message, fix=look, package=package)

    function.__name__ = _free_id(entry.name, package, taken).replace("-", "_")
    function.__doc__ = f"Say that {message}."
    check = Check(
        function,
        title=f"A check that can be used: {_short(entry.name)}",
        category="platform",
        default=True,
    )
    check.package = package
    return check


def _free_id(name: str, package: str, taken: Collection[str]) -> str:
    if _ID.fullmatch(name) and name not in taken:
        return name
    stem = _NOT_OF_AN_ID.sub("-", f"own-{package}-{name}".lower()).strip("-")[:36].strip("-")
    numbered = (stem, *(f"{stem}-{number}" for number in range(2, 100)))
    return next(each for each in numbered if each not in taken)


def _short(name: str) -> str:
    return "".join(char for char in name if char.isprintable())[:30]


def _package(entry: "EntryPoint") -> str:
    return "?" if entry.dist is None else entry.dist.name
