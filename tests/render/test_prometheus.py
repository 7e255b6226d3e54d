import re
from datetime import UTC, datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from core.evaluate import evaluate
from core.render import prometheus
from core.render.inert import inert
from core.report import EvidenceValue, Finding, Report, Status
from tests.apps import HEALTHY
from tests.render.canonical import CANONICAL
from tests.render.hostile import TEXTS, hostile
from tests.render.test_text import report, result

ENDS = "prodcheck_certificate_not_after_timestamp_seconds"
Series = dict[tuple[str, ...], float]


def families(judged: Report) -> dict[str, Series]:
    """Read a document with the client's own parser; no series is there twice."""
    found: dict[str, Series] = {}
    for family in text_string_to_metric_families(prometheus.render(judged)):
        assert family.type == "gauge"
        series = {tuple(each.labels.values()): each.value for each in family.samples}
        assert len(series) == len(family.samples)
        assert all(each.labels["app"] == inert(judged.app) for each in family.samples)
        found[family.name] = series
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_is_a_label_and_nothing_else(text: str) -> None:
    found = families(hostile(text))
    assert (
        found["prodcheck_check_status"][inert(text), f"check-failed-{inert(text)}", "failed"] == 1
    )
    assert ENDS not in found


def test_the_state_it_is_in_is_1_and_the_others_are_0() -> None:
    found = families(CANONICAL)
    assert found["prodcheck_verdict"] == {
        ("ha-app", "not_ready"): 1,
        ("ha-app", "undetermined"): 0,
        ("ha-app", "warnings"): 0,
        ("ha-app", "ready"): 0,
    }
    states = found["prodcheck_check_status"]
    assert [key[2] for key, value in states.items() if key[1] == "ssl" and value] == ["unknown"]
    assert sum(states.values()) == len(CANONICAL.results)


def test_checks_and_findings_are_counted() -> None:
    found = families(CANONICAL)
    assert found["prodcheck_checks"]["ha-app", "passed"] == 2
    assert found["prodcheck_findings"]["ha-app", "failed"] == 3


def test_the_moment_is_in_seconds() -> None:
    assert families(CANONICAL)["prodcheck_taken_at_timestamp_seconds"] == {("ha-app",): 1795374000}


def test_when_a_certificate_ends_comes_from_the_evidence() -> None:
    end = datetime(2027, 1, 18, tzinfo=UTC).timestamp()
    assert families(evaluate(HEALTHY))[ENDS] == {("ha-app", "www.example.com"): end}
    assert ENDS not in families(CANONICAL)


@pytest.mark.parametrize(
    "moment", ["soon", "2027-01-18T00:00:00", "", 7, True, ["2027-01-18T00:00:00Z"], None]
)
def test_what_is_no_moment_is_left_out(moment: EvidenceValue) -> None:
    ends = [moment, "2027-02-01T00:00:00+00:00", "2027-01-01T01:00:00+01:00"]
    found = [
        Finding(status=Status.PASSED, resource="a.example.com", message="m", evidence=evidence)
        for evidence in ({"not_after": each} for each in ends)
    ]
    end = datetime(2027, 1, 1, tzinfo=UTC).timestamp()
    assert families(report(result(Status.PASSED, *found)))[ENDS] == {
        ("ha-app", "a.example.com"): end
    }


def test_names_are_in_base_units() -> None:
    # What `promtool check metrics` asks for: prometheus.io/docs/practices/naming.
    units = re.compile("_(milli|minutes|hours|days|weeks|percent|total$|count$|sum$|bucket$)")
    assert not [name for name in families(evaluate(HEALTHY)) if units.search(name)]
