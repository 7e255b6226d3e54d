import csv
import io

import pytest

from core.render.csv import COLUMNS, render
from core.render.inert import inert
from core.report import Finding, Report, Status
from tests.render.canonical import CANONICAL
from tests.render.hostile import TEXTS, hostile
from tests.render.test_text import report, result


def rows(judged: Report) -> list[dict[str, str]]:
    document = render(judged)
    read = list(csv.DictReader(io.StringIO(document, newline=""), strict=True))
    assert document.count("\n") == len(read) + 1
    return read


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_is_text_and_no_formula(text: str) -> None:
    for row in rows(hostile(text)):
        assert row["message"] in {inert(text), f"'{inert(text)}"}
        assert not any(value.lstrip()[:1] in set("=+-@|%") for value in row.values() if value)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "|", "%", "＝", " ="])  # noqa: RUF001
def test_what_a_spreadsheet_would_run_has_a_mark_before_it(sign: str) -> None:
    finding = Finding(status=Status.FAILED, message=f"{sign}1+1")
    (row,) = rows(report(result(Status.FAILED, finding)))
    assert row["message"] == f"'{sign}1+1"


def test_each_finding_is_a_row_and_so_is_a_check_without_any() -> None:
    read = rows(CANONICAL)
    assert list(read[0]) == list(COLUMNS)
    assert len(read) == sum(len(each.findings) or 1 for each in CANONICAL.results)
    nothing = [row for row in read if row["check"] == "key-value-store"]
    assert [(row["status"], row["message"]) for row in nothing] == [("skipped", "")]


def test_a_row_says_what_to_do_and_what_was_accepted() -> None:
    read = {(row["check"], row["resource"]): row for row in rows(CANONICAL)}
    assert read["dyno-redundancy", "worker"]["command"] == "heroku ps:scale worker=2 -a ha-app"
    assert read["dns", "www.example.com"]["record"].startswith("www.example.com CNAME powerful")
    assert read["log-monitoring", ""]["waived_until"] == "2027-01-31"
