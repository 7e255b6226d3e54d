"""Which handler answers which path, and with which right."""

from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum

import msgspec

from sandbox.api.http import Request
from sandbox.model import Catalogue

Handler = Callable[[Catalogue, Request], object]


class Needs(IntEnum):
    """What a token must be able to do."""

    NOTHING = 0
    """Not even a token."""
    TOKEN = 1
    """Any valid one."""
    READ = 2
    """See this app: the OAuth scope `read` is enough."""
    FULL = 3
    """Scopes `read-protected` or `global`."""
    WRITE = 4
    """Scopes `write`, `write-protected` or `global`."""


class Api(IntEnum):
    """Which of Heroku's hosts the path belongs to."""

    PLATFORM = 1
    DATA = 2
    METRICS = 3


class Route(msgspec.Struct, frozen=True):
    """A path with variable parts in braces, and who answers it."""

    path: str
    handler: Handler
    needs: Needs = Needs.READ
    sort: str = "id"
    """What a list is sorted by unless `Range` says otherwise."""
    api: Api = Api.PLATFORM
    method: str = "GET"
    status: int = 200
    """Of an answer that is no error."""


class Router:
    """Finds the route of a path.

    Args:
        routes: Literal parts win over variable ones when they come first.
    """

    def __init__(self, routes: tuple[Route, ...]) -> None:
        self._routes: dict[int, list[tuple[tuple[str, ...], Route]]] = {}
        for route in routes:
            parts = tuple(route.path.strip("/").split("/"))
            self._routes.setdefault(len(parts), []).append((parts, route))

    def find(self, path: str, method: str) -> tuple[Route, Mapping[str, str]] | None:
        """Find the route of a path, and the values of its variable parts.

        A method that the path does not know finds the route of another one.
        """
        found = list(self._matching(path))
        right = [each for each in found if each[0].method == method]
        return next(iter(right or found), None)

    def _matching(self, path: str) -> Iterator[tuple[Route, Mapping[str, str]]]:
        parts = path.strip("/").split("/")
        for pattern, route in self._routes.get(len(parts), ()):
            if all(mine[0] == "{" or mine == its for mine, its in zip(pattern, parts, strict=True)):
                pairs = zip(pattern, parts, strict=True)
                yield route, {mine[1:-1]: its for mine, its in pairs if mine[0] == "{"}
