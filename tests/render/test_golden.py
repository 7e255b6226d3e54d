import jsonschema
import msgspec
import pytest

from core.render import FORMATS, json, render
from core.report import Report
from tests.render.canonical import CANONICAL, DOCUMENTS, GOLDEN


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_the_canonical_report_reads_as_its_golden_file(name: str) -> None:
    assert DOCUMENTS[name](CANONICAL).encode() == (GOLDEN / name).read_bytes()


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(DOCUMENTS)


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_each_suffix_has_a_renderer_that_ends_in_one_newline(suffix: str) -> None:
    document = render(CANONICAL, suffix)
    assert document.endswith(b"\n")
    assert not document.endswith(b"\n\n")


def test_the_json_comes_back_as_the_same_report() -> None:
    assert json.parse(render(CANONICAL, ".json")) == CANONICAL


def test_the_json_has_the_published_shape() -> None:
    document = msgspec.json.decode(render(CANONICAL, ".json"))
    jsonschema.validate(document, msgspec.json.schema(Report))
    assert list(document)[:6] == [
        "schema_version",
        "app",
        "taken_at",
        "verdict",
        "counts",
        "checks",
    ]
    assert document["taken_at"] == "2026-11-22T19:00:00Z"
    assert list(document["counts"]) == [
        "failed",
        "unknown",
        "warning",
        "waived",
        "passed",
        "skipped",
    ]
