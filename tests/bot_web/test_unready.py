"""What Slack is told while its secrets are not set."""

import httpx
import pytest

from tests.bot_web.bots import running

EVENTS = "/slack/events"


async def post(database: dict[str, str], content: bytes) -> httpx.Response:
    async with running(database) as bot:
        return await bot.post(EVENTS, content=content)


async def test_the_address_can_be_verified(database: dict[str, str]) -> None:
    answer = await post(database, b'{"type":"url_verification","token":"t","challenge":"3eZbrw"}')
    assert (answer.status_code, answer.text) == (200, "3eZbrw")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "body",
    [
        b'{"type":"url_verification","challenge":"<script>alert(1)</script>"}',
        b'{"type":"url_verification","challenge":1}',
        b'{"type":"url_verification"}',
        b'{"type":"event_callback","challenge":"x"}',
        b'{"type":',
        b"\xff\xfe",
        b"",
        b"[" * 100_000,
        b"x" * 3_000_000,
    ],
)
async def test_nothing_else_is_repeated_or_done(database: dict[str, str], body: bytes) -> None:
    answer = await post(database, body)
    assert answer.status_code == 503
    assert "not set up yet" in answer.text
    assert "script" not in answer.text


async def test_somebody_who_types_the_command_is_told(database: dict[str, str]) -> None:
    answer = await post(database, b"token=t&command=%2Fprodcheck&text=myapp")
    assert answer.json()["response_type"] == "ephemeral"
    assert "not set up yet" in answer.json()["text"]


async def test_a_secret_without_a_token_is_not_enough(database: dict[str, str]) -> None:
    answer = await post({**database, "SLACK_SIGNING_SECRET": "0" * 32}, b"payload=%7B%7D")
    assert answer.status_code == 503
