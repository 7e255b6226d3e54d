import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.names import InvalidHostname, is_apex, normalise_hostname, registrable_domain


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("WWW.Example.COM.", "www.example.com"),
        ("*.example.com", "*.example.com"),
        ("_acme-challenge.Example.com", "_acme-challenge.example.com"),
        ("straße.de", "xn--strae-oqa.de"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("日本語\u3002jp", "xn--wgv71a119e.jp"),
        ("_dmarc.bücher.example", "_dmarc.xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("localhost", "localhost"),
    ],
)
def test_names_are_written_as_dns_compares_them(written: str, normal: str) -> None:
    assert normalise_hostname(written) == normal


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        ".",
        "a..b",
        ".example.com",
        "example.com..",
        "two words.example.com",
        "new\nline.example.com",
        "\x1b[31mred.example.com",
        "nul\x00.example.com",
        "\u202eexample.com",
        "💩.example.com",
        "\ud800.example.com",
        "ü" * 5000 + ".example.com",
    ],
)
def test_what_is_no_name_is_refused(hostile: str) -> None:
    with pytest.raises(InvalidHostname):
        normalise_hostname(hostile)
    assert registrable_domain(hostile) is None
    assert not is_apex(hostile)


@given(
    st.text()
    | st.text(
        alphabet=string.ascii_letters
        + "._-*üß\u0131\u0130\u3002\uff0e\uff61\uff11\ufb03\u200d\u0301\u05d0",
        max_size=40,
    )
)
@example("\uff57\uff57\uff57\uff0eexample\uff61com")
@example("\u2024.com")
def test_normalising_twice_changes_nothing_and_raises_nothing_else(text: str) -> None:
    try:
        once = normalise_hostname(text)
    except InvalidHostname:
        return
    assert normalise_hostname(once) == once
    assert once.isascii()
    assert once == once.lower()
    assert not any(char.isspace() or not char.isprintable() for char in once)


@pytest.mark.parametrize(
    ("name", "apex"),
    [
        ("example.com", True),
        ("EXAMPLE.co.uk.", True),
        ("www.example.com", False),
        ("me.github.io", True),
        ("github.io", False),
        ("com", False),
        ("bücher.de", True),
        ("*.example.com", False),
        ("*.co.uk", False),
        ("made-up.nosuchtld", True),
        ("_dmarc.example.com", False),
    ],
)
def test_the_public_suffix_list_decides_what_an_apex_is(name: str, *, apex: bool) -> None:
    assert is_apex(name) is apex


@given(st.text(alphabet="*.abcü_", max_size=12))
def test_an_apex_is_its_own_registrable_domain(text: str) -> None:
    if is_apex(text):
        assert registrable_domain(text) == normalise_hostname(text)


def test_the_registrable_domain_is_what_a_person_registers() -> None:
    assert registrable_domain("a.b.Example.co.uk.") == "example.co.uk"
    assert registrable_domain("co.uk") is None
