import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from bot.accounts import Accounts
from bot.settings import Settings
from bot.store import Store
from bot.web.heroku import routes
from tests.bot_accounts.oauth_server import CLIENT_ID, OAuth
from tests.bot_store.conftest import Clock

HOME = "https://bot.example.com"


class Browser:
    """A person's browser: it keeps cookies and does not follow links by itself."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def open(self, url: str) -> httpx.Response:
        return await self._client.get(url)

    async def press(self, page: httpx.Response) -> httpx.Response:
        """Send the form of a page."""
        state = re.search(r'name="state" value="([^"]*)"', page.text)
        assert state is not None, page.text
        return await self._client.post("/heroku/login", data={"state": state[1]})

    async def post(self, body: bytes) -> httpx.Response:
        return await self._client.post("/heroku/login", content=body)


@asynccontextmanager
async def browsing(accounts: Accounts, store: Store) -> AsyncIterator[Browser]:
    app = Starlette(routes=routes(accounts, store))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=HOME, trust_env=False
    ) as client:
        yield Browser(client)


@pytest.fixture
async def browser(accounts: Accounts, store: Store) -> AsyncIterator[Browser]:
    async with browsing(accounts, store) as browser:
        yield browser


async def login_url(accounts: Accounts, *, name: str = "ada", return_to: str = "") -> str:
    url = await accounts.login_url("T1", "U1", name=name, return_to=return_to)
    assert url is not None
    return url


async def go(browser: Browser, url: str, oauth: OAuth) -> httpx.Response:
    """From the link in Slack to the page that says how it went."""
    sent_on = await browser.press(await browser.open(url))
    return await browser.open(oauth.consent(sent_on.headers["Location"]))


async def test_from_slack_to_heroku_and_back(
    browser: Browser, accounts: Accounts, oauth: OAuth
) -> None:
    page = await go(browser, await login_url(accounts, return_to="slack://open?team=T1"), oauth)
    assert page.status_code == 200
    assert "Your Heroku account is linked" in page.text
    assert "@ada (U1)" in page.text
    assert 'href="slack://open?team=T1"' in page.text
    token = await accounts.token_for("T1", "U1")
    assert token in oauth.authorizations.values()
    assert token not in page.text


async def test_heroku_is_asked_for_what_we_need_and_no_more(
    browser: Browser, accounts: Accounts, oauth: OAuth
) -> None:
    url = await login_url(accounts)
    sent_on = await browser.press(await browser.open(url))
    assert sent_on.status_code == 303
    address = urlsplit(sent_on.headers["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{oauth.url}/oauth/authorize"
    assert parse_qs(address.query) == {
        "client_id": [CLIENT_ID],
        "response_type": ["code"],
        "scope": ["read"],
        "state": [url.partition("state=")[2]],
    }


async def test_the_page_says_whose_account_it_will_be(browser: Browser, accounts: Accounts) -> None:
    page = await browser.open(await login_url(accounts))
    assert page.status_code == 200
    assert "@ada (U1)" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    cookie = page.headers["Set-Cookie"]
    for word in ("HttpOnly", "SameSite=lax", "Secure", "Path=/heroku"):
        assert word in cookie


async def test_names_from_slack_are_inert(browser: Browser, accounts: Accounts) -> None:
    page = await browser.open(await login_url(accounts, name="<script>alert(1)</script>"))
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize(
    "elsewhere",
    ["javascript:alert(1)", "https://evil.example/slack.com/", "https://slack.com.evil.example/"],
)
async def test_the_way_back_leads_to_slack_or_nowhere(
    browser: Browser, accounts: Accounts, oauth: OAuth, elsewhere: str
) -> None:
    page = await go(browser, await login_url(accounts, return_to=elsewhere), oauth)
    assert page.status_code == 200
    assert "evil" not in page.text
    assert "javascript" not in page.text


async def test_a_link_passed_on_by_its_middle_links_nothing(
    accounts: Accounts, store: Store, oauth: OAuth
) -> None:
    """Mallory sends Ada the address at Heroku that Mallory's own browser was sent to."""
    async with browsing(accounts, store) as mallory, browsing(accounts, store) as ada:
        sent_on = await mallory.press(await mallory.open(await login_url(accounts)))
        page = await ada.open(oauth.consent(sent_on.headers["Location"]))
    assert page.status_code == 400
    assert "did not begin in this browser" in page.text
    assert await store.account("T1", "U1") is None
    assert oauth.asked == []


