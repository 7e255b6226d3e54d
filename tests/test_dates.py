"""The days to come: pure functions over a healthy app of which one fact is replaced."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from core.dates import ComingDate, upcoming
from core.evaluate import evaluate
from core.policy import Policy, Waiver
from core.snapshot import Database, DatabaseDetails, Domain, SniEndpoint
from tests.apps import (
    APP,
    CERTIFICATE,
    DATABASE,
    FORBIDDEN,
    HEALTHY,
    NOW,
    TIMEOUT,
    WWW,
)

UPLOADED = msgspec.structs.replace(APP, acm=False)


def coming(policy: Policy | None = None, **facts: Any) -> dict[str, ComingDate]:  # noqa: ANN401
    snapshot = msgspec.structs.replace(HEALTHY, **{"key_value_stores": (), **facts})
    return {each.kind: each for each in upcoming(evaluate(snapshot, policy), snapshot)}


def running(version: str) -> tuple[Database, ...]:
    details = DatabaseDetails(version=version)
    return (msgspec.structs.replace(DATABASE, details=details),)


def test_an_uploaded_certificate_ends_on_its_day() -> None:
    found = coming(app=UPLOADED)["certificate"]
    assert found.day == date(2027, 1, 18)
    assert found.resource == "tokyo-1050"
    assert found.words == "the certificate of www.example.com ends"
    assert found.check == "ssl"


def test_an_automatic_certificate_is_told_only_once_heroku_is_late() -> None:
    assert "certificate" not in coming()
    assert "certificate" not in coming(taken_at=datetime(2027, 1, 3, tzinfo=UTC))
    late = coming(taken_at=datetime(2027, 1, 4, tzinfo=UTC))["certificate"]
    assert late.day == date(2027, 1, 18)


def test_a_certificate_of_many_domains_is_one_day() -> None:
    others = tuple(msgspec.structs.replace(WWW, hostname=f"{n}.example.com") for n in "abc")
    found = coming(app=UPLOADED, domains=(WWW, *others))["certificate"]
    assert found.words == "the certificate of www.example.com and 3 other domains ends"


def test_an_endpoint_without_domains_or_certificate_is_left_out() -> None:
    lonely = SniEndpoint(name="osaka-1", certificate=CERTIFICATE)
    empty = SniEndpoint(name="tokyo-1050", domains=("www.example.com",))
    assert "certificate" not in coming(app=UPLOADED, sni_endpoints=(lonely, empty))
    own = Domain(hostname="ha-app.herokuapp.com", kind="heroku", sni_endpoint="osaka-1")
    assert "certificate" not in coming(app=UPLOADED, domains=(own,), sni_endpoints=(lonely,))


def test_an_older_api_pairs_domains_by_their_names() -> None:
    domain = msgspec.structs.replace(WWW, sni_endpoint=None, hostname="WWW.example.com.")
    assert "certificate" in coming(app=UPLOADED, domains=(domain,))


def test_a_stack_and_a_version_end_on_the_day_of_the_tables() -> None:
    old = msgspec.structs.replace(APP, stack="heroku-22")
    found = coming(app=old, databases=running("15.7"))
    assert (found["stack"].day, found["stack"].resource) == (date(2027, 4, 30), "heroku-22")
    assert found["database_version"].day == date(2027, 2, 28)
    assert found["database_version"].words == (
        "support of Postgres 15.7, which postgresql-round-1 runs, ends"
    )


def test_what_is_over_is_not_to_come() -> None:
    assert "stack" not in coming(app=msgspec.structs.replace(APP, stack="heroku-20"))
    assert "database_version" not in coming(databases=running("12.3"))
    assert "certificate" not in coming(app=UPLOADED, taken_at=datetime(2027, 1, 19, tzinfo=UTC))


def test_the_last_day_is_still_to_come() -> None:
    assert "certificate" in coming(app=UPLOADED, taken_at=datetime(2027, 1, 18, 1, tzinfo=UTC))


@pytest.mark.parametrize("fact", ["domains", "sni_endpoints", "attachments", "databases"])
@pytest.mark.parametrize("missing", [FORBIDDEN, TIMEOUT])
def test_what_could_not_be_read_is_left_out(fact: str, missing: object) -> None:
    old = msgspec.structs.replace(UPLOADED, stack="heroku-22")
    facts = {"app": old, "databases": running("15.7"), fact: missing}
    found = coming(None, **facts)
    assert "stack" in found
    assert ("certificate" in found) == (fact in {"attachments", "databases"})
    assert ("database_version" in found) == (fact in {"domains", "sni_endpoints"})


def test_a_check_that_did_not_run_tells_of_no_day() -> None:
    assert set(coming(Policy(skip=("ssl", "stack")), app=UPLOADED)) <= {"database_version"}


@pytest.mark.parametrize("now", [NOW, datetime(2027, 1, 10, tzinfo=UTC)])
def test_what_is_waived_is_not_told_whether_it_is_near_or_far(now: datetime) -> None:
    waiver = Waiver(check="ssl", resource="www.*", reason="it goes", expires=date(2027, 3, 1))
    found = coming(Policy(waivers=(waiver,)), app=UPLOADED, taken_at=now)
    assert "certificate" not in found


def test_the_soonest_comes_first() -> None:
    old = msgspec.structs.replace(UPLOADED, stack="heroku-22")
    snapshot = msgspec.structs.replace(HEALTHY, app=old, databases=running("15.7"))
    found = upcoming(evaluate(snapshot), snapshot)
    assert [each.resource for each in found] == [
        "tokyo-1050",
        "postgresql-round-1",
        "heroku-22",
        "redis-round-1",
    ]
    assert sorted(each.day for each in found) == [each.day for each in found]


def test_a_renewal_makes_another_key() -> None:
    before = coming(app=UPLOADED)["certificate"]
    longer = msgspec.structs.replace(CERTIFICATE, not_after=datetime(2028, 1, 18, tzinfo=UTC))
    endpoint = msgspec.structs.replace(HEALTHY.sni_endpoints[0], certificate=longer)  # type: ignore[index]
    after = coming(app=UPLOADED, sni_endpoints=(endpoint,))["certificate"]
    assert before.key != after.key
