"""Reports to render: the canonical one, a long one, and any that hypothesis can think of."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import get_args

import msgspec
from hypothesis import strategies as st

from core.policy import Waiver
from core.report import (
    RANK,
    Article,
    Category,
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

TARGET = "powerful-quail-4c0079v4aa19q90x6kz2m7qk.herokudns.com"
NASTY = (
    "<!channel>",
    "<!here|label>",
    "<@U012ABCDEF>",
    "<#C012ABCDEF>",
    "<http://evil.example|ha-app>",
    "https://evil.example/?a=1&b=2",
    "&lt;!channel&gt;",
    "@here",
    "#general",
    ":tada:",
    "::",
    "*b*",
    "_i_",
    "~s~",
    "`c`",
    "```",
    ">>>",
    "|",
    '"',
    "\n",
    "\r\n",
    "\x00",
    "\x1b[2J",
    "\u202e",
    "\u200b",
    "\u2028",
    "\ufe0f",
    "\U000e0041",
    "a\u0301\u0301\u0301\u0301",
    "x" * 80,
)

hostile = st.builds(
    lambda parts, times: "".join(parts) * times,
    st.lists(st.sampled_from(NASTY) | st.text(max_size=12), max_size=6),
    st.sampled_from((1, 1, 1, 2, 400)),
)


def worst(findings: Iterable[Finding]) -> Status:
    return min((each.status for each in findings), key=RANK.__getitem__, default=Status.SKIPPED)


def report(*results: Result, app: str = "ha-app", **fields: object) -> Report:
    """A report of these results, its counts and verdict true."""
    counts = count(results)
    return msgspec.structs.replace(
        CANONICAL,
        app=app,
        results=results,
        counts=counts,
        verdict=verdict_of(counts),
        unused_waivers=(),
        expired_waivers=(),
        **fields,
    )


def result(*findings: Finding, check_id: str = "dns", title: str = "Domains lead here") -> Result:
    """A result of these findings."""
    return Result(
        id=check_id,
        title=title,
        category="domains",
        status=worst(findings),
        findings=findings,
    )


def astray(number: int) -> Finding:
    """A domain that leads to a retired address."""
    host = f"shop-{number}.example.com"
    return Finding(
        status=Status.FAILED,
        resource=host,
        message=f"{host} leads to 75.101.163.44, an address that Heroku has retired",
        fix=Fix(
            record=DnsRecord(name=host, type="CNAME", value=TARGET),
            articles=(
                Article(
                    title="Custom domains",
                    url="https://devcenter.heroku.com/articles/custom-domains",
                ),
            ),
        ),
    )


LONG = report(
    result(*map(astray, range(60))),
    *(
        result(astray(0), check_id=f"check-{number}", title=f"Check {number}")
        for number in range(30)
    ),
)

_articles = st.builds(
    Article,
    title=hostile,
    url=hostile | st.builds("https://ok.example/{}".format, hostile),
)
_fixes = st.builds(
    Fix,
    command=st.none() | hostile,
    record=st.none() | st.builds(DnsRecord, name=hostile, type=hostile, value=hostile),
    articles=st.lists(_articles, max_size=3).map(tuple),
)
_waivers = st.builds(Waiver, check=hostile, reason=hostile, expires=st.just(date(2027, 1, 31)))


@st.composite
def _findings(draw: st.DrawFn) -> Finding:
    status = draw(st.sampled_from(Status))
    return Finding(
        status=status,
        resource=draw(st.none() | hostile),
        message=draw(hostile),
        fix=draw(st.none() | _fixes),
        waiver=draw(_waivers) if status is Status.WAIVED else None,
    )


@st.composite
def _results(draw: st.DrawFn) -> Result:
    findings = draw(st.lists(_findings(), max_size=3)) * draw(st.sampled_from((1, 1, 20)))
    return Result(
        id=draw(st.sampled_from(("dns", "ssl", "stack", "dyno-redundancy")) | hostile),
        title=draw(hostile),
        category=draw(st.sampled_from(get_args(Category))),
        status=worst(findings),
        findings=tuple(findings),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Any report that could reach us, its strings from whoever wishes us ill."""
    results = draw(st.lists(_results(), max_size=4)) * draw(st.sampled_from((1, 1, 12, 30)))
    counts = count(results)
    return Report(
        app=draw(st.just("ha-app") | hostile),
        taken_at=datetime(2026, 11, 22, 19, 0, tzinfo=UTC),
        verdict=verdict_of(counts),
        counts=counts,
        results=tuple(results),
        unused_waivers=tuple(draw(st.lists(_waivers, max_size=2))),
        expired_waivers=tuple(draw(st.lists(_waivers, max_size=2))),
    )
