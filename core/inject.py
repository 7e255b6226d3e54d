"""Facts arrive by parameter name: what a function asks for, read from its signature.

Collectors and checks share this one idiom. A positional parameter names a fact. If its annotation
admits `Unavailable`, the function judges a missing fact itself; otherwise it is not called without
it. Keyword-only parameters are thresholds: whole numbers, whose annotation may say how small and
how large they can be.
"""

import inspect
import types
import typing
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from core.snapshot.base import Unavailable

LEAST: Final = 0
MOST: Final = 1_000_000
"""Of a threshold whose annotation says nothing else."""

Days: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=3650)]
Hours: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=8760)]
Minutes: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=1440)]
Dynos: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=100)]
"""Heroku runs 100 dynos of a process type at most, unless asked for more."""


class Needs(msgspec.Struct, frozen=True):
    """What a function asks for."""

    facts: tuple[str, ...]
    """Names of the facts, in the order of the parameters."""
    strict: tuple[str, ...]
    """Those without which it must not be called, in the same order."""
    thresholds: dict[str, Any]
    """Keyword-only parameters and their defaults."""
    ranges: dict[str, tuple[int, int]]
    """The least and the most that each threshold may be."""


@lru_cache(1024)
def needs(function: Callable[..., object]) -> Needs:
    """Read what a function asks for from its signature."""
    hints = typing.get_type_hints(function, include_extras=True)
    parameters = inspect.signature(function).parameters.values()
    by_position = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
    facts = tuple(p.name for p in parameters if p.kind in by_position)
    return Needs(
        facts=facts,
        strict=tuple(name for name in facts if not _admits_unavailable(hints.get(name))),
        thresholds={p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY},
        ranges={p.name: _range(hints.get(p.name)) for p in parameters if p.kind is p.KEYWORD_ONLY},
    )


def _range(hint: object) -> tuple[int, int]:
    """Read the bounds of a threshold from its annotation, for example `Days`."""
    for extra in getattr(hint, "__metadata__", ()):
        if isinstance(extra, msgspec.Meta):
            least, most = extra.ge, extra.le
            return (
                LEAST if least is None else int(least),
                MOST if most is None else int(most),
            )
    return LEAST, MOST


def _admits_unavailable(hint: object) -> bool:
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        return any(_admits_unavailable(option) for option in typing.get_args(hint))
    return hint is Unavailable
