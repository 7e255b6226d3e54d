import msgspec
import pytest

from core.report import Result
from core.snapshot import ProcessType
from tests.apps import APP, FORBIDDEN, judge, statuses


def run(sizes: dict[str, str], **facts: object) -> Result:
    formation = tuple(ProcessType(type=kind, quantity=1, size=size) for kind, size in sizes.items())
    return judge("dyno-tier", formation=formation, **facts)


def command(result: Result) -> str | None:
    fix = result.findings[0].fix
    assert fix is not None
    return fix.command


@pytest.mark.parametrize(
    "size",
    [
        *("Standard-1X", "standard-1x", "STANDARD-2X", "1X", "2X", "PX", "Performance"),
        *("Performance-L-RAM", "Private-S", "Shield-2XL", "dyno-1c-0.5gb"),
    ],
)
def test_standard_and_above_pass(size: str) -> None:
    assert run({"web": size, "worker": size}).status == "passed"


@pytest.mark.parametrize("size", ["Eco", "eco", "Free"])
def test_web_that_sleeps_fails(size: str) -> None:
    result = run({"web": size})
    assert result.status == "failed"
    message = result.findings[0].message
    assert message.startswith(f"web runs 1 {size.capitalize()} dyno: it sleeps")
    assert command(result) == "heroku ps:type standard-1x -a ha-app"


@pytest.mark.parametrize("size", ["Basic", "basic", "Hobby"])
def test_web_on_basic_warns(size: str) -> None:
    result = run({"web": size})
    assert result.status == "warning"
    assert "no second dyno" in result.findings[0].message


@pytest.mark.parametrize("size", ["Eco", "Free", "Basic", "Hobby"])
def test_workers_on_small_tiers_warn(size: str) -> None:
    result = run({"web": "Standard-1X", "worker": size})
    assert statuses(result) == {"web": "passed", "worker": "warning"}
    assert command(result) == "heroku ps:type worker=standard-1x -a ha-app"


def test_a_size_nobody_knows_is_unknown() -> None:
    result = run({"web": "Quantum-1", "worker": "Standard-1X"})
    assert statuses(result) == {"web": "unknown", "worker": "passed"}
    assert "Quantum-1" in result.findings[0].message


def test_a_formation_that_cannot_be_read_is_unknown() -> None:
    assert judge("dyno-tier", formation=FORBIDDEN).status == "unknown"


def test_nothing_running_is_skipped() -> None:
    assert run({}).status == "skipped"
    assert run({"release": "Eco"}).status == "skipped"
    idle = (ProcessType(type="web", quantity=0, size="Eco"),)
    assert judge("dyno-tier", formation=idle).status == "skipped"


def test_a_hyphen_needs_the_command_that_takes_it() -> None:
    result = run({"web": "Standard-1X", "mail-out": "Basic"})
    assert command(result) == "heroku ps:scale mail-out=1:standard-1x -a ha-app"


def test_hostile_names_are_quoted() -> None:
    app = msgspec.structs.replace(APP, name="`id`")
    result = run({"web": "Standard-1X", "a b": "Basic"}, app=app)
    assert command(result) == "heroku ps:scale 'a b=1:standard-1x' -a '`id`'"
