"""Heroku does not answer as it should: an error when it is the app, a gap when it is the rest."""

import gzip

import pytest

from core.collect.collect import collect
from core.errors import (
    AppNotFound,
    ConfigError,
    Forbidden,
    HerokuError,
    HerokuUnavailable,
    RateLimited,
    Unauthorized,
)
from core.snapshot import NOT_COLLECTED, Snapshot, Unavailable, UnavailableKind
from tests.collect.heroku import TOKEN, Heroku, Reply, pretend_heroku, refusal, there
from tests.collect.sample import APP

APP_PATH = "/apps/ha-app"
DYNOS = "/apps/ha-app/dynos"
HTML = Reply(raw=b"<!doctype html><h1>Oops</h1>", headers={"Content-Type": "text/html"})

NO_ANSWER = [
    pytest.param(refusal(500, "internal"), "500 internal", id="500"),
    pytest.param(refusal(503, "unavailable"), "503 unavailable", id="503"),
    pytest.param(Reply(raw=b"", status=502), "502", id="empty 502"),
    pytest.param(Reply(reset=True), "broke off", id="reset"),
    pytest.param(HTML, "HTML page", id="HTML"),
    pytest.param(Reply(raw=b'{"id": "0123'), "Heroku's answer to", id="truncated JSON"),
    pytest.param(Reply(raw=b"\xff\xfe"), "not whole JSON", id="not text"),
    pytest.param(Reply(raw=b"[" * 20_000), "Heroku's answer to", id="endless nesting"),
    pytest.param(Reply(raw=b""), "not whole JSON", id="empty"),
    pytest.param(Reply([1]), "not as documented", id="wrong type"),
    pytest.param(Reply({"message": "?"}), "not as documented", id="missing field"),
    pytest.param(
        Reply(raw=b"not gzip", headers={"Content-Encoding": "gzip"}), "compressed", id="bad gzip"
    ),
    pytest.param(
        Reply(raw=b"{}", headers={"Content-Length": "200"}, close=True), "broke off", id="cut off"
    ),
]


async def refused(heroku: Heroku, *replies: Reply, **sources: object) -> HerokuError:
    heroku.on(APP_PATH, *replies)
    with pytest.raises(HerokuError) as caught:
        await collect("ha-app", heroku.sources(**sources), facts=["dynos", "features"])
    error = caught.value
    assert "ha-app" in error.message
    assert error.hint
    assert TOKEN not in f"{error!r} {error.message} {error.hint}"
    return error


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (refusal(401, "unauthorized"), Unauthorized, "refuses the token"),
        (refusal(402, "delinquent"), Forbidden, "paid or verified"),
        (refusal(403, "forbidden"), Forbidden, "may not see ha-app"),
        (refusal(403, "suspended"), Forbidden, "suspended"),
        (refusal(403, "two_factor"), Forbidden, "second factor"),
        (refusal(404, "not_found", resource="app"), AppNotFound, "or none that this token may see"),
        (refusal(406, "not_acceptable"), HerokuUnavailable, "version of prodcheck"),
        (refusal(410, "gone"), AppNotFound, "410"),
        (refusal(429, "rate_limit"), RateLimited, "spent"),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Reply) else None,
)
async def test_an_app_that_cannot_be_read_says_why_and_what_to_do(
    heroku: Heroku, reply: Reply, error: type[HerokuError], said: str
) -> None:
    caught = await refused(heroku, reply)
    assert type(caught) is error
    assert said in caught.message
    assert caught.request_id == "r-apps-ha-app"


@pytest.mark.parametrize(("reply", "said"), NO_ANSWER)
async def test_an_app_whose_answer_makes_no_sense_is_no_app(
    heroku: Heroku, reply: Reply, said: str
) -> None:
    caught = await refused(heroku, reply)
    assert type(caught) is HerokuUnavailable
    assert said in caught.message
    assert "prodcheck -a ha-app" in (caught.hint or "")


