from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from core.render import junit
from core.render.inert import inert
from core.report import Finding, Status
from tests.render.canonical import CANONICAL
from tests.render.hostile import TEXTS, hostile
from tests.render.test_text import report, result

SCHEMA = xmlschema.XMLSchema(Path(__file__).parents[1] / "data" / "junit-10.xsd")


def parsed(document: str) -> Element:
    SCHEMA.validate(document)
    return fromstring(document.encode())  # noqa: S314  we wrote it


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_is_text(text: str) -> None:
    root = parsed(junit.render(hostile(text)))
    assert root.get("name") == f"prodcheck {inert(text)}"
    assert {case.get("name") for case in root.iter("testcase")} == {inert(text)}


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_makes_a_document_that_parses(text: str) -> None:
    parsed(junit.render(hostile(text)))


def test_each_category_is_a_suite_and_each_check_a_case() -> None:
    root = parsed(junit.render(CANONICAL))
    assert [suite.get("name") for suite in root] == [
        "platform",
        "dynos",
        "domains",
        "data",
        "monitoring",
    ]
    assert root.get("tests") == str(len(CANONICAL.results)) == str(len(list(root.iter("testcase"))))
    assert [case.get("classname") for case in root[2]] == ["ha-app.dns", "ha-app.ssl"]


@pytest.mark.parametrize(
    ("status", "tag"),
    [
        (Status.FAILED, "failure"),
        (Status.UNKNOWN, "error"),
        (Status.WARNING, "system-out"),
        (Status.WAIVED, "skipped"),
        (Status.SKIPPED, "skipped"),
    ],
)
def test_a_status_has_its_element(status: Status, tag: str) -> None:
    finding = Finding(status=status, resource="web", message="it is so")
    root = parsed(junit.render(report(result(status, finding))))
    (told,) = root[0][0]
    assert told.tag == tag
    assert told.text == f"{status}: web: it is so"


def test_what_passed_holds_nothing() -> None:
    root = parsed(junit.render(report(result(Status.PASSED))))
    assert list(root[0][0]) == []


def test_the_counts_are_those_of_the_cases() -> None:
    for suite in parsed(junit.render(CANONICAL)):
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("*/failure")))
        assert suite.get("errors") == str(len(suite.findall("*/error")))
        assert suite.get("skipped") == str(len(suite.findall("*/skipped")))
