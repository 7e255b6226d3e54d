"""Interactive elements: where they are, and what comes of choosing something in them."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from sandbox.slack.json import Json
from sandbox.slack.rules.relations import walk

ONE_OPTION: Final = frozenset({"overflow", "static_select", "external_select", "radio_buttons"})
OPTIONS: Final = frozenset({"checkboxes", "multi_static_select"})
OTHERS: Final[Mapping[str, str]] = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "plain_text_input": "value",
    "number_input": "value",
}
"""The field that holds what was chosen or typed, where it is no option."""


_INITIAL: Final = (
    "initial_option",
    "initial_options",
    "initial_value",
    "initial_date",
    "initial_time",
    "initial_conversation",
    "initial_channel",
    "initial_user",
)


class Element(Struct, frozen=True):
    """An element with the block that holds it."""

    block: Json
    json: Json

    @property
    def kind(self) -> str:
        """Its type."""
        return str(self.json["type"])

    @property
    def action_id(self) -> str:
        """Its action_id."""
        return str(self.json["action_id"])

    @property
    def block_id(self) -> str:
        """The id of its block."""
        return str(self.block["block_id"])

    @property
    def words(self) -> str:
        """What stands on it, if it is a button."""
        return str(self.json.get("text", {}).get("text", ""))

    @property
    def tells_at_once(self) -> bool:
        """Whether the app hears of it before a form is sent."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))

    def options(self) -> list[Json]:
        """List the options that came with it, those of its groups included."""
        groups = self.json.get("option_groups", [])
        inside = (option for group in groups for option in group["options"])
        return [*self.json.get("options", []), *inside]

    def initial(self) -> Json | None:
        """Return the state it starts with, if it starts with something."""
        for name in _INITIAL:
            if name in self.json:
                field = OTHERS.get(self.kind) or name.replace("initial", "selected")
                return {"type": self.kind, field: self.json[name]}
        return None


def elements(blocks: list[Json]) -> Iterator[Element]:
    """Walk over the elements of blocks, also of those in containers."""
    for block in blocks:
        inside = block.get("child_blocks")
        if inside:
            yield from elements(inside)
            continue
        for _, node in walk(block):
            if "action_id" in node:
                yield Element(block, node)


def element(blocks: list[Json], action_id: str, block_id: str | None = None) -> Element:
    """Find an element by its action_id, and by its block where that alone is not enough.

    Raises:
        KeyError: There is none.
    """
    for found in elements(blocks):
        if found.action_id == action_id and block_id in {None, found.block_id}:
            return found
    raise KeyError(f"no element has the action_id {action_id!r}")


def chosen(found: Element, values: list[str], offered: list[Json]) -> Json:
    """Write what was chosen, as it is in the state of a view and in an action.

    Args:
        found: The element.
        values: Of the options that were chosen, or what was typed; empty: nothing.
        offered: The options to choose among.

    Raises:
        KeyError: A value that was not offered.
    """
    by_value = {option["value"]: option for option in offered}
    body: Json = {"type": found.kind}
    if found.kind in ONE_OPTION:
        return {**body, "selected_option": by_value[values[0]] if values else None}
    if found.kind in OPTIONS:
        return {**body, "selected_options": [by_value[value] for value in values]}
    if found.kind in OTHERS:
        return {**body, OTHERS[found.kind]: values[0] if values else None}
    given: Json = {
        name: found.json[name] for name in ("text", "value", "style") if name in found.json
    }
    return {**body, **given}


def is_empty(state: Json) -> bool:
    """Whether nothing was chosen or typed."""
    return not any(value for name, value in state.items() if name != "type")
