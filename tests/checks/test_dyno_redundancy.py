import msgspec
import pytest

from core.report import Finding, Result
from core.snapshot import Autoscaler, ProcessType
from tests.apps import APP, FORBIDDEN, TIMEOUT, judge, statuses


def process(kind: str, quantity: int, size: str = "Standard-1X") -> ProcessType:
    return ProcessType(type=kind, quantity=quantity, size=size)


def scaler(low: int, high: int = 10, *, active: bool = True) -> tuple[Autoscaler, ...]:
    return (Autoscaler(process_type="web", is_active=active, min_quantity=low, max_quantity=high),)


def run(*formation: ProcessType, **facts: object) -> Result:
    return judge("dyno-redundancy", formation=formation, **facts)


def command(finding: Finding) -> str | None:
    assert finding.fix is not None
    return finding.fix.command


def test_two_of_each_pass() -> None:
    result = run(process("web", 2), process("worker", 2))
    assert statuses(result) == {"web": "passed", "worker": "passed"}


def test_one_web_dyno_fails_with_the_value_seen_and_the_command() -> None:
    finding = run(process("web", 1)).findings[0]
    assert finding.status == "failed"
    assert finding.message == (
        "web runs 1 Standard-1X dyno: a restart or a host failure takes the app down"
    )
    assert finding.evidence == {"quantity": 1, "size": "Standard-1X"}
    assert command(finding) == "heroku ps:scale web=2 -a ha-app"


def test_a_size_of_2012_is_not_mistaken_for_a_number() -> None:
    seen = [run(process("web", quantity, "1X")).findings[0].message for quantity in (1, 2)]
    assert seen[0].startswith("web runs 1 dyno of size 1X: ")
    assert seen[1] == "web runs 2 dynos of size 1X"


def test_one_worker_warns() -> None:
    result = run(process("web", 2), process("worker", 1))
    assert statuses(result) == {"web": "passed", "worker": "warning"}
    assert command(result.findings[0]) == "heroku ps:scale worker=2 -a ha-app"


def test_web_scaled_to_zero_fails() -> None:
    finding = run(process("web", 0), process("worker", 2)).findings[0]
    assert finding.status == "failed"
    assert "scaled to zero" in finding.message
    assert command(finding) == "heroku ps:scale web=2 -a ha-app"


def test_a_worker_only_app_is_told_so_and_does_not_fail() -> None:
    result = run(process("worker", 2))
    assert result.status == "passed"
    assert statuses(result) == {"web": "skipped", "worker": "passed"}


def test_a_type_with_web_in_its_name_is_not_web() -> None:
    assert statuses(run(process("webhooks", 1))) == {"web": "skipped", "webhooks": "warning"}


def test_an_app_that_was_never_deployed_is_skipped() -> None:
    assert run().status == "skipped"


def test_types_that_do_not_run_are_not_judged() -> None:
    result = run(process("web", 2), process("rake", 0), process("release", 1))
    assert statuses(result) == {"web": "passed"}


def test_a_formation_that_cannot_be_read_is_unknown() -> None:
    result = judge("dyno-redundancy", formation=TIMEOUT)
    assert result.status == "unknown"
    assert "no answer within 10 s" in result.findings[0].message


@pytest.mark.parametrize(
    "kind", ["clock", "scheduler", "beat", "cron", "Clock", "celery-beat", "job_scheduler"]
)
def test_a_type_that_must_be_alone_passes_with_one(kind: str) -> None:
    finding = run(process("web", 2), process(kind, 1)).findings[1]
    assert finding.status == "passed"
    assert "must be alone" in finding.message


def test_two_clocks_warn_for_they_start_every_job_twice() -> None:
    result = run(process("web", 2), process("clock", 2))
    assert statuses(result)["clock"] == "warning"
    assert command(result.findings[0]) == "heroku ps:scale clock=1 -a ha-app"


@pytest.mark.parametrize("kind", ["clockwork", "heartbeat", "scheduler-worker"])
def test_a_name_that_only_resembles_them_is_a_worker(kind: str) -> None:
    assert statuses(run(process("web", 2), process(kind, 1)))[kind] == "warning"


@pytest.mark.parametrize("size", ["Basic", "basic", "Eco", "Hobby", "Free"])
def test_on_small_tiers_the_command_changes_the_size_too(size: str) -> None:
    finding = run(process("web", 1, size)).findings[0]
    assert finding.status == "failed"
    assert command(finding) == "heroku ps:scale web=2:standard-1x -a ha-app"


