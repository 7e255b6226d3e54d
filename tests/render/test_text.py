from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.render import json, text
from core.render.layout import columns
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
from tests.render.canonical import CANONICAL

COPIED = ("heroku ", "prodcheck ", "read https://", "name ", "type ", "target ")


def report(*results: Result, app: str = "ha-app") -> Report:
    counts = count(results)
    return Report(
        app=app,
        taken_at=datetime(2026, 11, 22, 19, 0, tzinfo=UTC),
        verdict=verdict_of(counts),
        counts=counts,
        results=results,
    )


def result(status: Status, *findings: Finding, title: str = "The wanted state") -> Result:
    return Result(
        id="a-check", title=title, category="dynos", status=status, findings=tuple(findings)
    )


def trouble(message: str, **fields: object) -> str:
    finding = Finding(status=Status.FAILED, message=message, **fields)  # type: ignore[arg-type]
    return text.render(report(result(Status.FAILED, finding)))


def last_line(*statuses: Status) -> str:
    return text.render(report(*map(result, statuses)), width=120).splitlines()[-1]


@pytest.mark.parametrize("width", [40, 57, 80, 120])
def test_all_but_what_is_copied_fits_the_width(width: int) -> None:
    for line in text.render(CANONICAL, width=width).splitlines():
        assert columns(line) <= width or line.lstrip().startswith(COPIED), line


def test_a_width_under_forty_is_taken_as_forty() -> None:
    assert text.render(CANONICAL, width=5) == text.render(CANONICAL, width=40)


def test_colour_only_adds_colour() -> None:
    coloured = text.render(CANONICAL, colour=True)
    plain = coloured
    for code in ("0", "1", "2", "36", "31", "35", "33", "34", "32", "1;31", "1;35", "1;33", "1;34"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert plain == text.render(CANONICAL)


def test_the_worst_comes_first_and_the_verdict_last() -> None:
    document = text.render(CANONICAL)
    words = ["✗ failed", "? unknown", "! warning", "~ waived", "✓ passed 2", "- skipped 1"]
    places = [document.index(f"\n{word}") for word in words]
    assert places == sorted(places)
    assert document.splitlines()[-1].startswith("ha-app is not ready")


@pytest.mark.parametrize("width", [40, 80])
def test_a_command_is_never_broken(width: int) -> None:
    command = "heroku domains:update " + "x" * 200 + " -a ha-app"
    finding = Finding(status=Status.FAILED, message="m", fix=Fix(command=command))
    document = text.render(report(result(Status.FAILED, finding)), width=width)
    assert command in [line.strip() for line in document.splitlines()]


def test_a_resource_is_named_once() -> None:
    assert "✗ web runs 1 dyno" in trouble("web runs 1 dyno", resource="web")
    assert "✗ web: it runs alone" in trouble("it runs alone", resource="web")


def test_a_short_record_stands_on_one_line_and_a_long_one_is_spelled_out() -> None:
    short = DnsRecord(name="a.example", type="CNAME", value="b.herokudns.com")
    assert "set a.example  CNAME  b.herokudns.com\n" in trouble("m", fix=Fix(record=short))
    long = DnsRecord(name="a.example", type="CNAME", value="b" * 60 + ".herokudns.com")
    assert f"target  {'b' * 60}.herokudns.com\n" in trouble("m", fix=Fix(record=long))


def test_findings_that_share_a_fix_show_it_once() -> None:
    fix = Fix(command="heroku certs:auto:enable -a ha-app")
    found = [
        Finding(status=Status.FAILED, resource=f"{n}.example.com", message="no", fix=fix)
        for n in range(3)
    ]
    document = text.render(report(result(Status.FAILED, *found)))
    assert document.count("certs:auto:enable") == 1
    assert document.index("2.example.com") < document.index("certs:auto:enable")


def test_an_article_is_shown_once_for_a_check() -> None:
    article = Article(title="Scaling", url="https://example.com/scaling")
    found = [
        Finding(
            status=Status.FAILED, message="m", fix=Fix(command=f"heroku {n}", articles=(article,))
        )
        for n in range(2)
    ]
    assert text.render(report(result(Status.FAILED, *found))).count(article.url) == 1


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        (
            (Status.FAILED, Status.FAILED, Status.UNKNOWN),
            "ha-app is not ready for production: 2 checks failed, 1 unknown.",
        ),
        ((Status.FAILED,), "ha-app is not ready for production: 1 check failed."),
        (
            (Status.UNKNOWN, Status.WARNING),
            "It is not known whether ha-app is ready for production: 1 check unknown, 1 warning.",
        ),
        (
            (Status.WARNING, Status.WARNING),
            "ha-app is ready for production, with 2 warnings.",
        ),
        (
            (Status.PASSED, Status.WAIVED),
            "ha-app is ready for production: 1 check passed, 1 waived.",
        ),
        ((Status.WAIVED,), "ha-app is ready for production: 1 check waived."),
        (
            (Status.SKIPPED, Status.SKIPPED),
            "There was nothing to judge of ha-app: 2 checks skipped.",
        ),
    ],
)
def test_the_verdict_is_a_sentence(statuses: tuple[Status, ...], sentence: str) -> None:
    assert last_line(*statuses) == sentence


@pytest.mark.parametrize(
    ("status", "left_out", "rest"),
    [
        (
            Status.PASSED,
            ("dns",),
            ": 1 check passed, 1 check left out.",
        ),
        (
            Status.WARNING,
            ("dns", "ssl"),
            ", with 1 warning, 2 checks left out.",
        ),
    ],
)
def test_a_good_verdict_says_that_checks_were_left_out(
    status: Status, left_out: tuple[str, ...], rest: str
) -> None:
    partial = msgspec.structs.replace(report(result(status)), left_out=left_out)
    said = text.render(partial, width=120).splitlines()[-1]
    assert said == f"As far as was checked, ha-app is ready for production{rest}"


@given(st.text(), st.text(), st.text(), st.integers(min_value=40, max_value=120))
def test_foreign_text_never_leaves_its_line(one: str, two: str, three: str, width: int) -> None:
    fix = Fix(
        command=f"heroku {three}",
        record=DnsRecord(name=one, type=two, value=three),
        articles=(Article(title=one, url=f"https://{two}"),),
    )
    finding = Finding(status=Status.FAILED, resource=one, message=two, fix=fix)
    hostile = report(result(Status.FAILED, finding, title=three), app=one)
    document = text.render(hostile, width=width)
    assert all(c.isprintable() for c in document if c != "\n")
    assert json.parse(json.render(hostile).encode()) == hostile


def test_a_waiver_for_one_resource_says_so() -> None:
    lonely = msgspec.structs.replace(CANONICAL, unused_waivers=())
    assert "not needed" not in text.render(lonely)
    assert "expired on 2026-11-01: dns old.example.com: moves soon" in text.render(lonely)
