"""One thing that Slack refuses."""

from msgspec import Struct


class Problem(Struct, frozen=True):
    """What is wrong, and where."""

    pointer: str
    """A JSON pointer, for example `/blocks/0/text/text`."""
    message: str

    def __str__(self) -> str:
        """Say it as Slack does."""
        return f"{self.message} [json-pointer:{self.pointer}]"
