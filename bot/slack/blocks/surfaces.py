"""The blocks that the bot speaks, and the three places they go: a message, a modal, App Home.

::

    Message ── MessageBlock ─┬─ Header Section Context Divider Actions RichText
    Modal ──── ModalBlock ───┤  … and Input
    Home ───── HomeBlock ────┘  Image
    Container, DataTable: messages alone; clients still differ on the others
"""

from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from bot.slack.blocks import limits
from bot.slack.blocks.kit import (
    AnyText,
    BlockId,
    Button,
    Checkboxes,
    ConversationsSelect,
    DatePicker,
    ExternalSelect,
    Kit,
    LongText,
    Mrkdwn,
    Object,
    Overflow,
    Plain,
    PlainTextInput,
    RadioButtons,
    RawNumber,
    RawText,
    StaticSelect,
    Timepicker,
    Url,
    upto,
)

SectionField: TypeAlias = Annotated[str, upto(limits.SECTION_FIELD)]


class Block(Kit, frozen=True, kw_only=True):
    """What all blocks have in common."""

    block_id: BlockId | UnsetType = UNSET


class Header(Block, frozen=True, kw_only=True, tag="header"):
    """A heading, for eyes and for screen readers."""

    text: Plain[Annotated[str, upto(limits.HEADER)]]


class Section(Block, frozen=True, kw_only=True, tag="section"):
    """A paragraph, with at most one element beside it."""

    text: AnyText | UnsetType = UNSET
    fields: (
        Annotated[
            tuple[Plain[SectionField] | Mrkdwn[SectionField], ...],
            upto(limits.SECTION_FIELDS),
        ]
        | UnsetType
    ) = UNSET
    accessory: Button | Overflow | StaticSelect | ExternalSelect | Checkboxes | UnsetType = UNSET


class Context(Block, frozen=True, kw_only=True, tag="context"):
    """Small print."""

    elements: Annotated[tuple[AnyText, ...], upto(limits.CONTEXT_ELEMENTS)]


class Divider(Block, frozen=True, kw_only=True, tag="divider"):
    """A line."""


class Actions(Block, frozen=True, kw_only=True, tag="actions"):
    """A row of elements."""

    elements: Annotated[
        tuple[Button | Overflow | StaticSelect | ExternalSelect | Checkboxes, ...],
        upto(limits.ACTIONS_ELEMENTS),
    ]


class Input(Block, frozen=True, kw_only=True, tag="input"):
    """A question in a form."""

    label: Plain[Annotated[str, upto(limits.INPUT_LABEL)]]
    element: (
        StaticSelect
        | ExternalSelect
        | Checkboxes
        | DatePicker
        | PlainTextInput
        | RadioButtons
        | Timepicker
        | ConversationsSelect
    )
    hint: Plain[Annotated[str, upto(limits.INPUT_HINT)]] | UnsetType = UNSET
    optional: bool | UnsetType = UNSET


class Leaf(Kit, frozen=True, kw_only=True, tag="text"):
    """Rich text's own text: nothing in it is ever interpreted."""

    text: LongText


class RichTextSection(Kit, frozen=True, kw_only=True, tag="rich_text_section"):
    """A line of rich text."""

    elements: Annotated[tuple[Leaf, ...], Meta(min_length=1)]


class RichTextPreformatted(Kit, frozen=True, kw_only=True, tag="rich_text_preformatted"):
    """A code block that can be copied as it stands."""

    elements: Annotated[tuple[Leaf, ...], Meta(min_length=1)]


class RichText(Block, frozen=True, kw_only=True, tag="rich_text"):
    """Text by structure rather than by markup."""

    elements: Annotated[tuple[RichTextSection | RichTextPreformatted, ...], Meta(min_length=1)]


class Container(Block, frozen=True, kw_only=True, tag="container"):
    """Blocks that open and close. Slack has it since June 2026; some clients refuse it."""

    title: Plain[Annotated[str, upto(limits.CONTAINER_TITLE)]]
    child_blocks: Annotated[
        tuple[Section | Context | Divider | Actions | Header | Input | RichText, ...],
        upto(limits.CONTAINER_CHILDREN),
    ]
    is_collapsible: bool | UnsetType = UNSET
    default_collapsed: bool | UnsetType = UNSET


class Image(Block, frozen=True, kw_only=True, tag="image"):
    """A picture, which Slack fetches from its address once and keeps."""

    image_url: Url
    alt_text: Annotated[str, upto(limits.IMAGE_ALT)]


Row: TypeAlias = Annotated[tuple[RawText | RawNumber, ...], upto(limits.TABLE_COLUMNS)]


class DataTable(Block, frozen=True, kw_only=True, tag="data_table"):
    """Rows that a reader sorts and turns the pages of. Slack has it since May 2026."""

    caption: Annotated[str, upto(limits.TABLE_CAPTION)]
    rows: Annotated[tuple[Row, ...], Meta(min_length=2, max_length=limits.TABLE_ROWS)]
    """The header first; all of the same width."""
    page_size: Annotated[int, Meta(ge=1, le=limits.TABLE_PAGE)]
    row_header_column_index: Annotated[int, Meta(ge=0)] | UnsetType = UNSET


HomeBlock: TypeAlias = Header | Section | Context | Divider | Actions | RichText | Input | Image
ModalBlock: TypeAlias = HomeBlock
MessageBlock: TypeAlias = HomeBlock | Container | DataTable


class Message(Object, frozen=True, kw_only=True):
    """A message; where it goes is for the delivery to say.

    `unfurl_*` are false in all that we send: every link in it would grow a preview otherwise.
    """

    text: Annotated[str, upto(limits.MESSAGE_TEXT)]
    """What a notification and a screen reader say, in mrkdwn."""
    blocks: Annotated[tuple[MessageBlock, ...], upto(limits.MESSAGE_BLOCKS)] | UnsetType = UNSET
    unfurl_links: Literal[False]
    unfurl_media: Literal[False]


def message(text: str, *blocks: MessageBlock) -> Message:
    """Compose a message.

    Args:
        text: What a notification and a screen reader say, in mrkdwn.
        blocks: What is seen; without any, the text is.
    """
    return Message(text=text, blocks=blocks or UNSET, unfurl_links=False, unfurl_media=False)


ViewTitle: TypeAlias = Plain[Annotated[str, upto(limits.VIEW_TITLE)]]
CallbackId: TypeAlias = Annotated[str, upto(limits.CALLBACK_ID)]
Metadata: TypeAlias = Annotated[str, Meta(max_length=limits.VIEW_METADATA)]


class Modal(Kit, frozen=True, kw_only=True, tag="modal"):
    """A window over the conversation."""

    title: ViewTitle
    blocks: Annotated[tuple[ModalBlock, ...], upto(limits.VIEW_BLOCKS)]
    submit: ViewTitle | UnsetType = UNSET
    close: ViewTitle | UnsetType = UNSET
    callback_id: CallbackId | UnsetType = UNSET
    private_metadata: Metadata | UnsetType = UNSET


class Home(Kit, frozen=True, kw_only=True, tag="home"):
    """The page of the app itself, one for each person."""

    blocks: Annotated[tuple[HomeBlock, ...], upto(limits.VIEW_BLOCKS)]
    callback_id: CallbackId | UnsetType = UNSET
    private_metadata: Metadata | UnsetType = UNSET


Surface: TypeAlias = Message | Modal | Home
