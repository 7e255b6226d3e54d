import json

import pytest
from hypothesis import HealthCheck, given, settings

from core.errors import SnapshotError
from core.snapshot import (
    FACTS,
    NOT_COLLECTED,
    SCHEMA_VERSION,
    Snapshot,
    Unavailable,
    dump_snapshot,
    load_snapshot,
)
from tests.apps import APP, FORBIDDEN, HEALTHY, NOW
from tests.strategies import made

WRITTEN = dump_snapshot(HEALTHY)


def edited(**fields: object) -> bytes:
    return json.dumps({**json.loads(WRITTEN), **fields}).encode()


def test_it_is_json_on_disk_and_back_without_loss() -> None:
    assert load_snapshot(WRITTEN) == HEALTHY


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made(Snapshot, schema_version=SCHEMA_VERSION))
def test_any_snapshot_comes_back_without_loss(snapshot: Snapshot) -> None:
    written = dump_snapshot(snapshot)
    assert load_snapshot(written) == snapshot
    assert dump_snapshot(load_snapshot(written)) == written


def test_it_is_text_that_people_and_diff_can_read() -> None:
    assert WRITTEN.endswith(b"}\n")
    assert b'\n  "taken_at": "2026-11-22T19:00:00Z",\n' in WRITTEN


def test_hostile_text_comes_back_as_it_was() -> None:
    text = '<!channel> \x1b[31m \u202e \ud7ff \U0001f4a5 " \\ \n\x00'
    snapshot = Snapshot(taken_at=NOW, app=APP, config_var_names=(text,))
    assert load_snapshot(dump_snapshot(snapshot)).config_var_names == (text,)


def test_what_could_not_be_read_comes_back_with_its_reason() -> None:
    snapshot = Snapshot(taken_at=NOW, app=APP, dynos=FORBIDDEN)
    assert load_snapshot(dump_snapshot(snapshot)).dynos == FORBIDDEN


def test_unread_and_empty_are_not_the_same() -> None:
    snapshot = load_snapshot(edited(addons=[], domains=json.loads(WRITTEN)["domains"]))
    assert snapshot.addons == ()
    del (missing := json.loads(WRITTEN))["addons"]
    assert load_snapshot(json.dumps(missing).encode()).addons == NOT_COLLECTED


def test_without_any_fact_everything_is_unavailable() -> None:
    bare = Snapshot(taken_at=NOW, app=APP)
    facts = {name: getattr(bare, name) for name in FACTS}
    assert {facts.pop("taken_at"), facts.pop("app")} == {NOW, APP}
    assert all(isinstance(fact, Unavailable) for fact in facts.values())


def test_a_field_of_a_later_version_of_heroku_is_no_hindrance() -> None:
    assert load_snapshot(edited(horoscope={"sign": "leo"})) == HEALTHY


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        HEALTHY.app = APP  # type: ignore[misc]


def test_a_newer_schema_is_refused_by_its_number() -> None:
    with pytest.raises(SnapshotError, match=f"version {SCHEMA_VERSION + 1}") as caught:
        load_snapshot(edited(schema_version=SCHEMA_VERSION + 1, app="of another shape"))
    assert caught.value.hint == "Upgrade prodcheck."


@pytest.mark.parametrize("end", range(0, len(WRITTEN) - 2, 97))
def test_a_truncated_one_is_refused(end: int) -> None:
    with pytest.raises(SnapshotError):
        load_snapshot(WRITTEN[:end])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"snapshot"',
        b"<!DOCTYPE html><title>Sign in</title>",
        b"\xff\xfe\x00",
        b'{"schema_version": "1"}',
        b'{"schema_version": 1}',
        b'{"schema_version": 1, "taken_at": "\xff"}',
    ],
)
def test_what_is_no_snapshot_is_refused_with_a_way_on(data: bytes) -> None:
    with pytest.raises(SnapshotError, match="not a snapshot") as caught:
        load_snapshot(data)
    assert caught.value.hint == "Take one with prodcheck snapshot -a APP."


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"app": None}, r"\$\.app"),
        ({"app": {"name": "x"}}, "id"),
        ({"taken_at": "yesterday"}, r"\$\.taken_at"),
        ({"formation": [{"type": "web", "quantity": "2", "size": "Eco"}]}, "quantity"),
        ({"domains": {"fact": "forgotten"}}, r"\$\.domains"),
        ({"releases": {"fact": "unavailable", "kind": "tired", "reason": "x"}}, "kind"),
    ],
)
def test_a_slip_in_an_edited_one_is_refused_with_its_place(
    fields: dict[str, object], place: str
) -> None:
    with pytest.raises(SnapshotError, match=place):
        load_snapshot(edited(**fields))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"taken_at": "2026-11-22T19:00:00"}, r"\$\.taken_at"),
        (
            {"releases": [{"version": 1, "status": "x", "created_at": "2026-11-22T19:00:00"}]},
            "created_at",
        ),
    ],
)
def test_a_date_without_a_time_zone_is_refused(fields: dict[str, object], place: str) -> None:
    with pytest.raises(SnapshotError, match=place):
        load_snapshot(edited(**fields))


@pytest.mark.parametrize("field", ["app", "formation", "horoscope"])
@pytest.mark.parametrize("closing", [b"", b"]" * 100_000 + b"}"])
def test_deep_nesting_is_refused(field: str, closing: bytes) -> None:
    nested = b"[" * 100_000 + closing
    with pytest.raises(SnapshotError):
        load_snapshot(b'{"schema_version": 1, "%s": ' % field.encode() + nested)
