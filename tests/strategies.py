"""Made-up facts: a hypothesis strategy for any type that msgspec can describe."""

from datetime import UTC, timedelta, timezone
from typing import Any, TypeVar

from hypothesis import strategies as st
from msgspec import inspect

_T = TypeVar("_T")

ZONES = st.one_of(
    st.just(UTC),
    st.integers(-720, 840).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
INTEGERS = st.one_of(st.integers(0, 3), st.integers(-(2**63), 2**63 - 1))
WORDS = (
    *("web", "worker", "clock", "release", "run", "scheduler", "Standard-1X", "eco", "Basic"),
    *("up", "crashed", "down", "idle", "starting", "failed", "pending", "succeeded", "preboot"),
    *("provisioned", "provisioning", "shutdown", "ga", "cedar", "fir", "heroku-22", "cnb"),
    *("custom", "heroku", "www.example.com", "example.com", "*.example.com", "x.herokudns.com"),
    *("174.129.212.2", "2001:db8::1", "ha-app.herokuapp.com", "cert issued", "failing", "DATABASE"),
    *("heroku-postgresql:standard-0", "heroku-postgresql:mini", "heroku-redis:mini", "ha-app"),
    *("heroku-postgresql", "papertrail:choklad", "newrelic", "syslog", "https", "app", "logs"),
)
"""Words that a check takes notice of; text made at random never says them."""
TEXT = st.one_of(st.sampled_from(WORDS), st.text(max_size=20))


def made(kind: type[_T], **fixed: Any) -> st.SearchStrategy[_T]:  # noqa: ANN401
    """Make values of a struct, every field drawn but those that are given."""
    given = {name: st.just(value) for name, value in fixed.items()}
    return st.builds(kind, **{**_fields(inspect.type_info(kind)), **given})


def _fields(info: inspect.Type) -> dict[str, st.SearchStrategy[Any]]:
    assert isinstance(info, inspect.StructType)
    return {field.name: _of(field.type) for field in info.fields}


def _of(info: inspect.Type) -> st.SearchStrategy[Any]:
    match info:
        case inspect.StructType():
            return st.builds(info.cls, **_fields(info))
        case inspect.UnionType():
            return st.one_of(*map(_of, info.types))
        case inspect.VarTupleType():
            return st.lists(_of(info.item_type), max_size=2).map(tuple)
        case inspect.LiteralType():
            return st.sampled_from(info.values)
    return _SCALARS[type(info)]


_SCALARS: dict[type[inspect.Type], st.SearchStrategy[Any]] = {
    inspect.NoneType: st.none(),
    inspect.BoolType: st.booleans(),
    inspect.IntType: INTEGERS,
    inspect.StrType: TEXT,
    inspect.DateTimeType: st.datetimes(timezones=ZONES),
}
