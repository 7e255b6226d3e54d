import httpx
import pytest

from sandbox import Sandbox


@pytest.fixture
def browser(sandbox: Sandbox) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=sandbox.url, trust_env=False, follow_redirects=True)


def row(page: str, app: str) -> str:
    return page.partition(f'<tr id="{app}">')[2].partition("<tr ")[0]


async def test_a_press_changes_the_app_and_shows_it(
    sandbox: Sandbox, browser: httpx.AsyncClient
) -> None:
    async with browser:
        assert "2 &times; Standard-1X" in row((await browser.get("/")).text, "ha-app")
        for what in ("web-1", "maintenance-on", "crash", "fail"):
            shown = await browser.post("/change", data={"app": "ha-app", "what": what})
            assert shown.status_code == 200
    assert "1 &times; Standard-1X" in row(shown.text, "ha-app")
    assert "maintenance off" in row(shown.text, "ha-app")
    app = sandbox.catalogue.apps["ha-app"]
    assert (app.maintenance, app.dynos[0].state, app.releases[-1].status) == (
        True,
        "crashed",
        "failed",
    )


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"app": "ha-app"},
        {"app": "ha-app", "what": "delete"},
        {"app": "no-such-app", "what": "web-1"},
        {"app": "vault-app", "what": "deploy"},
    ],
)
async def test_a_button_that_is_not_there_does_nothing(
    sandbox: Sandbox, browser: httpx.AsyncClient, form: dict[str, str]
) -> None:
    before = dict(sandbox.catalogue.apps)
    async with browser:
        assert (await browser.post("/change", data=form)).status_code == 422
    assert sandbox.catalogue.apps == before


async def test_what_apps_say_of_themselves_is_escaped(browser: httpx.AsyncClient) -> None:
    hostile = 'summary = "<script>alert(1)</script>"'
    async with Sandbox(extra={"angry-app": hostile}) as sandbox, browser:
        page = (await browser.get(f"{sandbox.url}/")).text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
