"""The teams and pipelines that a token sees, to guess by when a name is none of them."""

from typing import Final

import msgspec

from bot.app_names import close
from bot.checking import Checker
from core.collect.failure import CallFailed
from core.errors import HerokuError
from core.fleet import FleetScope

_PATHS: Final = {"team": "/teams", "pipeline": "/pipelines"}
_PAGE: Final = {"Range": "name ..; max=1000"}
_MOST_GUESSES: Final = 3


class _Named(msgspec.Struct):
    id: str
    name: str


async def guesses(checker: Checker, token: str, scope: FleetScope) -> list[str] | None:
    """Guess what was meant when there is no team or pipeline of a name.

    Args:
        checker: Makes the calls.
        token: Heroku API token of whoever asks.
        scope: What was asked for.

    Returns:
        Names that are like it, the closest first; None: it is there, or it is not known whether.
    """
    path = _PATHS.get(scope.kind)
    if path is None or scope.name is None:
        return None
    try:
        async with checker.client(token) as heroku:
            found = await heroku.get_all(path, _Named, headers=_PAGE)
    except (CallFailed, HerokuError):
        return None
    if any(scope.name in {each.name, each.id} for each in found):
        return None
    return close(scope.name, sorted({each.name for each in found}), limit=_MOST_GUESSES)
