"""The log: one line a record on stdout, and no secret in any of them."""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Final, TextIO
from urllib.parse import urlsplit

from bot.settings import Settings

HIDDEN: Final = "[hidden]"
_SECRETS: Final = re.compile(
    r"\bxox[a-z]+(?:\.[a-z]+)?-[\w-]+"  # tokens of Slack's bots and people
    r"|\bxapp-[\w-]+"
    r"|\bHRKU-[\w-]+"
    # Whoever has a response_url may answer in our name for 30 minutes.
    r"|https://hooks\.slack\.com/[^\s\"'<>\\]+"
    r"|(?i:bearer)\s+[\w.~+/=-]+"
    r"|(?<=://)[^\s/@]+:[^\s/@]+(?=@)"  # name and password in a URL
)
_FIELDS: Final = re.compile(
    r"(\w*token|\w*secret|response_url|trigger_id)(['\"]?\s*[:=]\s*['\"]?)[^'\"\s&,}]+",
    re.IGNORECASE,
)
"""Fields of Slack's and Heroku's payloads, in JSON, in a form or as Python writes them."""
_LEAST: Final = 6
"""Characters of a value worth hiding: a shorter one would blot out words."""
_CHATTY: Final = (
    # Bolt logs the whole body of a request whose signature is wrong.
    "slack_bolt",
    "slack_sdk",
    "aiohttp",
    "alembic",
    "httpcore",
    "httpx",
    "sqlalchemy",
)


class Redacting(logging.Formatter):
    """Writes a record with what is secret hidden; lines that follow its first are set in.

    Args:
        values: Secrets that have no form to know them by.
    """

    def __init__(self, values: Iterable[str] = ()) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        known = sorted({v for v in values if len(v) >= _LEAST}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def format(self, record: logging.LogRecord) -> str:
        """Write a record, its traceback included."""
        text = super().format(record)
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        text = _FIELDS.sub(rf"\1\2{HIDDEN}", _SECRETS.sub(HIDDEN, text))
        # Text from outside must neither move the cursor nor look like a record of its own.
        return "".join(map(_visible, text.replace("\n", "\n    ")))


def set_up_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every record to one place, in one form.

    Args:
        settings: What is secret.
        stream: Where to; the default is stdout, which Heroku's Logplex reads.
    """
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(Redacting(secrets_of(settings)))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def secrets_of(settings: Settings) -> list[str]:
    """List the secrets that the bot was given."""
    given = (
        settings.slack_bot_token,
        settings.slack_signing_secret,
        settings.slack_app_token,
        settings.slack_client_secret,
        settings.heroku_api_key,
        settings.heroku_oauth_secret,
        _password(settings.database_url),
        *settings.secret_keys,
    )
    return [each for each in given if each]


def _password(url: str) -> str | None:
    try:
        return urlsplit(url).password
    except ValueError:
        return url


def _visible(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    return character.encode("unicode_escape").decode()
