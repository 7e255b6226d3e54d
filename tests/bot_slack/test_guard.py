"""What is let in at the door for Slack, over HTTP."""

import logging
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.slack.guard import MAX_BODY, Guard
from sandbox.slack.signing import signature
from tests.bot_slack.bots import Bot

COMMAND = {"command": "/prodcheck", "text": "help", "team_id": "T024ACME", "user_id": "U024ADA"}
FORM = urlencode(COMMAND).encode()


async def test_what_slack_signed_is_answered(bot: Bot) -> None:
    response = await bot.post(FORM)
    assert response.status_code == 200
    assert "/prodcheck myapp" in response.json()["text"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x_slack_signature": "v0=" + "0" * 64}, 401),
        ({"x_slack_signature": "v0=\u00e9"}, 401),
        ({"x_slack_signature": ""}, 401),
        ({"x_slack_signature": None}, 401),
        ({"x_slack_request_timestamp": None}, 401),
        ({"x_slack_request_timestamp": "soon"}, 401),
        ({"x_slack_request_timestamp": "-1"}, 401),
        ({"x_slack_request_timestamp": "1e9"}, 401),
        ({"x_slack_request_timestamp": "9" * 400}, 401),
        ({"x_slack_request_timestamp": "\u0663"}, 401),
        ({"x_slack_request_timestamp": "1"}, 401),
    ],
)
async def test_what_slack_did_not_sign_is_refused(
    bot: Bot, headers: dict[str, str | None], status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    response = await bot.post(
        FORM + b"&response_url=" + b"https://hooks.slack.com/very/private",
        **{k: v if v is None else v.encode() for k, v in headers.items()},  # type: ignore[arg-type]
    )
    assert response.status_code == status
    assert "very/private" not in response.text + caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(("age", "status"), [(299, 200), (301, 401), (-299, 200), (-301, 401)])
async def test_a_signature_holds_for_five_minutes(age: int, status: int) -> None:
    stamp = str(1_000_000 - age)
    headers = {
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature("secret", stamp, b"x=1"),
    }
    async with guarded("secret") as client:
        response = await client.post("/slack/events", content=b"x=1", headers=headers)
    assert response.status_code == status


async def test_an_altered_body_is_refused(bot: Bot) -> None:
    stamp = str(int(bot.slack.workspace.clock()))
    signed = signature(bot.slack.workspace.secrets.signing_secret, stamp, FORM)
    response = await bot.post(FORM + b"&x=1", x_slack_signature=signed)
    assert response.status_code == 401


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_over_a_megabyte_is_refused(declared: bool) -> None:  # noqa: FBT001
    async def body() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * (MAX_BODY // 10)

    content = b"x" * (MAX_BODY + 1) if declared else body()
    async with guarded("secret") as client:
        response = await client.post("/slack/events", content=content)
    assert response.status_code == 413


async def test_a_body_that_is_no_utf8_is_refused(bot: Bot) -> None:
    assert (await bot.post(b"payload=\xff\xfe")).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"payload={",
        b"{",
        b"payload=[1]",
        b'{"a":' * 100_000,
        b'payload="text"',
        b"payload=" + b"[" * 100_000,
    ],
)
async def test_nonsense_is_refused_even_when_it_is_signed(bot: Bot, body: bytes) -> None:
    response = await bot.post(body)
    assert response.status_code in {400, 404}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
async def test_slack_sends_post(bot: Bot, method: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.request(method, f"{bot.url}/slack/events")
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


async def test_without_a_secret_nothing_is_let_in() -> None:
    async with guarded(None) as client:
        stamp = "1000000"
        headers = {
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature("", stamp, b"x=1"),
        }
        response = await client.post("/slack/events", content=b"x=1", headers=headers)
    assert response.status_code == 503
    assert "SLACK_SIGNING_SECRET" in response.text


async def test_slack_may_try_the_certificate_without_signing(bot: Bot) -> None:
    response = await bot.post(b"ssl_check=1&token=x", x_slack_signature=None)
    assert (response.status_code, response.text) == (200, "")


async def test_the_address_is_verified_when_the_app_is_created(bot: Bot) -> None:
    body = b'{"type": "url_verification", "challenge": "3eZbrw1a"}'
    response = await bot.post(body, content_type="application/json")
    assert response.status_code == 200
    assert "3eZbrw1a" in response.text


def guarded(secret: str | None) -> httpx.AsyncClient:
    async def answer(_: object) -> PlainTextResponse:
        return PlainTextResponse("in")

    inner = Starlette(routes=[Route("/slack/events", answer, methods=["POST"])])
    guard = Guard(inner, secret=secret, clock=lambda: 1_000_000.0)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(guard), base_url="http://bot", trust_env=False
    )
