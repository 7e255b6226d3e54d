"""Our limits against those of slackblocks, which its authors probe at Slack itself."""

from typing import get_args

import pytest
from slackblocks import _limits, _surfaces

from bot.slack.blocks import limits
from bot.slack.blocks.surfaces import HomeBlock, MessageBlock, ModalBlock

THEIRS = {
    "ACTIONS_ELEMENTS": "ACTIONS_ELEMENTS_MAX_ITEMS",
    "ACTION_ID": "ACTION_ID_MAX_LENGTH",
    "BLOCK_ID": "BLOCK_ID_MAX_LENGTH",
    "BUTTON_LABEL": "BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH",
    "BUTTON_TEXT": "BUTTON_TEXT_MAX_LENGTH",
    "BUTTON_VALUE": "BUTTON_VALUE_MAX_LENGTH",
    "CALLBACK_ID": "VIEW_CALLBACK_ID_MAX_LENGTH",
    "CHECKBOXES_OPTIONS": "CHECKBOXES_OPTIONS_MAX_ITEMS",
    "CONFIRM_BUTTON": "CONFIRMATION_CONFIRM_MAX_LENGTH",
    "CONFIRM_TEXT": "CONFIRMATION_TEXT_MAX_LENGTH",
    "CONFIRM_TITLE": "CONFIRMATION_TITLE_MAX_LENGTH",
    "CONTAINER_CHILDREN": "CONTAINER_CHILD_BLOCKS_MAX_ITEMS",
    "CONTAINER_TITLE": "CONTAINER_TITLE_MAX_LENGTH",
    "CONTEXT_ELEMENTS": "CONTEXT_ELEMENTS_MAX_ITEMS",
    "HEADER": "HEADER_TEXT_MAX_LENGTH",
    "IMAGE_ALT": "IMAGE_ALT_TEXT_MAX_LENGTH",
    "INPUT_HINT": "INPUT_HINT_MAX_LENGTH",
    "INPUT_LABEL": "INPUT_LABEL_MAX_LENGTH",
    "MESSAGE_BLOCKS": "MESSAGE_BLOCKS_MAX_ITEMS",
    "OPTION_DESCRIPTION": "OPTION_DESCRIPTION_MAX_LENGTH",
    "OPTION_TEXT": "OPTION_TEXT_MAX_LENGTH",
    "OPTION_VALUE": "OPTION_VALUE_MAX_LENGTH",
    "OVERFLOW_OPTIONS": "OVERFLOW_OPTIONS_MAX_ITEMS",
    "PLACEHOLDER": "SELECT_PLACEHOLDER_MAX_LENGTH",
    "SECTION_FIELD": "SECTION_FIELDS_ITEM_MAX_LENGTH",
    "SECTION_FIELDS": "SECTION_FIELDS_MAX_ITEMS",
    "SECTION_TEXT": "SECTION_TEXT_MAX_LENGTH",
    "SELECT_OPTIONS": "SELECT_OPTIONS_MAX_ITEMS",
    "TABLE_CHARACTERS": "DATA_TABLE_TOTAL_CONTENT_MAX_LENGTH",
    "TABLE_COLUMNS": "DATA_TABLE_COLUMNS_MAX_ITEMS",
    "TABLE_PAGE": "DATA_TABLE_PAGE_SIZE_MAX",
    "TABLE_ROWS": "DATA_TABLE_ROWS_MAX_ITEMS",
    "TEXT": "TEXT_MAX_LENGTH",
    "URL": "BUTTON_URL_MAX_LENGTH",
    "VIEW_BLOCKS": "VIEW_BLOCKS_MAX_ITEMS",
    "VIEW_CLOSE": "VIEW_CLOSE_MAX_LENGTH",
    "VIEW_METADATA": "VIEW_PRIVATE_METADATA_MAX_LENGTH",
    "VIEW_SUBMIT": "VIEW_SUBMIT_MAX_LENGTH",
    "VIEW_TITLE": "VIEW_TITLE_MAX_LENGTH",
}
NOT_THEIRS = {"MESSAGE_TEXT", "TABLE_CAPTION"}
"""What slackblocks does not limit."""
SURFACES: dict[_surfaces.BlockSurface, object] = {
    "message": MessageBlock,
    "modal": ModalBlock,
    "home": HomeBlock,
}


@pytest.mark.parametrize(("ours", "theirs"), THEIRS.items())
def test_a_limit_is_the_same(ours: str, theirs: str) -> None:
    assert getattr(limits, ours) == getattr(_limits, theirs)


def test_every_limit_of_ours_is_held_against_theirs() -> None:
    assert {name for name in dir(limits) if name.isupper()} == THEIRS.keys() | NOT_THEIRS


@pytest.mark.parametrize(
    ("least", "theirs"), [(1, "OVERFLOW_OPTIONS_MIN_ITEMS"), (1, "TEXT_MIN_LENGTH")]
)
def test_the_least_is_the_same(least: int, theirs: str) -> None:
    assert getattr(_limits, theirs) == least


@pytest.mark.parametrize(("surface", "blocks"), SURFACES.items())
def test_no_block_goes_where_slack_does_not_take_it(
    surface: _surfaces.BlockSurface, blocks: object
) -> None:
    ours = {block.__struct_config__.tag for block in get_args(blocks)}
    assert ours
    assert ours <= _surfaces._BLOCK_TYPES_BY_SURFACE[surface]
