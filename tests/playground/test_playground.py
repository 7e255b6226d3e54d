"""`python -m sandbox.playground`: everything a user would start by hand, started and ended."""

import re
import signal
import socket
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from click.testing import CliRunner

from sandbox.bot_process import BotFailed, BotProcess, clean_environ
from sandbox.heroku_login import HerokuLogin
from sandbox.playground import NoManifest, Options, main, manifest_on, running
from sandbox.slack.messages import Message
from sandbox.tokens import make_tokens

COMMAND = [sys.executable, "-m", "sandbox.playground"]
LINES = re.compile(r"http://127\.0\.0\.1:\d+")


def test_the_pretend_heroku_alone_needs_no_web_framework() -> None:
    loaded = "import sys, sandbox; print({'starlette', 'uvicorn', 'aiohttp'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True)
    assert told.stdout.strip() == b"set()"


@pytest.mark.parametrize("options", [(), ("--socket",)])
def test_it_tries_itself(options: tuple[str, ...]) -> None:
    tried = subprocess.run(
        [*COMMAND, "--once", "--port", "0", *options],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert tried.returncode == 0, tried.stderr
    assert "The playground works." in tried.stderr


def test_ctrl_c_ends_all_of_it() -> None:
    with subprocess.Popen(
        [*COMMAND, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = ""
        while "Ctrl-C ends it." not in told:
            line = process.stdout.readline()
            assert line, process.communicate()
            told += line
        slack, bot, heroku = LINES.findall(told)
        assert "Playground" in httpx.get(f"{slack}/at/general", trust_env=False).text
        assert httpx.get(f"{bot}/readyz", trust_env=False).status_code == 200
        assert "The pretend Heroku" in httpx.get(heroku, trust_env=False).text
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 0
    for url in (slack, bot):
        with pytest.raises(httpx.ConnectError):
            httpx.get(url, trust_env=False)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        tried = CliRunner().invoke(main, ["--port", str(port)])
    assert tried.exit_code == 1
    assert f"Port {port} cannot be used" in tried.output


async def test_a_bot_that_does_not_start_says_why(tmp_path: Path) -> None:
    bot = BotProcess(tmp_path / "bot.log")
    with pytest.raises(BotFailed, match="DATABASE_URL"):
        await bot.start({"DATABASE_URL": "nonsense"})
    await bot.stop()


def test_the_bot_is_led_nowhere_by_what_is_set_around_it() -> None:
    given = {
        "PATH": "/bin",
        "HEROKU_API_KEY": "real",
        "SLACK_BOT_TOKEN": "real",
        "https_proxy": "http://proxy",
        "DATABASE_URL": "postgres://real",
    }
    assert clean_environ(given) == {"PATH": "/bin"}


def test_a_page_without_the_link_is_told() -> None:
    with pytest.raises(NoManifest):
        manifest_on("<a href='https://api.slack.com/apps'>…</a>")


async def test_heroku_gives_tokens_for_a_code_once() -> None:
    tokens = make_tokens()
    login = HerokuLogin(tokens, "http://127.0.0.1:9/callback")
    await login.start()
    environ = login.environ
    ask = {"client_id": environ["HEROKU_OAUTH_ID"], "response_type": "code", "state": "s<1>"}
    async with httpx.AsyncClient(base_url=login.url, trust_env=False) as client:
        page = (await client.get("/oauth/authorize", params={**ask, "scope": "read"})).text
        links = [urlsplit(unescape(link)) for link in re.findall(r'href="([^"]+)"', page)]
        allow, other, deny = (parse_qs(link.query) for link in links)
        assert allow["state"] == other["state"] == deny["state"] == ["s<1>"]
        assert deny["error"] == ["access_denied"]
        form = {
            "grant_type": "authorization_code",
            "code": allow["code"][0],
            "client_secret": environ["HEROKU_OAUTH_SECRET"],
        }
        wrong = await client.post("/oauth/token", data={**form, "client_secret": "x"})
        given = (await client.post("/oauth/token", data=form)).json()
        again = await client.post("/oauth/token", data=form)
        refresh = {
            "grant_type": "refresh_token",
            "refresh_token": given["refresh_token"],
            "client_secret": form["client_secret"],
        }
        renewed = (await client.post("/oauth/token", data=refresh)).json()
        stranger = await client.get("/oauth/authorize", params={**ask, "client_id": "x"})
    await login.stop()
    assert (wrong.status_code, again.status_code, stranger.status_code) == (401, 401, 400)
    assert given["access_token"] == renewed["access_token"] == tokens.read
    assert given["refresh_token"] != renewed["refresh_token"]


async def test_a_person_links_an_account_and_then_sees_their_apps() -> None:
    async with running(Options(oauth=True)) as playground:
        slack = playground.slack

        def last() -> Message | None:
            said = slack.messages("ada", "#general")
            return said[-1] if said else None

        await slack.type("ada", "#general", "/prodcheck ha-app")
        asked = await slack.until(last)
        urls = [e["url"] for b in asked.blocks for e in b.get("elements", []) if "url" in e]
        async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as browser:
            page = await browser.get(urls[0])
            for _ in range(3):
                if "/oauth/authorize" in str(page.url):
                    break
                page = await _confirm(browser, page)
            allow = unescape(re.findall(r'href="([^"]+)"', page.text)[0])
            done = await browser.get(allow)
        assert done.status_code == 200, done.text
        await slack.type("ada", "#general", "/prodcheck ha-app")
        report = await slack.until(lambda: None if last() is asked else last())
        # With the scope `read` Heroku tells nothing of the inside of databases.
        assert report.text.startswith("It is not known whether ha-app is ready")


async def _confirm(browser: httpx.AsyncClient, page: httpx.Response) -> httpx.Response:
    """Press the button of the bot's own page that leads to Heroku."""
    form = re.search(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', page.text, re.DOTALL)
    assert form, page.text
    fields = re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', form[2])
    data = {name: unescape(value) for name, value in fields}
    return await browser.post(str(page.url.join(unescape(form[1]))), data=data)
