"""Dated tables of what the API does not tell: TOML beside this file, a source in every row.

Each file has `as_of`, the day it was last held against its sources, and one array named like the
file. Rows carry dates, not verdicts, so that a date that passes changes the verdict by itself.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import TypeVar

import msgspec

from core.report import Article

_Row = TypeVar("_Row")


class _ArticleRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    title: str
    url: str
    source: str


@cache
def table(name: str, row: type[_Row]) -> tuple[_Row, ...]:
    """Read a table.

    Args:
        name: File name without its suffix, which is also the name of the array in it.
        row: The struct of one row.

    Raises:
        msgspec.ValidationError: A row does not have the shape of the struct.
    """
    data = tomllib.loads(resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
    return msgspec.convert(data[name], tuple[row, ...])  # type: ignore[valid-type]


@cache
def article(key: str) -> Article:
    """Look up an article by its key in `articles.toml`.

    Raises:
        KeyError: There is no such article.
    """
    for row in table("articles", _ArticleRow):
        if row.key == key:
            return Article(title=row.title, url=row.url)
    raise KeyError(key)