def test_on_small_tiers_every_finding_has_the_same_command_for_all_types() -> None:
    small = [process(kind, 1, "eco") for kind in ("worker", "clock", "web")]
    result = run(*small, process("rake", 0, "eco"))
    expected = (
        "heroku ps:scale clock=1:standard-1x rake=0:standard-1x web=2:standard-1x "
        "worker=2:standard-1x -a ha-app"
    )
    judged = [finding for finding in result.findings if finding.status != "passed"]
    assert [command(finding) for finding in judged] == [expected, expected]


def test_a_size_nobody_knows_still_counts() -> None:
    assert run(process("web", 2, "Quantum-1")).status == "passed"
    finding = run(process("web", 1, "Quantum-1")).findings[0]
    assert finding.message.startswith("web runs 1 Quantum-1 dyno:")


def test_the_minimum_of_an_active_autoscaler_counts() -> None:
    finding = run(process("web", 3, "Performance-M"), autoscalers=scaler(1, 5)).findings[0]
    assert finding.status == "failed"
    assert "autoscaling may leave only 1" in finding.message
    assert command(finding) == (
        "heroku ps:autoscale:enable --min 2 --max 5 --notifications -a ha-app"
    )
    assert finding.evidence["min_quantity"] == 1


def test_the_maximum_is_raised_where_it_is_below_the_minimum_wanted() -> None:
    finding = run(process("web", 1, "Performance-M"), autoscalers=scaler(1, 1)).findings[0]
    assert command(finding) == (
        "heroku ps:autoscale:enable --min 2 --max 2 --notifications -a ha-app"
    )


def test_a_minimum_of_two_passes_with_two_and_fails_with_one() -> None:
    assert run(process("web", 2, "Performance-M"), autoscalers=scaler(2)).status == "passed"
    assert run(process("web", 1, "Performance-M"), autoscalers=scaler(2)).status == "failed"


@pytest.mark.parametrize(
    ("size", "autoscalers"),
    [("Performance-M", scaler(1, active=False)), ("Standard-1X", scaler(1))],
)
def test_an_autoscaler_that_does_nothing_does_not_count(
    size: str, autoscalers: tuple[Autoscaler, ...]
) -> None:
    assert run(process("web", 3, size), autoscalers=autoscalers).status == "passed"


@pytest.mark.parametrize("size", ["Performance-M", "performance-l-ram", "Private-S", "Shield-M"])
def test_autoscaling_that_cannot_be_read_is_unknown(size: str) -> None:
    finding = run(process("web", 2, size), autoscalers=FORBIDDEN).findings[0]
    assert finding.status == "unknown"
    assert "Heroku says 403" in finding.message
    assert command(finding) is not None


def test_one_web_dyno_fails_whatever_autoscaling_does() -> None:
    assert run(process("web", 1, "Performance-M"), autoscalers=FORBIDDEN).status == "failed"


def test_where_nothing_can_autoscale_nothing_needs_to_be_read() -> None:
    assert run(process("web", 2), autoscalers=FORBIDDEN).status == "passed"
    fir = msgspec.structs.replace(APP, generation="fir")
    private = process("web", 2, "Private-S")
    assert run(private, app=fir, autoscalers=FORBIDDEN).status == "passed"


@pytest.mark.parametrize(("quantity", "status"), [(2, "failed"), (3, "passed")])
def test_the_threshold_of_web_can_be_moved(quantity: int, status: str) -> None:
    result = run(process("web", quantity), thresholds={"min_web": 3})
    assert result.status == status
    assert status == "passed" or "3 are wanted" in result.findings[0].message


@pytest.mark.parametrize(("quantity", "status"), [(2, "warning"), (3, "passed")])
def test_the_threshold_of_workers_can_be_moved(quantity: int, status: str) -> None:
    formation = (process("web", 2), process("worker", quantity))
    result = run(*formation, thresholds={"min_worker": 3})
    assert result.status == status


def test_hostile_names_are_quoted() -> None:
    app = msgspec.structs.replace(APP, name="a; rm -rf ~")
    finding = run(process("web", 2), process("$(reboot)", 1), app=app).findings[0]
    assert command(finding) == "heroku ps:scale '$(reboot)=2' -a 'a; rm -rf ~'"


def test_a_name_that_looks_like_an_option_gets_no_command() -> None:
    finding = run(process("web", 2), process("--app", 1)).findings[0]
    assert finding.status == "warning"
    assert command(finding) is None
