"""Whatever JSON Heroku answers with, collection and judgement come to an end that makes sense."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.collect.collect import collect
from core.collect.http import HerokuClient
from core.collect.sources import Sources
from core.errors import HerokuUnavailable
from core.evaluate import evaluate
from core.render import json as report_json
from core.render import text
from core.snapshot import FACTS, Snapshot, Unavailable, dump_snapshot, load_snapshot
from tests.collect.heroku import Heroku
from tests.collect.sample import install

HEROKU_FACTS = frozenset(FACTS) - {"taken_at", "dns", "tls"}
AWKWARD = [
    "postgres://u:p@[::1",
    "postgres://host:99999/x",
    "HEROKU_POSTGRESQL",
    "2026-11-22 02:00:00 +0000",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "\x1b[31m",
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(AWKWARD)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
MOST_BENDS = 12
GONE = object()

Place = tuple[str | int, ...]
"""Keys and indexes that lead from the answers by path to a part of one."""


def _healthy() -> dict[str, Any]:
    healthy = Heroku()
    install(healthy)
    return {path: replies[0].body for path, replies in healthy.replies.items()}


def _places(value: object, here: Place = ()) -> Iterator[Place]:
    """List every part of a JSON value, the inner ones first."""
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for key, each in inner:
        yield from _places(each, (*here, key))
    if here:
        yield here


PLACES = sorted(_places(_healthy()), key=len, reverse=True)
BENDS = st.dictionaries(
    st.sampled_from(PLACES), ANYTHING | st.just(GONE), min_size=1, max_size=MOST_BENDS
)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    """The healthy app, some of its JSON replaced by anything, or gone."""
    bent = json.loads(json.dumps(_healthy()))
    bends = draw(BENDS)
    for place in sorted(bends, key=PLACES.index):
        *way, last = place
        around = bent
        for key in way:
            around = around[key]
        if bends[place] is not GONE:
            around[last] = bends[place]
        elif way and isinstance(around, dict):
            del around[last]
    return cast("dict[str, Any]", bent)


def _collected(answers: dict[str, Any]) -> Snapshot:
    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path not in answers:
            return httpx.Response(404, json={"id": "not_found"})
        return httpx.Response(200, content=json.dumps(answers[path]))

    url = "http://heroku.test"
    sources = Sources(token="t", api_url=url, data_url=f"{url}/data", metrics_url=url)
    client = HerokuClient(sources, transport=httpx.MockTransport(answer))
    return asyncio.run(collect("ha-app", sources, facts=HEROKU_FACTS, client=client))


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(answers())
def test_any_json_gives_facts_or_gaps_and_never_a_crash(answers: dict[str, Any]) -> None:
    try:
        snapshot = _collected(answers)
    except HerokuUnavailable as error:
        assert "not as documented" in error.message  # noqa: PT017  only bent apps raise it
        return
    assert load_snapshot(dump_snapshot(snapshot)) == snapshot
    for fact in HEROKU_FACTS:
        found = getattr(snapshot, fact)
        assert (
            not isinstance(found, Unavailable)
            or "not as documented" in found.reason
            or "does not say what autoscaling does" in found.reason
        )
    report = evaluate(snapshot)
    for result in report.results:
        for finding in result.findings:
            assert "itself crashed" not in finding.message
    shown = text.render(report)
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert report_json.parse(report_json.render(report).encode()) == report


@pytest.mark.parametrize("fact", sorted(HEROKU_FACTS - {"app"}))
def test_the_healthy_app_has_every_fact(fact: str) -> None:
    assert not isinstance(getattr(_collected(_healthy()), fact), Unavailable)
