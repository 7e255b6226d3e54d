"""The page at `/`, from the button to a bot that works, as a browser gets it."""

import html
import re
import time

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.web.fresh import Fresh
from sandbox import Sandbox
from sandbox.slack import PretendSlack
from sandbox.slack.faults import Refused
from tests.bot_web.bots import HOST, running

Environ = dict[str, str]


def states(page: str) -> list[str]:
    return re.findall(r'class="step (\w+)"', page)


def said(page: str) -> str:
    """What a person reads."""
    body = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


async def get(bot: httpx.AsyncClient) -> str:
    answer = await bot.get("/")
    assert answer.status_code == 200
    return answer.text


async def knock(bot: httpx.AsyncClient, secret: str) -> int:
    """Verify the address as Slack does when its Retry is pressed."""
    body, now = '{"type":"url_verification","challenge":"c","token":"t"}', str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=now, body=body)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": signature or "",
    }
    answer = await bot.post("/slack/events", content=body, headers=headers)
    return answer.status_code


@pytest.fixture
def environ(heroku: Sandbox, slack: PretendSlack, database: Environ) -> Environ:
    """Everything is set."""
    return {**heroku.environ, **slack.environ, **database}


def without(environ: Environ, *names: str) -> Environ:
    return {name: value for name, value in environ.items() if name not in names}


async def test_it_starts_with_nothing_set(database: Environ) -> None:
    async with running(database) as bot:
        page = await get(bot)
    assert states(page) == ["done", "waiting", "waiting", "waiting", "waiting"]
    assert "1 of 5 done" in said(page)
    assert "heroku authorizations:create -s read" in said(page)
    assert "-a acme" in said(page)


async def test_it_offers_the_manifest_for_the_very_host(database: Environ) -> None:
    async with running(database) as bot:
        page = await get(bot)
    assert f'"request_url": "https://{HOST}/slack/events"' in said(page)
    link = re.search(r'href="(https://api\.slack\.com/apps\?new_app=1&amp;[^"]+)"', page)
    assert link is not None
    assert HOST in link[1]


@pytest.mark.parametrize("host", ["evil.example.com", "evil.example.com:443"])
async def test_a_host_that_is_not_ours_is_never_repeated(database: Environ, host: str) -> None:
    async with running(database, host=host) as bot:
        page = await get(bot)
    assert "evil" not in page
    assert "PRODCHECK_URL" in page
    assert "manifest_json" not in page


async def test_on_a_laptop_it_offers_socket_mode(database: Environ) -> None:
    async with running(database, host="localhost:8080") as bot:
        page = await get(bot)
    assert '"socket_mode_enabled": true' in said(page)
    assert "python -m bot --socket" in said(page)


async def test_from_the_button_to_the_channel(environ: Environ, slack: PretendSlack) -> None:
    secret = slack.workspace.secrets.signing_secret
    async with running(without(environ, *slack.environ)) as bot:
        page = await get(bot)
        assert states(page) == ["done", "done", "waiting", "waiting", "waiting"]
        assert re.search(r"It sees \d+ apps", said(page))
    async with running(environ) as bot:
        page = await get(bot)
        assert states(page) == ["done", "done", "done", "done", "waiting"]
        assert await knock(bot, "another app's secret") == 401
        assert states(await get(bot))[-1] == "problem"
        assert await knock(bot, secret) == 200
        page = await get(bot)
        assert "Everything works" in said(page)
    async with running(environ) as bot:  # as after a restart of the dyno
        assert "Everything works" in said(await get(bot))


async def test_once_set_up_a_stranger_learns_nothing(environ: Environ, slack: PretendSlack) -> None:
    async with running(environ) as bot:
        await knock(bot, slack.workspace.secrets.signing_secret)
        page = await get(bot)
        assert states(page) == []
        for word in ("sees", "manifest", "config:set", "acme", "apps"):
            assert word not in said(page)
    broken = {**environ, "HEROKU_API_KEY": "HRKU-AAwrong"}
    async with running(broken) as bot:
        page = await get(bot)
        assert states(page) == ["problem"]
        assert "Not all of it works" in said(page)
        assert "refuses the token" in said(page)
        assert "manifest" not in said(page)
    async with running(without(environ, "HEROKU_API_KEY")) as bot:
        assert "sees" not in said(await get(bot))
    async with running(without(environ, "SLACK_BOT_TOKEN")) as bot:
        page = said(await get(bot))
        assert "SLACK_BOT_TOKEN" in page
        assert "sees" not in page, "the number of apps was for whoever set it up"


