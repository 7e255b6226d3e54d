"""What is left of the log of DBOS."""

import logging

import pytest

from bot.engine.quiet import Quiet


def said(quiet: Quiet, text: str, **more: object) -> str | None:
    record = logging.LogRecord("dbos", logging.WARNING, "", 1, text, None, None)
    record.__dict__.update(more)
    return record.getMessage() if quiet.filter(record) else None


def test_the_same_is_said_once_a_minute_and_in_one_line() -> None:
    seconds = [0.0]
    quiet = Quiet(lambda: seconds[0])
    away = "Database connection failed: (psycopg.OperationalError) refused\n[SQL: SELECT secrets]"
    assert said(quiet, away) == away.partition("\n")[0]
    assert said(quiet, away) is None
    assert said(quiet, "Something else") == "Something else"
    seconds[0] = 61.0
    assert said(quiet, away) == away.partition("\n")[0]


def test_a_traceback_is_left_out() -> None:
    record = logging.LogRecord("dbos", logging.ERROR, "", 1, "DBOS failed to launch:", None, None)
    record.exc_info = (ValueError, ValueError("postgres://name:password@host"), None)
    assert Quiet().filter(record)
    assert record.exc_info is None


@pytest.mark.parametrize(
    "text",
    [
        "Exception encountered in asynchronous workflow:",
        "Error executing workflow 1234: Event loop is closed",
        "Workflow 1234 was cancelled during execution. Waiting for the recorded outcome",
        "Asyncio task cancelled for workflow or step functools.partial(…)",
    ],
)
def test_what_is_known_or_logged_elsewhere_is_not_said(text: str) -> None:
    assert said(Quiet(), text) is None
