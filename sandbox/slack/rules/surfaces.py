"""The questions asked of the rules: would Slack take this message, this view, these options?"""

from typing import Final

from sandbox.slack.json import Json
from sandbox.slack.rules.problem import Problem
from sandbox.slack.rules.relations import between_fields
from sandbox.slack.rules.schema import check_block, check_shape, shapes

MOST_BLOCKS: Final = {"message": 50, "modal": 100, "home": 100}
MOST_OPTIONS: Final = 100


def blocks_problems(blocks: object, surface: str) -> tuple[Problem, ...]:
    """Look for what Slack would refuse in the blocks of a message, a modal or App Home."""
    if not isinstance(blocks, list):
        return (Problem("/blocks", "must be an array"),)
    most = MOST_BLOCKS[surface]
    if len(blocks) > most:
        return (Problem("/blocks", f"no more than {most} items allowed"),)
    shown = tuple(name for name, shape in shapes()["blocks"].items() if surface in shape["on"])
    found = [
        problem
        for index, block in enumerate(blocks)
        for problem in check_block(block, shown, f"/blocks/{index}")
    ]
    return tuple(found or between_fields(blocks, "/blocks"))


def view_problems(view: object, kind: str) -> tuple[Problem, ...]:
    """Look for what Slack would refuse in a view.

    Args:
        view: As an app sends it.
        kind: `modal` or `home`.
    """
    if not isinstance(view, dict):
        return (Problem("/view", "must be an object"),)
    shape = shapes()["objects"][kind]
    found = tuple(check_shape(view, shape, "/view", typed=False))
    if found:
        return found
    inside = blocks_problems(view["blocks"], kind)
    return tuple(Problem(f"/view{each.pointer}", each.message) for each in inside) or _form(view)


def options_problems(answer: Json) -> tuple[Problem, ...]:
    """Look for what Slack would refuse in the answer to a select that asks for its options."""
    if ("options" in answer) == ("option_groups" in answer):
        return (Problem("", "must provide exactly one of `options` or `option_groups`"),)
    shape = {
        "options": f"list 0..{MOST_OPTIONS} object option",
        "option_groups": f"list 0..{MOST_OPTIONS} object option_group",
    }
    return tuple(check_shape(answer, shape, "", typed=False))


def _form(view: Json) -> tuple[Problem, ...]:
    asks = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and asks and "submit" not in view:
        return (Problem("/view/submit", "missing required field: submit"),)
    return ()
