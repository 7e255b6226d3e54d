from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.evaluate import evaluate
from core.policy import Policy, Waiver
from core.render.path import Stage, Stop, path_of
from core.render.path.drawing import clip, tall, wide
from core.report import Finding, Result, Status
from core.snapshot import AddonAttachment, Autoscaler, ProcessType, Snapshot
from tests.apps import APP, DATABASE, FORBIDDEN, HEALTHY, NOW, attachment
from tests.render.canonical import CANONICAL


def stages(
    snapshot: Snapshot, policy: Policy | None = None, *, told: bool = False
) -> dict[str, Stage]:
    """Lay out the path, with the snapshot or from the report alone."""
    judged = evaluate(snapshot, policy)
    return {each.title: each for each in path_of(judged, None if told else snapshot)}


def changed(**facts: Any) -> Snapshot:  # noqa: ANN401
    made: Snapshot = msgspec.structs.replace(HEALTHY, **facts)
    return made


def names(stage: Stage) -> list[str]:
    return [stop.name for stop in stage.stops]


def stop(stage: Stage, name: str) -> Stop:
    (found,) = (each for each in stage.stops if each.name == name)
    return found


@pytest.mark.parametrize("told", [False, True])
def test_a_healthy_app_has_a_stop_for_each_part_and_none_is_alone(told: bool) -> None:  # noqa: FBT001
    found = stages(HEALTHY, told=told)
    assert list(found) == ["DNS", "TLS", "Router", "Dynos", "Data stores"]
    assert names(found["DNS"]) == ["www.example.com"]
    assert found["TLS"].stops[0].name.startswith("until 20")
    assert "web" in names(found["Dynos"])
    every = [each for stage in found.values() for each in stage.stops]
    assert {each.status for each in every} == {Status.PASSED}
    assert not any(each.alone for each in every)


@pytest.mark.parametrize("told", [False, True])
def test_one_web_dyno_is_a_single_point_of_failure(told: bool) -> None:  # noqa: FBT001
    formation = (
        ProcessType(type="worker", quantity=2, size="Standard-1X"),
        ProcessType(type="web", quantity=1, size="Standard-1X"),
    )
    dynos = stages(changed(formation=formation), told=told)["Dynos"]
    assert names(dynos) == ["web", "worker"]
    web, worker = dynos.stops
    assert (web.alone, web.aside, web.status) == (True, False, Status.FAILED)
    assert (worker.alone, worker.aside) == (False, True)
    assert web.detail == "1 × Standard-1X"  # noqa: RUF001


def test_what_is_alone_by_its_nature_is_not_marked() -> None:
    formation = (
        ProcessType(type="web", quantity=2, size="Standard-1X"),
        ProcessType(type="clock", quantity=1, size="Standard-1X"),
    )
    assert not stop(stages(changed(formation=formation))["Dynos"], "clock").alone


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("policy", [Policy(profile="hobby"), Policy(only=("dyno-redundancy",))])
def test_no_policy_changes_a_single_point_of_failure(policy: Policy, told: bool) -> None:  # noqa: FBT001
    formation = tuple(
        ProcessType(type=kind, quantity=1, size="Basic") for kind in ("web", "worker", "clock")
    )
    dynos = stages(changed(formation=formation), policy, told=told)["Dynos"]
    assert {each.name for each in dynos.stops if each.alone} == {"web", "worker"}


def test_a_lone_dyno_is_seen_where_its_check_did_not_run() -> None:
    formation = (ProcessType(type="web", quantity=1, size="Basic"),)
    web = stop(stages(changed(formation=formation), Policy(only=("dns",)))["Dynos"], "web")
    assert (web.alone, web.status) == (True, None)


def test_dynos_that_autoscaling_may_leave_alone_show_its_limits() -> None:
    scaler = Autoscaler(process_type="web", is_active=True, min_quantity=1, max_quantity=5)
    formation = (ProcessType(type="web", quantity=3, size="Performance-M"),)
    found = changed(formation=formation, autoscalers=(scaler,))
    (web,) = stages(found)["Dynos"].stops
    assert (web.alone, web.detail) == (True, "1-5 × Performance-M")  # noqa: RUF001


@pytest.mark.parametrize("told", [False, True])
def test_an_app_without_web_has_none_on_its_path(told: bool) -> None:  # noqa: FBT001
    formation = (ProcessType(type="worker", quantity=2, size="Standard-1X"),)
    assert names(stages(changed(formation=formation), told=told)["Dynos"]) == ["worker"]


