"""What must fit between the fields of a payload whose fields are each right."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from sandbox.slack.json import Json
from sandbox.slack.rules.problem import Problem

Node: TypeAlias = tuple[str, Json]
"""Where an object is, and the object."""

MARKDOWN_CHARACTERS: Final = 12_000
"""Of all markdown blocks of a message: docs.slack.dev/reference/block-kit/blocks/markdown-block."""
TABLE_CHARACTERS: Final = 10_000
DATA_TABLE_CHARACTERS: Final = 20_000
"""docs.slack.dev/reference/block-kit/blocks/data-table-block, as of August 2026."""
MESSAGE_CHARACTERS: Final = 11_000
"""Of all text in the blocks of `chat.postMessage`, tables apart. Slack has published no figure; it
has refused 11,341 characters: github.com/slackapi/bolt-js/issues/2867."""


def walk(value: object, pointer: str = "") -> Iterator[Node]:
    """Walk over every object of a payload."""
    if isinstance(value, dict):
        yield pointer, value
        for name, part in value.items():
            yield from walk(part, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from walk(part, f"{pointer}/{index}")


def between_fields(blocks: list[Json], pointer: str) -> Iterator[Problem]:
    """Look at blocks whose fields are each right."""
    nodes = list(walk(blocks, pointer))
    yield from _block_ids(nodes)
    for index, block in enumerate(blocks):
        yield from _action_ids(list(walk(block, f"{pointer}/{index}")))
    for where, node in nodes:
        yield from _section(where, node)
        yield from _select(where, node)
        yield from _container(where, node)
    yield from _tables(nodes)
    yield from _focus(nodes)


def text_characters(blocks: list[Json]) -> int:
    """Count the characters of all text, tables apart."""
    told = [block for block in blocks if block.get("type") not in {"table", "data_table"}]
    texts = (node.get("text") for _, node in walk(told))
    return sum(len(text) for text in texts if isinstance(text, str))


def _repeated(ids: list[tuple[str, str]], what: str) -> Iterator[Problem]:
    totals = Counter(value for _, value in ids)
    for where, value in ids:
        if totals[value] > 1:
            yield Problem(where, f"`{what}` {value} already exists")


def _block_ids(nodes: list[Node]) -> Iterator[Problem]:
    found = [(f"{at}/block_id", n["block_id"]) for at, n in nodes if "block_id" in n]
    yield from _repeated(found, "block_id")


def _action_ids(nodes: list[Node]) -> Iterator[Problem]:
    """Unique among those of the block that holds them: more than that Slack does not ask."""
    found = [(f"{at}/action_id", n["action_id"]) for at, n in nodes if "action_id" in n]
    yield from _repeated(found, "action_id")


def _section(where: str, node: Json) -> Iterator[Problem]:
    if node.get("type") == "section" and not (node.get("text") or node.get("fields")):
        yield Problem(where, "must define either `text` or `fields`")


def _select(where: str, node: Json) -> Iterator[Problem]:
    if "static_select" not in str(node.get("type")):
        return
    if ("options" in node) == ("option_groups" in node):
        yield Problem(where, "must provide exactly one of `options` or `option_groups`")
    groups = node.get("option_groups", [])
    options = [*node.get("options", []), *(o for each in groups for o in each["options"])]
    first = node.get("initial_option")
    if first is not None and first not in options:
        yield Problem(f"{where}/initial_option", "must be one of the options")


def _container(where: str, node: Json) -> Iterator[Problem]:
    if node.get("type") != "container":
        return
    if not (node.get("title") or node.get("rich_text_title")):
        yield Problem(where, "must define either `title` or `rich_text_title`")
    if node.get("default_collapsed") and not node.get("is_collapsible"):
        yield Problem(f"{where}/default_collapsed", "requires `is_collapsible`")


def _tables(nodes: list[Node]) -> Iterator[Problem]:
    by_type: Mapping[str, list[Node]] = {
        kind: [(at, node) for at, node in nodes if node.get("type") == kind]
        for kind in ("markdown", "table", "data_table")
    }
    if sum(len(node["text"]) for _, node in by_type["markdown"]) > MARKDOWN_CHARACTERS:
        at = by_type["markdown"][-1][0]
        yield Problem(f"{at}/text", f"must be less than {MARKDOWN_CHARACTERS + 1} characters")
    for at, _ in by_type["table"][1:]:
        yield Problem(at, "only_one_table_allowed")
    for kind, most in (("table", TABLE_CHARACTERS), ("data_table", DATA_TABLE_CHARACTERS)):
        tables = by_type[kind]
        for at, table in tables:
            if len({len(row) for row in table["rows"]}) > 1:
                yield Problem(f"{at}/rows", "all rows must have the same number of cells")
        if sum(_cell_characters(table) for _, table in tables) > most:
            yield Problem(f"{tables[-1][0]}/rows", f"must be less than {most + 1} characters")


def _cell_characters(table: Json) -> int:
    texts = (node.get("text") for _, node in walk(table["rows"]))
    return sum(len(text) for text in texts if isinstance(text, str))


def _focus(nodes: list[Node]) -> Iterator[Problem]:
    found = [at for at, node in nodes if node.get("focus_on_load")]
    for at in found[1:]:
        yield Problem(f"{at}/focus_on_load", "only one element can have `focus_on_load`")
