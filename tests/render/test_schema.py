import json
from pathlib import Path

import jsonschema
import pytest

from core.evaluate import evaluate
from core.render import json as report_json
from core.render import schema
from core.report import Report
from tests.apps import HEALTHY
from tests.render.canonical import CANONICAL
from tests.render.hostile import TEXTS, hostile

PUBLISHED = Path(__file__).parents[2] / "docs" / "report.schema.json"
SCHEMA = json.loads(schema.render())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_published_schema_is_that_of_this_version() -> None:
    assert PUBLISHED.read_text("utf-8") == schema.render()


def test_it_is_a_schema_of_draft_2020_12() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize("judged", [CANONICAL, evaluate(HEALTHY), *map(hostile, TEXTS)])
def test_every_report_fulfils_it(judged: Report) -> None:
    VALIDATOR.validate(json.loads(report_json.render(judged)))


@pytest.mark.parametrize(
    ("key", "value"), [("verdict", "fine"), ("counts", []), ("checks", {}), ("taken_at", 5)]
)
def test_what_is_no_report_does_not(key: str, value: object) -> None:
    document = json.loads(report_json.render(CANONICAL)) | {key: value}
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(document)
