"""Whatever JSON Heroku answers with, collection and judgement come to an end that makes sense."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.collect.collect import collect
from core.collect.http import HerokuClient
from core.collect.sources import Sources
from core.errors import HerokuUnavailable
from core.evaluate import evaluate
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
ONE_IN = 30


def _bent(draw: st.DrawFn, value: Any) -> Any:  # noqa: ANN401  it is JSON
    """Put anything in the place of some parts, and leave some out."""
    if draw(st.integers(1, ONE_IN)) == ONE_IN:
        return draw(ANYTHING)
    if isinstance(value, dict):
        kept = {key: each for key, each in value.items() if draw(st.integers(1, ONE_IN)) < ONE_IN}
        return {key: _bent(draw, each) for key, each in kept.items()}
    if isinstance(value, list):
        return [_bent(draw, each) for each in value]
    return value


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    """The healthy app, some of its JSON bent out of shape."""
    healthy = Heroku()
    install(healthy)
    return {path: _bent(draw, replies[0].body) for path, replies in healthy.replies.items()}


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
    for result in evaluate(snapshot).results:
        for finding in result.findings:
            assert "itself crashed" not in finding.message


@pytest.mark.parametrize("fact", sorted(HEROKU_FACTS - {"app"}))
def test_the_healthy_app_has_every_fact(fact: str) -> None:
    healthy = Heroku()
    install(healthy)
    whole = {path: replies[0].body for path, replies in healthy.replies.items()}
    assert not isinstance(getattr(_collected(whole), fact), Unavailable)
