"""Facts arrive by parameter name: what a function asks for, read from its signature.

Collectors and checks share this one idiom. A positional parameter names a fact. If its annotation
admits `Unavailable`, the function judges a missing fact itself; otherwise it is not called without
it. Keyword-only parameters are thresholds.
"""

import inspect
import types
import typing
from collections.abc import Callable
from typing import Any

import msgspec

from core.snapshot.base import Unavailable


class Needs(msgspec.Struct, frozen=True):
    """What a function asks for."""

    facts: tuple[str, ...]
    """Names of the facts, in the order of the parameters."""
    strict: tuple[str, ...]
    """Those without which it must not be called, in the same order."""
    thresholds: dict[str, Any]
    """Keyword-only parameters and their defaults."""


def needs(function: Callable[..., object]) -> Needs:
    """Read what a function asks for from its signature."""
    hints = typing.get_type_hints(function)
    parameters = inspect.signature(function).parameters.values()
    facts = tuple(p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD)
    return Needs(
        facts=facts,
        strict=tuple(name for name in facts if not _admits_unavailable(hints.get(name))),
        thresholds={p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY},
    )


def _admits_unavailable(hint: object) -> bool:
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        return any(_admits_unavailable(option) for option in typing.get_args(hint))
    return hint is Unavailable
