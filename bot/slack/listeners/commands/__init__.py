"""Slash commands."""

from re import compile as pattern

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.commands.prodcheck import prodcheck


def register(app: AsyncApp) -> None:
    """Register the listeners; whatever the manifest calls the command, it is this one."""
    app.command(pattern(""))(prodcheck)
