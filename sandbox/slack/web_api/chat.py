"""`chat.*`: docs.slack.dev/reference/methods/chat.postMessage and its neighbours."""

from typing import Final

import msgspec

from sandbox.slack.installation import BOT_USER
from sandbox.slack.json import Json
from sandbox.slack.messages import Message
from sandbox.slack.people import Channel
from sandbox.slack.rules.problem import Problem
from sandbox.slack.rules.relations import MESSAGE_CHARACTERS, text_characters
from sandbox.slack.rules.surfaces import blocks_problems
from sandbox.slack.web_api.desk import Desk, SlackError

LONGEST_UPDATE: Final = 4_000
"""Characters of `text` in `chat.update`, beyond which it says `msg_too_long`."""
LONGEST_POST: Final = 40_000
"""Characters of `text` that are kept: docs.slack.dev/reference/methods/chat.postMessage."""


def post_message(desk: Desk) -> Json:
    """Say something in a channel, in a thread, or to one person."""
    desk.scope("chat:write")
    channel = _where(desk)
    text, blocks = content(desk.args)
    if text_characters(blocks) > MESSAGE_CHARACTERS:
        raise SlackError("msg_blocks_too_long")
    said = desk.workspace.post(
        channel.id,
        BOT_USER,
        text[:LONGEST_POST],
        blocks=blocks,
        thread_ts=_thread(desk, channel),
    )
    return {"ok": True, "channel": channel.id, "ts": said.ts, "message": said.as_json()}


def post_ephemeral(desk: Desk) -> Json:
    """Say something in a channel that one person sees."""
    desk.scope("chat:write")
    user = desk.needs("user")
    channel = _where(desk)
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = content(desk.args)
    said = desk.workspace.post(
        channel.id,
        BOT_USER,
        text[:LONGEST_POST],
        blocks=blocks,
        thread_ts=desk.text("thread_ts") or None,
        only_for=user,
    )
    return {"ok": True, "message_ts": said.ts}


def update(desk: Desk) -> Json:
    """Replace what a message of the app says."""
    desk.scope("chat:write")
    message = _own(desk, "cant_update_message")
    text, blocks = content(desk.args)
    if len(text) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    desk.workspace.rewrite(message, text, blocks)
    where = {"channel": message.channel, "ts": message.ts}
    return {"ok": True, **where, "text": text, "message": message.as_json()}


def delete(desk: Desk) -> Json:
    """Take a message of the app back."""
    desk.scope("chat:write")
    message = _own(desk, "cant_delete_message")
    desk.workspace.remove(message)
    return {"ok": True, "channel": message.channel, "ts": message.ts}


def content(args: Json) -> tuple[str, list[Json]]:
    """Take text and blocks from what an app sent, once it is sure that Slack accepts them.

    Raises:
        SlackError: `no_text`, `invalid_blocks_format` or `invalid_blocks`.
    """
    text = args.get("text") or ""
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", (Problem("/text", "must be a string"),))
    blocks = _listed(args.get("blocks") or [])
    if not blocks and not text.strip():
        raise SlackError("no_text")
    problems = blocks_problems(blocks, "message")
    if problems:
        raise SlackError("invalid_blocks", problems)
    return text, blocks


def _listed(blocks: object) -> list[Json]:
    """Take blocks as they are in JSON, or written as JSON into one field of a form."""
    try:
        value = msgspec.json.decode(blocks) if isinstance(blocks, str) else blocks
    except msgspec.DecodeError:
        raise SlackError("invalid_blocks_format") from None
    if not isinstance(value, list):
        raise SlackError("invalid_blocks_format")
    return value


def _where(desk: Desk) -> Channel:
    """Find the channel, or the direct messages with the person whose id is given instead."""
    given = desk.needs("channel")
    workspace = desk.workspace
    if given in workspace.people:
        if not workspace.app.messages_tab:
            raise SlackError("messages_tab_disabled")
        return workspace.direct(given)
    channel = workspace.channels.get(given)
    if channel is None or (channel.kind != "public" and BOT_USER not in channel.members):
        raise SlackError("channel_not_found")
    invited = BOT_USER in channel.members or "chat:write.public" in workspace.app.scopes
    if not invited:
        raise SlackError("not_in_channel")
    return channel


def _thread(desk: Desk, channel: Channel) -> str | None:
    thread = desk.text("thread_ts")
    if not thread:
        return None
    first = desk.workspace.find(channel.id, thread)
    if first is None or first.ephemeral:
        raise SlackError("thread_not_found")
    return first.thread_ts or first.ts


def _own(desk: Desk, otherwise: str) -> Message:
    """Find a message of the app. One that a single person sees is not there for these methods."""
    channel = _where(desk)
    message = desk.workspace.find(channel.id, desk.needs("ts"))
    if message is None or message.ephemeral:
        raise SlackError("message_not_found")
    if message.author != BOT_USER:
        raise SlackError(otherwise)
    return message
