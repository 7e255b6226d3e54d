"""Whether Slack will accept what we are about to send, and if not, exactly where.

The types of `kit` and `surfaces` carry every limit of one field; what holds between fields is here.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET, Struct

from bot.slack.blocks import limits
from bot.slack.blocks.kit import (
    Button,
    Checkboxes,
    ConversationsSelect,
    ExternalSelect,
    Options,
    Overflow,
    RadioButtons,
    StaticSelect,
    Timepicker,
)
from bot.slack.blocks.surfaces import (
    Block,
    Container,
    DataTable,
    Home,
    Input,
    Message,
    Modal,
    Section,
)

Payload: TypeAlias = dict[str, Any]
"""JSON as Slack takes it."""
Sent: TypeAlias = Message | Modal | Home | Options
Node: TypeAlias = tuple[str, object]


class Problem(Struct, frozen=True):
    """One thing that Slack would refuse."""

    path: str
    """Where, for example `$.blocks[3].accessory.text.text`."""
    message: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.path}: {self.message}"


class Refused(ValueError):
    """Slack would refuse it.

    Args:
        problems: What is wrong; never the text itself, which may be private.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def payload(sent: Sent) -> Payload:
    """Turn what we composed into what is sent, once it is sure that Slack accepts it.

    Raises:
        Refused: It breaks a limit.
    """
    data: Payload = msgspec.json.decode(msgspec.json.encode(sent))
    found = problems(data, type(sent))
    if found:
        raise Refused(found)
    return data


def problems(data: object, surface: type[Sent]) -> tuple[Problem, ...]:
    """Look for what Slack would refuse.

    Args:
        data: A payload as it would be sent.
        surface: What it is meant to be.

    Returns:
        The first problem within a field, or every problem between fields; empty when all is well.
    """
    try:
        parsed = msgspec.convert(data, surface)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        return (Problem(path.removesuffix("`") or "$", message),)
    nodes = list(_walk(parsed))
    return tuple(problem for rule in _RULES for problem in rule(nodes))


_ELEMENTS = (
    Button,
    Overflow,
    StaticSelect,
    ExternalSelect,
    Checkboxes,
    RadioButtons,
    Timepicker,
    ConversationsSelect,
)


def _walk(node: object, path: str = "$") -> Iterator[Node]:
    yield path, node
    if isinstance(node, Struct):
        for name in node.__struct_fields__:
            yield from _walk(getattr(node, name), f"{path}.{name}")
    elif isinstance(node, tuple):
        for index, child in enumerate(node):
            yield from _walk(child, f"{path}[{index}]")


def _action_ids_are_unique(nodes: list[Node]) -> Iterator[Problem]:
    yield from _repeated(
        [(f"{path}.action_id", n.action_id) for path, n in nodes if isinstance(n, _ELEMENTS)]
    )


def _block_ids_are_unique(nodes: list[Node]) -> Iterator[Problem]:
    yield from _repeated(
        [
            (f"{path}.block_id", n.block_id)
            for path, n in nodes
            if isinstance(n, Block) and n.block_id is not UNSET
        ]
    )


def _repeated(ids: list[tuple[str, object]]) -> Iterator[Problem]:
    totals = Counter(value for _, value in ids)
    for path, value in ids:
        if totals[value] > 1:
            yield Problem(path, "it is used more than once")


def _sections_say_something(nodes: list[Node]) -> Iterator[Problem]:
    for path, node in nodes:
        if isinstance(node, Section) and node.text is UNSET and node.fields is UNSET:
            yield Problem(path, "a section needs text or fields")


def _initial_options_are_options(nodes: list[Node]) -> Iterator[Problem]:
    for path, node in nodes:
        if (
            isinstance(node, StaticSelect | RadioButtons)
            and node.initial_option is not UNSET
            and node.initial_option not in node.options
        ):
            yield Problem(f"{path}.initial_option", "it is not among the options")
        if isinstance(node, Checkboxes) and not set(node.initial_options or ()) <= set(
            node.options
        ):
            yield Problem(f"{path}.initial_options", "one is not among the options")


def _only_what_opens_starts_closed(nodes: list[Node]) -> Iterator[Problem]:
    for path, node in nodes:
        if (
            isinstance(node, Container)
            and node.default_collapsed is True
            and node.is_collapsible is not True
        ):
            yield Problem(f"{path}.default_collapsed", "it needs is_collapsible")


def _forms_can_be_submitted(nodes: list[Node]) -> Iterator[Problem]:
    for path, node in nodes:
        if (
            isinstance(node, Modal)
            and node.submit is UNSET
            and any(isinstance(block, Input) for block in node.blocks)
        ):
            yield Problem(f"{path}.submit", "a modal with an input needs it")


def _tables_are_even_and_fit(nodes: list[Node]) -> Iterator[Problem]:
    characters = 0
    for path, node in nodes:
        if not isinstance(node, DataTable):
            continue
        if len({len(row) for row in node.rows}) > 1:
            yield Problem(f"{path}.rows", "the rows differ in width")
        characters += sum(len(cell.text) for row in node.rows for cell in row)
        if characters > limits.TABLE_CHARACTERS:
            yield Problem(
                f"{path}.rows", f"it holds more than {limits.TABLE_CHARACTERS} characters"
            )


_RULES: tuple[Callable[[list[Node]], Iterator[Problem]], ...] = (
    _action_ids_are_unique,
    _block_ids_are_unique,
    _sections_say_something,
    _initial_options_are_options,
    _only_what_opens_starts_closed,
    _forms_can_be_submitted,
    _tables_are_even_and_fit,
)
