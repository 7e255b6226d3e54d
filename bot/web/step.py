"""One step of the set-up page."""

from typing import Literal

import msgspec

State = Literal["done", "waiting", "problem"]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step, how it stands, and what to do. Backticks set off what is code."""

    id: str
    title: str
    """The wanted state: true when the step is done."""
    state: State
    says: str
    """One or two sentences: what was seen."""
    todo: tuple[str, ...] = ()
    """What to do, in turn."""
    commands: tuple[str, ...] = ()
    """To be pasted as they stand, but for what `…` stands for."""
