"""The JSON Schema of a report, for whoever reads one by a program."""

import msgspec

from core.render.json import pretty
from core.report import REPORT_SCHEMA_VERSION, Report

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""What msgspec writes: jcristharif.com/msgspec/jsonschema.html."""


def render() -> str:
    """Write the schema that every report fulfils which this version writes."""
    document = {
        "$schema": DIALECT,
        "$id": f"urn:prodcheck:report:{REPORT_SCHEMA_VERSION}",
        "title": "A report of prodcheck",
        **msgspec.json.schema(Report),
    }
    return pretty(msgspec.json.encode(document))
