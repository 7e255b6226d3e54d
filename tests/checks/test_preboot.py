import msgspec
import pytest

from core.report import Result
from core.snapshot import AppFeature, ProcessType
from tests.apps import APP, FORBIDDEN, TIMEOUT, judge

OFF = (AppFeature(name="preboot", enabled=False),)


def run(quantity: int = 2, size: str = "Standard-1X", **facts: object) -> Result:
    formation = (ProcessType(type="web", quantity=quantity, size=size),)
    return judge("preboot", **{"formation": formation, "features": OFF, **facts})


def test_on_passes() -> None:
    assert run(features=(AppFeature(name="preboot", enabled=True),)).status == "passed"


@pytest.mark.parametrize("size", ["Standard-1X", "standard-2x", "2X", "Performance-L", "PX"])
def test_off_with_two_web_dynos_warns(size: str) -> None:
    result = run(size=size)
    assert result.status == "warning"
    assert "without preboot" in result.findings[0].message
    fix = result.findings[0].fix
    assert fix is not None
    assert fix.command == "heroku features:enable preboot -a ha-app"


def test_one_web_dyno_is_skipped() -> None:
    assert run(1).status == "skipped"


@pytest.mark.parametrize("size", ["Eco", "basic", "Free", "Hobby"])
def test_a_size_without_preboot_is_skipped(size: str) -> None:
    assert run(2, size).status == "skipped"


def test_no_web_dyno_is_skipped() -> None:
    worker = (ProcessType(type="worker", quantity=2, size="Standard-1X"),)
    assert run(0).status == "skipped"
    assert judge("preboot", formation=worker, features=FORBIDDEN).status == "skipped"


@pytest.mark.parametrize(
    ("fields", "place"),
    [({"generation": "fir"}, "Fir generation"), ({"space": "my-space"}, "Private Space")],
)
def test_where_deploys_are_rolling_it_is_skipped(fields: dict[str, str], place: str) -> None:
    app = msgspec.structs.replace(APP, **fields)
    result = run(app=app, features=FORBIDDEN, formation=FORBIDDEN)
    assert result.status == "skipped"
    assert place in result.findings[0].message


def test_what_cannot_be_read_is_unknown() -> None:
    unread = run(features=FORBIDDEN)
    assert unread.status == "unknown"
    assert "Heroku says 403" in unread.findings[0].message
    assert run(formation=TIMEOUT).status == "unknown"


def test_a_feature_that_heroku_does_not_list_is_unknown() -> None:
    assert run(features=()).status == "unknown"
    assert run(features=(AppFeature(name="spaces-tls", enabled=True),)).status == "unknown"


@pytest.mark.parametrize("size", ["Quantum-1", "Private-S"])
def test_a_size_that_may_or_may_not_have_it_is_unknown(size: str) -> None:
    assert run(size=size).status == "unknown"


def test_a_hostile_app_name_is_quoted() -> None:
    fix = run(app=msgspec.structs.replace(APP, name="a|b")).findings[0].fix
    assert fix is not None
    assert fix.command == "heroku features:enable preboot -a 'a|b'"
