"""What Slack accepts at most, by name.

Lengths are in code points. Sources: https://docs.slack.dev/reference/block-kit and the probes of
`blocks.validate` that the package slackblocks records; a test holds the two against each other.
"""

MESSAGE_BLOCKS = 50
MESSAGE_TEXT = 4_000
"""Of `chat.update`; `chat.postMessage` takes ten times as much and advises this."""
VIEW_BLOCKS = 100
VIEW_TITLE = 24
VIEW_SUBMIT = 24
VIEW_CLOSE = 24
VIEW_METADATA = 3_000
CALLBACK_ID = 255
ACTION_ID = 255
BLOCK_ID = 255

TEXT = 3_000
HEADER = 150
SECTION_TEXT = 3_000
SECTION_FIELDS = 10
SECTION_FIELD = 2_000
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
CONTAINER_TITLE = 150
IMAGE_ALT = 2_000
TABLE_ROWS = 201
"""With the header: docs.slack.dev/reference/block-kit/blocks/data-table-block"""
TABLE_COLUMNS = 20
TABLE_CAPTION = 2_000
TABLE_PAGE = 100
TABLE_CHARACTERS = 20_000
"""Of the cells of all tables of a message."""
CONTAINER_CHILDREN = 10
INPUT_LABEL = 2_000
INPUT_HINT = 2_000

BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
BUTTON_LABEL = 75
URL = 3_000
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTION_DESCRIPTION = 75
OVERFLOW_OPTIONS = 5
SELECT_OPTIONS = 100
CHECKBOXES_OPTIONS = 10
PLACEHOLDER = 150
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
