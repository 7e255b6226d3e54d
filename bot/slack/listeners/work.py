"""Makes listeners: acknowledge first, then do the work as a job."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from slack_bolt.async_app import AsyncAck

from bot.slack.desk import Desk
from bot.slack.origin import Origin

Body: TypeAlias = dict[str, Any]
Work: TypeAlias = Callable[[Body, Origin, Desk], Coroutine[Any, Any, None]]
Listener: TypeAlias = Callable[..., Coroutine[Any, Any, None]]


def in_job(work: Work) -> Listener:
    """Make a listener that acknowledges and leaves the work to a job."""

    async def listener(ack: AsyncAck, body: Body, origin: Origin, desk: Desk) -> None:
        await ack()
        desk.start(origin, work(body, origin, desk))

    return listener


def on_press(work: Work) -> Listener:
    """Make a listener of presses: the second click of a double click is none."""

    async def listener(ack: AsyncAck, body: Body, origin: Origin, desk: Desk) -> None:
        await ack()
        action, value = pressed(body)
        place = origin.message_ts or origin.view_id
        if desk.presses.is_first((origin.user_id, place, action, str(value))):
            desk.start(origin, work(body, origin, desk))

    return listener


async def acknowledge(ack: AsyncAck) -> None:
    """Acknowledge what asks for nothing, such as a link that was opened."""
    await ack()


def pressed(body: Body) -> tuple[str, object]:
    """Read which element was pressed, and what it carried. It raises nothing."""
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(action, dict):
        return "", None
    chosen = action.get("selected_option")
    value = chosen.get("value") if isinstance(chosen, dict) else action.get("value")
    return str(action.get("action_id", "")), value
