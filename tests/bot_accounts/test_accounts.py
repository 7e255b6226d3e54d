import asyncio
from pathlib import Path

import msgspec
import pytest

from bot.accounts import Accounts, NotLinked
from bot.heroku_login import LoginRefused
from bot.settings import Settings
from bot.store import Account, LinkState, Store, StoreUnavailable
from core.collect.sources import Sources
from core.errors import HerokuUnavailable, Unauthorized
from tests.bot_accounts.oauth_server import LIFE, OAuth
from tests.bot_store.conftest import Clock

ADA = LinkState(team_id="T1", user_id="U1", name="ada")


async def link(accounts: Accounts, oauth: OAuth) -> str:
    oauth.codes.add("code")
    await accounts.link(ADA, "code")
    return await accounts.token_for("T1", "U1")


async def kept(store: Store) -> Account:
    account = await store.account("T1", "U1")
    assert account is not None
    return account


async def test_who_has_linked_nothing_is_told_where_to(accounts: Accounts, store: Store) -> None:
    with pytest.raises(NotLinked) as raised:
        await accounts.token_for("T1", "U1", name="ada", return_to="slack://open?team=T1")
    address, _, state = (raised.value.login_url or "").partition("?state=")
    assert address == "https://bot.example.com/heroku/login"
    assert await store.state(state) == LinkState(
        team_id="T1", user_id="U1", name="ada", return_to="slack://open?team=T1"
    )


async def test_where_the_bot_is_must_be_known(settings: Settings, store: Store) -> None:
    accounts = Accounts(msgspec.structs.replace(settings, public_url=None), store)
    with pytest.raises(NotLinked) as raised:
        await accounts.token_for("T1", "U1")
    assert raised.value.login_url is None
    assert raised.value.hint is not None
    assert "PRODCHECK_URL" in raised.value.hint
    accounts.public_url = "https://bot-123.herokuapp.com"
    url = await accounts.login_url("T1", "U1")
    assert url is not None
    assert url.startswith("https://bot-123.herokuapp.com/heroku/login?state=")


async def test_a_linked_account_gives_its_token(
    accounts: Accounts, oauth: OAuth, store: Store, clock: Clock
) -> None:
    token = await link(accounts, oauth)
    account = await kept(store)
    assert token == account.access_token == "HRKU-access-1"
    assert account.heroku_user_id == "01234567-89ab-cdef-0123-456789abcdef"
    assert account.expires_at is not None
    assert account.expires_at.timestamp() == clock.seconds + LIFE


async def test_it_is_the_account_of_one_person_in_one_workspace(
    accounts: Accounts, oauth: OAuth
) -> None:
    await link(accounts, oauth)
    for team, user in (("T1", "U2"), ("T2", "U1")):
        with pytest.raises(NotLinked):
            await accounts.token_for(team, user)


async def test_a_used_code_links_nothing(accounts: Accounts, oauth: OAuth) -> None:
    await link(accounts, oauth)
    with pytest.raises(LoginRefused) as raised:
        await accounts.link(LinkState(team_id="T1", user_id="U2"), "code")
    assert raised.value.request_id == "request-of-herokus"
    assert await accounts.account("T1", "U2") is None


async def test_a_token_is_renewed_before_it_ends(
    accounts: Accounts, oauth: OAuth, store: Store, clock: Clock
) -> None:
    old = await link(accounts, oauth)
    clock.pass_by(seconds=LIFE - 301)
    assert await accounts.token_for("T1", "U1") == old
    clock.pass_by(seconds=1)
    new = await accounts.token_for("T1", "U1")
    assert new != old
    assert (await kept(store)).access_token == new
    assert oauth.forms[-1]["refresh_token"] == (await kept(store)).refresh_token


async def test_many_who_ask_at_once_renew_once(
    accounts: Accounts, oauth: OAuth, clock: Clock
) -> None:
    await link(accounts, oauth)
    clock.pass_by(days=1)
    before = len(oauth.asked)
    tokens = await asyncio.gather(*(accounts.token_for("T1", "U1") for _ in range(8)))
    assert len(set(tokens)) == 1
    assert len(oauth.asked) == before + 1


async def test_a_permission_taken_back_means_to_link_anew(
    accounts: Accounts, oauth: OAuth, clock: Clock
) -> None:
    await link(accounts, oauth)
    oauth.refresh_tokens.clear()
    clock.pass_by(days=1)
    with pytest.raises(NotLinked) as raised:
        await accounts.token_for("T1", "U1")
    assert raised.value.login_url is not None
    assert await link(accounts, oauth)


async def test_a_wrong_secret_of_ours_costs_nobody_their_link(
    accounts: Accounts, oauth: OAuth, settings: Settings, store: Store, clock: Clock
) -> None:
    await link(accounts, oauth)
    clock.pass_by(days=1)
    mistyped = msgspec.structs.replace(settings, heroku_oauth_secret="mistyped")
    with pytest.raises(NotLinked):
        await Accounts(mistyped, store, now=clock).token_for("T1", "U1")
    assert await accounts.token_for("T1", "U1")


