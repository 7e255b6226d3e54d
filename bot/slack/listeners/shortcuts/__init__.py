"""Shortcuts: on a message, and from anywhere."""

from re import compile as pattern

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.shortcuts.anywhere import check_an_app
from bot.slack.listeners.shortcuts.message import check_message
from bot.slack.listeners.work import in_job


def register(app: AsyncApp) -> None:
    """Register the listeners, whatever the manifest calls the shortcuts: there is one of a kind."""
    app.message_shortcut(pattern(""))(in_job(check_message))
    app.global_shortcut(pattern(""))(in_job(check_an_app))
