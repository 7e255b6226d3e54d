import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from core.check import all_checks
from core.evaluate import evaluate
from core.render import sarif
from core.report import Finding, Report, Status
from tests.apps import HEALTHY
from tests.render.canonical import CANONICAL
from tests.render.hostile import TEXTS, hostile
from tests.render.test_text import report, result

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)


def run_of(judged: Report) -> dict[str, Any]:
    log = json.loads(sarif.render(judged))
    VALIDATOR.validate(log)
    run: dict[str, Any] = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])
    return run


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_is_text(text: str) -> None:
    run = run_of(hostile(text))
    assert not any("helpUri" in rule for rule in run["tool"]["driver"]["rules"])
    assert {each["level"] for each in run["results"]} == {"error", "note", "warning"}


def test_a_rule_says_why_and_where_to_read() -> None:
    rules = run_of(evaluate(HEALTHY))["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {each.id for each in all_checks() if each.default}
    assert all(rule["helpUri"].startswith("https://") for rule in rules)
    for rule in rules:
        why = rule["fullDescription"]["text"]
        assert rule["help"]["text"].startswith(f"Why: {why}\n\n")
        assert "\\n" not in why


def test_a_check_that_is_not_known_here_is_a_rule_all_the_same() -> None:
    (rule,) = run_of(report(result(Status.FAILED)))["tool"]["driver"]["rules"]
    assert rule["id"] == "a-check"
    title = {"text": "The wanted state"}
    assert (rule["shortDescription"], rule["fullDescription"], rule["help"]) == (title,) * 3


@pytest.mark.parametrize(
    ("status", "level"),
    [(Status.FAILED, "error"), (Status.WARNING, "warning"), (Status.UNKNOWN, "note")],
)
def test_a_status_has_its_level(status: Status, level: str) -> None:
    finding = Finding(status=status, resource="web", message="m")
    (told,) = run_of(report(result(status, finding)))["results"]
    assert told["level"] == level
    assert "suppressions" not in told
    names = [place["fullyQualifiedName"] for place in told["locations"][0]["logicalLocations"]]
    assert names == ["ha-app", "ha-app/web"]


@pytest.mark.parametrize("status", [Status.PASSED, Status.SKIPPED])
def test_what_needs_nothing_is_no_result(status: Status) -> None:
    assert run_of(report(result(status, Finding(status=status, message="m"))))["results"] == []


def test_what_is_waived_is_suppressed_with_its_reason() -> None:
    waived = [each for each in run_of(CANONICAL)["results"] if "suppressions" in each]
    (suppression,) = waived[0]["suppressions"]
    assert len(waived) == 1
    assert waived[0]["level"] == "note"
    assert suppression["status"] == "accepted"
    assert suppression["justification"].startswith("we read ")
    assert suppression["justification"].endswith("(until 2027-01-31)")


def test_fingerprints_tell_findings_apart_and_stay_when_the_words_change() -> None:
    def prints(message: str, *, app: str = "ha-app") -> list[str]:
        found = [
            Finding(status=Status.FAILED, resource=resource, message=message)
            for resource in ("web", "web", "worker", None)
        ]
        run = run_of(report(result(Status.FAILED, *found), app=app))
        own, theirs = (
            [each["partialFingerprints"][key] for each in run["results"]]
            for key in ("prodcheck/v1", "primaryLocationLineHash")
        )
        assert own == theirs
        return own

    assert prints("in 6 days") == prints("in 5 days")
    assert len(set(prints("m") + prints("m", app="other"))) == 8


def test_brackets_and_braces_are_no_links_and_no_placeholders() -> None:
    finding = Finding(status=Status.FAILED, message="a [b](1) {0} \\")
    (told,) = run_of(report(result(Status.FAILED, finding)))["results"]
    assert told["message"]["text"] == "a \\[b\\](1) {{0}} \\\\"


def test_apps_are_kept_apart() -> None:
    other: Report = msgspec.structs.replace(CANONICAL, app="other")
    assert run_of(other)["automationDetails"]["id"] == "prodcheck/other/"