@pytest.mark.parametrize("answer", [(503, b""), (429, b"{}"), (200, b"<html>"), (200, b"{}")])
async def test_while_heroku_is_down_a_good_token_serves_to_its_end(
    accounts: Accounts, oauth: OAuth, clock: Clock, answer: tuple[int, bytes]
) -> None:
    old = await link(accounts, oauth)
    oauth.fails_with = answer
    clock.pass_by(seconds=LIFE - 10)
    assert await accounts.token_for("T1", "U1") == old
    clock.pass_by(seconds=10)
    with pytest.raises(HerokuUnavailable):
        await accounts.token_for("T1", "U1")
    oauth.fails_with = None
    assert await accounts.token_for("T1", "U1") != old


async def test_nobody_answering_is_heroku_being_down(settings: Settings, store: Store) -> None:
    nowhere = msgspec.structs.replace(settings, heroku_login_url="http://127.0.0.1:9")
    with pytest.raises(HerokuUnavailable, match="does not answer"):
        await Accounts(nowhere, store).link(ADA, "code")


async def test_a_token_that_heroku_refused_is_replaced(accounts: Accounts, oauth: OAuth) -> None:
    old = await link(accounts, oauth)
    new = await accounts.token_for("T1", "U1", refused=old)
    assert new != old
    assert await accounts.token_for("T1", "U1", refused=old) == new


async def test_disconnecting_takes_the_permission_back(
    accounts: Accounts, oauth: OAuth, store: Store
) -> None:
    await link(accounts, oauth)
    oauth.authorizations["of-another-client"] = "HRKU-other"
    assert await accounts.disconnect("T1", "U1")
    assert oauth.authorizations == {"of-another-client": "HRKU-other"}
    assert await store.account("T1", "U1") is None
    with pytest.raises(NotLinked):
        await accounts.token_for("T1", "U1")


async def test_it_does_so_too_when_the_token_has_ended(
    accounts: Accounts, oauth: OAuth, clock: Clock
) -> None:
    await link(accounts, oauth)
    clock.pass_by(days=1)
    assert await accounts.disconnect("T1", "U1")
    assert oauth.authorizations == {}


@pytest.mark.parametrize("answer", [(403, b'{"id":"forbidden"}'), (500, b""), (200, b"[]")])
async def test_when_heroku_does_not_go_along_our_copy_goes_all_the_same(
    accounts: Accounts, oauth: OAuth, store: Store, answer: tuple[int, bytes]
) -> None:
    await link(accounts, oauth)
    oauth.fails_with = answer
    assert not await accounts.disconnect("T1", "U1")
    assert await store.account("T1", "U1") is None


async def test_disconnecting_nothing_is_nothing(accounts: Accounts, oauth: OAuth) -> None:
    assert not await accounts.disconnect("T1", "U1")
    assert oauth.asked == []


async def test_while_the_database_is_away_who_asked_lately_is_still_known(
    accounts: Accounts, oauth: OAuth, store: Store, tmp_path: Path, clock: Clock
) -> None:
    token = await link(accounts, oauth)
    break_file(tmp_path / "bot.db")
    await store.close()
    assert await accounts.token_for("T1", "U1") == token
    clock.pass_by(days=1)
    renewed = await accounts.token_for("T1", "U1")
    assert renewed != token
    assert await accounts.token_for("T1", "U1") == renewed
    with pytest.raises(StoreUnavailable):
        await accounts.token_for("T1", "U2")


def break_file(database: Path) -> None:
    for file in database.parent.glob(f"{database.name}*"):
        file.write_bytes(b"Dear diary, " * 1000)


async def test_who_disconnected_is_not_known_from_memory(
    accounts: Accounts, oauth: OAuth, store: Store, tmp_path: Path
) -> None:
    await link(accounts, oauth)
    await accounts.disconnect("T1", "U1")
    break_file(tmp_path / "bot.db")
    await store.close()
    with pytest.raises(StoreUnavailable):
        await accounts.token_for("T1", "U1")


async def test_without_oauth_there_is_one_token(store: Store) -> None:
    accounts = Accounts(Settings(heroku_api_key="HRKU-shared"), store)
    assert not accounts.personal
    assert await accounts.token_for("T1", "U1") == "HRKU-shared"
    assert await accounts.token_for("T2", "U2") == "HRKU-shared"
    with pytest.raises(Unauthorized, match="refuses"):
        await accounts.token_for("T1", "U1", refused="HRKU-shared")


async def test_without_any_token_that_is_said(store: Store) -> None:
    with pytest.raises(Unauthorized) as raised:
        await Accounts(Settings(), store).token_for("T1", "U1")
    assert raised.value.hint == "Set HEROKU_API_KEY."


async def test_the_token_is_kept_from_proxies_and_files_of_the_environment(
    settings: Settings, store: Store, oauth: OAuth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with_proxy = Sources(token="", api_url=oauth.url, proxy="http://127.0.0.1:9")
    through = msgspec.structs.replace(settings, sources=with_proxy)
    assert await link(Accounts(through, store), oauth)
