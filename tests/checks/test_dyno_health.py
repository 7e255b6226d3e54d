from datetime import datetime, timedelta

import pytest

from core.report import Finding, Result
from core.snapshot import Dyno, ProcessType, Release
from tests.apps import FORBIDDEN, NOW, TIMEOUT, judge, statuses


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def dyno(name: str, state: str = "up", version: int | None = 42, since: float = 600) -> Dyno:
    return Dyno(
        name=name,
        type=name.partition(".")[0],
        state=state,
        size="Standard-1X",
        release_version=version,
        updated_at=ago(since),
    )


def release(version: int, status: str = "succeeded", minutes: float = 6000) -> Release:
    return Release(version=version, status=status, created_at=ago(minutes))


def run(*dynos: Dyno, size: str = "Standard-1X", **facts: object) -> Result:
    kinds = [each.type for each in dynos] or ["web"]
    formation = tuple(
        ProcessType(type=kind, quantity=kinds.count(kind), size=size)
        for kind in dict.fromkeys(kinds)
    )
    defaults = {"dynos": dynos, "formation": formation, "releases": (release(42),)}
    return judge("dyno-health", **{**defaults, **facts})


def command(finding: Finding) -> str | None:
    assert finding.fix is not None
    return finding.fix.command


def test_dynos_that_run_pass() -> None:
    result = run(dyno("web.1"), dyno("web.2"), dyno("worker.1", "starting", since=1))
    assert statuses(result) == {"web": "passed", "worker": "passed"}


def test_a_crashed_dyno_fails_with_its_logs() -> None:
    result = run(dyno("web.1"), dyno("web.2", "crashed"), dyno("worker.1"))
    assert statuses(result) == {"web": "failed", "worker": "passed"}
    finding = result.findings[0]
    assert finding.message == "1 of 2 web dynos has crashed (web.2)"
    assert finding.evidence == {"crashed": ["web.2"]}
    assert command(finding) == "heroku logs --dyno-name=web.2 -a ha-app"


def test_many_crashed_dynos_make_one_short_message() -> None:
    finding = run(*(dyno(f"web.{number}", "crashed") for number in range(1, 6))).findings[0]
    assert finding.message == "5 of 5 web dynos have crashed (web.1, web.2, web.3 and 2 more)"


def test_a_dyno_of_fir_has_another_name() -> None:
    name = "web-5f4dcc3b5a-x7k2p"
    crashed = Dyno(name=name, type="web", state="crashed", release_version=42)
    assert run(crashed).findings[0].message == f"the only web dyno has crashed ({name})"


@pytest.mark.parametrize(("since", "status"), [(10, "warning"), (10.1, "failed")])
def test_a_type_that_is_all_down_fails_once_it_lasts(since: float, status: str) -> None:
    result = run(dyno("web.1", "down", since=since), dyno("web.2", "down"))
    assert result.status == status
    assert command(result.findings[0]) == "heroku ps:restart --process-type=web -a ha-app"


def test_one_dyno_down_warns() -> None:
    assert run(dyno("web.1"), dyno("web.2", "down")).status == "warning"


def test_an_eco_dyno_that_is_down_may_be_asleep() -> None:
    finding = run(dyno("web.1", "down"), size="eco").findings[0]
    assert finding.status == "warning"
    assert "Eco hours" in finding.message


def test_a_sleeping_dyno_is_a_note() -> None:
    finding = run(dyno("web.1", "idle"), size="Eco").findings[0]
    assert finding.status == "passed"
    assert "asleep" in finding.message


def test_fewer_dynos_than_asked_for_warn() -> None:
    formation = (ProcessType(type="web", quantity=3, size="Standard-1X"),)
    finding = run(dyno("web.1"), formation=formation).findings[0]
    assert finding.status == "warning"
    assert finding.message == "web has 1 of the 3 dynos that its formation asks for"
    assert command(finding) == "heroku ps:scale web=3 -a ha-app"


@pytest.mark.parametrize(
    ("kind", "size", "status"),
    [
        ("web", "Standard-1X", "failed"),
        ("web", "Eco", "warning"),
        ("worker", "Standard-1X", "warning"),
    ],
)
def test_web_without_any_dyno_fails(kind: str, size: str, status: str) -> None:
    formation = (ProcessType(type=kind, quantity=2, size=size),)
    assert run(formation=formation).status == status


@pytest.mark.parametrize(("since", "status"), [(10, "passed"), (11, "warning")])
def test_a_dyno_that_keeps_starting_warns(since: float, status: str) -> None:
    assert run(dyno("web.1", "starting", since=since)).status == status


def test_a_state_nobody_knows_is_unknown() -> None:
    finding = run(dyno("web.1"), dyno("web.2", "restarting")).findings[0]
    assert finding.status == "unknown"
    assert "'restarting'" in finding.message


def test_a_dyno_on_an_older_release_warns() -> None:
    finding = run(dyno("web.1"), dyno("web.2", version=41)).findings[0]
    assert finding.status == "warning"
    assert finding.message == "1 of 2 web dynos runs a release older than v42 (web.2)"


