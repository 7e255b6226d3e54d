"""Gets an answer to where it was asked for, whatever Slack refuses on the way.

::

    routes   response URL ─▶ Web API, same place ─▶ direct message
    steps    rich ─▶ sections ─▶ text                on each route, when blocks are refused

Every payload passes our own validator before it is sent.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from enum import Enum
from typing import Final, TypeAlias, TypeVar

from bot.jobs import new_reference
from bot.slack.blocks.ladder import text_alone
from bot.slack.blocks.surfaces import Message, message
from bot.slack.blocks.validate import Payload, Refused, payload
from bot.slack.origin import Origin
from bot.slack.web_api import SlackApi, SlackRefused, SlackUnreachable

_LOG = logging.getLogger(__name__)

Steps: TypeAlias = Sequence[Message]
"""The same message, the richest first."""

_STEP_DOWN: Final = frozenset(
    {
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_payload",
        "msg_blocks_too_long",
        "msg_too_long",
        "status_400",
    }
)
"""Errors that a plainer message may not meet: docs.slack.dev/reference/methods/chat.postMessage"""
_LAST_WORDS: Final = "I have an answer, but could not write it in a way that Slack takes."

_T = TypeVar("_T")
Send: TypeAlias = Callable[[Payload], Awaitable[object]]


class Audience(Enum):
    """Who sees an answer."""

    PERSON = "person"
    """The person who asked, and nobody else."""
    CHANNEL = "channel"
    """Everybody where it was asked."""
    SAME = "same"
    """Who saw the message whose button was pressed: the answer takes its place."""


class Delivery:
    """Sends messages.

    Args:
        api: Slack.
    """

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def send(
        self, origin: Origin, steps: Steps, audience: Audience = Audience.PERSON
    ) -> Audience | None:
        """Send a message by the first route that takes it.

        Args:
            origin: Where it was asked.
            steps: The message, the richest first.
            audience: Who is to see it. If the channel cannot, the person does.

        Returns:
            Who sees it; None: it could not be delivered, and the log says why.
        """
        left = list(sendable(steps))
        reasons: list[str] = []
        for seen_by, send in self._routes(origin, audience):
            try:
                await down_the_ladder(send, left)
            except (SlackRefused, SlackUnreachable) as error:
                reasons.append(error.message)
            else:
                return seen_by
        _LOG.error("An answer was not delivered: %s [%s]", " ".join(reasons), new_reference())
        return None

    def _routes(self, origin: Origin, audience: Audience) -> Iterator[tuple[Audience, Send]]:
        match audience:
            case Audience.SAME:
                yield from ((audience, send) for send in self._in_its_place(origin))
            case Audience.CHANNEL:
                yield from ((audience, send) for send in self._to_channel(origin))
        yield from ((Audience.PERSON, send) for send in self._to_person(origin))

    def _in_its_place(self, origin: Origin) -> Iterator[Send]:
        if origin.response_url:
            yield self._response(origin.response_url, replace_original=True)
        if origin.public and origin.channel_id:
            yield self._method(
                "chat.update", origin, channel=origin.channel_id, ts=origin.message_ts or ""
            )

    def _to_channel(self, origin: Origin) -> Iterator[Send]:
        if origin.channel_id and origin.reply_to:
            yield self._post(origin, origin.channel_id, thread_ts=origin.reply_to)
        if origin.response_url:
            yield self._response(origin.response_url, response_type="in_channel")
        if origin.channel_id and not origin.reply_to:
            yield self._post(origin, origin.channel_id)

    def _to_person(self, origin: Origin) -> Iterator[Send]:
        here = list(self._here_to_person(origin))
        # Only the Web API knows threads.
        yield from reversed(here) if origin.thread_ts else here
        # Posted to a person's id, a message opens the conversation with them.
        yield self._post(origin, origin.user_id)

    def _here_to_person(self, origin: Origin) -> Iterator[Send]:
        if origin.response_url:
            yield self._response(origin.response_url, response_type="ephemeral")
        if origin.channel_id:
            place = {"channel": origin.channel_id, "user": origin.user_id}
            if origin.thread_ts:
                place["thread_ts"] = origin.thread_ts
            yield self._method("chat.postEphemeral", origin, **place)

    def _post(self, origin: Origin, channel: str, **more: str) -> Send:
        return self._method("chat.postMessage", origin, channel=channel, **more)

    def _method(self, method: str, origin: Origin, **place: str) -> Send:
        return lambda body: self._api.call(method, origin.token, {**body, **place})

    def _response(self, url: str, **how: str | bool) -> Send:
        more = {"replace_original": False, **how}
        return lambda body: self._api.respond(url, {**body, **more})


async def down_the_ladder(send: Callable[[Payload], Awaitable[_T]], steps: list[Payload]) -> _T:
    """Send the first step that Slack takes. What it refuses is dropped, for the next route too.

    Returns:
        What Slack answers to it.

    Raises:
        SlackRefused: It took none, or the route itself is closed.
        SlackUnreachable: As `SlackApi` raises it.
    """
    while True:
        try:
            return await send(steps[0])
        except SlackRefused as error:
            if error.error not in _STEP_DOWN or len(steps) == 1:
                raise
            _LOG.warning("Slack answers %s; a plainer message is sent", error.error)
            del steps[0]


def sendable(steps: Steps) -> Iterator[Payload]:
    """Turn the steps into payloads, leave out those that Slack would refuse, and end with text."""
    last = steps[-1]
    ladder = [*steps, text_alone(last)] if last.blocks else list(steps)
    bodies = [body for body in map(_checked, ladder) if body is not None]
    yield from bodies or [payload(message(_LAST_WORDS))]


def _checked(step: Message) -> Payload | None:
    try:
        return payload(step)
    except Refused as refused:
        _LOG.error("Slack would refuse a message: %s [%s]", refused, new_reference())
        return None