@pytest.mark.parametrize(("reply", "said"), NO_ANSWER)
async def test_one_thing_that_cannot_be_read_leaves_the_rest(
    heroku: Heroku, reply: Reply, said: str
) -> None:
    heroku.on(DYNOS, reply)
    snapshot = await collect("ha-app", heroku.sources(), facts=["dynos", "formation"])
    assert isinstance(snapshot.dynos, Unavailable)
    assert snapshot.dynos.kind in {"timeout", "protocol"}
    assert said in snapshot.dynos.reason
    assert snapshot.formation


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, "forbidden"),
        (403, "forbidden"),
        (404, "not_found"),
        (406, "unsupported"),
        (418, "protocol"),
        (429, "rate_limited"),
        (500, "timeout"),
    ],
)
async def test_the_kind_of_a_gap_follows_the_status(
    heroku: Heroku, status: int, kind: UnavailableKind
) -> None:
    heroku.on(DYNOS, refusal(status, "why"))
    snapshot = await collect("ha-app", heroku.sources(), facts=["dynos"])
    assert snapshot.dynos == Unavailable(
        kind=kind,
        reason=f"Heroku says {status} why for /apps/ha-app/dynos",
        request_id="r-apps-ha-app-dynos",
    )


async def test_a_fact_that_stands_on_a_gap_has_the_same_gap(heroku: Heroku) -> None:
    heroku.on("/apps/ha-app/domains", refusal(403, "forbidden"))
    snapshot = await collect("ha-app", heroku.sources(), facts=["sni_endpoints", "dns", "tls"])
    assert isinstance(snapshot.domains, Unavailable)
    assert snapshot.sni_endpoints == snapshot.domains
    assert snapshot.dns == snapshot.domains
    assert snapshot.tls == snapshot.domains


@pytest.mark.parametrize("first", [refusal(503, "unavailable"), refusal(429, "rate_limit")])
async def test_what_passes_is_waited_for(heroku: Heroku, first: Reply) -> None:
    heroku.on(APP_PATH, first, Reply(reset=True), APP)
    snapshot = await collect("ha-app", heroku.sources(), facts=())
    assert snapshot.app.name == "ha-app"
    assert len(heroku.asked(APP_PATH)) == 3


async def test_tries_are_few(heroku: Heroku) -> None:
    await refused(heroku, refusal(503, "unavailable"))
    assert len(heroku.asked(APP_PATH)) == 3


async def test_a_refusal_is_not_tried_again(heroku: Heroku) -> None:
    await refused(heroku, refusal(403, "forbidden"))
    assert len(heroku.asked(APP_PATH)) == 1


async def test_retry_after_is_heeded(heroku: Heroku) -> None:
    reply = refusal(429, "rate_limit")._replace(headers={"Retry-After": "0"})
    heroku.on(APP_PATH, reply, APP)
    assert (await collect("ha-app", heroku.sources(), facts=())).app.name == "ha-app"


async def test_a_retry_after_beyond_the_time_out_is_not_waited_for(heroku: Heroku) -> None:
    reply = refusal(429, "rate_limit")._replace(headers={"Retry-After": "3600"})
    caught = await refused(heroku, reply)
    assert type(caught) is RateLimited
    assert "3600 s" in caught.message
    assert len(heroku.asked(APP_PATH)) == 1


async def test_a_slow_answer_is_given_up(heroku: Heroku) -> None:
    caught = await refused(heroku, Reply(hang=True), api_timeout=0.2)
    assert type(caught) is HerokuUnavailable
    assert "no answer within 0.2 s" in caught.message


async def test_a_slow_endpoint_leaves_the_rest(heroku: Heroku) -> None:
    heroku.on(DYNOS, Reply(hang=True))
    sources = heroku.sources(api_timeout=2.0)
    snapshot = await collect("ha-app", sources, facts=["dynos", "formation"])
    assert isinstance(snapshot.dynos, Unavailable)
    assert snapshot.dynos.kind == "timeout"
    assert snapshot.formation


async def test_nobody_listening_is_said(heroku: Heroku) -> None:
    async with pretend_heroku() as gone:
        url = gone.url
    with pytest.raises(
        HerokuUnavailable, match=r"no connection to 127\.0\.0\.1 \(Connection refused\)"
    ):
        await collect("ha-app", heroku.sources(api_url=url))


async def test_a_redirect_does_not_take_the_token_along(heroku: Heroku) -> None:
    async with pretend_heroku() as other:
        reply = Reply({}, 301, headers={"Location": f"{other.url}/apps/ha-app"})
        caught = await refused(heroku, reply)
        assert other.requests == []
    assert "redirect" in caught.message


