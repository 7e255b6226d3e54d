"""The tables of Slack's SDK, with what it would write in clear encrypted."""

from typing import Final

import sqlalchemy as sa
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore

from bot.store.secrets import Encrypted

_SECRETS: Final = frozenset(
    {
        "bot_token",
        "bot_refresh_token",
        "user_token",
        "user_refresh_token",
        "incoming_webhook_url",
        "incoming_webhook_configuration_url",
    }
)


def bots_table(data: sa.MetaData, secret: Encrypted) -> sa.Table:
    """Describe the table of the bot's tokens, one a workspace."""
    slack = AsyncSQLAlchemyInstallationStore
    return _sealed(slack.build_bots_table(data, slack.default_bots_table_name), secret)


def installations_table(data: sa.MetaData, secret: Encrypted) -> sa.Table:
    """Describe the table of who installed the bot where."""
    slack = AsyncSQLAlchemyInstallationStore
    name = slack.default_installations_table_name
    return _sealed(slack.build_installations_table(data, name), secret)


def _sealed(table: sa.Table, secret: Encrypted) -> sa.Table:
    for column in table.columns:
        if column.name in _SECRETS:
            column.type = secret
    return table
