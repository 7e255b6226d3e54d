"""What an app may use for a while: a trigger once and at once, a response URL a few times."""

from typing import Final

from msgspec import Struct

from sandbox.slack.clock import Clock, Ids
from sandbox.slack.messages import Message

TRIGGER_SECONDS: Final = 3.0
"""docs.slack.dev/interactivity/handling-user-interaction: a trigger_id ends after 3 seconds."""
HOOK_SECONDS: Final = 30 * 60.0
HOOK_USES: Final = 5
"""docs.slack.dev/interactivity/handling-user-interaction: 5 times within 30 minutes."""


class TicketRefused(Exception):
    """It is used up, too old or none of ours; the text is Slack's word for it."""


class Trigger(Struct):
    """Permission to open one modal for a person."""

    user: str
    made: float
    used: bool = False


class Hook(Struct):
    """A response URL: answers to one thing that one person did."""

    user: str
    channel: str
    made: float
    origin: Message | None = None
    """The message that was acted on, if it was one."""
    thread_ts: str | None = None
    uses: int = 0


class Tickets:
    """Hands out triggers and response URLs, and takes them back.

    Args:
        clock: Tells the time.
        ids: Makes what nobody guesses.
    """

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._triggers: dict[str, Trigger] = {}
        self._hooks: dict[str, Hook] = {}
        self.triggers_are_lost = False
        """Ends every trigger at once."""
        self.hooks_are_expired = False
        """Ends every response URL at once."""

    def trigger(self, user: str) -> str:
        """Let an app open a modal for a person."""
        made = self._ids.secret()
        self._triggers[made] = Trigger(user, self._clock())
        return made

    def take_trigger(self, trigger: str) -> Trigger:
        """Use a trigger up.

        Raises:
            TicketRefused: `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
        """
        found = self._triggers.get(trigger)
        if found is None:
            raise TicketRefused("invalid_trigger_id")
        if found.used:
            raise TicketRefused("exchanged_trigger_id")
        if self.triggers_are_lost or self._clock() - found.made > TRIGGER_SECONDS:
            raise TicketRefused("expired_trigger_id")
        found.used = True
        return found

    def hook(
        self, user: str, channel: str, *, origin: Message | None = None, thread: str | None = None
    ) -> str:
        """Let an app answer; return the last part of the response URL."""
        made = self._ids.secret()
        self._hooks[made] = Hook(user, channel, self._clock(), origin, thread)
        return made

    def take_hook(self, hook: str) -> Hook:
        """Use a response URL once more.

        Raises:
            TicketRefused: `no_hook`, `expired_url` or `used_url`.
        """
        found = self._hooks.get(hook)
        if found is None:
            raise TicketRefused("no_hook")
        if self.hooks_are_expired or self._clock() - found.made > HOOK_SECONDS:
            raise TicketRefused("expired_url")
        if found.uses >= HOOK_USES:
            raise TicketRefused("used_url")
        found.uses += 1
        return found
