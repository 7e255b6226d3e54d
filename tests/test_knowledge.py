import ast
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core import knowledge
from core.check import all_checks
from core.checks._formation import DynoSizeRow
from core.checks._stacks import StackRow
from core.knowledge import article, table
from core.knowledge.hosts import HerokuNameRow, ProxyRow, RetiredAddressRow
from core.knowledge.plans import PlanRow
from core.knowledge.services import ServiceRow
from core.knowledge.versions import VersionRow

FOLDER = Path(knowledge.__file__).parent
CORE = FOLDER.parent
HEROKU_FOUNDED = date(2007, 6, 1)
LONGEST_SUPPORT_YEARS = 15

TABLES: dict[str, tuple[type[msgspec.Struct] | None, tuple[str, ...]]] = {
    "articles": (None, ("key",)),
    "dyno_sizes": (DynoSizeRow, ("name",)),
    "heroku_names": (HerokuNameRow, ("suffix",)),
    "plans": (PlanRow, ("service", "family")),
    "proxies": (ProxyRow, ("name",)),
    "retired_addresses": (RetiredAddressRow, ("address",)),
    "services": (ServiceRow, ("name",)),
    "stacks": (StackRow, ("name",)),
    "versions": (VersionRow, ("engine", "version")),
}
"""The struct of a row, and the fields that no two rows share."""

each_table = pytest.mark.parametrize("name", TABLES)


@cache
def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(name)[name]
    return found


def test_every_file_is_proved_here() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(TABLES)


@each_table
def test_a_table_loads(name: str) -> None:
    kind, _ = TABLES[name]
    if kind is not None:
        assert len(table(name, kind)) == len(rows(name)) > 0
    else:
        assert [article(row["key"]).url for row in rows(name)] == [r["url"] for r in rows(name)]


@each_table
def test_a_table_has_its_day_and_one_array(name: str) -> None:
    assert set(read(name)) == {"as_of", name}
    as_of = read(name)["as_of"]
    assert type(as_of) is date
    assert date(2026, 1, 1) <= as_of <= datetime.now(UTC).date()


@each_table
def test_every_row_has_a_source(name: str) -> None:
    assert [row for row in rows(name) if len(row.get("source", "").strip()) < len("slug")] == []


@each_table
def test_keys_are_unique_whatever_their_case(name: str) -> None:
    _, fields = TABLES[name]
    keys = [tuple(row[field].lower() for field in fields) for row in rows(name)]
    assert sorted(set(keys)) == sorted(keys)


@each_table
def test_no_name_is_in_two_lists(name: str) -> None:
    for field in ("slugs", "config_vars", "names", "networks"):
        values = [value for row in rows(name) for value in row.get(field, [])]
        assert sorted(set(values)) == sorted(values)


@each_table
def test_dates_are_possible(name: str) -> None:
    latest = date(read(name)["as_of"].year + LONGEST_SUPPORT_YEARS, 12, 31)
    for row in rows(name):
        dates = [value for value in row.values() if isinstance(value, date)]
        assert all(HEROKU_FOUNDED <= value <= latest for value in dates), row
        assert row.get("deprecated", date.min) <= row.get("end_of_life", date.max), row


def test_a_later_stack_ends_later() -> None:
    ends = [row["end_of_life"] for row in rows("stacks")]
    assert ends == sorted(ends)


def test_addresses_and_networks_are_such() -> None:
    for row in rows("retired_addresses"):
        assert ip_address(row["address"]).is_global
    for row in rows("proxies"):
        assert all(ip_network(network).is_global for network in row.get("networks", []))


def test_a_row_of_another_shape_is_refused() -> None:
    class Other(msgspec.Struct, forbid_unknown_fields=True):
        name: int

    with pytest.raises(msgspec.ValidationError):
        table("stacks", Other)


def test_an_article_nobody_wrote_down_is_refused() -> None:
    with pytest.raises(KeyError, match="no-such"):
        article("no-such")


def test_articles_are_addresses_of_heroku_each_written_down_once() -> None:
    urls = [row["url"] for row in rows("articles")]
    hosts = ("https://devcenter.heroku.com/articles/", "https://help.heroku.com/")
    assert [url for url in urls if not url.startswith(hosts)] == []
    assert sorted(set(urls)) == sorted(urls)
    assert [row["key"] for row in rows("articles") if not row["title"].strip()] == []


def strings(tree: ast.AST) -> Iterator[str]:
    """Walk over all texts of a module, whole."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def called_fix(tree: ast.AST) -> Iterator[str]:
    """Walk over the article keys written in calls of `fix`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "fix":
            for argument in node.args[1:]:
                yield from strings(argument) if isinstance(argument, ast.Constant) else ()


def modules() -> list[ast.Module]:
    return [ast.parse(path.read_text("utf-8")) for path in CORE.rglob("*.py")]


def named_in_tables() -> set[str]:
    return {row["article"] for name in TABLES for row in rows(name) if "article" in row}


def test_articles_that_a_fix_or_a_table_names_are_there() -> None:
    named = {key for tree in modules() for key in called_fix(tree)} | named_in_tables()
    assert named - {row["key"] for row in rows("articles")} == set()


def test_every_article_is_of_use() -> None:
    used = {text for tree in modules() for text in strings(tree)} | named_in_tables()
    for each in all_checks():
        used.update(each.docs.get("References", "").split())
    assert {row["key"] for row in rows("articles")} - used == set()
