import msgspec
import pytest

from core.errors import SnapshotError
from core.report import Result
from core.snapshot import dump_snapshot, load_snapshot
from tests.apps import APP, HEALTHY, judge


def run(**fields: object) -> Result:
    return judge("maintenance-mode", app=msgspec.structs.replace(APP, **fields))


def test_off_passes() -> None:
    assert run(maintenance=False).status == "passed"


def test_on_fails_with_the_command() -> None:
    result = run(maintenance=True)
    assert result.status == "failed"
    fix = result.findings[0].fix
    assert fix is not None
    assert fix.command == "heroku maintenance:off -a ha-app"
    assert fix.articles[0].url.endswith("maintenance-mode")


def test_on_fails_also_before_the_first_deploy() -> None:
    assert run(maintenance=True, stack=None).status == "failed"


def test_off_before_the_first_deploy_is_skipped() -> None:
    assert run(maintenance=False, stack=None).status == "skipped"


def test_what_heroku_left_out_is_unknown() -> None:
    assert run(maintenance=None).status == "unknown"
    assert run(maintenance=None, stack=None).status == "unknown"


def test_a_snapshot_cannot_pretend_otherwise() -> None:
    edited = dump_snapshot(HEALTHY).replace(b'"maintenance": false', b'"maintenance": "no"')
    with pytest.raises(SnapshotError, match="maintenance"):
        load_snapshot(edited)


def test_a_hostile_app_name_is_quoted() -> None:
    fix = run(maintenance=True, name="x && y").findings[0].fix
    assert fix is not None
    assert fix.command == "heroku maintenance:off -a 'x && y'"
