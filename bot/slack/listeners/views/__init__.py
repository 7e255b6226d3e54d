"""Forms that were sent."""

from re import compile as pattern

from slack_bolt.async_app import AsyncApp

from bot.slack.blocks import ids
from bot.slack.listeners.views.pick import app_picked
from bot.slack.listeners.views.waive import waived
from bot.slack.listeners.views.watches import watch_ended, watch_sent
from bot.slack.listeners.work import acknowledge


def register(app: AsyncApp) -> None:
    """Register the listeners."""
    app.view(ids.PICK_VIEW)(app_picked)
    app.view(ids.WAIVE_VIEW)(waived)
    app.view(ids.WATCH_VIEW)(watch_sent)
    app.view(ids.WATCH_DELETE_VIEW)(watch_ended)
    app.view(pattern(""))(acknowledge)
    app.view_closed(pattern(""))(acknowledge)