def test_no_web_dyno_is_a_failure_and_no_lone_dyno() -> None:
    formation = (ProcessType(type="web", quantity=0, size="Standard-1X"),)
    (web,) = stages(changed(formation=formation))["Dynos"].stops
    assert (web.status, web.alone) == (Status.FAILED, False)


def test_a_waiver_changes_no_single_point_of_failure() -> None:
    formation = (ProcessType(type="web", quantity=1, size="Standard-1X"),)
    waiver = Waiver(check="dyno-redundancy", reason="known", expires=NOW.date())
    found = stages(changed(formation=formation), Policy(waivers=(waiver,)))
    assert stop(found["Dynos"], "web").alone


def test_a_mini_store_is_a_single_point_of_failure() -> None:
    mini = AddonAttachment(
        name="REDIS",
        addon_id="r",
        addon_name="redis-hollow-1",
        plan="heroku-redis:mini",
        app=APP.name,
    )
    redis = stop(stages(changed(attachments=(mini,)))["Data stores"], "redis-hollow-1")
    assert (redis.alone, redis.detail) == (True, "redis:mini")


def test_an_app_without_domains_is_reached_by_its_own_name() -> None:
    found = stages(changed(domains=(), dns=(), tls=()))
    assert [each.detail for each in found["DNS"].stops] == ["no domain of its own"]
    assert [each.detail for each in found["TLS"].stops] == ["of Heroku itself"]


@pytest.mark.parametrize(
    ("fact", "stage"), [("domains", "DNS"), ("formation", "Dynos"), ("attachments", "Data stores")]
)
@pytest.mark.parametrize("told", [False, True])
def test_what_could_not_be_read_is_unknown(fact: str, stage: str, told: bool) -> None:  # noqa: FBT001
    (unread,) = stages(changed(**{fact: FORBIDDEN}), told=told)[stage].stops
    assert (unread.detail, unread.status) == ("could not be read", Status.UNKNOWN)


@pytest.mark.parametrize("told", [False, True])
def test_no_certificate_is_told_of_domains_that_could_not_be_read(told: bool) -> None:  # noqa: FBT001
    (certificate,) = stages(changed(domains=FORBIDDEN), told=told)["TLS"].stops
    assert (certificate.detail, certificate.status) == ("could not be read", Status.UNKNOWN)


def test_where_dns_could_not_be_read_its_names_are_unknown() -> None:
    (name,) = stages(changed(dns=FORBIDDEN))["DNS"].stops
    assert (name.name, name.status) == ("www.example.com", Status.UNKNOWN)


@pytest.mark.parametrize(
    ("only", "stage"),
    [("stack", "DNS"), ("stack", "TLS"), ("dns", "Dynos"), ("dyno-redundancy", "Data stores")],
)
def test_nothing_is_said_of_what_was_not_asked_for(only: str, stage: str) -> None:
    asked = Snapshot(taken_at=NOW, app=APP)
    for told in (False, True):
        (unseen,) = stages(asked, Policy(only=(only,)), told=told)[stage].stops
        assert (unseen.detail, unseen.status) == ("not looked at", None)


def test_a_check_that_did_not_run_judges_nothing() -> None:
    found = stages(HEALTHY, Policy(only=("stack",)))
    every = [each for stage in found.values() for each in stage.stops]
    assert {each.status for each in every} == {None}
    assert names(found["DNS"]) == ["www.example.com"]


def test_maintenance_is_at_the_router() -> None:
    app = msgspec.structs.replace(APP, maintenance=True)
    (router,) = stages(changed(app=app))["Router"].stops
    assert (router.detail, router.status) == ("in maintenance", Status.FAILED)


def test_of_many_the_worst_are_shown_and_the_others_counted() -> None:
    formation = tuple(
        ProcessType(type=f"worker{n}", quantity=2, size="Standard-1X") for n in range(9)
    )
    dynos = stages(changed(formation=formation))["Dynos"]
    assert (len(dynos.stops), dynos.more) == (4, 5)


