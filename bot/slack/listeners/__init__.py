"""What Slack tells the bot, and what the bot does about it.

A listener acknowledges, and hands all else over to a job: Bolt forgets an acknowledgement when its
listener raises within 10 ms after it.
"""

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners import actions, commands, events, shortcuts, views


def register(app: AsyncApp) -> None:
    """Register every listener; the last ones take what no other does."""
    commands.register(app)
    actions.register(app)
    views.register(app)
    events.register(app)
    shortcuts.register(app)