async def test_a_form_sent_from_elsewhere_shows_the_page_first(
    browser: Browser, accounts: Accounts
) -> None:
    state = (await login_url(accounts)).partition("state=")[2]
    page = await browser.post(f"state={state}".encode())
    assert page.status_code == 200
    assert "Go on only if that is you" in page.text


@pytest.mark.parametrize("body", [b"", b"state=" + b"x" * 5000, b"\xff\xfe", b"state=made-up"])
async def test_a_form_with_nothing_of_use_in_it_is_a_broken_link(
    browser: Browser, body: bytes
) -> None:
    assert (await browser.post(body)).status_code == 400


async def test_coming_back_twice_links_once(
    browser: Browser, accounts: Accounts, oauth: OAuth
) -> None:
    sent_on = await browser.press(await browser.open(await login_url(accounts)))
    back = oauth.consent(sent_on.headers["Location"])
    await browser.open(back)
    asked = list(oauth.asked)
    page = await browser.open(back)
    assert page.status_code == 410
    assert "used already" in page.text
    assert oauth.asked == asked


async def test_coming_back_too_late_links_nothing(
    browser: Browser, accounts: Accounts, oauth: OAuth, store: Store, clock: Clock
) -> None:
    sent_on = await browser.press(await browser.open(await login_url(accounts)))
    clock.pass_by(minutes=10)
    page = await browser.open(oauth.consent(sent_on.headers["Location"]))
    assert page.status_code == 410
    assert "has expired" in page.text
    assert await store.account("T1", "U1") is None


async def test_an_old_link_says_so_at_once(
    browser: Browser, accounts: Accounts, clock: Clock
) -> None:
    url = await login_url(accounts)
    clock.pass_by(minutes=10)
    page = await browser.open(url)
    assert page.status_code == 410
    assert "/prodcheck" in page.text


@pytest.mark.parametrize(
    "path", ["/heroku/login", "/heroku/login?state=made-up", "/heroku/callback?state=x&code=y"]
)
async def test_a_made_up_link_does_not_work(browser: Browser, oauth: OAuth, path: str) -> None:
    page = await browser.open(path)
    assert page.status_code == 400
    assert "does not work" in page.text
    assert oauth.asked == []


async def test_saying_no_at_heroku_is_fine(
    browser: Browser, accounts: Accounts, oauth: OAuth
) -> None:
    url = await login_url(accounts)
    await browser.press(await browser.open(url))
    state = url.partition("state=")[2]
    page = await browser.open(f"/heroku/callback?error=access_denied&state={state}")
    assert page.status_code == 403
    assert "No account was linked" in page.text
    assert (await go(browser, url, oauth)).status_code == 200


async def test_heroku_refusing_the_code_is_said(
    browser: Browser, accounts: Accounts, oauth: OAuth
) -> None:
    sent_on = await browser.press(await browser.open(await login_url(accounts)))
    back = oauth.consent(sent_on.headers["Location"])
    oauth.codes.clear()
    page = await browser.open(back)
    assert page.status_code == 400
    assert "Heroku did not go along" in page.text


async def test_heroku_being_down_is_said(
    browser: Browser, accounts: Accounts, oauth: OAuth
) -> None:
    oauth.fails_with = (503, b"")
    page = await go(browser, await login_url(accounts), oauth)
    assert page.status_code == 503
    assert "Heroku does not answer" in page.text


async def test_the_database_being_away_is_said(accounts: Accounts, oauth: OAuth) -> None:
    away = await Store.open("postgres://127.0.0.1:9/bot")
    async with browsing(accounts, away) as browser:
        for path in ("/heroku/login?state=x", "/heroku/callback?state=x&code=y"):
            page = await browser.open(path)
            assert page.status_code == 503
            assert "database" in page.text
    await away.close()
    assert oauth.asked == []


async def test_without_oauth_there_is_nothing_to_link(store: Store) -> None:
    async with browsing(Accounts(Settings(heroku_api_key="HRKU-x"), store), store) as browser:
        for path in ("/heroku/login?state=x", "/heroku/callback?state=x&code=y"):
            assert (await browser.open(path)).status_code == 404