@pytest.mark.parametrize("told", [False, True])
def test_what_is_alone_is_shown_before_what_is_worse(told: bool) -> None:  # noqa: FBT001
    formation = (
        *(ProcessType(type=f"w{n}", quantity=2, size="Eco") for n in range(5)),
        ProcessType(type="mailer", quantity=1, size="Standard-1X"),
    )
    stores = (
        *(attachment(f"DB{n}", "heroku-postgresql:new-9", addon_id=f"{n}") for n in range(5)),
        attachment("REDIS", "heroku-redis:mini", addon_name="redis-mini"),
    )
    attachments = tuple(
        msgspec.structs.replace(each, addon_name=f"store-{n}") for n, each in enumerate(stores)
    )
    found = stages(changed(formation=formation, attachments=attachments), told=told)
    assert names(found["Dynos"])[0] == "mailer"
    assert names(found["Data stores"])[0] == "store-5"


def test_other_data_stores_are_named_and_not_judged() -> None:
    found = changed(attachments=(), config_var_names=("MONGODB_URI",))
    (store,) = stages(found)["Data stores"].stops
    assert (store.name, store.status, store.unsure) == ("MongoDB", None, True)


@given(st.data())
def test_whatever_the_evidence_is_there_is_a_picture(data: st.DataObject) -> None:
    value = st.sampled_from([None, True, 1, 2.5, "x", [], ["a", "b"]])
    keys = ("quantity", "size", "min_quantity", "plan", "not_after", "days", "data_stores", "chain")
    resource = st.sampled_from([None, "", "web", "WEB", "www.example.com"])
    finding = st.builds(
        Finding,
        status=st.sampled_from(Status),
        resource=resource,
        message=st.just("m"),
        evidence=st.dictionaries(st.sampled_from(keys), value),
    )
    checks = ("dns", "ssl", "dyno-redundancy", "production-database", "key-value-store")
    results = tuple(
        Result(
            id=check,
            title="A thing is so",
            category="data",
            status=Status.UNKNOWN,
            findings=data.draw(st.lists(finding, max_size=3).map(tuple)),
        )
        for check in data.draw(st.lists(st.sampled_from(checks), unique=True))
    )
    judged = msgspec.structs.replace(CANONICAL, results=results)
    for snapshot in (None, HEALTHY):
        found = path_of(judged, snapshot)
        assert all(stage.stops for stage in found)
        assert wide(found).boxes
        assert tall(found).boxes


def test_it_is_not_known_of_everything_whether_it_is_alone() -> None:
    def unsure(snapshot: Snapshot, policy: Policy | None = None) -> set[str]:
        found = stages(snapshot, policy).values()
        return {stop.name for stage in found for stop in stage.stops if stop.unsure}

    assert unsure(HEALTHY) == set()
    assert unsure(changed(formation=FORBIDDEN)) == {"formation"}
    assert unsure(changed(attachments=FORBIDDEN)) == {"add-ons"}
    assert unsure(HEALTHY, Policy(skip=("dyno-redundancy",))) == {"web", "worker"}
    assert unsure(HEALTHY, Policy(skip=("database-redundancy",))) == {"postgresql-round-1"}
    follower = msgspec.structs.replace(DATABASE.details, following="postgresql-main-1")
    database = msgspec.structs.replace(DATABASE, details=follower)
    assert unsure(changed(databases=(database,))) == set()


@pytest.mark.parametrize("draw", [wide, tall])
def test_no_box_covers_another_and_all_are_on_the_drawing(draw: Any) -> None:  # noqa: ANN401
    drawing = draw(path_of(CANONICAL))
    places = [(box.x, box.y) for box in drawing.boxes]
    assert len(set(places)) == len(places)
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.x + box.width <= drawing.width
        assert box.y + 74 + 10 <= drawing.height


def test_a_certificate_names_its_domain_where_no_line_leads_to_it() -> None:
    stages = path_of(evaluate(HEALTHY), HEALTHY)
    words = "until 2027-01-18 56 days left, for www.example.com"
    assert [each.words for each in stages[1].stops] == [words]
    details = {
        box.detail for box in tall(stages).boxes + wide(stages).boxes if box.stop in stages[1].stops
    }
    assert details == {"56 days left", "www.example.com: 56 days left"}


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("short", 10, "short"),
        ("www.a-long-name.example.com", 15, "www.a-lo…le.com"),
        ("例え例え例え例え", 9, "例え…例え"),
        ("\x1b[2J", 10, "\\x1b[2J"),
    ],
)
def test_of_a_long_name_the_middle_is_left_out(text: str, room: float, shown: str) -> None:
    assert clip(text, room) == shown
