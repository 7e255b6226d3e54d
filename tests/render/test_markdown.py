import re
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.render import markdown
from core.render.inert import inert
from core.report import Article, Finding, Fix, Report, Result, Status
from tests.render.canonical import CANONICAL
from tests.render.hostile import TEXTS, hostile
from tests.render.test_text import report, result

OURS = re.compile(r"</?details>|<details><summary>\d+ checks? (passed|skipped)</summary>|</?sub>")
"""The HTML that the format itself writes."""
TAKEN = re.compile(
    r"@\w|#\d|[!%&~][\"\w]|GH-\d|://|www\.|mailto:|xmpp:|:\w+:|\$\w|\b[0-9a-f]{7,}\b", re.IGNORECASE
)
"""What a forge makes something of in plain text."""


def tokens(document: str) -> Iterator[Token]:
    """Walk over what a CommonMark parser with the tables of GitHub makes of a document."""
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(document):
        yield token
        yield from token.children or ()


def hold(document: str) -> None:
    """Nothing in a document is anything but what the format itself writes."""
    assert len(document) <= 65_536
    allowed = {"heading", "paragraph", "bullet_list", "list_item", "table", "thead", "tbody", "tr"}
    allowed |= {"th", "td", "strong", "link"}
    for token in tokens(document):
        match token.type:
            case "html_block" | "html_inline":
                assert OURS.fullmatch(token.content.strip()), token.content
            case "text":
                assert not TAKEN.search(token.content), token.content
            case "link_open":
                assert str(token.attrs["href"]).startswith("https://devcenter.heroku.com/")
            case "fence" | "code_inline" | "inline" | "softbreak":
                pass
            case other:
                assert other.removesuffix("_open").removesuffix("_close") in allowed, other


def fences(document: str) -> list[str]:
    return [token.content for token in tokens(document) if token.type == "fence"]


def shown(document: str) -> str:
    """Put together all text that a reader sees."""
    kinds = {"text", "code_inline", "fence"}
    return "\n".join(token.content for token in tokens(document) if token.type in kinds)


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_is_text(text: str) -> None:
    document = markdown.render(hostile(text))
    hold(document)
    assert f"{inert(text)}\n" in fences(document)


def test_the_canonical_report_holds_too() -> None:
    hold(markdown.render(CANONICAL))


@settings(max_examples=60)
@given(st.text(st.sampled_from("`*_[]()<>&|~$#@:/\\!.-+= \n\tawx1GH{}^'\"")))
def test_no_mix_of_signs_is_more_than_text(text: str) -> None:
    hold(markdown.render(hostile(text)))


def test_the_worst_comes_first_and_what_passed_is_folded() -> None:
    document = markdown.render(CANONICAL)
    heads = [token.content for token in tokens(document) if token.type == "inline"]
    words = [head.split()[1] for head in heads if re.match(r"[✗?!~] \w+:", head)]
    assert words == ["failed:", "failed:", "unknown:", "warning:", "waived:"]
    assert document.index("waived:") < document.index("<details>") < document.index("Maintenance")


def test_the_table_counts() -> None:
    table = [token for token in tokens(markdown.render(CANONICAL)) if token.type == "inline"]
    cells = [token.content for token in table][1:13]
    assert cells[:6] == ["✗ failed", "? unknown", "! warning", "~ waived", "✓ passed", "- skipped"]
    assert cells[6:] == ["2", "1", "1", "1", "2", "1"]


def test_commands_and_records_can_be_copied() -> None:
    blocks = fences(markdown.render(CANONICAL))
    assert "heroku ps:scale worker=2 -a ha-app\n" in blocks
    assert any(block.startswith("name    www.example.com\ntype    CNAME\n") for block in blocks)


def test_an_address_that_could_do_harm_is_no_link() -> None:
    for url in ("javascript:alert(1)", "http://a.example", "https://a@evil.example", "https://a )"):
        fix = Fix(articles=(Article(title="Read me", url=url),))
        finding = Finding(status=Status.FAILED, message="m", fix=fix)
        document = markdown.render(report(result(Status.FAILED, finding)))
        assert not [token for token in tokens(document) if token.type == "link_open"]
        assert url in shown(document)


def findings(number: int, message: str) -> Result:
    found = [
        Finding(
            status=Status.FAILED, resource=f"w{n}", message=message, fix=Fix(command=f"run {n}")
        )
        for n in range(number)
    ]
    return result(Status.FAILED, *found)


def test_a_report_too_long_for_a_comment_says_what_it_left_out() -> None:
    document = markdown.render(report(findings(2000, "something is wrong")))
    hold(document)
    assert len(document) > 60_000
    assert re.search(r"\*\*Too long for a comment: \d+ paragraphs left out\.\*\*", document)
    assert "run 0\n" in fences(document)


def test_a_long_profile_has_room_too() -> None:
    long = report(findings(2000, "x" * 30), app="a")
    document = markdown.render(msgspec.structs.replace(long, profile="*" * 499))
    assert len(document) <= markdown.LONGEST
    assert document.endswith("…</sub>\n")


def test_many_findings_with_one_fix_are_counted() -> None:
    found = [Finding(status=Status.FAILED, message=f"m{n}") for n in range(70)]
    document = markdown.render(report(result(Status.FAILED, *found)))
    assert "- and 20 more" in document


def test_one_long_text_is_cut_and_a_long_command_is_not_shown_in_part() -> None:
    long = Finding(status=Status.FAILED, message="x" * 90_000, fix=Fix(command="y" * 90_000))
    document = markdown.render(report(result(Status.FAILED, long), app="z" * 90_000))
    hold(document)
    assert "x" * 500 + "…" in document
    assert "The command is too long to be shown here." in document
    assert "yy" not in document


def test_a_good_report_is_short() -> None:
    document = markdown.render(report(result(Status.PASSED)))
    assert document.startswith("### ✅ ha-app is ready for production: 1 check passed.\n")
    assert "####" not in document


def test_what_was_left_out_and_the_profile_are_named() -> None:
    judged: Report = msgspec.structs.replace(CANONICAL, left_out=("stack", "dns"), profile="hobby")
    last = markdown.render(judged).splitlines()[-1]
    assert last.endswith("UTC, 2 checks left out, held to the profile hobby</sub>")
