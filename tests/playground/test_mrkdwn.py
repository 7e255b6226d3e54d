"""Slack's text as HTML: what it means, and that nothing else is ever markup."""

import html
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks.text import code, inert, link
from sandbox.slack.face.mrkdwn import Markdown
from tests.bot_blocks.reports import NASTY, hostile

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
PEOPLE = {"U024ADA": "ada"}
CHANNELS = {"C024OPS": "ops"}
TAG = re.compile(r"<[^>]*>")
OURS = re.compile(
    r"</?(?:b|i|s|code|pre|blockquote|br|a|time|span)>"
    r'|<a href="[^"<>]*" target="_blank" rel="noopener noreferrer">'
    r'|<time title="[^"<>]*">'
    r'|<span class="mention \w+" data-mention="\w+">'
)


def render(text: str, *, verbatim: bool = False) -> str:
    return str(Markdown(PEOPLE.get, CHANNELS.get, NOW).render(text, verbatim=verbatim))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*b* _i_ ~s~ `c`", "<b>b</b> <i>i</i> <s>s</s> <code>c</code>"),
        ("*b _i_*", "<b>b <i>i</i></b>"),
        ("2*3*4 a_b_c", "2*3*4 a_b_c"),
        ("one\ntwo", "one<br>two"),
        ("&gt; said\nand more", "<blockquote>said</blockquote>and more"),
        ("```\n<b> *x*\n```", "<pre>&lt;b&gt; *x*</pre>"),
        (":x: :unheard:", "❌ :unheard:"),
        ("12:04:11", "12:04:11"),
        ("&amp;amp; &lt;!channel&gt; <", "&amp;amp; &lt;!channel&gt; &lt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
    ],
)
def test_markup(text: str, shown: str) -> None:
    assert render(text) == shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U024ADA>", "@ada"),
        ("<@U0NOBODY>", "@U0NOBODY"),
        ("<#C024OPS>", "#ops"),
        ("<!channel>", "@channel"),
        ("<!here|label>", "@here"),
        ("<!subteam^S1|@team>", "@team"),
        ("`<!channel>`", "@channel"),
        ("```<!channel>```", "@channel"),
    ],
)
def test_mentions_reach_people_also_from_within_code(text: str, words: str) -> None:
    assert "data-mention" in render(text)
    assert TAG.sub("", render(text)) == words


def test_links() -> None:
    shown = render("<https://x.example/?a=1&amp;b=2|the *docs*>")
    assert 'href="https://x.example/?a=1&amp;b=2"' in shown
    assert ">the *docs*</a>" in shown
    assert "<a " in render("see https://x.example/")
    assert "<a " not in render("see https://x.example/", verbatim=True)
    assert 'onload="' not in render('<https://x"onload="alert(1)|y>')


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("{date_short_pretty} at {time}", "today at 6:00 PM"),
        ("{date_num} {time_secs}", "2026-11-22 6:00:00 PM"),
        ("{date_long}", "Sunday, November 22, 2026"),
        ("{unheard}", "{unheard}"),
    ],
)
def test_dates(form: str, shown: str) -> None:
    at = int(datetime(2026, 11, 22, 18, 0, tzinfo=UTC).timestamp())
    assert TAG.sub("", render(f"<!date^{at}^{form}|then>")) == shown


def test_a_date_that_is_none_shows_its_fallback() -> None:
    assert render("<!date^soon^{date}|then>") == "then"
    assert render(f"<!date^{10**30}^{{date}}|then>") == "then"
    with_link = render("<!date^0^{date_num}^https://x.example/|then>")
    assert '<a href="https://x.example/"' in with_link


@given(st.text() | hostile | st.lists(st.sampled_from(NASTY)).map("".join))
def test_nothing_but_our_own_markup_comes_out(text: str) -> None:
    shown = render(text)
    assert all(OURS.fullmatch(tag) for tag in TAG.findall(shown))
    assert "<" not in OURS.sub("", shown)


@given(hostile)
def test_what_the_bot_made_inert_reaches_nobody_and_reads_as_it_was(text: str) -> None:
    for made in (inert(text, 300), code(text, 300), link("https://x.example", text)):
        shown = render(made, verbatim=True)
        assert "data-mention" not in shown
        assert len(re.findall("<a ", shown)) == made.count("<https://x.example|")
    assert html.unescape(TAG.sub("", render(inert("a<b>&c", 300)))) == "a<b>&c"
