"""The canonical Report: every status, every kind of fix, waivers, and hostile text in every string.

Each renderer writes it, and the outcome is compared with the file in `golden`. After a wanted
change, `python -m tests.render.canonical` writes the files anew.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from core.policy import Waiver
from core.render import csv, html, json, junit, markdown, prometheus, sarif, text
from core.report import (
    Article,
    DnsRecord,
    Finding,
    Fix,
    Report,
    Result,
    Status,
    count,
    verdict_of,
)

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = "\x1b[2J\x9b31m\r\nevil\t\u202egpj.exe\u200b\u2066\ufe0f\U000e0041\u3164\x7f<!channel>"
DEV_CENTER = "https://devcenter.heroku.com/articles/"
TARGET = "powerful-quail-4c0079v4aa19q90x6kz2m7qk.herokudns.com"

_SCALING = Article(title="Scaling your dyno formation", url=DEV_CENTER + "scaling")
_DOMAINS = Article(title="Custom domains", url=DEV_CENTER + "custom-domains")
_RETRY = Fix(command="prodcheck -a ha-app --only ssl")
_ACCEPTED = Waiver(
    check="log-monitoring",
    reason=f"we read {HOSTILE} at the edge",
    expires=date(2027, 1, 31),
)
_EXPIRED = Waiver(
    check="dns", resource="old.example.com", reason="moves soon", expires=date(2026, 11, 1)
)
_UNUSED = Waiver(check="stack", reason="the build is frozen", expires=date(2027, 3, 1))

_DYNOS = Result(
    id="dyno-redundancy",
    title="Two or more dynos of each type",
    category="dynos",
    status=Status.FAILED,
    findings=(
        Finding(
            status=Status.FAILED,
            resource="web",
            message="web runs 1 Basic dyno: a restart or a host failure takes the app down",
            evidence={"quantity": 1, "size": "Basic"},
            fix=Fix(
                command="heroku ps:type web=standard-1x -a ha-app && heroku ps:scale web=2 "
                "-a ha-app",
                articles=(_SCALING,),
            ),
        ),
        Finding(
            status=Status.WARNING,
            resource="worker",
            message="one dyno of it runs: jobs stop while it restarts",
            evidence={"quantity": 1, "autoscaled": False, "size": None},
            fix=Fix(command="heroku ps:scale worker=2 -a ha-app", articles=(_SCALING,)),
        ),
        Finding(status=Status.PASSED, resource="clock", message="clock runs alone by its nature"),
    ),
)
_DNS = Result(
    id="dns",
    title="DNS leads to Heroku",
    category="domains",
    status=Status.FAILED,
    findings=(
        Finding(
            status=Status.FAILED,
            resource="www.example.com",
            message="www.example.com leads to 75.101.163.44, an address that Heroku has retired",
            evidence={"records": ["75.101.163.44", HOSTILE], "ttl": 300, "share": 0.5},
            fix=Fix(
                record=DnsRecord(name="www.example.com", type="CNAME", value=TARGET),
                articles=(_DOMAINS,),
            ),
        ),
        Finding(
            status=Status.FAILED,
            resource="例え.example",
            message="例え.exampleは存在しません、この名前はDNSにありません、設定してください、至急です",
            fix=Fix(
                record=DnsRecord(name="例え.example", type="CNAME", value="short.herokudns.com"),
                command="heroku domains:wait 例え.example -a ha-app",
                articles=(_DOMAINS,),
            ),
        ),
    ),
)
_SSL = Result(
    id="ssl",
    title="Certificates cover each domain and last",
    category="domains",
    status=Status.UNKNOWN,
    findings=(
        Finding(
            status=Status.UNKNOWN,
            resource="a.example.com",
            message="no answer within 5 s",
            fix=_RETRY,
        ),
        Finding(
            status=Status.UNKNOWN,
            resource=HOSTILE,
            message=f"the certificate says {HOSTILE}",
            evidence={HOSTILE: HOSTILE},
            fix=_RETRY,
        ),
    ),
)
_DATABASE = Result(
    id="database-version",
    title="A Postgres version with years ahead of it",
    category="data",
    status=Status.WARNING,
    findings=(
        Finding(
            status=Status.WARNING,
            resource="postgresql-round-1",
            message="version 13.8 reached its end on 2025-11-13",
            fix=Fix(
                articles=(
                    Article(
                        title="Postgres version support",
                        url=DEV_CENTER + "heroku-postgres-version-support",
                    ),
                )
            ),
        ),
    ),
)
_LOGS = Result(
    id="log-monitoring",
    title="Logs are kept",
    category="monitoring",
    status=Status.WAIVED,
    findings=(
        Finding(
            status=Status.WAIVED,
            message="no log add-on and no drain: there is nothing to look at afterwards",
            fix=Fix(command="heroku addons:create papertrail -a ha-app", articles=(_SCALING,)),
            waiver=_ACCEPTED,
        ),
    ),
)
_STACK = Result(
    id="stack",
    title="A stack that Heroku supports",
    category="platform",
    status=Status.PASSED,
    findings=(Finding(status=Status.PASSED, resource="heroku-24", message="it is supported"),),
)
_MAINTENANCE = Result(
    id="maintenance-mode",
    title="Maintenance mode is off",
    category="platform",
    status=Status.PASSED,
    findings=(Finding(status=Status.PASSED, message="maintenance mode is off"),),
)
_KEY_VALUE = Result(
    id="key-value-store",
    title="Key-Value Stores survive a failure",
    category="data",
    status=Status.SKIPPED,
    findings=(),
)

_RESULTS = (_MAINTENANCE, _STACK, _DYNOS, _DNS, _SSL, _DATABASE, _KEY_VALUE, _LOGS)
_COUNTS = count(_RESULTS)

CANONICAL = Report(
    app="ha-app",
    taken_at=datetime(2026, 11, 22, 19, 0, tzinfo=UTC),
    verdict=verdict_of(_COUNTS),
    counts=_COUNTS,
    results=_RESULTS,
    unused_waivers=(_UNUSED,),
    expired_waivers=(_EXPIRED,),
)

DOCUMENTS: dict[str, Callable[[Report], str]] = {
    "report.json": json.render,
    "report.txt": text.render,
    "report-colour.txt": partial(text.render, colour=True),
    "report-40.txt": partial(text.render, width=40),
    "report-120.txt": partial(text.render, width=120),
    "report.csv": csv.render,
    "report.html": html.render,
    "report.md": markdown.render,
    "report.prom": prometheus.render,
    "report.sarif": sarif.render,
    "report.xml": junit.render,
}
"""Name of a golden file to what writes it."""


def write() -> None:
    """Write the golden files anew."""
    for name, render in DOCUMENTS.items():
        (GOLDEN / name).write_bytes(render(CANONICAL).encode())


if __name__ == "__main__":
    write()
