"""Holds a payload against the shapes of `blocks.toml`, and says in Slack's words what is wrong."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Final, TypeAlias

from sandbox.slack.rules.problem import Problem

Shape: TypeAlias = Mapping[str, str]
Problems: TypeAlias = Iterator[Problem]

_URL: Final = re.compile(r"(https?://[^\s/]|mailto:|slack://)\S*")
_RANGE: Final = re.compile(r"(\d*)\.\.(\d*)")
_UNLIMITED: Final[Shape] = {"text": "string .."}
"""Leaves the length of a text to the field that holds it."""
_TEXTS: Final = {
    "plain": ("plain_text",),
    "mrkdwn": ("mrkdwn",),
    "text": ("plain_text", "mrkdwn"),
}


@cache
def shapes() -> Mapping[str, Mapping[str, Shape]]:
    """Read the tables: `blocks`, `elements` and `objects` by name, and `groups`."""
    text = (resources.files("sandbox.slack.rules") / "blocks.toml").read_text("utf-8")
    return tomllib.loads(text)


def group(name: str) -> tuple[str, ...]:
    """List the types that belong to a group."""
    groups: Mapping[str, object] = shapes()["groups"]
    return tuple(str(groups[name]).split())


def check(value: object, spec: str, pointer: str) -> Problems:
    """Hold a value against a description such as `list 1..10 one context`."""
    kind, _, rest = spec.partition(" ")
    if kind in _TEXTS:
        yield from _check_text(value, _TEXTS[kind], rest, pointer)
    else:
        yield from _KINDS[kind](value, rest, pointer)


def check_shape(value: object, shape: Shape, pointer: str, *, typed: bool) -> Problems:
    """Hold an object against a shape.

    Args:
        value: Meant to be an object.
        shape: What it may contain.
        pointer: Where it is.
        typed: It carries `type`, which the caller has looked at, and `block_id` or nothing more.
    """
    if not isinstance(value, dict):
        yield Problem(pointer, "must be an object")
        return
    for name in shape.get("needs", "").split():
        if value.get(name) is None:
            yield Problem(pointer, f"missing required field: {name}")
    for name, part in value.items():
        spec = shape.get(name) if name not in {"on", "needs"} else None
        if spec is not None:
            yield from check(part, spec, f"{pointer}/{name}")
        elif not (typed and name == "type"):
            yield Problem(pointer, f"invalid additional property: {name}")


def check_block(value: object, types: tuple[str, ...], pointer: str) -> Problems:
    """Hold a block against the shape of its type."""
    name = _type_of(value)
    if name not in types:
        yield Problem(f"{pointer}/type", f"unsupported type: {name}")
        return
    shape = {"block_id": "string 1..255", **shapes()["blocks"][name]}
    yield from check_shape(value, shape, pointer, typed=True)


def _check_element(value: object, rest: str, pointer: str) -> Problems:
    name = _type_of(value)
    if name not in group(rest):
        yield Problem(f"{pointer}/type", f"unsupported type: {name}")
        return
    yield from check_shape(value, shapes()["elements"][name], pointer, typed=True)


def _check_text(value: object, types: tuple[str, ...], rest: str, pointer: str) -> Problems:
    name = _type_of(value)
    if name not in types or not isinstance(value, dict):
        yield Problem(f"{pointer}/type", f"must be one of {', '.join(types)}")
        return
    yield from check_shape(value, {**shapes()["elements"][name], **_UNLIMITED}, pointer, typed=True)
    if isinstance(value.get("text"), str):
        yield from _check_string(value["text"], rest, f"{pointer}/text")


def _check_string(value: object, rest: str, pointer: str) -> Problems:
    if not isinstance(value, str):
        yield Problem(pointer, "must be a string")
        return
    least, most = _range(rest)
    if len(value) < least:
        yield Problem(pointer, f"must be more than {least - 1} characters")
    if most is not None and len(value) > most:
        yield Problem(pointer, f"must be less than {most + 1} characters")


def _check_url(value: object, rest: str, pointer: str) -> Problems:
    yield from _check_string(value, rest, pointer)
    if isinstance(value, str) and not _URL.fullmatch(value):
        yield Problem(pointer, "invalid_url")


def _check_list(value: object, rest: str, pointer: str) -> Problems:
    if not isinstance(value, list):
        yield Problem(pointer, "must be an array")
        return
    size, _, of = rest.partition(" ")
    least, most = _range(size)
    if len(value) < least:
        yield Problem(pointer, f"no fewer than {least} items required")
    if most is not None and len(value) > most:
        yield Problem(pointer, f"no more than {most} items allowed")
    for index, item in enumerate(value):
        yield from check(item, of, f"{pointer}/{index}")


def _check_int(value: object, rest: str, pointer: str) -> Problems:
    if not isinstance(value, int) or isinstance(value, bool):
        yield Problem(pointer, "must be an integer")
        return
    least, most = _range(rest)
    if value < least or (most is not None and value > most):
        yield Problem(pointer, f"must be between {rest.replace('..', ' and ')}")


def _check_bool(value: object, _rest: str, pointer: str) -> Problems:
    if not isinstance(value, bool):
        yield Problem(pointer, "must be a boolean")


def _check_choice(value: object, rest: str, pointer: str) -> Problems:
    if value not in rest.split("|"):
        yield Problem(pointer, f"must be one of {rest.replace('|', ', ')}")


def _check_object(value: object, rest: str, pointer: str) -> Problems:
    yield from check_shape(value, shapes()["objects"][rest], pointer, typed=False)


def _check_any(_value: object, _rest: str, _pointer: str) -> Problems:
    yield from ()


def _type_of(value: object) -> str:
    return str(value.get("type")) if isinstance(value, dict) else "undefined"


def _range(text: str) -> tuple[int, int | None]:
    match = _RANGE.match(text)
    if match is None:
        raise ValueError(f"not a range: {text!r}")
    return int(match[1] or 0), int(match[2]) if match[2] else None


_KINDS: Final[Mapping[str, Callable[[object, str, str], Problems]]] = {
    "string": _check_string,
    "url": _check_url,
    "list": _check_list,
    "int": _check_int,
    "bool": _check_bool,
    "choice": _check_choice,
    "object": _check_object,
    "one": _check_element,
    "block": lambda value, rest, pointer: check_block(value, group(rest), pointer),
    "any": _check_any,
}
