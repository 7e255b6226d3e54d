"""The parts of Block Kit that the bot speaks, as types: text objects and interactive elements.

The limits are in the annotations, so that `validate` is a conversion to these types. A field that
Slack does not know is refused, as Slack refuses it.
"""

from typing import Annotated, Generic, Literal, TypeAlias, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

from bot.slack.blocks import limits

T = TypeVar("T")


def upto(limit: int) -> Meta:
    """Ask for at least one character or item, and no more than the limit."""
    return Meta(min_length=1, max_length=limit)


ActionId: TypeAlias = Annotated[str, upto(limits.ACTION_ID)]
BlockId: TypeAlias = Annotated[str, upto(limits.BLOCK_ID)]
LongText: TypeAlias = Annotated[str, upto(limits.TEXT)]
ButtonText: TypeAlias = Annotated[str, upto(limits.BUTTON_TEXT)]
OptionText: TypeAlias = Annotated[str, upto(limits.OPTION_TEXT)]
OptionValue: TypeAlias = Annotated[str, upto(limits.OPTION_VALUE)]
Placeholder: TypeAlias = Annotated[str, upto(limits.PLACEHOLDER)]
ConfirmButton: TypeAlias = Annotated[str, upto(limits.CONFIRM_BUTTON)]
Url: TypeAlias = Annotated[
    str, Meta(max_length=limits.URL, pattern=r"^https?://[^\s<>|\"\\^`{}]+\Z")
]


class Kit(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="type",
):
    """What all of it has in common: immutable, named arguments, absent when not set."""


class Plain(Kit, Generic[T], frozen=True, kw_only=True, tag="plain_text"):
    """Text that is shown as it is."""

    text: T
    emoji: bool | UnsetType = UNSET


class Mrkdwn(Kit, Generic[T], frozen=True, kw_only=True, tag="mrkdwn"):
    """Text in Slack's markup."""

    text: T
    verbatim: bool | UnsetType = UNSET
    """True: what looks like an address or a channel's name is not made a link."""


AnyText: TypeAlias = Plain[LongText] | Mrkdwn[LongText]


class RawText(Kit, frozen=True, kw_only=True, tag="raw_text"):
    """A cell of a table: nothing in it is ever interpreted."""

    text: Annotated[str, Meta(min_length=1)]


class RawNumber(Kit, frozen=True, kw_only=True, tag="raw_number"):
    """A cell of a table that sorts by its number."""

    value: int
    text: Annotated[str, Meta(min_length=1)]


class Object(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part that Slack gives no `type`."""


class Option(Object, frozen=True, kw_only=True):
    """A choice in a select or in checkboxes."""

    text: Plain[OptionText] | Mrkdwn[OptionText]
    value: OptionValue
    description: Plain[Annotated[str, upto(limits.OPTION_DESCRIPTION)]] | UnsetType = UNSET


class MenuOption(Object, frozen=True, kw_only=True):
    """A choice in an overflow menu; one with a URL opens it."""

    text: Plain[OptionText]
    value: OptionValue
    url: Url | UnsetType = UNSET


class Confirm(Object, frozen=True, kw_only=True):
    """What is asked before a button does what it says."""

    title: Plain[Annotated[str, upto(limits.CONFIRM_TITLE)]]
    text: Plain[Annotated[str, upto(limits.CONFIRM_TEXT)]]
    confirm: Plain[ConfirmButton]
    deny: Plain[ConfirmButton]
    style: Literal["primary", "danger"] | UnsetType = UNSET


class Button(Kit, frozen=True, kw_only=True, tag="button"):
    """A button; one with a URL opens it, and still tells us that it was pressed."""

    text: Plain[ButtonText]
    action_id: ActionId
    value: Annotated[str, Meta(max_length=limits.BUTTON_VALUE)] | UnsetType = UNSET
    url: Url | UnsetType = UNSET
    style: Literal["primary", "danger"] | UnsetType = UNSET
    confirm: Confirm | UnsetType = UNSET
    accessibility_label: Annotated[str, upto(limits.BUTTON_LABEL)] | UnsetType = UNSET


class Overflow(Kit, frozen=True, kw_only=True, tag="overflow"):
    """The "…" menu."""

    action_id: ActionId
    options: Annotated[tuple[MenuOption, ...], upto(limits.OVERFLOW_OPTIONS)]


class StaticSelect(Kit, frozen=True, kw_only=True, tag="static_select"):
    """A select whose options come with it."""

    action_id: ActionId
    options: Annotated[tuple[Option, ...], upto(limits.SELECT_OPTIONS)]
    placeholder: Plain[Placeholder] | UnsetType = UNSET
    initial_option: Option | UnsetType = UNSET


class ExternalSelect(Kit, frozen=True, kw_only=True, tag="external_select"):
    """A select whose options we are asked for as the person types."""

    action_id: ActionId
    placeholder: Plain[Placeholder] | UnsetType = UNSET
    min_query_length: Annotated[int, Meta(ge=0)] | UnsetType = UNSET
    initial_option: Option | UnsetType = UNSET
    focus_on_load: bool | UnsetType = UNSET


class Checkboxes(Kit, frozen=True, kw_only=True, tag="checkboxes"):
    """Choices of which any number can be made."""

    action_id: ActionId
    options: Annotated[tuple[Option, ...], upto(limits.CHECKBOXES_OPTIONS)]
    initial_options: Annotated[tuple[Option, ...], upto(limits.CHECKBOXES_OPTIONS)] | UnsetType = (
        UNSET
    )


class RadioButtons(Kit, frozen=True, kw_only=True, tag="radio_buttons"):
    """Choices of which one can be made."""

    action_id: ActionId
    options: Annotated[tuple[Option, ...], upto(limits.CHECKBOXES_OPTIONS)]
    initial_option: Option | UnsetType = UNSET


class Timepicker(Kit, frozen=True, kw_only=True, tag="timepicker"):
    """A time of day, in no time zone."""

    action_id: ActionId
    initial_time: Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")] | UnsetType = (
        UNSET
    )
    placeholder: Plain[Placeholder] | UnsetType = UNSET


class ConversationsSelect(Kit, frozen=True, kw_only=True, tag="conversations_select"):
    """A select of the channels and conversations that the person can see."""

    action_id: ActionId
    placeholder: Plain[Placeholder] | UnsetType = UNSET
    initial_conversation: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
    default_to_current_conversation: bool | UnsetType = UNSET


class DatePicker(Kit, frozen=True, kw_only=True, tag="datepicker"):
    """A day, chosen in a calendar."""

    action_id: ActionId
    initial_date: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d\Z")] | UnsetType = UNSET
    placeholder: Plain[Placeholder] | UnsetType = UNSET


class PlainTextInput(Kit, frozen=True, kw_only=True, tag="plain_text_input"):
    """A line to type, in a form."""

    action_id: ActionId
    initial_value: Annotated[str, Meta(max_length=limits.TEXT)] | UnsetType = UNSET
    max_length: Annotated[int, Meta(ge=1, le=limits.TEXT)] | UnsetType = UNSET
    placeholder: Plain[Placeholder] | UnsetType = UNSET


class Options(Object, frozen=True, kw_only=True):
    """The answer to an external select that asks for its options."""

    options: Annotated[tuple[Option, ...], Meta(max_length=limits.SELECT_OPTIONS)]
