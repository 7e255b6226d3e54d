"""Reads the sample apps. A table with `repeat = 60` stands for sixty, `{n}` counting from 1."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources

import msgspec

from sandbox.model.rows import SampleApp


def load_apps(extra: Mapping[str, str] | None = None) -> tuple[SampleApp, ...]:
    """Read every sample app, and those given.

    Args:
        extra: Text of more files by the name of their app; they win over files of that name.

    Raises:
        msgspec.ValidationError: A file says something that is not known.
    """
    apps = {app.name: app for app in _shipped()}
    apps.update((name, parse_app(name, text)) for name, text in (extra or {}).items())
    return tuple(apps.values())


def parse_app(name: str, text: str) -> SampleApp:
    """Read one sample app.

    Raises:
        msgspec.ValidationError: The file says something that is not known.
        tomllib.TOMLDecodeError: It is not TOML.
    """
    return msgspec.convert({"name": name, **_expand(tomllib.loads(text))}, SampleApp)


@cache
def _shipped() -> tuple[SampleApp, ...]:
    folder = resources.files("sandbox") / "apps"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(
        parse_app(file.name.removesuffix(".toml"), file.read_text(encoding="utf-8"))
        for file in files
        if file.name.endswith(".toml")
    )


def _expand(table: Mapping[str, object]) -> dict[str, object]:
    return {
        key: list(_repeated(value)) if isinstance(value, list) else value
        for key, value in table.items()
    }


def _repeated(items: Iterable[object]) -> Iterator[object]:
    for item in items:
        if isinstance(item, dict) and "repeat" in item:
            template = {key: value for key, value in item.items() if key != "repeat"}
            for number in range(1, int(item["repeat"]) + 1):
                yield _numbered(template, number)
        else:
            yield item


def _numbered(value: object, number: int) -> object:
    if isinstance(value, str):
        return value.replace("{n}", str(number))
    if isinstance(value, dict):
        return {key: _numbered(each, number) for key, each in value.items()}
    if isinstance(value, list):
        return [_numbered(each, number) for each in value]
    return value
