import asyncio

import httpx
import msgspec
import pytest

from sandbox import Sandbox
from sandbox.faults import (
    DELINQUENT,
    FORBIDDEN,
    NOT_ACCEPTABLE,
    NOT_FOUND,
    RATE_LIMITED,
    SERVER_ERROR,
    SUSPENDED,
    TWO_FACTOR,
    UNAUTHORIZED,
    UNAVAILABLE,
    WRONG_JSON,
    Body,
    Html,
    HttpError,
    NullFields,
    Redirect,
    Reset,
    Slow,
    Truncated,
    UnknownFields,
    rate_limited,
)
from tests.sandbox.clients import heroku

PATH = "/apps/ha-app/formation"


@pytest.mark.parametrize(
    ("fault", "status", "identity"),
    [
        (UNAUTHORIZED, 401, "unauthorized"),
        (DELINQUENT, 402, "delinquent"),
        (FORBIDDEN, 403, "forbidden"),
        (SUSPENDED, 403, "suspended"),
        (TWO_FACTOR, 403, "two_factor"),
        (NOT_FOUND, 404, "not_found"),
        (NOT_ACCEPTABLE, 406, "not_acceptable"),
        (RATE_LIMITED, 429, "rate_limit"),
        (SERVER_ERROR, 500, "internal_server_error"),
        (UNAVAILABLE, 503, "unavailable"),
    ],
)
async def test_an_error_is_one_in_herokus_form(
    sandbox: Sandbox, client: httpx.AsyncClient, fault: HttpError, status: int, identity: str
) -> None:
    sandbox.fail(PATH, fault)
    response = await client.get(PATH)
    assert (response.status_code, response.json()["id"]) == (status, identity)
    assert response.json()["message"]
    assert response.headers["Request-Id"]


async def test_rate_limits_say_when_to_come_back_only_if_told_to(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    sandbox.fail(PATH, rate_limited(7))
    assert (await client.get(PATH)).headers["Retry-After"] == "7"
    sandbox.fail(PATH, RATE_LIMITED)
    assert "Retry-After" not in (await client.get(PATH)).headers


async def test_a_fault_strikes_as_often_as_ordered(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    sandbox.fail(PATH, UNAVAILABLE, times=2)
    assert [(await client.get(PATH)).status_code for _ in range(4)] == [503, 503, 200, 200]


async def test_a_fault_strikes_where_its_pattern_fits_and_the_newest_wins(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    sandbox.fail("/apps/*/domains", SERVER_ERROR)
    sandbox.fail("/apps/big-app/*", FORBIDDEN)
    paths = ("/apps/ha-app/domains", "/apps/big-app/domains", "/apps/ha-app/dynos")
    assert [(await client.get(path)).status_code for path in paths] == [500, 403, 200]
    sandbox.heal()
    assert [(await client.get(path)).status_code for path in paths] == [200, 200, 200]


async def test_bodies_that_are_not_what_was_asked_for(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    sandbox.fail(PATH, Html())
    page = await client.get(PATH)
    assert page.headers["Content-Type"].startswith("text/html")
    assert b"<html>" in page.content
    sandbox.fail(PATH, Html(status=503))
    assert (await client.get(PATH)).status_code == 503
    sandbox.fail(PATH, WRONG_JSON)
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode((await client.get(PATH)).content)
    sandbox.fail(PATH, Body(b"[[[]]]", status=206))
    odd = await client.get(PATH)
    assert (odd.status_code, odd.json()) == (206, [[[]]])


async def test_fields_that_are_null_and_fields_that_are_new(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    whole = (await client.get(PATH)).json()
    sandbox.fail(PATH, NullFields())
    nulled = (await client.get(PATH)).json()
    assert [row["id"] for row in nulled] == [row["id"] for row in whole]
    assert {value for row in nulled for key, value in row.items() if key != "id"} == {None}
    sandbox.fail(PATH, UnknownFields())
    extended = (await client.get(PATH)).json()
    assert all(new.items() > old.items() for new, old in zip(extended, whole, strict=True))
    sandbox.fail("/apps/ha-app", NullFields())
    app = (await client.get("/apps/ha-app")).json()
    assert (app["name"], app["stack"]) == ("ha-app", None)


async def test_a_truncated_answer_breaks_off(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    sandbox.fail(PATH, Truncated(), times=1)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        await client.get(PATH)
    assert (await client.get(PATH)).status_code == 200


async def test_a_reset_connection_gives_no_answer(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    sandbox.fail(PATH, Reset(), times=1)
    with pytest.raises(httpx.ReadError):
        await client.get(PATH)
    assert sandbox.requests[-1].status is None
    assert (await client.get(PATH)).status_code == 200


async def test_a_slow_answer_outlasts_impatience_and_is_right_in_the_end(sandbox: Sandbox) -> None:
    sandbox.fail(PATH, Slow(0.2))
    async with heroku(sandbox, timeout=0.05) as hasty, heroku(sandbox) as patient:
        with pytest.raises(httpx.ReadTimeout):
            await hasty.get(PATH)
        response = await patient.get(PATH)
    assert response.status_code == 200
    last = sandbox.requests[-1]
    assert last.ended is not None
    assert last.ended - last.started >= 0.2


async def test_a_redirect_shows_whether_the_token_went_along(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    elsewhere = sandbox.url.replace("127.0.0.1", "localhost")
    sandbox.fail(PATH, Redirect(f"{elsewhere}/stacks"))
    response = await client.get(PATH, follow_redirects=True)
    assert response.status_code == 200
    assert [each.host.partition(":")[0] for each in sandbox.requests] == ["127.0.0.1", "localhost"]
    assert [each.carried_token for each in sandbox.requests] == [True, False]


async def test_requests_are_recorded_without_the_token(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    await client.get("/apps/ha-app/releases?x=1", headers={"Range": "version ..; max=2"})
    [request] = sandbox.requests
    assert (request.method, request.path) == ("GET", "/apps/ha-app/releases?x=1")
    assert request.headers["range"] == "version ..; max=2"
    assert (request.access, request.carried_token, request.status) == ("full", True, 206)
    assert sandbox.token not in repr(request)
    assert sandbox.token not in repr(sandbox.tokens)


async def test_how_many_ran_at_once_is_counted() -> None:
    async with Sandbox(api_latency=0.05) as sandbox, heroku(sandbox) as client:
        await asyncio.gather(*(client.get("/apps/ha-app") for _ in range(6)))
        await client.get("/apps/ha-app")
        assert len(sandbox.requests) == 7
        assert sandbox.highest_concurrency == 6
        waits = [each.ended - each.started for each in sandbox.requests if each.ended is not None]
    assert len(waits) == 7
    assert min(waits) >= 0.05
