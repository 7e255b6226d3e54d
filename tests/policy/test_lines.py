import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.toml_lines import KeyPath, key_lines, line_of

DOCUMENT = '''\
# a comment with = and [brackets]
profile = "standard" # "quotes"
skip = [ # a list
  "dns", # first
  """ssl""",

  'stack',
]
text = """
[not.a.table]
reason = "no key"
\\"""
"""
raw = \'\'\'
[[waivers]]
\'\'\'\'
empty = ""
dotted . "key.with.dots" . 'third' = 1
inline = { a = 1, b = { c = [1,
2] } }

[checks.ssl]
warn_days = 3

[checks]
dns.limit = 1

[apps."checkout-*"]
profile = "critical"
[apps."# ] \\u0061".checks.ssl]
fail_days = 2

[[waivers]]
check = "dns"
expires = 2027-01-31
[[waivers]]
check = "ssl"
[waivers.more]
x = 1
[[waivers.deep]]
y = 2
[[waivers.deep]]
y = 3
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("profile",), 2),
        (("skip",), 3),
        (("skip", 0), 4),
        (("skip", 1), 5),
        (("skip", 2), 7),
        (("text",), 9),
        (("raw",), 14),
        (("empty",), 17),
        (("dotted", "key.with.dots", "third"), 18),
        (("inline", "b", "c"), 19),
        (("inline", "b", "c", 1), 20),
        (("checks", "ssl"), 22),
        (("checks", "ssl", "warn_days"), 23),
        (("checks", "dns", "limit"), 26),
        (("apps", "checkout-*", "profile"), 29),
        (("apps", "# ] a", "checks", "ssl", "fail_days"), 31),
        (("waivers", 0), 33),
        (("waivers", 0, "expires"), 35),
        (("waivers", 1, "check"), 37),
        (("waivers", 1, "more", "x"), 39),
        (("waivers", 1, "deep", 0, "y"), 41),
        (("waivers", 1, "deep", 1, "y"), 43),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_key_is_found_on_its_line(path: KeyPath, line: int, newline: str) -> None:
    lines = key_lines(DOCUMENT.replace("\n", newline))
    assert lines[path] == line


def test_nothing_is_found_inside_texts() -> None:
    lines = key_lines(DOCUMENT)
    assert ("reason",) not in lines
    assert ("not", "a", "table") not in lines
    assert sum(path[:1] == ("waivers",) and len(path) == 2 for path in lines) == 2


def test_what_is_not_there_is_on_the_line_of_what_would_hold_it() -> None:
    lines = key_lines(DOCUMENT)
    assert line_of(lines, ("waivers", 1, "reason")) == 36
    assert line_of(lines, ("no", "such")) == 1
    assert line_of({}, ()) == 1


def paths(value: object, path: KeyPath = ()) -> set[KeyPath]:
    items = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
    found = set()
    for key, each in items:
        found.add((*path, key))
        if isinstance(each, dict | list):
            found |= paths(each, (*path, key))
    return found


def test_every_key_of_a_document_is_found() -> None:
    assert set(key_lines(DOCUMENT)) >= paths(tomllib.loads(DOCUMENT))


KEYS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
LEAVES = st.one_of(
    st.integers(-9, 9).map(str),
    st.sampled_from(["true", "1.5", "2027-01-31", "07:32:00", "'[a]'", '"# x = 1"', '"\\""']),
    st.sampled_from(['"""\n[x]\ny = 1"""', "'''\n[[x]]\n'''", '""""""', '"""a\\"""" """']),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3).map(lambda each: f"[\n# ],\n{', '.join(each)}]"),
    max_leaves=6,
)


def quoted(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"').replace("\x7f", "\\u007f") + '"'


@given(st.lists(st.tuples(KEYS, VALUES), max_size=6, unique_by=lambda pair: pair[0]))
def test_any_document_is_walked_to_its_end(pairs: list[tuple[str, str]]) -> None:
    text = "".join(f"{quoted(key)} = {value}\n" for key, value in pairs)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = key_lines(text)
    assert set(lines) >= paths(document)
    line = 1
    for key, value in pairs:
        assert lines[(key,)] == line
        line += value.count("\n") + 1
