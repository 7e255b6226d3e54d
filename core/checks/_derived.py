"""What several checks derive from the same facts is worked out once for all of them."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_T = TypeVar("_T")

_RECENT: Final = 16
"""Answers that are kept: checks of one app run one after another, so that a few are enough."""


def derived(work: Callable[_P, _T]) -> Callable[_P, _T]:
    """Remember the last answers of a pure function of facts, by the facts themselves.

    Facts are frozen all the way down. What is derived must be too: every check gets the same.
    """
    return cast("Callable[_P, _T]", lru_cache(_RECENT)(work))
