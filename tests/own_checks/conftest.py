from tests.bot_slack.conftest import bot, database, heroku, slack
from tests.cli.conftest import environ, healthy, program

__all__ = ["bot", "database", "environ", "healthy", "heroku", "program", "slack"]
