"""Modals and App Home: opened at once, filled when there is something to show."""

import logging

from bot.jobs import new_reference
from bot.slack.blocks.notices import message_view
from bot.slack.blocks.states import failure
from bot.slack.blocks.surfaces import Home, Modal
from bot.slack.blocks.validate import Payload, Refused, payload
from bot.slack.origin import Origin
from bot.slack.web_api import SlackApi, SlackRefused

_LOG = logging.getLogger(__name__)
_BLOCKS_REFUSED = frozenset({"invalid_arguments", "invalid_blocks"})


class Screens:
    """Shows views. Each method raises `SlackRefused` and `SlackUnreachable` as `SlackApi` does.

    Args:
        api: Slack.
    """

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def open(self, origin: Origin, view: Modal) -> str:
        """Open a modal, over the one in which a button was pressed if it was in one.

        Slack allows it within 3 s of the press, once.

        Returns:
            The id to update it by.
        """
        method = "views.push" if origin.view_id else "views.open"
        body = {"trigger_id": origin.trigger_id or "", "view": shown(view)}
        answer = await self._api.call(method, origin.token, body)
        opened = answer.get("view")
        return str(opened.get("id", "")) if isinstance(opened, dict) else ""

    async def update(self, origin: Origin, view_id: str, view: Modal) -> None:
        """Show something else in a modal that is open."""
        body = {"view_id": view_id, "view": shown(view)}
        try:
            await self._api.call("views.update", origin.token, body)
        except SlackRefused as error:
            if error.error not in _BLOCKS_REFUSED:
                raise
            _LOG.warning("Slack answers %s to a modal", error.error)
            await self._api.call(
                "views.update", origin.token, {**body, "view": _plain(view.title.text)}
            )

    async def home(self, origin: Origin, view: Home) -> None:
        """Show a person their App Home."""
        body = {"user_id": origin.user_id, "view": payload(view)}
        await self._api.call("views.publish", origin.token, body)


def shown(view: Modal) -> Payload:
    """Turn a modal into what is sent; one that Slack would refuse, into one that says so."""
    try:
        return payload(view)
    except Refused as refused:
        _LOG.error("Slack would refuse a modal: %s [%s]", refused, new_reference())
        return _plain("prodcheck")


def _plain(title: str) -> Payload:
    return payload(message_view(title, failure(new_reference())))
