"""Checks on behalf of many, and the names of apps."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from bot.app_names import AppNames, close, matching
from bot.checking import Busy, Checker
from bot.settings import Settings
from bot.transport import SharedTransport
from core.collect.sources import Sources
from core.errors import ConfigError, Forbidden, HerokuUnavailable, Unauthorized
from sandbox import Sandbox
from sandbox.faults import UNAVAILABLE, Reset, Slow


@pytest.fixture
def settings(heroku: Sandbox) -> Settings:
    return Settings.load(heroku.environ)


@pytest.fixture
async def checker(settings: Settings) -> AsyncIterator[Checker]:
    checker = Checker(settings)
    yield checker
    await checker.aclose()


async def test_an_app_is_checked(checker: Checker, heroku: Sandbox) -> None:
    checked = await checker.check("ha-app", heroku.token)
    assert checked.report.app == checked.snapshot.app.name == "ha-app"
    assert checked.report.verdict == "ready"
    assert checked.seconds > 0
    assert checker.under_way == 0


async def test_of_two_at_once_one_checks_and_both_know(checker: Checker, heroku: Sandbox) -> None:
    one, two = await asyncio.gather(
        checker.check("ha-app", heroku.token), checker.check("ha-app", heroku.token)
    )
    assert one is two


async def test_what_changed_since_is_seen_by_who_asks_anew(
    checker: Checker, heroku: Sandbox
) -> None:
    heroku.fail("/apps/ha-app/domains", Slow(0.5), times=1)
    before = asyncio.create_task(checker.check("ha-app", heroku.token))
    read = {"/apps/ha-app/formation", "/apps/ha-app/dynos"}
    while not read <= {each.path for each in heroku.requests if each.status}:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    heroku.change.scale("ha-app", web=1)
    alike, anew, also = await asyncio.gather(
        checker.check("ha-app", heroku.token),
        checker.check("ha-app", heroku.token, anew=True),
        checker.check("ha-app", heroku.token, anew=True),
    )
    assert alike is await before
    assert alike.report.verdict == "ready"
    assert anew.report.verdict == "not_ready"
    assert anew is also


async def test_who_gives_up_does_not_take_the_answer_along(
    checker: Checker, heroku: Sandbox
) -> None:
    first = asyncio.create_task(checker.check("ha-app", heroku.token))
    second = asyncio.create_task(checker.check("ha-app", heroku.token))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).report.app == "ha-app"


async def test_tokens_do_not_share_an_answer(checker: Checker, heroku: Sandbox) -> None:
    results = await asyncio.gather(
        checker.check("ha-app", heroku.token),
        checker.check("ha-app", heroku.tokens.nothing),
        return_exceptions=True,
    )
    assert not isinstance(results[0], BaseException)
    assert isinstance(results[1], Forbidden)


async def test_of_too_many_the_last_are_told(settings: Settings, heroku: Sandbox) -> None:
    settings = msgspec.structs.replace(settings, max_checks=1, max_waiting=1)
    checker = Checker(settings)
    apps = ("ha-app", "troubled-app", "empty-app")
    results = await asyncio.gather(
        *(checker.check(app, heroku.token) for app in apps), return_exceptions=True
    )
    await checker.aclose()
    assert [type(each) is Busy for each in results] == [False, False, True]


async def test_time_runs_out(settings: Settings, heroku: Sandbox) -> None:
    seen: list[bool] = []
    checker = Checker(settings, time_limit=0.0, observe=lambda _, done: seen.append(done))
    with pytest.raises(HerokuUnavailable):
        await checker.check("ha-app", heroku.token)
    await checker.aclose()
    assert seen == [False]


async def test_a_text_that_is_no_token_is_refused(checker: Checker) -> None:
    with pytest.raises(Unauthorized):
        await checker.check("ha-app", "not a token")


async def test_connections_are_used_again(checker: Checker, heroku: Sandbox) -> None:
    await checker.check("ha-app", heroku.token)
    heroku.fail("/apps/ha-app", Reset(), times=1)
    assert (await checker.check("ha-app", heroku.token)).report.verdict == "ready"


def test_a_proxy_that_is_no_address_is_refused() -> None:
    sources = Sources(token="", proxy="ftp://user:secret@proxy")
    with pytest.raises(ConfigError) as caught:
        SharedTransport(sources)
    assert "secret" not in str(caught.value)


async def test_a_proxy_stands_before_https_alone(heroku: Sandbox) -> None:
    plain = SharedTransport(
        Sources(
            token="",
            api_url=heroku.url,
            data_url=heroku.url,
            metrics_url=heroku.url,
            proxy=heroku.proxy,
        )
    )
    assert plain.proxy is None
    secure = SharedTransport(Sources(token="", proxy=heroku.proxy))
    assert secure.proxy is not None


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def test_a_list_of_apps_is_remembered_for_a_minute(
    settings: Settings, checker: Checker, heroku: Sandbox
) -> None:
    clock = Clock()
    names = AppNames(settings, checker, clock=clock)
    first, again = await asyncio.gather(names.visible(heroku.token), names.visible(heroku.token))
    assert "ha-app" in first
    assert first == again
    assert len(heroku.requests) == 1
    clock.seconds = 59.0
    await names.visible(heroku.token)
    assert len(heroku.requests) == 1
    clock.seconds = 60.0
    await names.visible(heroku.token)
    assert len(heroku.requests) == 2
    assert await names.visible(heroku.tokens.nothing) == ()


async def test_a_list_that_failed_is_asked_for_again(
    settings: Settings, checker: Checker, heroku: Sandbox
) -> None:
    names = AppNames(settings, checker)
    heroku.fail("/apps", UNAVAILABLE)
    with pytest.raises(HerokuUnavailable):
        await names.visible(heroku.token)
    heroku.heal()
    assert "ha-app" in await names.visible(heroku.token)


async def test_an_account_is_named_where_heroku_tells(
    settings: Settings, checker: Checker, heroku: Sandbox
) -> None:
    names = AppNames(settings, checker)
    assert "@" in (await names.account(heroku.token) or "")
    assert await names.account(heroku.tokens.read) is None
    before = len(heroku.requests)
    await names.account(heroku.token)
    assert len(heroku.requests) == before


NAMES = ("api", "checkout", "checkout-eu", "checkout-staging", "web-checkout", "zebra")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", list(NAMES)),
        ("check", ["checkout", "checkout-eu", "checkout-staging", "web-checkout"]),
        ("CHECKOUT-", ["checkout-eu", "checkout-staging"]),
        ("nothing", []),
    ],
)
def test_names_that_begin_so_come_first(typed: str, found: list[str]) -> None:
    assert matching(typed, NAMES) == found


def test_no_more_are_offered_than_slack_takes() -> None:
    assert len(matching("", [f"app-{number}" for number in range(500)])) == 100


@pytest.mark.parametrize(
    ("typed", "guesses"),
    [
        ("chekout", ["checkout", "checkout-eu", "web-checkout"]),
        ("checkout-production", ["checkout-staging", "checkout-eu", "checkout"]),
        ("zeebra", ["zebra"]),
        ("nothing-like-it", []),
        ("zz", []),
    ],
)
def test_what_was_meant_is_guessed(typed: str, guesses: list[str]) -> None:
    assert close(typed, NAMES) == guesses


def test_guesses_stay_quick_among_thousands() -> None:
    many = [f"{letter}pp-{number}" for letter in "abcdefgh" for number in range(2_000)]
    assert close("bpp-77x", many)[0].startswith("bpp-77")
