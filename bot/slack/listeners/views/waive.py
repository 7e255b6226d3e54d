"""The form in which a finding is accepted."""

from datetime import UTC, date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.slack.blocks import ids, notices
from bot.slack.blocks.surfaces import Message, Modal
from bot.slack.blocks.waive import TITLE, Wish, lines_view, problems, waivable, waiver_of
from bot.slack.desk import Desk
from bot.slack.kept import kept_report
from bot.slack.origin import Origin
from bot.slack.screens import shown


async def waived(ack: AsyncAck, view: dict[str, Any], origin: Origin, desk: Desk) -> None:
    """Show the lines to commit; it changes nothing."""
    try:
        wish = _wish(view)
        target = ids.decode(view.get("private_metadata"), ids.Target)
    except ids.ForgedValue:
        await ack({"response_action": "update", "view": shown(_told(notices.not_understood()))})
        return
    wrong = problems(wish, datetime.now(UTC).date())
    if wrong:
        await ack({"response_action": "errors", "errors": wrong})
        return
    lines = await _lines(desk, origin, target, wish)
    await ack({"response_action": "update", "view": shown(lines)})


async def _lines(desk: Desk, origin: Origin, target: ids.Target, wish: Wish) -> Modal:
    stored = await kept_report(desk, origin, target)
    if stored is None or not 0 <= wish.position < len(waivable(stored.report)):
        return _told(notices.kept_no_longer(target.app))
    return lines_view(waiver_of(stored.report, wish), stored.report.expired_waivers)


def _wish(view: dict[str, Any]) -> Wish:
    """Read what was filled in.

    Raises:
        ForgedValue: It is not what our form asks for.
    """
    values = (view.get("state") or {}).get("values") or {}
    fields = {name: field for block in values.values() for name, field in block.items()}
    chosen = ((fields.get(ids.WAIVE_WHAT) or {}).get("selected_option") or {}).get("value")
    reason = (fields.get(ids.WAIVE_REASON) or {}).get("value")
    until = (fields.get(ids.WAIVE_UNTIL) or {}).get("selected_date")
    try:
        return Wish(int(str(chosen)), str(reason or ""), date.fromisoformat(str(until)))
    except ValueError:
        raise ids.ForgedValue("not what the form asks for") from None


def _told(message: Message) -> Modal:
    return notices.message_view(TITLE, message)
