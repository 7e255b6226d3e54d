"""Whether a person may ask: the rules of `bot.access`, with what Slack knows of the person."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Final

import msgspec

from bot.access import Refusal, refusal
from bot.settings import Settings
from bot.slack.origin import Origin
from bot.slack.web_api import SlackApi, SlackRefused, SlackUnreachable
from bot.watching.schedule import known_zone

_LOG = logging.getLogger(__name__)
_FRESH_SECONDS: Final = 600.0
"""A member who becomes a guest keeps a member's rights that long."""
_MOST_PEOPLE: Final = 2_000

Key = tuple[str, str]


class _Organisation(msgspec.Struct):
    enterprise_id: str | None = None


class _User(msgspec.Struct):
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    tz: str | None = None
    enterprise_user: _Organisation = msgspec.field(default_factory=_Organisation)

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted


class _Answer(msgspec.Struct):
    user: _User


class People:
    """What Slack says of people, remembered for ten minutes.

    Args:
        settings: Who may ask.
        api: Slack.
        clock: Tells the time, in seconds.
    """

    def __init__(
        self, settings: Settings, api: SlackApi, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._settings = settings
        self._api = api
        self._clock = clock
        self._asked: OrderedDict[Key, tuple[float, asyncio.Task[_User | None]]] = OrderedDict()

    async def refusal(self, origin: Origin, app: str | None = None) -> Refusal | None:
        """Say why somebody is not answered; None when they are.

        Slack is asked about the person only where its answer makes a difference.

        Args:
            origin: Who asks, and where.
            app: What they ask about; None: nothing in particular.
        """
        if self._home_unknown(origin):
            return Refusal.UNSURE
        origin = await self._in_own_organisation(origin)
        member = self._ruling(origin, app, is_guest=False)
        if member is self._ruling(origin, app, is_guest=True):
            return member
        user = await self._user(origin)
        return self._ruling(origin, app, is_guest=user.is_guest if user else None)

    async def timezone(self, origin: Origin) -> str:
        """Return the time zone that a person has set in Slack; UTC where that is not known."""
        user = await self._user(origin)
        return (known_zone(user.tz or "") if user else None) or "UTC"

    def _ruling(self, origin: Origin, app: str | None, *, is_guest: bool | None) -> Refusal | None:
        return refusal(origin.asker(is_guest=is_guest), app, self._settings)

    def _home_unknown(self, origin: Origin) -> bool:
        """Tell whether it cannot be said that a person is of our workspace, and it matters."""
        by_name = origin.user_id in self._settings.users
        return origin.home_team is None and not (self._settings.allow_external or by_name)

    async def _in_own_organisation(self, origin: Origin) -> Origin:
        """Count people of other workspaces of the same organisation as ours."""
        if origin.team_id == origin.home_team or origin.enterprise_id is None:
            return origin
        user = await self._user(origin)
        if user is None or user.enterprise_user.enterprise_id != origin.enterprise_id:
            return origin
        return msgspec.structs.replace(origin, team_id=origin.home_team or "")

    async def _user(self, origin: Origin) -> _User | None:
        key = (origin.home_team or "", origin.user_id)
        at, asked = self._asked.get(key, (0.0, None))
        if asked is None or self._clock() - at >= _FRESH_SECONDS or _failed(asked):
            asked = asyncio.create_task(self._ask(origin))
            self._asked[key] = (self._clock(), asked)
        self._asked.move_to_end(key)
        if len(self._asked) > _MOST_PEOPLE:
            self._asked.popitem(last=False)
        # Of many who wait for the same answer, one that is cut must not take it along.
        return await asyncio.shield(asked)

    async def _ask(self, origin: Origin) -> _User | None:
        try:
            answer = await self._api.read("users.info", origin.token, user=origin.user_id)
            return msgspec.convert(answer, _Answer).user
        except (SlackRefused, SlackUnreachable, msgspec.ValidationError) as error:
            _LOG.warning("Slack did not tell who somebody is: %s", error)
            return None


def _failed(asked: asyncio.Task[_User | None]) -> bool:
    return asked.done() and (asked.cancelled() or asked.result() is None)
