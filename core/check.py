"""What a check is, how it says what it found, and where the checks are.

A check is one file in `core/checks` with one generator function of the same name. Its positional
parameters are the facts it needs, its keyword-only parameters are thresholds, its docstring is its
documentation.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from typing import get_args

from core.inject import Needs, needs
from core.report import Article, Category, EvidenceValue, Finding, Fix, Status

CheckFunction = Callable[..., Iterator[Finding]]

HEADINGS = ("Why", "Passes when", "Warns when", "Fails when", "Fix", "References")
_HEADING = re.compile(rf"^({'|'.join(HEADINGS)}):$", re.MULTILINE)


class Check:
    """One check: what it is called, what it needs, and how to run it.

    Args:
        function: Yields findings; none means there was nothing to judge.
        title: The wanted state, at most 60 characters, true when the check passed.
        category: Where it is listed.
        default: Whether it runs without being asked for.
    """

    def __init__(
        self, function: CheckFunction, *, title: str, category: Category, default: bool
    ) -> None:
        self.function = function
        self.id = function.__name__.replace("_", "-")
        self.title = title
        self.category: Category = category
        self.default = default
        self.package: str | None = None
        """The package it comes from; None for those of prodcheck."""

    @cached_property
    def needs(self) -> Needs:
        """The facts and thresholds it asks for."""
        return needs(self.function)

    @cached_property
    def docs(self) -> dict[str, str]:
        """Its documentation by heading; the first paragraph is under `Summary`."""
        summary, *rest = _HEADING.split(inspect.getdoc(self.function) or "")
        bodies = (inspect.cleandoc("\n" + body) for body in rest[1::2])
        return {"Summary": summary.strip(), **dict(zip(rest[::2], bodies, strict=True))}

    @property
    def why(self) -> str:
        """Why it matters."""
        return self.docs.get("Why", "")

    @property
    def articles(self) -> tuple[Article, ...]:
        """What to read about it."""
        from core.knowledge import article  # noqa: PLC0415  the tables are read when asked for

        return tuple(
            Article(title=word, url=word) if word.startswith("https://") else article(word)
            for word in self.docs.get("References", "").split()
        )


def check(
    *, title: str, category: Category, default: bool = True
) -> Callable[[CheckFunction], Check]:
    """Make a generator function a check. See `Check` for the arguments."""

    def wrap(function: CheckFunction) -> Check:
        return Check(function, title=title, category=category, default=default)

    return wrap


@cache
def all_checks() -> tuple[Check, ...]:
    """Find every check there is, those of other packages too, by category, then by id."""
    from core.own_checks import own_checks  # noqa: PLC0415  it imports this module

    built_in = built_in_checks()
    return _in_order((*built_in, *own_checks(frozenset(each.id for each in built_in))))


def built_in_checks() -> tuple[Check, ...]:
    """Find every check of prodcheck itself, by category, then by id."""
    import core.checks  # noqa: PLC0415  the checks import this module

    found = []
    for module in pkgutil.iter_modules(core.checks.__path__):
        if not module.name.startswith("_"):
            loaded = importlib.import_module(f"core.checks.{module.name}")
            found.append(getattr(loaded, module.name))
    return _in_order(found)


def _in_order(checks: Iterable[Check]) -> tuple[Check, ...]:
    order = get_args(Category)
    return tuple(sorted(checks, key=lambda each: (order.index(each.category), each.id)))


def passed(resource: str | None, message: str, **evidence: EvidenceValue) -> Finding:
    """Say that something is as it should be."""
    return Finding(status=Status.PASSED, resource=resource, message=message, evidence=evidence)


def failed(
    resource: str | None, message: str, *, fix: Fix | None = None, **evidence: EvidenceValue
) -> Finding:
    """Say that something will take the app down, or already does."""
    return Finding(
        status=Status.FAILED, resource=resource, message=message, evidence=evidence, fix=fix
    )


def warning(
    resource: str | None, message: str, *, fix: Fix | None = None, **evidence: EvidenceValue
) -> Finding:
    """Say that something works and is not as it should be."""
    return Finding(
        status=Status.WARNING, resource=resource, message=message, evidence=evidence, fix=fix
    )


def unknown(
    resource: str | None, message: str, *, fix: Fix | None = None, **evidence: EvidenceValue
) -> Finding:
    """Say that something could not be judged, and why."""
    return Finding(
        status=Status.UNKNOWN, resource=resource, message=message, evidence=evidence, fix=fix
    )


def skipped(resource: str | None, message: str, **evidence: EvidenceValue) -> Finding:
    """Say that there is nothing to judge, where the reason is worth a line."""
    return Finding(status=Status.SKIPPED, resource=resource, message=message, evidence=evidence)