async def test_pages_are_put_together(heroku: Heroku) -> None:
    dyno = {"name": "web.1", "type": "web", "state": "up"}
    first = Reply([dyno], 206, headers={"Next-Range": "id ]1..; max=1"})
    heroku.on(DYNOS, first, [{**dyno, "name": "web.2"}])
    snapshot = await collect("ha-app", heroku.sources(), facts=["dynos"])
    assert [dyno.name for dyno in there(snapshot.dynos)] == ["web.1", "web.2"]
    assert heroku.asked(DYNOS)[1].headers["range"] == "id ]1..; max=1"


@pytest.mark.parametrize("headers", [{"Next-Range": "id ]1..;"}, {}, {"Next-Range": "\xe9"}])
async def test_a_list_without_an_end_is_a_gap_and_not_half_a_list(
    heroku: Heroku, headers: dict[str, str]
) -> None:
    heroku.on(DYNOS, Reply([], 206, headers=headers))
    snapshot = await collect("ha-app", heroku.sources(), facts=["dynos"])
    assert isinstance(snapshot.dynos, Unavailable)
    assert "without an end" in snapshot.dynos.reason
    assert len(heroku.asked(DYNOS)) <= 2


async def test_pages_that_never_end_are_bounded(heroku: Heroku) -> None:
    pages = [Reply([], 206, headers={"Next-Range": f"id ]{page}..;"}) for page in range(1000)]
    heroku.on(DYNOS, *pages)
    snapshot = await collect("ha-app", heroku.sources(), facts=["dynos"])
    assert isinstance(snapshot.dynos, Unavailable)
    assert len(heroku.asked(DYNOS)) < 100


async def test_an_answer_as_large_as_memory_is_dropped(heroku: Heroku) -> None:
    bomb = gzip.compress(b" " * 30_000_000)
    heroku.on(DYNOS, Reply(raw=bomb, headers={"Content-Encoding": "gzip"}))
    snapshot = await collect("ha-app", heroku.sources(), facts=["dynos"])
    assert isinstance(snapshot.dynos, Unavailable)
    assert "longer than 20 MB" in snapshot.dynos.reason


async def test_a_hostile_error_is_not_repeated(heroku: Heroku) -> None:
    reply = Reply({"id": "\x1b[31m<!channel>"}, 403, headers={"Request-Id": "a <b> c"})
    heroku.on(DYNOS, reply)
    snapshot = await collect("ha-app", heroku.sources(), facts=["dynos"])
    assert snapshot.dynos == Unavailable(
        kind="forbidden", reason="Heroku says 403 for /apps/ha-app/dynos"
    )


@pytest.mark.parametrize("token", ["", "with space", "tok\nen", "t\xf6ken", "tok\x00en"])
async def test_a_token_that_is_none_is_refused_without_showing_it(
    heroku: Heroku, token: str
) -> None:
    with pytest.raises(Unauthorized) as caught:
        await collect("ha-app", heroku.sources(token=token))
    assert not token or token not in str(caught.value)
    assert heroku.requests == []


@pytest.mark.parametrize(
    "fields",
    [
        {"api_url": "nonsense"},
        {"data_url": "ftp://example.com"},
        {"metrics_url": "http://[::1"},
        {"proxy": "nonsense://u:s3cret@host"},
        {"api_url": "https://localhost:1", "ca_file": "/no/such/file"},
    ],
    ids=lambda fields: next(iter(fields)),
)
async def test_sources_of_no_use_are_said_without_secrets(
    heroku: Heroku, fields: dict[str, str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        await collect("ha-app", heroku.sources(**fields))
    assert "s3cret" not in f"{caught.value!r} {caught.value.hint}"


async def test_a_collector_that_crashes_is_a_gap(
    heroku: Heroku, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stacks() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("core.collect.platform.stacks", stacks)
    snapshot: Snapshot = await collect("ha-app", heroku.sources(), facts=["stacks", "dynos"])
    assert isinstance(snapshot.stacks, Unavailable)
    assert snapshot.stacks.kind == "protocol"
    assert "ZeroDivisionError" in snapshot.stacks.reason
    assert snapshot.dynos
    assert snapshot.formation == NOT_COLLECTED


async def test_a_proxy_is_not_asked_for_plain_http(heroku: Heroku) -> None:
    sources = heroku.sources(proxy="http://127.0.0.1:1")
    assert (await collect("ha-app", sources, facts=())).app.name == "ha-app"
