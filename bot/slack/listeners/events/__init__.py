"""Events: a mention, App Home that is opened."""

from re import compile as pattern

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.events.home import home_opened
from bot.slack.listeners.events.mention import mentioned
from bot.slack.listeners.work import acknowledge, in_job


def register(app: AsyncApp) -> None:
    """Register the listeners."""
    app.event("app_mention")(in_job(mentioned))
    app.event("app_home_opened")(in_job(home_opened))
    if app.installation_store is not None:
        app.enable_token_revocation_listeners()
    app.event(pattern(""))(acknowledge)
