"""A Report as SARIF 2.1.0, for what collects findings of many tools, such as code scanning.

A rule is a check, a result is a finding that is not passed. `failed` is an error, `warning` a
warning, `unknown` a note; what is waived is a note too, suppressed with the reason: code scanning
reads no suppressions. The sections named here are those of docs.oasis-open.org/sarif/sarif/v2.1.0.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from hashlib import sha256
from typing import Any, Final

import msgspec

from core.check import HEADINGS, Check, all_checks
from core.render.inert import inert
from core.render.json import pretty
from core.render.links import web_address
from core.render.words import statement, steps, verdict_sentence
from core.report import Finding, Report, Result, Status
from core.version import __version__

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
PLACE: Final = "prodcheck.toml"
"""The file that findings are shown at. They are of an app and not of a file, and code scanning
takes none without one: this is where a finding is waived."""

_LEVELS: Final[dict[Status, str]] = {
    Status.FAILED: "error",
    Status.UNKNOWN: "note",
    Status.WARNING: "warning",
    Status.WAIVED: "note",
}
"""What is told; passed and skipped are not."""

_FINGERPRINTS: Final = ("prodcheck/v1", "primaryLocationLineHash")
"""The second is the one that code scanning reads. Without it, it takes the hash of the line, which
is the same for all findings, and shows those of a check as one: docs.github.com, "SARIF support for
code scanning", and `fingerprints.ts` of github/codeql-action."""

Json = dict[str, Any]


def render(report: Report) -> str:
    """Write a report as a SARIF log with one run."""
    known = {check.id: check for check in all_checks()}
    run: Json = {
        "tool": {
            "driver": {
                "name": "prodcheck",
                "semanticVersion": __version__,
                "rules": [_rule(result, known.get(result.id)) for result in report.results],
            }
        },
        "automationDetails": {"id": f"prodcheck/{inert(report.app)}/"},
        "invocations": [
            {
                "executionSuccessful": True,
                "endTimeUtc": f"{report.taken_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            }
        ],
        "results": list(_results(report)),
        "properties": {
            "verdict": report.verdict,
            "summary": inert(verdict_sentence(report)),
            "profile": inert(report.profile),
        },
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return pretty(msgspec.json.encode(log))


def _rule(result: Result, check: Check | None) -> Json:
    """Describe a check; of one that is not installed here only what the result says.

    Code scanning wants both descriptions and a help: docs.github.com, as above.
    """
    docs = (
        {} if check is None else {name: " ".join(check.docs[name].split()) for name in check.docs}
    )
    told = [f"{name}: {docs[name]}" for name in HEADINGS if name in docs and name != "References"]
    rule: Json = {
        "id": inert(result.id),
        "name": "".join(word.capitalize() for word in inert(result.id).split("-")),
        "shortDescription": {"text": _text(result.title)},
        "fullDescription": {"text": _text(docs.get("Why") or result.title)},
        "help": {"text": _text("\n\n".join(told) or result.title, lines=True)},
        "properties": {"tags": [result.category]},
    }
    if check and check.articles and (address := web_address(check.articles[0].url)):
        rule["helpUri"] = address
    return rule


def _results(report: Report) -> Iterator[Json]:
    seen: Counter[tuple[str, str]] = Counter()
    for index, result in enumerate(report.results):
        for finding in result.findings:
            if finding.status in _LEVELS:
                key = (result.id, finding.resource or "")
                seen[key] += 1
                print_ = _fingerprint(report.app, *key, seen[key])
                yield _result(report.app, result, finding) | {
                    "ruleIndex": index,
                    "partialFingerprints": dict.fromkeys(_FINGERPRINTS, print_),
                }


def _result(app: str, result: Result, finding: Finding) -> Json:
    told = [statement(finding), *(f"Next: {step}" for step in steps(finding.fix))]
    said: Json = {
        "ruleId": inert(result.id),
        "level": _LEVELS[finding.status],
        "message": {"text": _text("\n".join(map(inert, told)), lines=True)},
        "locations": [_location(app, finding.resource)],
        "properties": {"status": finding.status},
    }
    if finding.status is Status.WAIVED:
        said["suppressions"] = [_suppression(finding)]
    return said


def _location(app: str, resource: str | None) -> Json:
    name = inert(app)
    logical = [{"name": name, "fullyQualifiedName": name, "kind": "module"}]
    if resource:
        part = inert(resource)
        logical.append({"name": part, "fullyQualifiedName": f"{name}/{part}", "kind": "resource"})
    return {
        "physicalLocation": {"artifactLocation": {"uri": PLACE}, "region": {"startLine": 1}},
        "logicalLocations": logical,
    }


def _suppression(finding: Finding) -> Json:
    accepted: Json = {"kind": "external", "status": "accepted"}
    if finding.waiver is not None:
        reason = f"{inert(finding.waiver.reason)} (until {finding.waiver.expires})"
        accepted["justification"] = reason
    return accepted


def _fingerprint(app: str, check: str, resource: str, number: int) -> str:
    """Tell a finding from others, today and in a year: section 3.27.17.

    Messages and evidence change from day to day and are not in it; of several findings of one
    resource the number among them is.
    """
    return sha256("\0".join((app, check, resource, str(number))).encode()).hexdigest()


def _text(text: str, *, lines: bool = False) -> str:
    """Write a text that holds no link and no placeholder: sections 3.11.5 and 3.11.6."""
    shown = "\n".join(map(inert, text.split("\n"))) if lines else inert(text)
    for sign in "\\[]":
        shown = shown.replace(sign, f"\\{sign}")
    return shown.replace("{", "{{").replace("}", "}}")