async def test_the_requests_of_another_slack_app_do_not_count(
    environ: Environ, slack: PretendSlack
) -> None:
    async with running(environ) as bot:
        await knock(bot, slack.workspace.secrets.signing_secret)
    async with running({**environ, "SLACK_SIGNING_SECRET": "0" * 32}) as bot:
        assert states(await get(bot))[-1] == "waiting"


async def test_while_the_database_is_away_a_bot_in_use_shows_no_steps(environ: Environ) -> None:
    away = {**environ, "DATABASE_URL": "sqlite:////nowhere/that/is/bot.db"}
    async with running(away) as bot:
        page = await get(bot)
    assert states(page) == ["problem"]
    assert "The database does not answer" in said(page)
    assert "sees" not in said(page)
    assert "manifest" not in said(page)


async def test_no_secret_is_ever_shown(
    environ: Environ, slack: PretendSlack, heroku: Sandbox
) -> None:
    more = {
        **environ,
        "HEROKU_OAUTH_ID": "id",
        "HEROKU_OAUTH_SECRET": "oauth-secret-of-the-bot",
        "PRODCHECK_SECRET_KEY": "key-that-encrypts-tokens",
        "SLACK_APP_TOKEN": slack.workspace.secrets.app_token,
    }
    secrets = [more[name] for name in more if name.endswith(("_KEY", "_SECRET", "_TOKEN"))]
    assert len(secrets) == 6
    texts = []
    slack.fail("auth.test", Refused("invalid_auth"), times=1)
    for values in (environ, more, {**environ, "HEROKU_API_KEY": heroku.tokens.nothing}):
        async with running(values) as bot:
            texts += [await get(bot)]
            await knock(bot, slack.workspace.secrets.signing_secret)
            texts += [await get(bot)]
            for path in ("/readyz", "/metrics", "/healthz", "/slack/events", "/nothing"):
                texts += [(await bot.get(path)).text]
    everything = "\n".join(texts)
    assert len(everything) > 20_000
    for secret in [*secrets, heroku.tokens.nothing, environ["DATABASE_URL"]]:
        assert secret not in everything


async def test_nothing_comes_from_elsewhere_and_nothing_goes_there(database: Environ) -> None:
    async with running(database) as bot:
        first, second = await bot.get("/"), await bot.get("/")
    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["referrer-policy"] == "no-referrer"
    assert first.headers["cache-control"] == "no-store"
    nonces = [set(re.findall(r'nonce="([^"]+)"', answer.text)) for answer in (first, second)]
    assert all(len(each) == 1 for each in nonces)
    assert nonces[0] != nonces[1]
    assert f"'nonce-{nonces[0].pop()}'" in policy
    assert not re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?!data:)', first.text)
    assert not re.findall(r"\son\w+=|\sstyle=", first.text)


async def test_it_works_without_a_script(database: Environ) -> None:
    async with running(database) as bot:
        page = await get(bot)
    assert '<noscript><meta http-equiv="refresh"' in page


async def test_a_page_that_is_asked_for_often_asks_others_seldom(
    environ: Environ, heroku: Sandbox, slack: PretendSlack
) -> None:
    async with running(environ) as bot:
        for _ in range(20):
            await get(bot)
    assert len(heroku.requests) <= 2
    assert len([call for call in slack.calls if call.method == "auth.test"]) == 1


async def test_an_answer_is_asked_for_again_when_it_is_old() -> None:
    asked = []

    async def ask() -> int:
        asked.append(1)
        return len(asked)

    kept, old = Fresh(ask, lambda _: 1000.0), Fresh(ask, lambda _: 0.0)
    assert [await kept.get(), await kept.get()] == [1, 1]
    assert [await old.get(), await old.get()] == [2, 3]


async def test_a_head_request_is_answered(database: Environ) -> None:
    async with running(database) as bot:
        answer = await bot.head("/")
    assert answer.status_code == 200
