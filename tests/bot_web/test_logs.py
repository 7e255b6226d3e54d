import io
import logging
from collections.abc import Iterator

import pytest

from bot.logs import HIDDEN, Redacting, secrets_of, set_up_logging
from bot.settings import Settings

BOT_TOKEN = "xoxb-1234567890-abcdefABCDEF"
APP_TOKEN = "xapp-1-A0B1C2D3-9876543210-0123456789abcdef"
HEROKU_TOKEN = "HRKU-AAbbccddeeff00112233445566778899"
OLD_HEROKU_TOKEN = "01234567-89ab-cdef-0123-456789abcdef"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
RESPONSE_URL = "https://hooks.slack.com/commands/T012/345/AbCdEf"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Where the log of a bot goes that was set up like any other."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    settings = Settings(
        slack_bot_token=BOT_TOKEN,
        slack_signing_secret=SIGNING_SECRET,
        heroku_api_key=OLD_HEROKU_TOKEN,
        database_url="postgres://u:s3cr3t-pass@db.example.com:5432/d",
        secret_keys=("first-key-of-the-bot", "second-key-of-the-bot"),
    )
    set_up_logging(settings, stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    "secret",
    [
        BOT_TOKEN,
        APP_TOKEN,
        HEROKU_TOKEN,
        OLD_HEROKU_TOKEN,
        SIGNING_SECRET,
        RESPONSE_URL,
        "xoxe.xoxp-1-Mi0yLTk4NzY",
        "s3cr3t-pass",
        "first-key-of-the-bot",
        "second-key-of-the-bot",
    ],
)
def test_a_secret_is_hidden_wherever_it_stands(out: io.StringIO, secret: str) -> None:
    log = logging.getLogger("bot.anything")
    log.info("before %s after", secret)
    log.warning("in a URL: https://example.com/?x=%s&y=1", secret)
    log.error("It failed", exc_info=ValueError(f"in an exception: {secret}"))
    assert secret not in out.getvalue()
    assert HIDDEN in out.getvalue()
    assert "before" in out.getvalue()
    assert "ValueError" in out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        '{"token":"Rm9vYmFy","trigger_id":"12.34.ab"}',
        "{'token': 'Rm9vYmFy', 'response_url': 'http://127.0.0.1:1/Rm9vYmFy'}",
        "token=Rm9vYmFy&team_id=T1&response_url=Rm9vYmFy",
        "client_secret: Rm9vYmFy",
        "Authorization: Bearer Rm9vYmFy",
        "postgres://someone:Rm9vYmFy@db.example.com/name",
    ],
)
def test_a_field_that_holds_a_secret_is_hidden(out: io.StringIO, text: str) -> None:
    logging.getLogger("bot.anything").info("%s", text)
    assert "Rm9vYmFy" not in out.getvalue()


def test_what_is_no_secret_stays(out: io.StringIO) -> None:
    text = "checkout was checked in 2.1 s for U012 in C034: 2 failed [a1b2c3d4]"
    logging.getLogger("bot.anything").info("%s", text)
    assert out.getvalue() == f"INFO bot.anything: {text}\n"


def test_text_from_outside_cannot_pass_for_another_record(out: io.StringIO) -> None:
    logging.getLogger("bot.anything").info("app %s", "x\nERROR bot.store: gone\r\x1b[31m\u202e")
    first, second = out.getvalue().splitlines()
    assert first == "INFO bot.anything: app x"
    assert second.startswith("    ERROR")
    assert not set(out.getvalue()) & {"\r", "\x1b", "\u202e"}


def test_libraries_that_log_whole_requests_are_quiet(out: io.StringIO) -> None:
    logging.getLogger("slack_bolt.AsyncRequestVerification").info("Invalid request: body=…")
    logging.getLogger("sqlalchemy.engine").info("SELECT 1")
    assert out.getvalue() == ""
    logging.getLogger("slack_bolt").warning("Something is wrong")
    assert "Something is wrong" in out.getvalue()


def test_a_short_value_does_not_blot_out_words() -> None:
    record = logging.LogRecord("bot", logging.INFO, "", 0, "the app is fine", None, None)
    assert Redacting(["app", ""]).format(record) == "INFO bot: the app is fine"


def test_every_secret_setting_is_known_to_be_one() -> None:
    """A setting that is added later must not be forgotten here."""
    secret = {
        name: f"value-of-{name}"
        for name in Settings.__struct_fields__
        if name.endswith(("_token", "_secret", "_api_key"))
    }
    assert len(secret) >= 6
    assert set(secret.values()) <= set(secrets_of(Settings(**secret)))  # type: ignore[arg-type]