def test_only_the_dynos_concerned_are_restarted() -> None:
    some = run(dyno("web.1"), dyno("web.2", version=41)).findings[0]
    assert command(some) == "heroku ps:restart --dyno-name=web.2 -a ha-app"
    one_down = run(dyno("web.1", "down"), dyno("web.2")).findings[0]
    assert command(one_down) == "heroku ps:restart --dyno-name=web.1 -a ha-app"
    every = run(dyno("web.1", version=41), dyno("web.2", version=41)).findings[0]
    assert command(every) == "heroku ps:restart --process-type=web -a ha-app"


@pytest.mark.parametrize(("minutes", "status"), [(9, "warning"), (11, "failed")])
def test_web_without_any_dyno_has_the_time_of_a_deploy(minutes: float, status: str) -> None:
    formation = (ProcessType(type="web", quantity=2, size="Standard-1X"),)
    releases = (release(43, minutes=minutes), release(42))
    assert run(formation=formation, releases=releases).status == status


@pytest.mark.parametrize(("minutes", "status"), [(10, "passed"), (10.1, "warning")])
def test_a_deploy_has_some_minutes(minutes: float, status: str) -> None:
    releases = (release(43, minutes=minutes), release(42))
    assert run(dyno("web.1"), dyno("web.2", version=43), releases=releases).status == status


def test_the_threshold_can_be_moved() -> None:
    old = dyno("web.1")
    releases = (release(43, minutes=20), release(42))
    assert run(old, releases=releases, thresholds={"settle_minutes": 20}).status == "passed"
    assert run(old, releases=releases, thresholds={"settle_minutes": 19}).status == "warning"


def test_after_a_long_release_phase_the_first_new_dynos_start_the_clock() -> None:
    releases = (release(43, minutes=45), release(42))
    fresh = dyno("web.1", version=43, since=2)
    assert run(fresh, dyno("web.2"), releases=releases).status == "passed"


@pytest.mark.parametrize("status", ["failed", "pending", "expired"])
def test_a_release_that_did_not_succeed_changes_nothing(status: str) -> None:
    releases = (release(43, status), release(42))
    assert run(dyno("web.1"), releases=releases).status == "passed"


def test_the_current_release_counts_though_it_has_expired() -> None:
    current = Release(version=42, status="expired", current=True, created_at=ago(600_000))
    assert run(dyno("web.1"), releases=(current,)).status == "passed"
    assert run(dyno("web.1", version=41), releases=(current,)).status == "warning"


def test_one_off_dynos_are_not_judged() -> None:
    one_offs = (
        dyno("run.1234", "crashed", version=12),
        dyno("release.7", "crashed", version=43),
        dyno("scheduler.1234", "crashed", version=12),
    )
    formation = (ProcessType(type="web", quantity=1, size="Standard-1X"),)
    result = run(dyno("web.1"), *one_offs, formation=formation)
    assert statuses(result) == {"web": "passed"}
    unread = run(dyno("web.1"), *one_offs, formation=FORBIDDEN)
    assert statuses(unread) == {None: "unknown", "web": "passed"}


def test_a_process_type_called_scheduler_is_judged() -> None:
    result = run(dyno("scheduler.1", "crashed"), dyno("web.1"))
    assert statuses(result) == {"scheduler": "failed", "web": "passed"}


def test_nothing_running_is_skipped() -> None:
    formation = (ProcessType(type="web", quantity=0, size="Standard-1X"),)
    assert run(formation=formation, releases=()).status == "skipped"
    assert judge("dyno-health", formation=(), dynos=(), releases=FORBIDDEN).status == "skipped"


def test_dynos_that_cannot_be_read_are_unknown() -> None:
    assert judge("dyno-health", dynos=FORBIDDEN).status == "unknown"


def test_what_can_be_judged_is_judged_without_the_rest() -> None:
    crashed = run(dyno("web.1", "crashed"), formation=TIMEOUT, releases=FORBIDDEN)
    assert [finding.status for finding in crashed.findings] == ["failed", "unknown", "unknown"]
    well = run(dyno("web.1"), formation=TIMEOUT)
    assert [finding.status for finding in well.findings] == ["unknown", "passed"]


@pytest.mark.parametrize("releases", [(), (release(43, "failed"),)])
def test_without_a_release_that_succeeded_the_age_of_dynos_is_unknown(
    releases: tuple[Release, ...],
) -> None:
    assert run(dyno("web.1"), releases=releases).status == "unknown"


def test_a_dyno_without_its_release_is_unknown() -> None:
    finding = run(dyno("web.1", version=None), dyno("web.2")).findings[0]
    assert finding.status == "unknown"
    assert "web.1" in finding.message


def test_hostile_names_are_quoted() -> None:
    crashed = Dyno(name="web.1;reboot", type="$x", state="crashed", release_version=42)
    old = Dyno(name="b.1", type="-b c", state="up", release_version=1)
    commands = [command(finding) for finding in run(crashed, old).findings]
    assert commands == [
        "heroku logs '--dyno-name=web.1;reboot' -a ha-app",
        "heroku ps:restart '--process-type=-b c' -a ha-app",
    ]
