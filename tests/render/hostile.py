"""A Report whose every foreign string means harm to some reader, and what to find of it again."""

from datetime import UTC, date, datetime

from core.policy import Waiver
from core.report import Article, DnsRecord, Finding, Fix, Report, Result, Status, count, verdict_of

TEXTS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</style></title></textarea><!-- --> ]]> <?xml?> &amp; &#x3c;b&#x3e;",
    "@octocat and @org/team, #123, GH-45, o/r#6, o/r@0123456789abcdef0123456789abcdef01234567",
    'o/r!45, %67 and %"next", ~bug and ~"to do", &89, $10',
    "[click](javascript:alert(1)) ![img](https://evil.example/x.png) [ref]: https://evil.example",
    "https://evil.example www.evil.example mailto:a@evil.example <https://evil.example> xmpp:a@b",
    "`code` ``more`` ```fence``` ~~~ **bold** __bold__ ~strike~ | pipe | $x$ :tada: ^ # head",
    "# heading\n- list\n> quote\n\n    code\n1. one\n---\n\r\n<details>\t| a | b |",
    '=HYPERLINK("https://evil.example")',
    "+1-1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1 \"quoted\", 'single', back\\slash \\n {0} [link](1) {placeholder}",
    "\x00\x01\x08\x0b\x1b[2J\x7f\x85\u2028\u202e\u200b\ufffe\uffff\U000e0041",
    '"} 1\nprodcheck_verdict{app="x"} 1 # HELP',
)
_STATUSES = (Status.FAILED, Status.UNKNOWN, Status.WARNING, Status.WAIVED, Status.PASSED)


def hostile(text: str) -> Report:
    """Put a text everywhere that takes one."""
    waiver = Waiver(check=text, reason=text, expires=date(2027, 1, 31), resource=text, app=text)
    results = tuple(
        Result(
            id=f"check-{status}-{text}",
            title=text,
            category="data",
            status=status,
            findings=(
                Finding(
                    status=status,
                    resource=text,
                    message=text,
                    evidence={text: text, "list": [text, text], "days": 3, "not_after": text},
                    fix=Fix(
                        command=text,
                        record=DnsRecord(name=text, type=text, value=text),
                        articles=(Article(title=text, url=text),),
                    ),
                    waiver=waiver if status is Status.WAIVED else None,
                ),
            ),
        )
        for status in _STATUSES
    )
    counts = count(results)
    return Report(
        app=text,
        taken_at=datetime(2026, 11, 22, 19, 0, tzinfo=UTC),
        verdict=verdict_of(counts),
        counts=counts,
        results=results,
        profile=text,
        left_out=(text,),
        unused_waivers=(waiver,),
        expired_waivers=(waiver,),
    )
