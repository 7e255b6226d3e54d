"""On which line of a TOML document a value stands: `tomllib` does not tell.

The document has been read by `tomllib` already, so it is TOML; this only finds its way through it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""Keys, and positions in arrays: `("waivers", 0, "expires")`."""

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""(?:[^\s"'=\[\]#.]|[ \t.]|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')+""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^\n#,\]}]*")


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Map each key, and each item of an array, to the line it stands on; the first is 1.

    Args:
        text: A document that `tomllib` has read.
    """
    walk = _Walk(text.replace("\r\n", "\n"))
    walk.document()
    return walk.lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """Return the line of a value; where it is not known, that of what holds it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Walk:
    """A walk through a document that writes down what it passes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted, self._line = 0, 1
        self._arrays: dict[KeyPath, int] = {}
        """The last position of each array of tables."""
        self.lines: dict[KeyPath, int] = {}

    def document(self) -> None:
        table: KeyPath = ()
        while self._more():
            brackets = 2 if self._text.startswith("[[", self._at) else int(self._next() == "[")
            if brackets:
                table = self._header(brackets)
            else:
                self._pair(table)

    def _header(self, brackets: int) -> KeyPath:
        """Pass `[a.b]` or `[[a.b]]`; say which table it opens."""
        self._at += brackets
        keys = self._keys()
        path = self._within(keys[:-1])
        self._note(path := (*path, keys[-1]))
        if brackets > 1:
            self._arrays[path] = self._arrays.get(path, -1) + 1
        path = self._last(path)
        self._note(path)
        self._at += brackets
        return path

    def _within(self, keys: tuple[str, ...]) -> KeyPath:
        path: KeyPath = ()
        for key in keys:
            self._note(path := self._last((*path, key)))
        return path

    def _last(self, path: KeyPath) -> KeyPath:
        """Step into the last table of an array of them."""
        return (*path, self._arrays[path]) if path in self._arrays else path

    def _pair(self, table: KeyPath) -> None:
        path = table
        for key in self._keys():
            self._note(path := (*path, key))
        self._at += 1
        self._value(path)

    def _keys(self) -> tuple[str, ...]:
        """Pass a dotted key up to what ends it; `tomllib` reads it, quotes and escapes included."""
        found = self._passed(_KEY)
        return tuple(_nested(tomllib.loads(f"{found} = 0")))

    def _value(self, path: KeyPath) -> None:
        self._more()
        if self._next() == "[":
            self._items(path, "]")
        elif self._next() == "{":
            self._items(path, "}")
        elif not self._passed(_STRING):
            self._passed(_SCALAR)

    def _items(self, path: KeyPath, end: str) -> None:
        """Pass what is between brackets or braces."""
        self._at += 1
        position = 0
        while self._more() and self._next() != end:
            if self._next() == ",":
                self._at += 1
            elif end == "}":
                self._pair(path)
            else:
                self._note(item := (*path, position))
                self._value(item)
                position += 1
        self._at += 1

    def _more(self) -> bool:
        """Pass white space and comments; say whether something follows."""
        self._passed(_SPACE)
        return self._at < len(self._text)

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _passed(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return match[0] if match else ""

    def _note(self, path: KeyPath) -> None:
        """Write down the line of a path, the first time."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        self.lines.setdefault(path, self._line)


def _nested(table: object) -> Iterator[str]:
    """List the keys of tables that hold one key each."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield key
            yield from _nested(value)
