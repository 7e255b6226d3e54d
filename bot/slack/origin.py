"""Who asked, where, and how an answer gets back there: read from what Slack sends."""

from collections.abc import Mapping
from typing import Any

import msgspec

from bot.access import Asker
from bot.slack.blocks.ids import Place


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a command, a press, a mention or a form came from."""

    team_id: str
    """The workspace of the person."""
    user_id: str
    user_name: str = ""
    token: str = ""
    """The bot's token in the workspace where it is installed."""
    home_team: str | None = None
    """That workspace; None: not known at the moment."""
    enterprise_id: str | None = None
    """The organisation of that workspace, if it belongs to one."""
    channel_id: str | None = None
    """None: App Home, a modal, or a shortcut from anywhere."""
    thread_ts: str | None = None
    """The thread in which it was asked."""
    reply_to: str | None = None
    """The message under which the answer belongs, when it does not belong into the channel."""
    message_ts: str | None = None
    """The message whose button was pressed."""
    ephemeral: bool = True
    """That message is seen by the person alone."""
    response_url: str | None = None
    trigger_id: str | None = None
    view_id: str | None = None
    """The modal in which it was pressed."""
    view_hash: str | None = None
    at_home: bool = False
    """It was pressed in App Home."""

    @property
    def public(self) -> bool:
        """Whether what was pressed is seen by a channel."""
        return self.message_ts is not None and not self.ephemeral

    @property
    def in_thread(self) -> bool:
        """Whether the answer belongs into a thread."""
        return self.reply_to is not None

    def asker(self, *, is_guest: bool | None) -> Asker:
        """Say who asks, for the rules of who may."""
        return Asker(
            team_id=self.team_id,
            user_id=self.user_id,
            channel_id=self.channel_id,
            is_guest=is_guest,
            home_team=self.home_team,
        )

    def __repr__(self) -> str:
        """Show neither the token nor the addresses that answer in our name."""
        return f"Origin(team_id={self.team_id!r}, user_id={self.user_id!r})"


def origin_of(body: Mapping[str, Any], context: Mapping[str, Any]) -> Origin:
    """Read where a request came from.

    Args:
        body: The request, as Bolt parsed it.
        context: What Bolt made of it.
    """
    bot = context.get("authorize_result") or {}
    common = {
        "user_id": _text(context.get("actor_user_id")) or _text(context.get("user_id")) or "",
        "token": _text(bot.get("bot_token")) or "",
        "home_team": _text(bot.get("team_id")),
        "enterprise_id": _text(bot.get("enterprise_id")),
        "response_url": _text(body.get("response_url")),
        "trigger_id": _text(body.get("trigger_id")),
    }
    if isinstance(body.get("event"), dict):
        found = _of_event(body["event"], context)
    elif "command" in body:
        found = _of_command(body)
    else:
        found = _of_interaction(body, context)
    return Origin(**{**common, **found})


def at_place(origin: Origin, place: Place) -> Origin:
    """Move to where a modal was opened from: where its answer goes, and its rules hold."""
    return msgspec.structs.replace(
        origin,
        channel_id=place.channel,
        thread_ts=place.thread,
        reply_to=place.thread,
        view_id=origin.view_id if place.channel is None else None,
    )


def in_channel(origin: Origin, channel: str | None) -> Origin:
    """Move to a channel that a form names: its rules hold, and answers to all go there."""
    return msgspec.structs.replace(origin, channel_id=channel)


def under(origin: Origin) -> Origin:
    """Move below the message whose button was pressed."""
    thread = origin.thread_ts or origin.message_ts
    return msgspec.structs.replace(origin, reply_to=thread, thread_ts=thread)


def _of_command(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "team_id": _text(body.get("team_id")) or "",
        "user_name": _text(body.get("user_name")) or "",
        "channel_id": _text(body.get("channel_id")),
    }


def _of_event(event: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    thread = _text(event.get("thread_ts"))
    mentioned = event.get("type") == "app_mention"
    return {
        # Of somebody in another organisation Slack does not always say where they belong.
        "team_id": _text(context.get("actor_team_id")) or "",
        "channel_id": _text(event.get("channel")) if mentioned else None,
        "thread_ts": thread,
        "reply_to": (thread or _text(event.get("ts"))) if mentioned else None,
        "at_home": event.get("type") == "app_home_opened",
    }


def _of_interaction(body: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    user, view, container, message, channel = (
        _object(body.get(name)) for name in ("user", "view", "container", "message", "channel")
    )
    thread = _text(message.get("thread_ts")) or _text(container.get("thread_ts"))
    return {
        "team_id": _text(user.get("team_id")) or _text(context.get("team_id")) or "",
        "user_name": _text(user.get("username")) or _text(user.get("name")) or "",
        "channel_id": _text(channel.get("id")) or _text(container.get("channel_id")),
        "thread_ts": thread,
        "reply_to": thread,
        "message_ts": _text(container.get("message_ts")),
        "ephemeral": container.get("is_ephemeral") is not False,
        "view_id": _text(view.get("id")) if view.get("type") == "modal" else None,
        "view_hash": _text(view.get("hash")),
        "at_home": view.get("type") == "home",
    }


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
